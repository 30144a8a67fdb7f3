//! What browsers are shown: what the sandbox holds, its inbox, and the pages of login providers. Plain HTML without scripts.

mod inbox;
mod overview;
mod pick;
mod start;

use crate::shared::Shared;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path, RawQuery, State};
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use start::Way;
use std::sync::Arc;

/// Forms hold an id or an email address.
const BODY_LIMIT: usize = 64 * 1024;

/// No scripts, and nothing from elsewhere. Names and addresses come from callers: should one ever get into the markup, it
/// can do nothing there.
const NOTHING_FOREIGN: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; \
                               frame-ancestors 'none'; form-action 'self'";

/// The same, but that a form may lead elsewhere. Chromium holds `form-action` against every redirect that follows, and
/// applications send their users on from where they come back to: naming that one place would not be enough.
const FORMS_LEAD_ELSEWHERE: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; frame-ancestors 'none'";

const STYLE: &str = "
:root { color-scheme: light dark; --text: #222; --soft: #555; --back: #fff; --line: #ddd; --edge: #767676; --link: #0b57d0; --bad: #b00020; }
@media (prefers-color-scheme: dark) { :root { --text: #ddd; --soft: #aaa; --back: #181818; --line: #444; --edge: #8c8c8c; --link: #8ab4f8; --bad: #ff9b9b; } }
* { box-sizing: border-box; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: var(--text); background: var(--back); overflow-wrap: anywhere; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
a { color: var(--link); } nav a { display: inline-block; padding: .5rem 1rem .5rem 0; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { display: block; overflow-x: auto; border-collapse: collapse; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); overflow-wrap: normal; } th, td code { white-space: nowrap; }
code { font-family: ui-monospace, monospace; font-size: .9em; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .25rem 1rem; } dd { margin: 0; } dt { color: var(--soft); }
@media (max-width: 30rem) { dl { display: block; } dd { margin-bottom: .5rem; } }
ul.plain { list-style: none; padding: 0; } ul.plain > li { margin: .5rem 0; }
button, input { font: inherit; color: inherit; background: var(--back); border: 1px solid var(--edge); border-radius: .4rem; padding: .6rem .9rem; min-height: 2.75rem; }
button { cursor: pointer; } button:hover { border-color: var(--link); }
button.person { display: block; width: 100%; max-width: 30rem; text-align: left; } button.person span { display: block; color: var(--soft); }
label { display: block; } input { width: 100%; max-width: 30rem; }
.row { display: flex; flex-wrap: wrap; gap: .5rem; margin: .25rem 0 1rem; } .row input { flex: 1 1 14rem; }
article { border-top: 1px solid var(--line); padding: .25rem 0 .75rem; } article h2 { margin-top: .5rem; } article p { margin: .25rem 0; }
.code { font-size: 2rem; letter-spacing: .15em; user-select: all; }
.bars { border-bottom: 1px solid var(--edge); } .allowed { fill: var(--link); } .refused { fill: var(--bad); }
.soft { color: var(--soft); } .bad { color: var(--bad); font-weight: 600; }
";

/// The pages. They are open to everyone, as a provider's are, and are no operations: they are neither recorded nor made to
/// fail.
pub(crate) fn router() -> Router<Arc<Shared>> {
    Router::new()
        .route("/", get(overview::page))
        .route("/inbox", get(inbox::page))
        .route("/v1/b2b/public/oauth/{provider}/start", login(Way::OAuth))
        .route("/v1/b2b/public/oauth/{provider}/discovery/start", login(Way::DiscoveryOAuth))
        .route("/v1/public/sso/start", login(Way::Sso))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
}

/// Shows who can log in this way; logs in who is picked.
fn login(way: Way) -> MethodRouter<Arc<Shared>> {
    let show = async move |State(shared): State<Arc<Shared>>,
                           provider: Option<Path<String>>,
                           RawQuery(query): RawQuery| {
        pick::show(&shared, way, provider.as_deref().map_or("", String::as_str), query.as_deref().unwrap_or_default())
    };
    let log_in = async move |State(shared): State<Arc<Shared>>,
                             provider: Option<Path<String>>,
                             RawQuery(query): RawQuery,
                             form: Bytes| {
        let provider = provider.as_deref().map_or("", String::as_str);
        pick::log_in(&shared, way, provider, query.as_deref().unwrap_or_default(), &form)
    };
    get(show).post(log_in)
}

/// A page; `content` is markup.
fn page(status: StatusCode, policy: &'static str, title: &str, content: &str) -> Response {
    let title = escape(title);
    // The empty icon keeps browsers from asking the API for one.
    let html = format!(
        "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<link rel=\"icon\" href=\"data:,\">
<title>{title}</title>
<style>{STYLE}</style>
</head>
<body>
<nav aria-label=\"Sandbox\"><a href=\"/\">Sandbox</a> <a href=\"/inbox\">Inbox</a></nav>
<main>
<h1>{title}</h1>
{content}</main>
</body>
</html>
"
    );
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (status, kind, headers(policy), html).into_response()
}

/// What every answer says: pages hold tokens and codes, which are to stay with whoever asked.
fn headers(policy: &'static str) -> [(HeaderName, &'static str); 4] {
    [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ]
}

/// The first value of a query or form field, unless it is empty.
fn value(encoded: &[u8], name: &str) -> Option<String> {
    let found = form_urlencoded::parse(encoded).find(|(key, _)| key == name);
    found.map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

/// What callers sent must not become part of the page's markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
