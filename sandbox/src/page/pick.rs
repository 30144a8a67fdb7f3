//! The page of a login provider: whoever is picked on it is logged in.

use super::start::{self, Login, Problem, Way};
use super::{FORMS_LEAD_ELSEWHERE, NOTHING_FOREIGN, escape, headers, value};
use crate::lock::lock;
use crate::operations::is_email;
use crate::redirect;
use crate::seed::{self, LoginTokenSeed};
use crate::shared::Shared;
use crate::state::{Member, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use std::collections::HashSet;
use std::fmt::Write as _;

/// How many people are shown; the others can be typed in.
const SHOWN: usize = 100;

/// Someone who can be picked.
struct Person<'s> {
    /// The field that the button sends, and its value.
    field: (&'static str, &'s str),
    name: &'s str,
    email_address: &'s str,
    /// Unless it is `active`.
    status: &'s str,
}

/// Shows who can log in.
pub(super) fn show(shared: &Shared, way: Way, provider: &str, query: &str) -> Response {
    let state = lock(&shared.state);
    match start::read(shared, &state, way, provider, query) {
        Ok(login) => choice(&state, &login, None),
        Err(problem) => refusal(&problem),
    }
}

/// Sends the browser back to the application, with a token for whom the form names.
pub(super) fn log_in(shared: &Shared, way: Way, provider: &str, query: &str, form: &[u8]) -> Response {
    let now = lock(&shared.clock).timestamp();
    let mut state = lock(&shared.state);
    let login = match start::read(shared, &state, way, provider, query) {
        Ok(login) => login,
        Err(problem) => return refusal(&problem),
    };
    let (seed, url) = match picked(&state, &login, form) {
        Ok(picked) => picked,
        Err(problem) => return choice(&state, &login, Some(&problem)),
    };
    let seed = match &login.code_challenge {
        Some(challenge) => seed.pkce_code_challenge(challenge),
        None => seed,
    };
    match seed::add_login_token(&mut state, seed, now) {
        Ok(token) => to_application(&redirect::with_token(url, way.token_type(), &token)),
        Err(error) => choice(&state, &login, Some(&error.to_string())),
    }
}

/// Whom the form names, and where they go.
fn picked<'l>(state: &State, login: &'l Login, form: &[u8]) -> Result<(LoginTokenSeed, &'l str), String> {
    let (member_id, email_address) = (value(form, "member_id"), value(form, "email_address"));
    let Some(organization) = &login.organization else {
        let address = email_address.filter(|address| is_email(address));
        let address = address.ok_or("That is not an email address.")?;
        return Ok((LoginTokenSeed::discovery_oauth(address, &login.voucher), &login.redirect_url));
    };
    let member = match (member_id, email_address) {
        (Some(id), _) => state.members.find_in(&organization.id, &id),
        (None, Some(address)) => state.members.find_by_email(&organization.id, &address),
        (None, None) => return Err("Nobody was picked.".to_owned()),
    };
    let member = member.filter(|member| !member.is_deleted());
    let member = member.ok_or_else(|| format!("{} has no such member.", organization.name))?;
    let id = &member.member_id;
    let seed = match login.way {
        Way::Sso => LoginTokenSeed::sso(id, &login.voucher),
        Way::OAuth | Way::DiscoveryOAuth => LoginTokenSeed::oauth(id, &login.voucher),
    };
    // Whoever was invited or is pending has not been here before.
    let signup = login.signup_redirect_url.as_ref().filter(|_| member.status != "active");
    Ok((seed, signup.unwrap_or(&login.redirect_url)))
}

fn to_application(url: &str) -> Response {
    match HeaderValue::try_from(redirect::ascii(url)) {
        Ok(location) => {
            let headers = headers(FORMS_LEAD_ELSEWHERE);
            (StatusCode::SEE_OTHER, [(header::LOCATION, location)], headers).into_response()
        }
        Err(_) => {
            let message = "The redirect URL cannot stand in a header.".to_owned();
            refusal(&Problem { status: StatusCode::BAD_REQUEST, message })
        }
    }
}

fn refusal(problem: &Problem) -> Response {
    let content = format!(
        "<p class=\"bad\">{}</p>\n<p>The sandbox answers in the place of the login provider. What is wrong is in the URL \
         that the application sent the browser to.</p>\n",
        escape(&problem.message)
    );
    super::page(problem.status, NOTHING_FOREIGN, "This login cannot begin", &content)
}

/// The page on which one picks; again, when what was sent did not name anyone.
fn choice(state: &State, login: &Login, problem: Option<&str>) -> Response {
    let mut content = String::new();
    if let Some(problem) = problem {
        let _ = writeln!(content, "<p class=\"bad\" role=\"alert\" id=\"problem\">{}</p>", escape(problem));
    }
    about(&mut content, login);
    let (people, more) = people(state, login);
    content.push_str("<h2 id=\"who\">Who logs in?</h2>\n");
    if people.is_empty() {
        let whose = login.organization.as_ref().map_or("The sandbox", |organization| &organization.name);
        let _ = writeln!(content, "<p>{} has no members yet.</p>", escape(whose));
    } else {
        buttons(&mut content, &people);
    }
    if more {
        let _ = writeln!(content, "<p>These are the first {SHOWN}.</p>");
    }
    if more || login.organization.is_none() {
        typed(&mut content, problem.is_some());
    }
    let status = if problem.is_some() { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let title = format!("Log in with {} (sandbox)", login.voucher_name);
    super::page(status, FORMS_LEAD_ELSEWHERE, &title, &content)
}

/// What the application asked for.
fn about(content: &mut String, login: &Login) {
    let pkce = if login.code_challenge.is_some() { "used" } else { "not used" };
    let mut rows = Vec::new();
    rows.extend(login.organization.as_ref().map(|organization| ("Organization", organization.name.as_str())));
    rows.push(("Then goes to", &login.redirect_url));
    rows.extend(login.signup_redirect_url.as_deref().map(|url| ("New members go to", url)));
    rows.extend(login.scopes.as_deref().map(|scopes| ("Scopes", scopes)));
    rows.extend(login.provider_parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    rows.push(("PKCE", pkce));
    content.push_str("<p>The sandbox stands in for the login provider: nobody has to prove anything here.</p>\n<dl>\n");
    for (name, value) in rows {
        let _ = writeln!(content, "<dt>{}</dt><dd>{}</dd>", escape(name), escape(value));
    }
    content.push_str("</dl>\n");
}

/// Without an action, forms go to the page's own URL: what the login began with stays with it.
fn buttons(content: &mut String, people: &[Person<'_>]) {
    content.push_str("<form method=\"post\" aria-labelledby=\"who\">\n<ul class=\"plain\">\n");
    for person in people {
        let (field, value) = person.field;
        let address = escape(person.email_address);
        let label = match (person.name, person.status) {
            ("", "active") => address,
            ("", status) => format!("{address} <span>{}</span>", escape(status)),
            (name, "active") => format!("{} <span>{address}</span>", escape(name)),
            (name, status) => format!("{} <span>{address}, {}</span>", escape(name), escape(status)),
        };
        let value = escape(value);
        let _ = writeln!(
            content,
            "<li><button class=\"person\" type=\"submit\" name=\"{field}\" value=\"{value}\">{label}</button></li>"
        );
    }
    content.push_str("</ul>\n</form>\n");
}

fn typed(content: &mut String, is_wrong: bool) {
    let wrong = if is_wrong { " aria-invalid=\"true\" aria-describedby=\"problem\"" } else { "" };
    let _ = writeln!(
        content,
        "<form method=\"post\">\n<label for=\"email\">Another email address</label>\n<div class=\"row\">\
         <input id=\"email\" name=\"email_address\" type=\"email\" autocomplete=\"email\" required{wrong}>\
         <button type=\"submit\">Log in</button></div>\n</form>"
    );
}

/// The first people who can log in, and whether there are more.
fn people<'s>(state: &'s State, login: &Login) -> (Vec<Person<'s>>, bool) {
    let mut people: Vec<Person<'s>> = match &login.organization {
        Some(organization) => {
            let members = state.members.of_organization(&organization.id).map(|(_, member)| member);
            members.filter(|member| !member.is_deleted()).take(SHOWN + 1).map(as_member).collect()
        }
        None => {
            let mut seen = HashSet::new();
            let members = state.members.iter().filter(|member| !member.is_deleted());
            let distinct = members.filter(|member| seen.insert(member.email_address.to_lowercase()));
            distinct.take(SHOWN + 1).map(as_address).collect()
        }
    };
    let more = people.len() > SHOWN;
    people.truncate(SHOWN);
    (people, more)
}

fn as_member(member: &Member) -> Person<'_> {
    let (name, email_address, status) = (&member.name, &member.email_address, &member.status);
    Person { field: ("member_id", &member.member_id), name, email_address, status }
}

/// Discovery knows an address, not whose member it is.
fn as_address(member: &Member) -> Person<'_> {
    let email_address = &member.email_address;
    Person { field: ("email_address", email_address), name: "", email_address, status: "active" }
}
