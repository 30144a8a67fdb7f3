//! What to do about errors of the API that are mistakes of the caller's, and whose own words leave that open.

/// What the caller can do about an error of this type.
pub(super) fn advice(operation: &str, error_type: &str) -> Option<&'static str> {
    Some(match error_type {
        // A wrong password is answered the same.
        "unauthorized_credentials" if operation.starts_with("passwords.") => return None,
        "unauthorized_credentials" | "invalid_project_id_authentication" | "invalid_secret_authentication" => {
            "take project id and secret from one environment of one project; those of the sandbox need its base URL"
        }
        "invalid_b2b_endpoint" => "the project is for consumers; take the credentials of a B2B project",
        "route_not_found" => "check the base URL, which ends before /v1",
        "organization_not_found" => {
            "check the id, slug or external id, and that the credentials are of its project and environment"
        }
        "member_not_found" => "an organization knows its own members alone; check both ids",
        "session_authorization_tenancy_error" => "call it for the organization of the session",
        _ => return None,
    })
}
