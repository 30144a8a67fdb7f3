//! The inbox: the emails and texts that would have been sent, with links to follow and codes to copy.

use super::{NOTHING_FOREIGN, escape, value};
use crate::lock::lock;
use crate::redirect::is_web_url;
use crate::shared::Shared;
use crate::state::{self, Message};
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write as _;
use std::sync::Arc;

/// How many messages are shown.
const SHOWN: usize = 200;

/// The page: all messages, or those to one address, newest first.
pub(super) async fn page(State(shared): State<Arc<Shared>>, RawQuery(query): RawQuery) -> Response {
    let to =
        value(query.unwrap_or_default().as_bytes(), "to").map(|to| to.trim().to_owned()).filter(|to| !to.is_empty());
    let mut content = String::new();
    filter(&mut content, to.as_deref());
    let state = lock(&shared.state);
    let mut messages = state.messages.to(to.as_deref()).rev();
    let mut shown = 0;
    for message in messages.by_ref().take(SHOWN) {
        article(&mut content, &state, message);
        shown += 1;
    }
    if messages.next().is_some() {
        let _ = writeln!(content, "<p>Older messages are not shown: these are the last {shown}.</p>");
    }
    if shown == 0 {
        let whom = to.as_deref().map(|to| format!(" to {}", escape(to))).unwrap_or_default();
        let _ = writeln!(content, "<p>Nothing has been sent{whom} yet. Load this page again once something has.</p>");
    }
    super::page(StatusCode::OK, NOTHING_FOREIGN, "Inbox (sandbox)", &content)
}

fn filter(content: &mut String, to: Option<&str>) {
    let all = if to.is_some() { "<p><a href=\"/inbox\">Show the messages to everyone</a></p>\n" } else { "" };
    let to = escape(to.unwrap_or_default());
    // Of no particular type: messages go to telephone numbers too.
    let _ = write!(
        content,
        "<form method=\"get\" action=\"/inbox\" role=\"search\">\n<label for=\"to\">Only messages to this email address or \
         phone number</label>\n<div class=\"row\"><input id=\"to\" name=\"to\" type=\"text\" inputmode=\"email\" \
         autocomplete=\"email\" autocapitalize=\"none\" spellcheck=\"false\" value=\"{to}\">\
         <button type=\"submit\">Show</button></div>\n</form>\n{all}"
    );
}

fn article(content: &mut String, state: &state::State, message: &Message) {
    let organization = message.organization_id.as_deref().and_then(|id| state.organizations.find(id));
    let organization = organization.map(|organization| format!(", {}", escape(&organization.organization_name)));
    let (sent_at, to) = (escape(&message.sent_at), escape(&message.to));
    let _ = writeln!(
        content,
        "<article>\n<h2>{}</h2>\n<p class=\"soft\">To {to}{}, <time datetime=\"{sent_at}\">{sent_at}</time></p>",
        escape(title(&message.kind)),
        organization.unwrap_or_default(),
    );
    if let Some(code) = &message.code {
        let _ = writeln!(content, "<p><code class=\"code\">{}</code></p>", escape(code));
    }
    match message.link.as_deref() {
        Some(link) if is_web_url(link) => {
            let link = escape(link);
            let _ = writeln!(content, "<p><a href=\"{link}\">{link}</a></p>");
        }
        // Whoever asked for the message chose where it leads; not everything is to be followed.
        Some(link) => {
            let _ = writeln!(content, "<p><code>{}</code> (not a link of the web)</p>", escape(link));
        }
        None => {}
    }
    content.push_str("</article>\n");
}

/// What a message is, as its reader would call it.
fn title(kind: &str) -> &str {
    match kind {
        "magic_link" => "Magic link",
        "invite" => "Invitation",
        "email_update" => "Confirmation of a new email address",
        "discovery_magic_link" => "Magic link, organization to be chosen",
        "password_reset" => "Password reset",
        "discovery_password_reset" => "Password reset, organization to be chosen",
        "email_otp" => "One-time code",
        "discovery_email_otp" => "One-time code, organization to be chosen",
        "sms_otp" => "One-time code by text message",
        other => other,
    }
}
