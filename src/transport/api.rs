//! [`Api`]: in what the APIs that are spoken here differ, as data.

use http::StatusCode;
use serde_json::{Map, Value};

/// One API. How it authenticates and what it accepts stands in the client's headers.
pub(crate) struct Api {
    /// The statuses of success.
    pub success: &'static [StatusCode],
    /// What a body is that is no form.
    pub media_type: &'static str,
    /// Whether a 429 of this type passes with time. Any other is about something that waiting does not mend.
    pub is_throttle: fn(error_type: &str) -> bool,
    /// Whether rate limits count in windows that begin with the minute.
    pub counts_by_minute: bool,
    /// What an object says of a failure, if it is in the API's format.
    pub describe: fn(&Map<String, Value>) -> Option<Description>,
}

/// What an API says of a failure.
#[derive(Debug, Default)]
pub(crate) struct Description {
    pub error_type: String,
    pub message: String,
    pub url: String,
}

/// The Stytch B2B API, and OAuth's endpoints beside it.
pub(crate) static STYTCH: Api = Api {
    success: &[StatusCode::OK],
    media_type: "application/json",
    is_throttle: |error_type| error_type == "too_many_requests",
    counts_by_minute: true,
    describe: |fields| {
        let is_known =
            ["error_type", "error", "error_message", "status_code"].iter().any(|name| fields.contains_key(*name));
        // OAuth's endpoints spell the names as RFC 6749 does.
        is_known.then(|| Description {
            error_type: text(fields, &["error_type", "error"]),
            message: text(fields, &["error_message", "error_description"]),
            url: text(fields, &["error_url", "error_uri"]),
        })
    },
};

/// The first of these fields, if it is a text.
pub(crate) fn text(fields: &Map<String, Value>, names: &[&str]) -> String {
    names.iter().find_map(|name| fields.get(*name)?.as_str()).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use super::STYTCH;

    fn fields(body: Value) -> Map<String, Value> {
        body.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn one_type_of_429_passes_with_time() {
        for (error_type, passes) in [
            ("too_many_requests", true),
            ("captcha_failed", false),
            ("user_lock_limit_reached", false),
            ("from_the_future", false),
            ("", false),
        ] {
            assert_eq!((STYTCH.is_throttle)(error_type), passes, "{error_type}");
        }
    }

    #[test]
    fn failures_are_told_by_their_fields() {
        let of_api =
            json!({"status_code": 404, "error_type": "member_not_found", "error_message": "No.", "error_url": "u"});
        let described = (STYTCH.describe)(&fields(of_api)).unwrap();
        assert_eq!((&*described.error_type, &*described.message, &*described.url), ("member_not_found", "No.", "u"));
        let of_oauth = json!({"error": "invalid_grant", "error_description": "Used.", "error_uri": "u"});
        let described = (STYTCH.describe)(&fields(of_oauth)).unwrap();
        assert_eq!((&*described.error_type, &*described.message, &*described.url), ("invalid_grant", "Used.", "u"));
        assert!((STYTCH.describe)(&fields(json!({"detail": "of somebody else"}))).is_none());
        let of_another_type = (STYTCH.describe)(&fields(json!({"error_type": 5, "error": null}))).unwrap();
        assert_eq!(of_another_type.error_type, "");
    }
}
