//! OAuth's endpoints: machine clients get tokens there, and apps ask about theirs, by credentials of their own.

use serde_json::json;
use stytch_b2b::types::{
    ConnectedAppsClientsCreateRequest, IdpIntrospectTokenRequest, M2mClientsCreateRequest, M2mClientsSearchRequest,
    M2mClientsUpdateRequest, M2mTokenRequest,
};
use stytch_b2b::{Client, Error, Outcome, Secret};
use stytch_b2b_sandbox::Sandbox;

use crate::support::server::{Reply, Server};

const PROJECT_SECRET: &str = "sentinel-project-secret";

fn client_of(sandbox: &Sandbox) -> Client {
    Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap()
}

#[tokio::test]
async fn the_projects_credentials_stay_here() {
    let server = Server::start(|_, _| Reply::Json(401, json!({"error": "invalid_client"}))).await;
    let client = Client::builder("project-test-sentinel", PROJECT_SECRET).base_url(server.base_url()).build().unwrap();
    let token = M2mTokenRequest::new("client", "client-secret").scopes(["read:users", "write:users"]);
    client.m2m().token(token).await.unwrap_err();
    client.idp().introspect_token(IdpIntrospectTokenRequest::new("token", "client")).await.unwrap_err();
    client.sessions().get_jwks("project-test-sentinel").await.unwrap_err();
    let encoded =
        base64::Engine::encode(&base64::prelude::BASE64_STANDARD, format!("project-test-sentinel:{PROJECT_SECRET}"));
    assert_eq!(server.count(), 3);
    for request in server.requests() {
        let text = format!("{request:?}{}", String::from_utf8_lossy(&request.body));
        assert!(!request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("authorization")), "{text}");
        assert!(!text.contains(PROJECT_SECRET) && !text.contains(&encoded), "{text}");
    }
    // What has no row `public` carries them.
    client.debug().whoami().await.unwrap_err();
    let last = server.take_last();
    assert!(
        last.headers.iter().any(|(name, value)| name.eq_ignore_ascii_case("authorization") && value.contains(&encoded))
    );
}

#[tokio::test]
async fn a_form_is_written_as_oauth_has_it() {
    let server = Server::start(|_, _| Reply::Json(401, json!({"error": "invalid_client"}))).await;
    let request = M2mTokenRequest::new("client&id=1", "pass word+ä").scopes(["read:users", "write:users"]);
    server.client().m2m().token(request).await.unwrap_err();
    let sent = server.take_last();
    assert_eq!(sent.path(), "/v1/public/project-test-1/oauth2/token");
    assert_eq!(
        String::from_utf8(sent.body).unwrap(),
        "client_id=client%26id%3D1&client_secret=pass+word%2B%C3%A4&grant_type=client_credentials\
         &scope=read%3Ausers+write%3Ausers"
    );
}

#[tokio::test]
async fn answers_of_the_standards_are_enough() {
    let server = Server::start(|request, number| match (request.path().ends_with("token"), number) {
        (true, _) => Reply::Json(200, json!({"access_token": "jwt", "token_type": "bearer", "expires_in": 3600})),
        (false, 1) => Reply::Json(200, json!({"active": false})),
        (false, _) => Reply::Json(
            200,
            json!({
                "active": true, "sub": "member-1", "scope": "openid read:users", "aud": "project-test-1",
                "exp": 1_800_000_000, "https://stytch.com/organization": {"organization_id": "o", "slug": "acme"},
                "plan": {"seats": 5}, "role": "auditor",
            }),
        ),
    })
    .await;
    let client = server.client();
    let issued = client.m2m().token(M2mTokenRequest::new("id", "secret")).await.unwrap();
    assert_eq!((issued.access_token.expose(), issued.expires_in, issued.request_id), ("jwt", 3600, None));

    let request = IdpIntrospectTokenRequest::new("token", "app");
    let inactive = client.idp().introspect_token(request.clone()).await.unwrap();
    assert!(!inactive.active && inactive.sub.is_none() && inactive.custom_claims.is_empty());

    let active = client.idp().introspect_token(request).await.unwrap();
    assert!(active.active && active.aud.unwrap().contains("project-test-1"));
    assert_eq!(active.organization.unwrap().slug, "acme");
    assert_eq!(json!(active.custom_claims), json!({"plan": {"seats": 5}, "role": "auditor"}));
}

#[tokio::test]
async fn errors_in_oauths_words_are_the_apis_errors() {
    let body =
        json!({"error": "invalid_scope", "error_description": "no such scope", "error_uri": "https://e.example"});
    let server = Server::start(move |_, _| Reply::Json(400, body.clone())).await;
    let error = server.client().m2m().token(M2mTokenRequest::new("id", "secret")).await.unwrap_err();
    let Error::Api(api) = &error else { panic!("{error}") };
    assert_eq!((api.status, api.error_message.as_str()), (400, "no such scope"));
    assert!(api.error_type == "invalid_scope" && api.error_url == "https://e.example");
    assert_eq!(error.outcome(), Outcome::Rejected);
}

/// From its creation to its end, as a program lives it.
#[tokio::test]
async fn a_machine_client_gets_tokens_until_it_is_deleted() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client_of(&sandbox);
    let request = M2mClientsCreateRequest::new(["read:users", "write:users"]).client_name("Nightly export");
    let made = client.m2m().clients().create(request).await.unwrap().m2m_client;
    let id = made.client_id.as_str();
    let first = made.client_secret;
    assert_eq!(made.client_secret_last_four, last_four(&first));
    let token = async |secret: &Secret, scopes: &[&str]| {
        let request = M2mTokenRequest::new(id, secret).scopes(scopes.iter().copied());
        client.m2m().token(request).await
    };
    let error_type = |error: Error| error.error_type().unwrap_or_default().to_owned();

    let issued = token(&first, &["read:users"]).await.unwrap();
    assert_eq!((issued.token_type.as_str(), issued.expires_in), ("bearer", 3600));
    assert_eq!(error_type(token(&Secret::from("wrong"), &[]).await.unwrap_err()), "invalid_client");
    assert_eq!(error_type(token(&first, &["delete:users"]).await.unwrap_err()), "invalid_scope");

    // Both secrets are good while they are rotated.
    let secrets = client.m2m().clients().secrets();
    let second = secrets.rotate_start(id).await.unwrap().m2m_client.next_client_secret;
    token(&first, &[]).await.unwrap();
    token(&second, &[]).await.unwrap();
    secrets.rotate_cancel(id).await.unwrap();
    assert_eq!(error_type(token(&second, &[]).await.unwrap_err()), "invalid_client");
    let third = secrets.rotate_start(id).await.unwrap().m2m_client.next_client_secret;
    let rotated = secrets.rotate(id).await.unwrap().m2m_client;
    assert_eq!(rotated.client_secret_last_four, last_four(&third));
    assert_eq!(error_type(token(&first, &[]).await.unwrap_err()), "invalid_client");

    // What was issued is known until it expires, and to this client alone.
    let issued = token(&third, &[]).await.unwrap().access_token;
    let ask = async |id: &str, secret: &Secret| {
        let request = IdpIntrospectTokenRequest::new(&issued, id).client_secret(secret);
        client.idp().introspect_token(request).await
    };
    let known = ask(id, &third).await.unwrap();
    assert_eq!(
        (known.active, known.sub.as_deref(), known.scope.as_deref()),
        (true, Some(id), Some("read:users write:users"))
    );
    let app = ConnectedAppsClientsCreateRequest::new("third_party");
    let app = client.connected_apps().clients().create(app).await.unwrap().connected_app;
    assert!(!ask(&app.client_id, &app.client_secret.unwrap()).await.unwrap().active);
    assert_eq!(error_type(ask(id, &first).await.unwrap_err()), "invalid_client");
    sandbox.advance_clock(std::time::Duration::from_secs(3600));
    assert!(!ask(id, &third).await.unwrap().active);

    client.m2m().clients().update(id, M2mClientsUpdateRequest::new().status("inactive")).await.unwrap();
    assert_eq!(error_type(token(&third, &[]).await.unwrap_err()), "invalid_client");
    assert_eq!(client.m2m().clients().delete(id).await.unwrap().client_id, id);
    assert!(client.m2m().clients().get(id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn an_app_asks_about_the_token_that_a_member_granted() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client_of(&sandbox);
    let organization = sandbox.add_organization("Acme").unwrap();
    let member = sandbox.add_member(&organization, "ada@acme.example").unwrap();
    let create = ConnectedAppsClientsCreateRequest::new("third_party");
    let app = client.connected_apps().clients().create(create).await.unwrap().connected_app;
    let token = sandbox.add_access_token(&app.client_id, &member, &["openid", "read:users"]).unwrap();
    let request = IdpIntrospectTokenRequest::new(token.as_str(), &app.client_id);
    let request = request.client_secret(app.client_secret.unwrap());
    let found = client.idp().introspect_token(request.clone()).await.unwrap();
    assert_eq!(
        (found.active, found.sub.as_deref(), found.scope.as_deref()),
        (true, Some(&*member), Some("openid read:users"))
    );
    assert_eq!(found.organization.unwrap().organization_id, organization.as_str());

    client.connected_apps().clients().delete(&app.client_id).await.unwrap();
    let error = client.idp().introspect_token(request).await.unwrap_err();
    assert_eq!(error.error_type(), Some("invalid_client"));
    assert!(sandbox.add_access_token(&app.client_id, &member, &[]).is_err());
}

#[tokio::test]
async fn clients_are_found_page_by_page_and_counted() {
    use futures::TryStreamExt;

    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = client_of(&sandbox);
    for number in 0..5 {
        let request = M2mClientsCreateRequest::new([format!("read:{number}")]).client_name(format!("Machine {number}"));
        client.m2m().clients().create(request).await.unwrap();
    }
    client
        .connected_apps()
        .clients()
        .create(ConnectedAppsClientsCreateRequest::new("first_party_public"))
        .await
        .unwrap();
    let all: Vec<_> =
        client.m2m().clients().search(M2mClientsSearchRequest::new().limit(2)).stream().try_collect().await.unwrap();
    let names: Vec<_> = all.iter().map(|found| found.client_name.as_str()).collect();
    assert_eq!(names, ["Machine 0", "Machine 1", "Machine 2", "Machine 3", "Machine 4"]);

    let whoami = client.debug().whoami().await.unwrap();
    assert_eq!(whoami.project_id, sandbox.project_id());
    let metrics = client.project().metrics().await.unwrap().metrics;
    let machines = metrics.iter().find(|metric| metric.metric_type == "M2M_CLIENT_COUNT").unwrap();
    assert_eq!(machines.count, 5);
}

fn last_four(secret: &Secret) -> &str {
    &secret.expose()[secret.expose().len() - 4..]
}
