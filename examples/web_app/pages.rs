//! The HTML of the application: no script, and nothing from elsewhere.

use std::fmt::Display;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use stytch_b2b::types::{DiscoveredOrganization, MemberSession};

pub const STYLE: &str = "
:root { color-scheme: light dark; --text: #1d2330; --soft: #5a6375; --back: #f4f5f8; --card: #fff; --line: #d5d9e2;
  --main: #3b4cca; --on-main: #fff; --bad: #a3152c; }
@media (prefers-color-scheme: dark) { :root { --text: #e4e7ee; --soft: #a2abbd; --back: #14171e; --card: #1d212b; --line: #384052;
  --main: #9ba8ff; --on-main: #14171e; --bad: #ff9aa9; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.55 system-ui, sans-serif; color: var(--text); background: var(--back); overflow-wrap: anywhere; }
main { max-width: 30rem; margin: 8vh auto 2rem; padding: 1.5rem; background: var(--card); border: 1px solid var(--line); border-radius: .8rem; }
@media (max-width: 32rem) { main { margin: 0; min-height: 100vh; border: 0; border-radius: 0; } }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 1rem; } h2 { font-size: 1rem; margin: 1.75rem 0 .5rem; }
p { margin: .5rem 0; } .soft { color: var(--soft); font-size: .92rem; } .bad { color: var(--bad); }
label { display: block; font-weight: 600; margin: .75rem 0 .25rem; }
input, button, .button { display: block; width: 100%; font: inherit; padding: .65rem .9rem; border-radius: .5rem; border: 1px solid var(--line);
  background: var(--card); color: inherit; text-align: center; text-decoration: none; min-height: 2.9rem; }
input { text-align: left; border-color: var(--soft); }
button, .button { cursor: pointer; margin-top: .6rem; } button:hover, .button:hover { border-color: var(--main); }
.main { background: var(--main); border-color: var(--main); color: var(--on-main); font-weight: 600; }
:focus-visible { outline: 3px solid var(--main); outline-offset: 2px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 1rem 0; } dt { color: var(--soft); } dd { margin: 0; }
a { color: var(--main); } a.main { color: var(--on-main); } code { font-family: ui-monospace, monospace; font-size: 1.1em; letter-spacing: .08em; }
";

/// Text that can not become markup.
pub fn escape(text: impl Display) -> String {
    let text = text.to_string();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

pub fn page(title: &str, body: &str) -> Html<String> {
    let title = escape(title);
    Html(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{title} · Papers</title>\n\
         <link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n\
         <body>\n<main>\n<h1>{title}</h1>\n{body}</main>\n</body>\n</html>\n"
    ))
}

pub fn login() -> Html<String> {
    page(
        "Log in to Papers",
        "<form method=\"post\" action=\"/login/magic-link\">\n\
         <label for=\"email\">Your email address at work</label>\n\
         <input id=\"email\" name=\"email_address\" type=\"email\" autocomplete=\"email\" required>\n\
         <button class=\"main\">Send me a link</button>\n</form>\n\
         <h2>Or</h2>\n<a class=\"button\" href=\"/login/oauth/google\">Log in with Google</a>\n\
         <form action=\"/login/sso\">\n<label for=\"organization\">Your company's name in Papers</label>\n\
         <input id=\"organization\" name=\"organization\" autocomplete=\"organization\" placeholder=\"acme\" required>\n\
         <button>Log in with your company</button>\n</form>\n",
    )
}

pub fn link_sent(inbox: Option<&str>) -> Html<String> {
    let inbox = inbox.map(|inbox| format!("<p><a href=\"{}\">Open the sandbox's inbox</a></p>\n", escape(inbox)));
    page("Look into your inbox", &format!("<p>The link in it is good for an hour.</p>\n{}", inbox.unwrap_or_default()))
}

/// The organizations to choose from, each a button that posts to `action`.
pub fn organizations(title: &str, action: &str, found: &[DiscoveredOrganization]) -> Html<String> {
    let buttons = found.iter().filter_map(|choice| {
        let organization = choice.organization.as_ref()?;
        let (id, name) = (escape(&organization.organization_id), escape(&organization.organization_name));
        let more = if choice.member_authenticated { "" } else { " <span class=\"soft\">asks for more</span>" };
        Some(format!("<form method=\"post\" action=\"{action}/{id}\"><button>{name}{more}</button></form>\n"))
    });
    let buttons: String = buttons.collect();
    let none = "<p>Nobody has invited this address yet.</p>\n";
    page(title, &format!("{}<p><a href=\"/\">Back</a></p>\n", if buttons.is_empty() { none } else { &buttons }))
}

/// `code` is what an authenticator shows, where the sandbox plays that too.
pub fn second_factor(organization: &str, member: &str, code: Option<String>, failed: bool) -> Html<String> {
    let failed = if failed { "<p class=\"bad\" role=\"alert\">That was not the code.</p>\n" } else { "" };
    let hint =
        code.map(|code| format!("<p class=\"soft\">In the sandbox it shows <code>{}</code></p>\n", escape(code)));
    let (organization, member) = (escape(organization), escape(member));
    page(
        "One more step",
        &format!(
            "{failed}<form method=\"post\" action=\"/second-factor\">\n\
             <input type=\"hidden\" name=\"organization_id\" value=\"{organization}\">\n\
             <input type=\"hidden\" name=\"member_id\" value=\"{member}\">\n\
             <label for=\"code\">The code that your authenticator app shows</label>\n\
             <input id=\"code\" name=\"code\" inputmode=\"numeric\" autocomplete=\"one-time-code\" required autofocus>\n\
             {}<button class=\"main\">Go on</button>\n</form>\n",
            hint.unwrap_or_default()
        ),
    )
}

pub fn home(session: &MemberSession) -> Html<String> {
    let (organization, slug) = (escape(&session.organization_id), escape(&session.organization_slug));
    let roles = escape(session.roles.join(", "));
    let factors = session.authentication_factors.len();
    page(
        "Your papers",
        &format!(
            "<dl>\n<dt>Member</dt><dd id=\"member\">{}</dd>\n<dt>Organization</dt><dd id=\"organization\">{slug}</dd>\n\
             <dt>Roles</dt><dd>{roles}</dd>\n<dt>Factors</dt><dd id=\"factors\">{factors}</dd>\n</dl>\n\
             <a class=\"button main\" href=\"/documents\">Read the documents</a>\n\
             <form method=\"post\" action=\"/organizations/{organization}/documents/delete\"><button>Delete a document</button></form>\n\
             <a class=\"button\" href=\"/switch\">Switch to another organization</a>\n\
             <form method=\"post\" action=\"/logout\"><button>Log out</button></form>\n",
            escape(&session.member_id)
        ),
    )
}

pub fn message(status: StatusCode, title: &str, text: &str) -> Response {
    let body = format!("<p>{}</p>\n<p><a href=\"/\">To the beginning</a></p>\n", escape(text));
    (status, page(title, &body)).into_response()
}
