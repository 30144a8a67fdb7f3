//! The claims of a token, read without judging them: each is there, is not, or is of another type than it should be.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Utc};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::{Map, Value};

use crate::types::object::{Key, readable};
use crate::types::{Audience, AuthenticationFactor, OrganizationClaim};

pub(super) const SESSION: &str = "https://stytch.com/session";
pub(super) const ORGANIZATION: &str = "https://stytch.com/organization";
/// Claims of such names are the API's own.
const OWN_NAMES: &str = "https://stytch.com/";

/// A claim.
#[derive(Debug, Default)]
pub(super) enum Field<T> {
    #[default]
    Absent,
    /// Of another type.
    Wrong,
    Given(T),
}

/// All claims of a token.
#[derive(Debug, Default)]
pub(super) struct Claims {
    pub audience: Field<Audience>,
    pub issuer: Field<String>,
    pub subject: Field<String>,
    pub expires: Field<u64>,
    pub issued: Field<u64>,
    pub not_before: Field<u64>,
    pub id: Field<String>,
    pub scope: Field<Value>,
    pub client_id: Field<Value>,
    pub session: Field<SessionClaim>,
    pub organization: Field<OrganizationClaim>,
    /// Those that have no name of their own here.
    pub others: Map<String, Value>,
}

/// The claim about a session.
#[derive(Debug)]
pub(super) struct SessionClaim {
    pub id: String,
    pub started_at: DateTime<Utc>,
    pub last_accessed_at: DateTime<Utc>,
    pub expires_at: Option<DateTime<Utc>>,
    pub authentication_factors: Vec<AuthenticationFactor>,
    pub roles: Option<Vec<String>>,
}

readable! {
    SessionClaim { id "id" required, started_at "started_at" time, last_accessed_at "last_accessed_at" time, expires_at
    "expires_at" optional_time, authentication_factors "authentication_factors" list, roles "roles" optional, }
}

/// The parts of a token's header that matter.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub algorithm: Field<String>,
    pub key_id: Field<String>,
    pub kind: Field<String>,
    pub critical: Field<IgnoredAny>,
}

impl<T> Field<T> {
    pub fn given(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Wrong => None,
        }
    }

    pub fn as_given(&self) -> Option<&T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Wrong => None,
        }
    }

    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }
}

impl<T: DeserializeOwned> Field<T> {
    /// Reads the value that comes next; a second one of the same name is an error.
    fn read<'de, M: MapAccess<'de>>(&mut self, map: &mut M, reading: Reading) -> Result<(), M::Error> {
        if !self.is_absent() {
            return Err(M::Error::custom("a name comes twice"));
        }
        *self = match reading {
            Reading::Quick => Self::Given(map.next_value()?),
            Reading::Careful => {
                // As text, since the code that reads text is there already.
                let value: Value = map.next_value()?;
                serde_json::from_str(&value.to_string()).map_or(Self::Wrong, Self::Given)
            }
            Reading::Skim => map.next_value::<IgnoredAny>().map(|_| Self::Wrong)?,
        };
        Ok(())
    }
}

impl Claims {
    /// The claims that a session was given: all that have no meaning in its token.
    pub fn custom_claims(self) -> Map<String, Value> {
        let mut custom_claims = self.others;
        for (name, claim) in [("scope", self.scope), ("client_id", self.client_id)] {
            custom_claims.extend(claim.given().map(|value| (name.to_owned(), value)));
        }
        custom_claims
    }

    /// The scopes, if they are there as text.
    pub fn scopes(&self) -> Option<Vec<String>> {
        self.scope.as_given()?.as_str().map(scopes)
    }
}

/// The names in a list of scopes.
pub(super) fn scopes(scope: &str) -> Vec<String> {
    scope.split_whitespace().map(str::to_owned).collect()
}

/// What becomes of a value of another type.
#[derive(Clone, Copy)]
pub(super) enum Reading {
    /// It ends the reading.
    Quick,
    /// It is [`Field::Wrong`].
    Careful,
    /// Nothing: values are looked over, and are all [`Field::Wrong`].
    Skim,
}

/// Reads claims or a header; `None` when they are no JSON object, or one of their own names comes twice.
pub(super) fn read<T: Fields>(bytes: &[u8]) -> Option<T> {
    // Only what is not as it should be is read twice.
    read_as(bytes, Reading::Quick).or_else(|| read_as(bytes, Reading::Careful))
}

/// Whether [`read`] could read claims, for those that are not worth reading.
#[inline]
pub(super) fn are_claims(bytes: &[u8]) -> bool {
    read_as::<Claims>(bytes, Reading::Skim).is_some()
}

fn read_as<T: Fields>(bytes: &[u8], reading: Reading) -> Option<T> {
    // Checked once for the whole, and not for each text in it.
    let text = std::str::from_utf8(bytes).ok()?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read = FieldsSeed { reading, fields: PhantomData::<T> }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(read)
}

/// An object that is read name by name.
pub(super) trait Fields: Default {
    fn read<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M, reading: Reading) -> Result<(), M::Error>;
}

impl Fields for Claims {
    fn read<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M, reading: Reading) -> Result<(), M::Error> {
        match name {
            "aud" => self.audience.read(map, reading),
            "iss" => self.issuer.read(map, reading),
            "sub" => self.subject.read(map, reading),
            "exp" => self.expires.read(map, reading),
            "iat" => self.issued.read(map, reading),
            "nbf" => self.not_before.read(map, reading),
            "jti" => self.id.read(map, reading),
            "scope" => self.scope.read(map, reading),
            "client_id" => self.client_id.read(map, reading),
            SESSION => self.session.read(map, reading),
            ORGANIZATION => self.organization.read(map, reading),
            _ if name.starts_with(OWN_NAMES) => map.next_value::<IgnoredAny>().map(drop),
            _ if matches!(reading, Reading::Skim) => map.next_value::<IgnoredAny>().map(drop),
            _ => {
                self.others.insert(name.to_owned(), map.next_value()?);
                Ok(())
            }
        }
    }
}

impl Fields for Header {
    fn read<'de, M: MapAccess<'de>>(&mut self, name: &str, map: &mut M, reading: Reading) -> Result<(), M::Error> {
        match name {
            "alg" => self.algorithm.read(map, reading),
            "kid" => self.key_id.read(map, reading),
            "typ" => self.kind.read(map, reading),
            "crit" => self.critical.read(map, reading),
            _ => map.next_value::<IgnoredAny>().map(drop),
        }
    }
}

struct FieldsSeed<T> {
    reading: Reading,
    fields: PhantomData<T>,
}

impl<'de, T: Fields> DeserializeSeed<'de> for FieldsSeed<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: Fields> Visitor<'de> for FieldsSeed<T> {
    type Value = T;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<T, M::Error> {
        let mut fields = T::default();
        while let Some(Key(name)) = map.next_key()? {
            fields.read(&name, &mut map, self.reading)?;
        }
        Ok(fields)
    }
}
