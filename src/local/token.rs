//! Judging a token. It is pure: a token, keys, what is expected and a time go in, a verdict comes out. There is no clock here, no
//! socket and no lock.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, TimeDelta, Utc};

use super::claims::{Claims, Field, Header, are_claims, read};
use super::keys::{KeySet, is_id};
use crate::error::{Error, Fault, TokenError};

/// No token of the API comes near.
pub(super) const MAX_BYTES: usize = 16 << 10;

/// No session token of the API comes near.
const MAX_SESSION_TOKEN_BYTES: usize = 256;

/// What a token must be.
pub(super) struct Expected<'a> {
    pub keys: &'a KeySet,
    /// The project's id.
    pub audience: &'a str,
    pub issuers: &'a [String],
    /// By how much the API's clock may be ahead.
    pub skew: Duration,
    pub max_age: Duration,
    pub now: DateTime<Utc>,
}

/// What a token of one kind says.
pub(super) trait Kind: Sized {
    /// Whether it is of this kind, whatever else is wrong with it.
    fn is_kind_of(claims: &Claims) -> bool;

    fn from_claims(subject: String, times: Times, claims: Claims) -> Result<Self, Fault>;

    /// When that ends which the token is for, if it may be earlier than the token's own end.
    fn ends_at(&self) -> Option<DateTime<Utc>> {
        None
    }
}

/// The times that every token has.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub expires: DateTime<Utc>,
    pub issued: DateTime<Utc>,
    pub not_before: DateTime<Utc>,
}

/// Why a token is not accepted.
#[derive(Debug)]
pub(super) struct Unfit {
    pub fault: Fault,
    /// Who issued it, with [`Fault::Issuer`]: the one value that may be shown, because the signature is good.
    pub issuer: Option<String>,
}

impl From<Fault> for Unfit {
    fn from(fault: Fault) -> Self {
        Self { fault, issuer: None }
    }
}

/// Judges a token. The first thing that is wrong decides.
pub(super) fn judge<K: Kind>(token: &str, expected: &Expected<'_>) -> Result<K, Unfit> {
    let mut claims = verified_claims(token, expected.keys)?;
    let audience = claims.audience.as_given();
    if !audience.is_some_and(|audience| audience.contains(expected.audience)) {
        return Err(Fault::Audience.into());
    }
    if !claims.issuer.as_given().is_some_and(|issuer| expected.issuers.contains(issuer)) {
        return Err(Unfit { fault: Fault::Issuer, issuer: claims.issuer.given() });
    }
    if !K::is_kind_of(&claims) {
        return Err(Fault::WrongKind.into());
    }
    let times = Times {
        expires: time("exp", &claims.expires)?,
        issued: time("iat", &claims.issued)?,
        not_before: time("nbf", &claims.not_before)?,
    };
    let subject = std::mem::take(&mut claims.subject).given().filter(|subject| !subject.is_empty());
    let judged = K::from_claims(subject.ok_or(Fault::Claim("sub"))?, times, claims)?;
    check_times(&times, judged.ends_at(), expected)?;
    Ok(judged)
}

/// The claims of a token with a good signature, which is all that is known of it.
#[cfg(feature = "tower")]
pub(super) fn signed_claims(token: &str, keys: &KeySet) -> Option<Claims> {
    verified_claims(token, keys).ok()
}

/// The claims of a token that is signed by one of the keys. None of them is looked at before.
#[inline]
fn verified_claims(token: &str, keys: &KeySet) -> Result<Claims, Fault> {
    let (message, claims, signature, header) = parts(token).ok_or(Fault::Malformed)?;
    let claims = URL_SAFE_NO_PAD.decode(claims).map_err(|_| Fault::Malformed)?;
    let signed = key_id(&header).and_then(|id| {
        let key = keys.find(id).ok_or(Fault::UnknownKey)?;
        if key.verifies(message.as_bytes(), &signature) { Ok(()) } else { Err(Fault::Signature) }
    });
    match signed {
        Ok(()) => read(&claims).ok_or(Fault::Malformed),
        // That they can not be read comes before all that may be wrong with the signature.
        Err(fault) => Err(if are_claims(&claims) { fault } else { Fault::Malformed }),
    }
}

/// What is signed, the claims in it, the signature, and the header.
fn parts(token: &str) -> Option<(&str, &str, Vec<u8>, Header)> {
    if token.len() > MAX_BYTES {
        return None;
    }
    let (message, signature) = token.rsplit_once('.')?;
    let (header, claims) = message.split_once('.')?;
    let signature = URL_SAFE_NO_PAD.decode(signature).ok()?;
    let header = read(&URL_SAFE_NO_PAD.decode(header).ok()?)?;
    Some((message, claims, signature, header))
}

/// The id of the key that signed, of a header that asks for nothing else than what is done here.
fn key_id(header: &Header) -> Result<&str, Fault> {
    if header.algorithm.as_given().is_none_or(|algorithm| algorithm != "RS256") {
        return Err(Fault::Algorithm);
    }
    if !header.critical.is_absent() {
        return Err(Fault::Critical);
    }
    let is_jwt = header.kind.as_given().is_some_and(|kind| kind.eq_ignore_ascii_case("JWT"));
    if !is_jwt && !header.kind.is_absent() {
        return Err(Fault::WrongKind);
    }
    header.key_id.as_given().map(String::as_str).filter(|id| is_id(id)).ok_or(Fault::Malformed)
}

fn time(name: &'static str, seconds: &Field<u64>) -> Result<DateTime<Utc>, Fault> {
    let seconds = seconds.as_given().and_then(|seconds| i64::try_from(*seconds).ok());
    seconds.and_then(|seconds| DateTime::from_timestamp(seconds, 0)).ok_or(Fault::Claim(name))
}

fn check_times(times: &Times, ends_at: Option<DateTime<Utc>>, expected: &Expected<'_>) -> Result<(), Fault> {
    let now = expected.now;
    if now >= times.expires || ends_at.is_some_and(|end| now >= end) {
        return Err(Fault::Expired);
    }
    // How far it is ahead of the clock here.
    let ahead = |time: DateTime<Utc>| (time - now).to_std().unwrap_or_default();
    if ahead(times.not_before) > expected.skew || ahead(times.issued) > expected.skew {
        return Err(Fault::NotYetValid);
    }
    let age = (now - times.issued).max(TimeDelta::zero()).to_std().unwrap_or_default();
    if age >= expected.max_age { Err(Fault::TooOld) } else { Ok(()) }
}

/// Refuses what can not be the token of a session, before the API is asked.
pub(crate) fn check_session_token(token: &str) -> Result<(), Error> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'=' | b'-');
    if token.is_empty() || token.len() > MAX_SESSION_TOKEN_BYTES || !token.bytes().all(fits) {
        return Err(TokenError::new("sessions.authenticate", Fault::Malformed).into());
    }
    Ok(())
}

/// Whether this is a session's token, signed by one of these keys.
#[cfg(fuzzing)]
pub(crate) fn accepts(token: &str, keys: &str) -> bool {
    let Some(keys) = KeySet::read(keys.as_bytes()) else { return true };
    let issuers = ["stytch.com/project-test-1".to_owned()];
    let (skew, max_age) = (Duration::ZERO, Duration::MAX);
    let expected = Expected {
        keys: &keys,
        audience: "project-test-1",
        issuers: &issuers,
        skew,
        max_age,
        now: DateTime::UNIX_EPOCH,
    };
    judge::<super::session::SessionToken>(token, &expected).is_ok()
}

/// Whether claims are read, and whether it is said that they could be.
#[cfg(fuzzing)]
pub(crate) fn reads_claims(bytes: &[u8]) -> [bool; 2] {
    [read::<Claims>(bytes).is_some(), are_claims(bytes)]
}
