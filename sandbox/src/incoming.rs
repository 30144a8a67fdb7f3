//! A request as it arrived.

use axum::body::Body;
use axum::http::{HeaderMap, Request, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde_json::Value;
use std::time::Duration;

const MEMBER_SESSION_TOKEN: &str = "x-stytch-member-session";
const MEMBER_SESSION_JWT: &str = "x-stytch-member-sessionjwt";

/// A body that takes longer than this to arrive is given up.
const BODY_TIMEOUT: Duration = Duration::from_secs(30);

/// A request, read to its end.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: String,
    /// The path as it was sent: not decoded, not normalized, without the query.
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// A form is an object of texts.
    pub(crate) body: Payload,
    pub(crate) is_form: bool,
    pub(crate) body_size: usize,
}

/// A request's body.
#[derive(Debug)]
pub(crate) enum Payload {
    None,
    Json(Value),
    /// Not JSON; with the reason.
    Invalid {
        text: String,
        reason: String,
    },
    TooLarge,
    /// It broke off or did not arrive in time.
    Incomplete,
}

impl Incoming {
    /// Reads a request whose body has at most `limit` bytes.
    pub(crate) async fn read(request: Request<Body>, limit: usize) -> Self {
        let (parts, body) = request.into_parts();
        let is_form = is_form(&parts.headers);
        let (body, body_size) = read_body(body, limit, is_form).await;
        Self {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            query: form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes()).into_owned().collect(),
            headers: parts.headers,
            body,
            is_form,
            body_size,
        }
    }

    /// The user name and password of HTTP Basic authentication; `None` when the header is missing.
    pub(crate) fn basic_credentials(&self) -> Option<Result<(String, String), ()>> {
        let value = self.headers.get(header::AUTHORIZATION)?;
        Some(parse_basic(value.as_bytes()).ok_or(()))
    }

    /// The token of Bearer authentication; `None` when the header is missing or another scheme's.
    pub(crate) fn bearer_token(&self) -> Option<&str> {
        let (scheme, token) = self.headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
    }

    /// The member session token and the member session JWT.
    pub(crate) fn member_session(&self) -> (Option<&str>, Option<&str>) {
        let text = |name: &str| self.headers.get(name).map(|value| value.to_str().unwrap_or_default());
        (text(MEMBER_SESSION_TOKEN), text(MEMBER_SESSION_JWT))
    }

    /// Whom the body is about, for limits that hold for each person.
    pub(crate) fn person(&self) -> Option<&str> {
        let Payload::Json(body) = &self.body else { return None };
        ["email_address", "member_id", "mfa_phone_number"].iter().find_map(|name| body.get(name)?.as_str())
    }

    /// The headers as they may be shown: without credentials.
    pub(crate) fn shown_headers(&self) -> Vec<(String, String)> {
        self.headers
            .iter()
            .map(|(name, value)| {
                let secret =
                    name == header::AUTHORIZATION || name == MEMBER_SESSION_TOKEN || name == MEMBER_SESSION_JWT;
                let shown = if secret {
                    "[redacted]".to_owned()
                } else {
                    String::from_utf8_lossy(value.as_bytes()).into_owned()
                };
                (name.as_str().to_owned(), shown)
            })
            .collect()
    }
}

impl Payload {
    /// The body as a value: text when it is not JSON.
    pub(crate) fn to_value(&self) -> Value {
        match self {
            Self::Json(value) => value.clone(),
            Self::Invalid { text, .. } => Value::String(text.clone()),
            Self::None | Self::TooLarge | Self::Incomplete => Value::Null,
        }
    }
}

fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("application/x-www-form-urlencoded"))
}

async fn read_body(body: Body, limit: usize, is_form: bool) -> (Payload, usize) {
    let collected = match tokio::time::timeout(BODY_TIMEOUT, Limited::new(body, limit).collect()).await {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return (Payload::TooLarge, limit),
        Ok(Err(_)) | Err(_) => return (Payload::Incomplete, 0),
    };
    let size = collected.len();
    (if is_form { parse_form(&collected) } else { parse_body(&collected) }, size)
}

fn parse_body(bytes: &Bytes) -> Payload {
    if bytes.is_empty() {
        return Payload::None;
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Payload::Json(value),
        Err(error) => Payload::Invalid { text: String::from_utf8_lossy(bytes).into_owned(), reason: error.to_string() },
    }
}

fn parse_form(bytes: &Bytes) -> Payload {
    let fields = form_urlencoded::parse(bytes).into_owned();
    Payload::Json(fields.map(|(name, value)| (name, Value::String(value))).collect())
}

fn parse_basic(value: &[u8]) -> Option<(String, String)> {
    let (scheme, encoded) = std::str::from_utf8(value).ok()?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let decoded = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (user, password) = decoded.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}
