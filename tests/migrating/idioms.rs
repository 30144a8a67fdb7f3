//! What MIGRATING.md puts beside the idioms of other SDKs, as code that compiles.

use std::time::Duration;

use futures::TryStreamExt;
use stytch_b2b::types::{
    M2mTokenRequest, MagicLinksEmailLoginOrSignupRequest, OrganizationsMembersCreateRequest,
    OrganizationsMembersSearchRequest, OrganizationsUpdateRequest, SessionsAuthenticateRequest,
};
use stytch_b2b::{Client, Error, MemberCredential, MemberFilter, MemberId, OrganizationId, Secret};

async fn clients(project_id: String, secret: String) -> Result<(), Error> {
    let _ = Client::from_env()?;
    let client = Client::new(project_id, secret)?;
    client.warm_up().await
}

fn certificates(builder: stytch_b2b::ClientBuilder, pem: Vec<u8>) -> stytch_b2b::ClientBuilder {
    builder.root_certificate_pem(pem)
}

async fn settings(project_id: String, secret: String, http: stytch_b2b::reqwest::ClientBuilder) -> Result<(), Error> {
    let builder = Client::builder(project_id, secret);
    let client = builder.base_url("http://127.0.0.1:4010").http_client(http).timeout(Duration::from_secs(5)).build()?;
    let _ = client.organizations().get("acme-co").timeout(Duration::from_secs(5)).await?;
    Ok(())
}

async fn requests(client: stytch_b2b::Client, organization_id: OrganizationId) -> Result<(), stytch_b2b::Error> {
    let _ = client.organizations().get("acme-co").await?;
    let _ = client.organizations().members().get(&organization_id).email_address("ada@acme.example").await?;
    let request = OrganizationsMembersCreateRequest::new("ada@acme.example").name("Ada Lovelace");
    let _ = client.organizations().members().create(&organization_id, request).await?;
    let request = OrganizationsUpdateRequest::new().email_allowed_domains(Vec::<String>::new());
    let _ = client.organizations().update(&organization_id, request).await?;
    let request = MagicLinksEmailLoginOrSignupRequest::new(&organization_id, "ada@acme.example");
    let _ = client.magic_links().email().login_or_signup(request).await?;
    Ok(())
}

async fn lists(client: Client, organization_id: OrganizationId, cursor: String) -> Result<usize, Error> {
    let request = OrganizationsMembersSearchRequest::new([&organization_id])
        .matching([MemberFilter::EmailFuzzy("acme.example".into())]);
    let members: Vec<_> = client.organizations().members().search(request.clone()).stream().try_collect().await?;
    let mut pages = client.organizations().members().search(request.cursor(cursor)).pages();
    let first = pages.try_next().await?.map_or(0, |page| page.members.len());
    Ok(members.len() + first)
}

fn ids(text: &str) -> (OrganizationId, MemberId) {
    (OrganizationId::from(text), MemberId::from(text))
}

async fn errors(client: Client, organization_id: &str, member_id: &str) -> Result<bool, Error> {
    match client.organizations().members().get(organization_id).member_id(member_id).await {
        Ok(_) => Ok(true),
        Err(Error::Api(error)) if error.error_type == "member_not_found" => Ok(false),
        Err(error) if error.is_session_over() => Ok(false),
        Err(error) if error.is_timeout() => Ok(false),
        Err(error) => Err(error),
    }
}

async fn sessions(client: Client, session_token: Secret, session_jwt: Secret) -> Result<(), Error> {
    let request = SessionsAuthenticateRequest::new().session_token(&session_token);
    let session = client.sessions().authenticate(request).await?;
    let _ = session.session_token.expose();
    let call = client.sessions().authenticate_jwt(&session_jwt).max_token_age(Duration::from_secs(60));
    let who = call.await?;
    let _ = client.sessions().authenticate_jwt_local(&session_jwt).await?;
    client.rbac().authorize(&who.member_session, "documents", "write").await?;
    let member = MemberCredential::session_token(session_token);
    let session = &who.member_session;
    let (organization_id, member_id) = (&session.organization_id, &session.member_id);
    let call = client.organizations().members().delete(organization_id, member_id);
    let _ = call.member_session(&member).await?;
    Ok(())
}

async fn machines(client: Client, client_id: String, client_secret: Secret, token: Secret) -> Result<(), Error> {
    let tokens = client.m2m().tokens(M2mTokenRequest::new(client_id, client_secret));
    let _ = tokens.get().await?;
    let call = client.m2m().authenticate_token(&token).require_scopes(["read:documents"]);
    let claims: stytch_b2b::local::M2mClaims = call.await?;
    let _ = claims.allows("read:documents");
    let _ = client.idp().introspect_token_local(&token).await?;
    Ok(())
}

fn failures(error: Error) -> (stytch_b2b::Outcome, Option<Duration>, Option<stytch_b2b::ApiError>) {
    let (outcome, wait) = (error.outcome(), error.retry_after());
    (outcome, wait, if let Error::Api(error) = error { Some(*error) } else { None })
}
