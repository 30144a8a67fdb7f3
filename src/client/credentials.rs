//! How project ids and secrets are known, and what is said of a text that is not what it should be.

use crate::error::Error;
use crate::types::Secret;

/// An environment of the API. What belongs to one says so at its beginning.
pub(super) struct Environment {
    name: &'static str,
    project_id: &'static str,
    secret: &'static str,
    pub base_url: &'static str,
}

static LIVE: Environment = Environment {
    name: "live",
    project_id: "project-live-",
    secret: "secret-live-",
    base_url: "https://api.stytch.com",
};

static TEST: Environment = Environment {
    name: "test",
    project_id: "project-test-",
    secret: "secret-test-",
    base_url: "https://test.stytch.com",
};

const PROJECT_ID: &str = "project-";
const SECRET: &str = "secret-";
const PUBLIC_TOKEN: &str = "public-token-";

impl Environment {
    /// The environment of these credentials.
    pub fn of(project_id: &str, secret: &Secret) -> Result<&'static Self, Error> {
        let environment =
            Self::of_project(project_id).map_err(|problem| Error::refused(format!("the project id {problem}")))?;
        check_secret(secret.expose()).map_err(|problem| Error::refused(format!("the secret {problem}")))?;
        if secret.expose().starts_with(environment.other().secret) {
            let reason = environment.is_not_of("the secret");
            return Err(Error::refused(format!("{reason}; take both from one environment")));
        }
        Ok(environment)
    }

    pub fn other(&self) -> &'static Self {
        if self.name == LIVE.name { &TEST } else { &LIVE }
    }

    /// What is said of something that is the other environment's.
    pub fn is_not_of(&self, what: &str) -> String {
        format!("{what} is of the {} environment, and the project id of the {} one", self.other().name, self.name)
    }

    fn of_project(id: &str) -> Result<&'static Self, &'static str> {
        if let Some(problem) = problem(id) {
            return Err(problem);
        }
        match [&LIVE, &TEST].into_iter().find(|environment| id.starts_with(environment.project_id)) {
            Some(_) if id.contains(':') => Err("has a colon"),
            Some(environment) => Ok(environment),
            None if id.starts_with(SECRET) => Err("is a secret; are project id and secret swapped?"),
            None if id.starts_with(PUBLIC_TOKEN) => Err("is a public token; take the one that begins with `project-`"),
            None => Err("begins with neither `project-live-` nor `project-test-`; copy it from the project's API keys"),
        }
    }
}

fn check_secret(secret: &str) -> Result<(), &'static str> {
    match problem(secret) {
        Some(problem) => Err(problem),
        None if secret.starts_with(PROJECT_ID) => Err("is a project id; take the one that begins with `secret-`"),
        None if secret.starts_with(PUBLIC_TOKEN) => {
            Err("is a public token, which is for browsers; take the one that begins with `secret-`")
        }
        None => Ok(()),
    }
}

/// What neither a project id nor a secret is.
fn problem(text: &str) -> Option<&'static str> {
    match text {
        "" => Some("is empty"),
        _ if text.trim() != text => Some("has white space around it, as a line of a file has at its end; trim it"),
        _ if text.starts_with(['"', '\'']) => Some("begins with a quotation mark; leave it out"),
        _ => None,
    }
}
