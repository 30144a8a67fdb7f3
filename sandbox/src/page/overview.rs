//! The page at `/`: what the sandbox holds and what it was asked last.

use super::{NOTHING_FOREIGN, escape};
use crate::fault::Usage;
use crate::lock::lock;
use crate::shared::Shared;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;
use std::fmt::Write as _;
use std::sync::Arc;

const SHOWN: usize = 50;

/// The page.
pub(super) async fn page(State(shared): State<Arc<Shared>>) -> Response {
    let mut content = String::new();
    held(&mut content, &shared);
    let has_limits = limits(&mut content, &shared);
    requests(&mut content, &shared);
    messages(&mut content, &shared);
    let mut page = super::page(StatusCode::OK, NOTHING_FOREIGN, "Stytch B2B sandbox", &content);
    if has_limits {
        // So that windows are seen as they fill.
        page.headers_mut().insert(HeaderName::from_static("refresh"), HeaderValue::from_static("1"));
    }
    page
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

/// Says whether there is one.
fn limits(page: &mut String, shared: &Shared) -> bool {
    let now = lock(&shared.clock).now();
    let usage = lock(&shared.script).usage(now);
    if usage.is_empty() {
        return false;
    }
    let rows = usage.iter().take(SHOWN).map(|usage| {
        let now = usage.requests.last().copied().unwrap_or_default();
        vec![
            escape(&usage.whose),
            bars(usage),
            format!("{} of {}", now.min(usage.limit), usage.limit),
            now.saturating_sub(usage.limit).to_string(),
            format!("{} of {} s", usage.left.as_secs_f32().ceil(), usage.window.as_secs_f32()),
        ]
    });
    let heads = ["Limited", "Recent windows", "Used now", "Refused now", "Time left"];
    table(page, &format!("Rate limits (the first {SHOWN})"), &heads, rows);
    true
}

/// The recent windows as bars, the one of now on the right: what was allowed below, what was refused above it.
fn bars(usage: &Usage) -> String {
    const WIDTH: usize = 6;
    const HEIGHT: u64 = 20;
    let most = usage.requests.iter().copied().fold(usage.limit, u64::max).max(1);
    let height = |requests: u64| requests as f64 * HEIGHT as f64 / most as f64;
    let mut bars = String::new();
    for (place, requests) in usage.requests.iter().enumerate() {
        let (x, allowed, all) = (place * WIDTH, height(*requests.min(&usage.limit)), height(*requests));
        let mut bar = |class: &str, top: f64, height: f64| {
            let y = HEIGHT as f64 - top;
            let _ = write!(bars, "<rect class=\"{class}\" x=\"{x}\" y=\"{y:.1}\" width=\"5\" height=\"{height:.1}\"/>");
        };
        bar("allowed", allowed, allowed);
        bar("refused", all, all - allowed);
    }
    let width = usage.requests.len() * WIDTH;
    format!("<svg class=\"bars\" width=\"{width}\" height=\"{HEIGHT}\" aria-hidden=\"true\">{bars}</svg>")
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
