//! The page at `/`: what the sandbox holds and what it was asked last.

use crate::lock::lock;
use crate::shared::Shared;
use axum::extract::State;
use axum::response::Html;
use std::fmt::Write as _;
use std::sync::Arc;

const SHOWN: usize = 50;

const HEAD: &str = "<!doctype html>
<html lang=\"en\">
<head>
<meta charset=\"utf-8\">
<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">
<title>Stytch B2B sandbox</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 70rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #ddd; }
td { overflow-wrap: anywhere; } code { font-family: ui-monospace, monospace; font-size: .9em; }
@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; } th, td { border-color: #444; } }
</style>
</head>
<body>
<h1>Stytch B2B sandbox</h1>
";

/// The page.
pub(crate) async fn page(State(shared): State<Arc<Shared>>) -> Html<String> {
    let mut page = HEAD.to_owned();
    held(&mut page, &shared);
    requests(&mut page, &shared);
    messages(&mut page, &shared);
    page.push_str("</body>\n</html>\n");
    Html(page)
}

fn held(page: &mut String, shared: &Shared) {
    let state = lock(&shared.state);
    let (organizations, members, sessions) = (state.organizations.len(), state.members.len(), state.sessions.len());
    let _ = writeln!(
        page,
        "<p>Project <code>{}</code>: {organizations} organizations, {members} members, {sessions} sessions.</p>",
        escape(&shared.project_id)
    );
    let rows = state.organizations.iter().take(SHOWN).map(|(_, organization)| {
        let id = &organization.organization_id;
        let members = state.members.of_organization(id).filter(|(_, member)| !member.is_deleted()).count();
        let groups = state.scim_connections.of_organization(id).map(|connection| connection.groups.count);
        vec![
            escape(&organization.organization_name),
            escape(&organization.organization_slug),
            format!("<code>{}</code>", escape(id)),
            members.to_string(),
            groups.map_or("none".to_owned(), |groups| format!("{groups} groups")),
        ]
    });
    table(
        page,
        &format!("Organizations (the first {SHOWN})"),
        &["Name", "Slug", "Id", "Members", "SCIM connection"],
        rows,
    );
}

fn requests(page: &mut String, shared: &Shared) {
    let record = lock(&shared.record);
    let requests = record.last(SHOWN);
    let rows = requests.iter().map(|request| {
        vec![
            request.number.to_string(),
            request.status.map_or("closed".to_owned(), |status| status.to_string()),
            format!("{} <code>{}</code>", escape(&request.method), escape(&request.path)),
            escape(request.operation.as_deref().unwrap_or("none")),
        ]
    });
    let title = format!("Requests (the last {SHOWN} of {})", record.count());
    table(page, &title, &["Number", "Status", "Request", "Operation"], rows);
}

fn messages(page: &mut String, shared: &Shared) {
    let state = lock(&shared.state);
    let rows = state.messages.to(None).rev().take(SHOWN).map(|message| {
        let content = message.code.as_deref().or(message.link.as_deref()).unwrap_or_default();
        vec![
            escape(&message.sent_at),
            escape(&message.to),
            escape(&message.kind),
            format!("<code>{}</code>", escape(content)),
        ]
    });
    table(page, &format!("Messages (the last {SHOWN})"), &["Sent", "To", "What", "Code or link"], rows);
}

fn table(page: &mut String, title: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let heads: String = heads.iter().map(|head| format!("<th>{head}</th>")).collect();
    let _ = writeln!(page, "<h2>{title}</h2>\n<table>\n<tr>{heads}</tr>");
    let mut empty = true;
    for cells in rows {
        empty = false;
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(page, "<tr>{cells}</tr>");
    }
    page.push_str(if empty { "</table>\n<p>None yet.</p>\n" } else { "</table>\n" });
}

/// What callers sent must not become part of the page's markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}
