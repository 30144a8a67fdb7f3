//! The page at `/`: what the sandbox holds and what it was asked last.

use super::{NOTHING_FOREIGN, escape};
use crate::lock::lock;
use crate::shared::Shared;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use std::fmt::Write as _;
use std::sync::Arc;

const SHOWN: usize = 50;

/// The page.
pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let mut content = String::new();
    held(&mut content, &shared);
    requests(&mut content, &shared);
    messages(&mut content, &shared);
    super::page(StatusCode::OK, NOTHING_FOREIGN, "Stytch B2B sandbox", &content)
}

fn held(page: &mut String, shared: &Shared) {
    let state = lock(&shared.state);
    let (organizations, members, sessions) = (state.organizations.len(), state.members.len(), state.sessions.len());
    let _ = writeln!(
        page,
        "<p>Project <code>{}</code>, public token <code>{}</code>: {organizations} organizations, {members} members, \
         {sessions} sessions.</p>",
        escape(&shared.project_id),
        escape(&shared.public_token)
    );
    let rows = state.organizations.iter().take(SHOWN).map(|(_, organization)| {
        let id = &organization.organization_id;
        let members = state.members.of_organization(id).filter(|(_, member)| !member.is_deleted()).count();
        let groups =
            state.scim_connections.of_organization(id).map(|connection| connection.groups.numbers_from(0).count());
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
    page.push_str("<p><a href=\"/inbox\">Read them in the inbox</a></p>\n");
}

fn table(page: &mut String, title: &str, heads: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let heads: String = heads.iter().map(|head| format!("<th scope=\"col\">{head}</th>")).collect();
    let _ = writeln!(page, "<h2>{title}</h2>\n<table>\n<tr>{heads}</tr>");
    let mut empty = true;
    for cells in rows {
        empty = false;
        let cells: String = cells.iter().map(|cell| format!("<td>{cell}</td>")).collect();
        let _ = writeln!(page, "<tr>{cells}</tr>");
    }
    page.push_str(if empty { "</table>\n<p>None yet.</p>\n" } else { "</table>\n" });
}
