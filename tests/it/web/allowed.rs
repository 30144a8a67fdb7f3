//! Members, permissions and visitors in axum's handlers.

use axum::Router;
use axum::extract::Path;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use http::StatusCode;
use stytch_b2b::axum::{Allowed, MemberAuth, Refusal};
use stytch_b2b::tower::SessionLayer;
use stytch_b2b::{Denial, Error, OrganizationId, Permission};
use stytch_b2b_sandbox::{Fault as SandboxFault, MemberSeed};
use tower::ServiceExt;

use super::{body, jwt_cookie, request};
use crate::local::world::World;
use crate::support::clock::paused;

struct Read;
impl Permission for Read {
    const RESOURCE: &str = "documents";
    const ACTION: &str = "read";
}

struct Delete;
impl Permission for Delete {
    const RESOURCE: &str = "documents";
    const ACTION: &str = "delete";
}

async fn me(member: MemberAuth) -> String {
    member.session().member_id.to_string()
}

async fn greeting(member: Option<MemberAuth>) -> &'static str {
    if member.is_some() { "welcome back" } else { "welcome" }
}

async fn read(member: Allowed<Read>) -> String {
    format!("{:?}", member.verdict().granting_roles)
}

async fn delete(_: Allowed<Delete>) -> &'static str {
    "deleted"
}

async fn of(Path(organization): Path<OrganizationId>, member: MemberAuth) -> Result<&'static str, Refusal> {
    member.ensure_organization(&organization)?;
    Ok("own")
}

async fn act(Path((id, action)): Path<(OrganizationId, String)>, member: MemberAuth) -> Result<String, Refusal> {
    let verdict = member.allow_in(id, "documents", &action).await?;
    Ok(format!("{:?}", verdict.granting_roles))
}

fn routes() -> Router {
    Router::new()
        .route("/me", get(me))
        .route("/greeting", get(greeting))
        .route("/read", get(read))
        .route("/delete", get(delete))
        .route("/of/{organization}", get(of))
        .route("/of/{organization}/{action}", post(act))
}

struct Site {
    world: World,
    layer: SessionLayer,
}

impl Site {
    async fn new() -> Self {
        let world = World::new().await;
        world.client.warm_up().await.unwrap();
        world.sandbox.clear_requests();
        Self { layer: SessionLayer::new(world.client.clone()), world }
    }

    async fn get(&self, layer: &SessionLayer, path: &str, cookie: &str) -> (u16, String) {
        let response =
            routes().layer(layer.clone()).oneshot(request("GET", path, &[("cookie", cookie)])).await.unwrap();
        (response.status().as_u16(), body(response).await)
    }
}

#[test]
fn members_and_permissions() {
    paused(async {
        let site = Site::new().await;
        let editor = MemberSeed::new("eve@acme.example").roles(["editor"]);
        let editor = site.world.sandbox.add_member(&site.world.organization, editor).unwrap();
        let editor = jwt_cookie(&site.world.sandbox.add_member_session(&editor).unwrap().session_jwt);
        let cookie = jwt_cookie(&site.world.session());
        let own = format!("/of/{}", site.world.organization);
        let get = async |path: &str, cookie: &str| site.get(&site.layer, path, cookie).await;
        assert_eq!(get("/me", &cookie).await, (200, site.world.member.clone()));
        assert_eq!(get("/read", &cookie).await, (200, "[\"stytch_member\"]".to_owned()));
        assert_eq!(get("/read", &editor).await, (200, "[\"stytch_member\", \"editor\"]".to_owned()));
        assert_eq!(get("/delete", &cookie).await, (403, String::new()));
        assert_eq!(get("/delete", &editor).await, (200, "deleted".to_owned()));
        assert_eq!(get(&own, &cookie).await, (200, "own".to_owned()));
        assert_eq!(get("/of/organization-test-other", &cookie).await.0, 403);
        assert_eq!(get("/of/acme", &cookie).await.0, 403);
        assert_eq!(get("/me", "").await.0, 401);
        assert_eq!(get("/greeting", "").await.0, 401);
        // Not one request for all that.
        assert_eq!(site.world.sandbox.requests().len(), 0);
    });
}

#[test]
fn permissions_that_are_known_at_run_time() {
    paused(async {
        let site = Site::new().await;
        let bearer = format!("Bearer {}", site.world.session());
        let own = &site.world.organization;
        for (path, status) in [
            (format!("/of/{own}/read"), 200),
            (format!("/of/{own}/delete"), 403),
            ("/of/organization-test-other/read".to_owned(), 403),
            ("/of/acme/read".to_owned(), 403),
        ] {
            let request = request("POST", &path, &[("authorization", &bearer)]);
            let response = routes().layer(site.layer.clone()).oneshot(request).await.unwrap();
            assert_eq!(response.status(), status, "{path}");
        }
        let head = super::head("GET", &[("authorization", &bearer)]);
        let member = site.layer.authenticate(&head).await.unwrap();
        let reason = |refusal: Refusal| match refusal.error() {
            Some(Error::Denied(denied)) => denied.reason,
            _ => panic!("{refusal}"),
        };
        assert_eq!(reason(member.allow("documents", "delete").await.unwrap_err()), Denial::Permission);
        assert_eq!(reason(member.allow_in("acme", "documents", "read").await.unwrap_err()), Denial::Tenancy);
        assert_eq!(reason(member.ensure_organization(&"acme".into()).unwrap_err()), Denial::Tenancy);
    });
}

#[test]
fn visitors() {
    paused(async {
        let site = Site::new().await;
        let open = site.layer.clone().optional();
        let cookie = jwt_cookie(&site.world.session());
        let get = async |path: &str, cookie: &str| site.get(&open, path, cookie).await;
        assert_eq!(get("/greeting", &cookie).await, (200, "welcome back".to_owned()));
        assert_eq!(get("/greeting", "").await, (200, "welcome".to_owned()));
        assert_eq!(get("/greeting", &jwt_cookie("a.b.c")).await, (200, "welcome".to_owned()));
        // Handlers that need a member say why there is none.
        for path in ["/me", "/read"] {
            let answer = async |cookie: &str| {
                let request = request("GET", path, &[("cookie", cookie)]);
                let response = routes().layer(open.clone()).oneshot(request).await.unwrap();
                (response.status().as_u16(), response.headers()["www-authenticate"].to_str().unwrap().to_owned())
            };
            assert_eq!(answer("").await, (401, "Bearer".to_owned()));
            assert_eq!(answer(&jwt_cookie("a.b.c")).await, (401, "Bearer error=\"invalid_token\"".to_owned()));
        }
        // Contradictions are no absence.
        let token = |token: &str| format!("stytch_session={token}");
        assert_eq!(get("/greeting", &format!("{}; {}", token("one"), token("two"))).await.0, 401);
    });
}

#[test]
fn a_required_permission() {
    paused(async {
        let site = Site::new().await;
        let cookie = jwt_cookie(&site.world.session());
        let reads = site.layer.clone().require::<Read>();
        assert_eq!(site.get(&reads, "/me", &cookie).await.0, 200);
        let both = reads.clone().require::<Delete>();
        assert_eq!(site.get(&both, "/me", &cookie).await.0, 403);
        // Somebody without a permission is no visitor.
        let open = both.optional();
        assert_eq!(site.get(&open, "/greeting", &cookie).await.0, 403);
        assert_eq!(site.get(&open, "/greeting", "").await.0, 200);
        assert_eq!(site.world.sandbox.requests().len(), 0);
    });
}

#[test]
fn without_a_policy_nobody_can_tell() {
    paused(async {
        let world = World::new().await;
        world.sandbox.fault(SandboxFault::status(500).on("rbac_policy").always());
        let site = Site { layer: SessionLayer::new(world.client.clone()), world };
        let cookie = jwt_cookie(&site.world.session());
        assert_eq!(site.get(&site.layer, "/me", &cookie).await.0, 200);
        assert_eq!(site.get(&site.layer, "/read", &cookie).await.0, 503);
        assert_eq!(site.get(&site.layer.clone().require::<Read>(), "/me", &cookie).await.0, 503);
    });
}

#[test]
fn a_handler_without_a_layer_is_a_mistake() {
    paused(async {
        for path in ["/me", "/read", "/greeting"] {
            let response = routes().oneshot(request("GET", path, &[])).await.unwrap();
            assert_eq!(response.status(), 500, "{path}");
        }
    });
}

#[test]
fn the_inner_of_two_layers_decides() {
    paused(async {
        let site = Site::new().await;
        let cookie = jwt_cookie(&site.world.session());
        let other_name = site.layer.clone().cookie_names("other", "another").optional();
        let both = |inner: SessionLayer, outer: SessionLayer| routes().layer(inner).layer(outer);
        let get = async |routes: Router| {
            let response = routes.oneshot(request("GET", "/greeting", &[("cookie", &cookie)])).await.unwrap();
            body(response).await
        };
        assert_eq!(get(both(other_name.clone(), site.layer.clone())).await, "welcome");
        assert_eq!(get(both(site.layer.clone(), other_name)).await, "welcome back");
    });
}

#[test]
fn refusals_are_answered_as_the_service_likes() {
    paused(async {
        let site = Site::new().await;
        let cookie = jwt_cookie(&site.world.session());
        let pages = site.layer.clone().on_refusal(|refusal, request| {
            let page = format!("{} for {}", refusal.status().as_u16(), request.uri.path());
            (StatusCode::IM_A_TEAPOT, page).into_response()
        });
        let get = async |path: &str, cookie: &str| {
            let request = request("GET", path, &[("cookie", cookie)]);
            let response = routes().layer(pages.clone()).oneshot(request).await.unwrap();
            (response.status().as_u16(), body(response).await)
        };
        assert_eq!(get("/me", "").await, (418, "401 for /me".to_owned()));
        // What an extractor or a handler refuses is answered the same way.
        assert_eq!(get("/delete", &cookie).await, (418, "403 for /delete".to_owned()));
        assert_eq!(get("/of/acme", &cookie).await, (418, "403 for /of/acme".to_owned()));
        assert_eq!(get("/me", &cookie).await.0, 200);
    });
}
