//! What can be done to a user or a group.

use super::document;
use super::request::{Answered, Request, location};
use super::schema::Kind;
use super::users;
use crate::answer::Answer;
use crate::error::ApiError;
use crate::state::Resource;
use serde_json::{Map, Value};

/// Adds one.
pub(super) fn create(request: &mut Request<'_>, kind: Kind) -> Answered {
    let fields = document::read(kind, request.object()?)?;
    let id = match kind {
        Kind::User => users::new_id(request, &fields)?,
        Kind::Group => request.state.ids.next("scim-group"),
    };
    let resource = Resource { id, fields, created: request.now, modified: request.now };
    put(request, kind, &resource)?;
    let mut answer = Answer::scim(201, request.shown(kind, &resource).to_string());
    answer.headers.push(("location".to_owned(), location(&request.base_url, kind, &resource.id)));
    Ok(answer)
}

/// Puts another document in the place of the one that there is.
pub(super) fn replace(request: &mut Request<'_>, kind: Kind, id: &str) -> Answered {
    let before = request.find(kind, id)?;
    let fields = document::read(kind, request.object()?)?;
    change(request, kind, before, fields)
}

/// Takes it away.
pub(super) fn delete(request: &mut Request<'_>, kind: Kind, id: &str) -> Answered {
    request.find(kind, id)?;
    request.resources_mut(kind)?.remove(id);
    if kind == Kind::User {
        users::leave(request, id)?;
    }
    Ok(Answer::scim(204, ""))
}

/// Gives a resource another document, unless it would be refused.
pub(super) fn change(request: &mut Request<'_>, kind: Kind, before: Resource, fields: Map<String, Value>) -> Answered {
    if kind == Kind::User {
        users::check_unique(request, &before.id, &fields)?;
    }
    let resource = Resource { fields, modified: request.now, ..before };
    put(request, kind, &resource)?;
    Ok(Answer::scim(200, request.shown(kind, &resource).to_string()))
}

fn put(request: &mut Request<'_>, kind: Kind, resource: &Resource) -> Result<(), ApiError> {
    request.resources_mut(kind)?.put(resource.clone());
    if kind == Kind::User {
        users::follow(request, resource);
    }
    Ok(())
}
