//! How the generated types are read from JSON and written as JSON: by field names, with `null` for a list or a map read as
//! empty, because a login that happened must not be lost over it, and unknown fields ignored. One small function for each type and
//! direction is a fraction of what derive macros expand to.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

/// A type that is read field by field.
pub(crate) trait Object<'de>: Sized {
    const NAME: &'static str;
    const FIELDS: &'static [&'static str];

    fn read_fields<M: MapAccess<'de>>(map: M) -> Result<Self, M::Error>;
}

pub(crate) fn read<'de, T: Object<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_struct(T::NAME, T::FIELDS, ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Object<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "struct {}", T::NAME)
    }

    fn visit_map<M: MapAccess<'de>>(self, map: M) -> Result<T, M::Error> {
        T::read_fields(map)
    }
}

/// A field's name, borrowed from the input where that is possible.
pub(crate) struct Key<'de>(pub Cow<'de, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_identifier(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the name of a field")
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(name.into()))
    }

    fn visit_str<E>(self, name: &str) -> Result<Key<'de>, E> {
        Ok(Key(name.to_owned().into()))
    }
}

pub(crate) fn required<'de, T: Deserialize<'de>, M: MapAccess<'de>>(map: &mut M) -> Result<Option<T>, M::Error> {
    map.next_value().map(Some)
}

pub(crate) fn list<'de, T: Deserialize<'de> + Default, M: MapAccess<'de>>(map: &mut M) -> Result<T, M::Error> {
    Ok(map.next_value::<Option<T>>()?.unwrap_or_default())
}

pub(crate) fn ignore<'de, M: MapAccess<'de>>(map: &mut M, _name: &str) -> Result<(), M::Error> {
    map.next_value::<IgnoredAny>().map(drop)
}

pub(crate) fn found<T, E: Error>(value: Option<T>, name: &'static str) -> Result<T, E> {
    value.ok_or_else(|| E::missing_field(name))
}

/// `Deserialize` of a struct: `readable!(Name { field "wire name" kind, … } rest)`, where the kind is `required`, `optional`,
/// `list`, `assigned` (a list that is not written while it is empty), `time` or `optional_time`, and `rest` is the map that keeps the other fields, if one does.
macro_rules! readable {
    ($type:ident { $($field:ident $name:literal $kind:ident,)* } $($rest:ident)?) => {
        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> ::std::result::Result<Self, D::Error> {
                crate::types::object::read(deserializer)
            }
        }

        impl<'de> crate::types::object::Object<'de> for $type {
            const NAME: &'static str = stringify!($type);
            const FIELDS: &'static [&'static str] = &[$($name),*];

            fn read_fields<M: ::serde::de::MapAccess<'de>>(mut map: M) -> ::std::result::Result<Self, M::Error> {
                $(let mut $field = Default::default();)*
                $(let mut $rest = ::serde_json::Map::new();)?
                while let Some(key) = map.next_key::<crate::types::object::Key<'de>>()? {
                    match &*key.0 {
                        $($name => $field = crate::types::object::readable!(@read $kind map),)*
                        name => crate::types::object::readable!(@other map name $($rest)?),
                    }
                }
                Ok(Self { $($field: crate::types::object::readable!(@found $kind $field $name),)* $($rest)? })
            }
        }
    };
    (@other $map:ident $name:ident) => { crate::types::object::ignore(&mut $map, $name)? };
    (@other $map:ident $name:ident $rest:ident) => { drop($rest.insert($name.to_owned(), $map.next_value()?)) };
    (@read required $map:ident) => { crate::types::object::required(&mut $map)? };
    (@read optional $map:ident) => { $map.next_value()? };
    (@read time $map:ident) => { crate::types::time::required(&mut $map)? };
    (@read optional_time $map:ident) => { crate::types::time::optional(&mut $map)? };
    (@read assigned $map:ident) => { crate::types::object::list(&mut $map)? };
    (@read list $map:ident) => { crate::types::object::list(&mut $map)? };
    (@found required $field:ident $name:literal) => { crate::types::object::found($field, $name)? };
    (@found time $field:ident $name:literal) => { crate::types::object::found($field, $name)? };
    (@found optional $field:ident $name:literal) => { $field };
    (@found optional_time $field:ident $name:literal) => { $field };
    (@found list $field:ident $name:literal) => { $field };
    (@found assigned $field:ident $name:literal) => { $field };
}

/// `Serialize` of a struct, with the same arguments as [`readable`]. An optional field that is not set is not written.
macro_rules! writable {
    ($type:ident { $($field:ident $name:literal $kind:ident,)* } $($rest:ident)?) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> ::std::result::Result<S::Ok, S::Error> {
                #[allow(unused_mut)]
                let mut map = serializer.serialize_map(None)?;
                $(crate::types::object::writable!(@write $kind map self $field $name);)*
                $(for (name, value) in &self.$rest {
                    ::serde::ser::SerializeMap::serialize_entry(&mut map, name, value)?;
                })?
                ::serde::ser::SerializeMap::end(map)
            }
        }
    };
    (@write optional $map:ident $self:ident $field:ident $name:literal) => {
        if let Some(value) = &$self.$field {
            ::serde::ser::SerializeMap::serialize_entry(&mut $map, $name, value)?;
        }
    };
    (@write optional_time $map:ident $self:ident $field:ident $name:literal) => {
        crate::types::object::writable!(@write optional $map $self $field $name);
    };
    (@write assigned $map:ident $self:ident $field:ident $name:literal) => {
        if !$self.$field.is_empty() {
            ::serde::ser::SerializeMap::serialize_entry(&mut $map, $name, &$self.$field)?;
        }
    };
    (@write $kind:ident $map:ident $self:ident $field:ident $name:literal) => {
        ::serde::ser::SerializeMap::serialize_entry(&mut $map, $name, &$self.$field)?;
    };
}

pub(crate) use {readable, writable};
