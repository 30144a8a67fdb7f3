//! Where a login goes on: the application's URL, with the token in its query.

use axum::http::Uri;
use percent_encoding::{CONTROLS, utf8_percent_encode};

/// Whether it is an absolute `http` or `https` URL. Anything else is not to be followed: a `javascript:` URL is a program.
pub(crate) fn is_web_url(text: &str) -> bool {
    // Browsers read a backslash as a slash and drop line breaks: what is checked here must be what they see.
    if text.contains(|letter: char| letter == '\\' || letter.is_whitespace() || letter.is_control()) {
        return false;
    }
    let Ok(uri) = text.parse::<Uri>() else { return false };
    let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
    // Whoever reads `http://known.example@other.example` takes it for another host than it is.
    is_web && uri.authority().is_some_and(|authority| !authority.host().is_empty() && !authority.as_str().contains('@'))
}

/// The URL with the token in its query.
pub(crate) fn with_token(url: &str, token_type: &str, token: &str) -> String {
    let token: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
    with_parameters(url, &format!("stytch_token_type={token_type}&token={token}"))
}

/// The URL with these in its query, after what is there already and before a fragment.
pub(crate) fn with_parameters(url: &str, parameters: &str) -> String {
    let (address, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
    let separator = match address.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some((_, query)) if query.ends_with('&') => "",
        Some(_) => "&",
    };
    format!("{address}{separator}{parameters}{fragment}")
}

/// The URL as it can stand in a header: letters beyond ASCII are encoded, as browsers do it.
pub(crate) fn ascii(url: &str) -> String {
    utf8_percent_encode(url, CONTROLS).to_string()
}

#[cfg(test)]
mod tests {
    use super::{ascii, is_web_url, with_token};

    #[test]
    fn only_absolute_urls_of_the_web_are_taken() {
        for url in [
            "http://localhost:3000/authenticate",
            "https://app.example",
            "http://[::1]:3000/?next=%2F#top",
            "HTTPS://app.example/",
        ] {
            assert!(is_web_url(url), "{url}");
        }
        for url in [
            "",
            "javascript:alert(1)",
            "javascript://app.example/%0Aalert(1)",
            "data:text/html,x",
            "/authenticate",
            "//app.example/",
            "http:",
            "http://",
            "http:///path",
            "http:/app.example",
            "http:\\\\app.example",
            "http://known.example@other.example/",
            "ftp://app.example/",
            " http://app.example/",
            "http://app.example/\r\nset-cookie: a=b",
            "java\nscript:alert(1)",
        ] {
            assert!(!is_web_url(url), "{url}");
        }
    }

    #[test]
    fn the_token_goes_into_the_query() {
        let cases = [
            ("http://a.example", "http://a.example?stytch_token_type=oauth&token=t%3D"),
            ("http://a.example/?", "http://a.example/?stytch_token_type=oauth&token=t%3D"),
            ("http://a.example/?b=c&", "http://a.example/?b=c&stytch_token_type=oauth&token=t%3D"),
            ("http://a.example/?b=c%26#d?e", "http://a.example/?b=c%26&stytch_token_type=oauth&token=t%3D#d?e"),
        ];
        for (url, expected) in cases {
            assert_eq!(with_token(url, "oauth", "t="), expected);
        }
        assert_eq!(ascii("http://a.example/ä?b=%20"), "http://a.example/%C3%A4?b=%20");
    }
}
