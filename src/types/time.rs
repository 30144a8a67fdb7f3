//! Times are read by their fixed form, as the API writes them; any other form of RFC 3339 takes the general parser.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

pub(crate) fn required<'de, M: MapAccess<'de>>(map: &mut M) -> Result<Option<DateTime<Utc>>, M::Error> {
    map.next_value().map(|Time(time)| Some(time))
}

pub(crate) fn optional<'de, M: MapAccess<'de>>(map: &mut M) -> Result<Option<DateTime<Utc>>, M::Error> {
    Ok(map.next_value::<Option<Time>>()?.map(|Time(time)| time))
}

struct Time(DateTime<Utc>);

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(TimeVisitor)
    }
}

struct TimeVisitor;

impl Visitor<'_> for TimeVisitor {
    type Value = Time;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a time of RFC 3339")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Time, E> {
        fixed(text.as_bytes())
            .or_else(|| text.parse().ok())
            .map(Time)
            .ok_or_else(|| E::custom("not a time of RFC 3339"))
    }
}

/// `2026-11-25T10:00:00Z`, with or without a fraction of up to nine digits.
fn fixed(text: &[u8]) -> Option<DateTime<Utc>> {
    let (seconds, fraction) = text.strip_suffix(b"Z")?.split_at_checked(19)?;
    let separators = [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')];
    if separators.iter().any(|(at, separator)| seconds[*at] != *separator) {
        return None;
    }
    let part = |from, to| number(&seconds[from..to]);
    let nanoseconds = match fraction {
        [] => 0,
        [b'.', digits @ ..] if (1..=9).contains(&digits.len()) => {
            number(digits)? * 10_u32.pow(9 - u32::try_from(digits.len()).ok()?)
        }
        _ => return None,
    };
    let date = NaiveDate::from_ymd_opt(i32::try_from(part(0, 4)?).ok()?, part(5, 7)?, part(8, 10)?)?;
    Some(date.and_hms_nano_opt(part(11, 13)?, part(14, 16)?, part(17, 19)?, nanoseconds)?.and_utc())
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0')))
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::fixed;

    /// It says what the general parser says, or nothing.
    #[test]
    fn the_fixed_form_is_the_general_one() {
        let good = [
            "2026-11-25T10:00:00Z",
            "1999-12-31T23:59:59.5Z",
            "2024-02-29T00:00:00.123456789Z",
            "0001-01-01T00:00:00Z",
        ];
        for text in good {
            assert_eq!(fixed(text.as_bytes()), text.parse::<DateTime<Utc>>().ok(), "{text}");
            assert!(fixed(text.as_bytes()).is_some());
        }
        for text in [
            "",
            "Z",
            "2026-11-25T10:00:00",
            "2026-11-25 10:00:00Z",
            "2026-11-25T10:00:00+01:00",
            "2026-11-25T10:00:00.Z",
            "2026-11-25T10:00:00.1234567890Z",
            "2025-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-11-25T24:00:00Z",
            "2026-11-25T10:00:60Z",
            "+026-11-25T10:00:00Z",
            "2026-11-25T10:00:0éZ",
        ] {
            assert_eq!(fixed(text.as_bytes()), None, "{text}");
        }
    }
}
