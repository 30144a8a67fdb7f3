//! Which credential of a request counts.

use serde_json::json;
use stytch_b2b::tower::{Refusal, SessionLayer};
use stytch_b2b::{Error, Fault};

use super::{head, jwt_cookie, outcome, token_cookie, with_cookies};
use crate::local::world::{World, fault, resigned};
use crate::support::clock::paused;

/// Credentials of one member, of a colleague, and some that are worth nothing.
struct Credentials {
    world: World,
    layer: SessionLayer,
    jwt: String,
    expired: String,
    forged: String,
    token: String,
    others_jwt: String,
    others_expired: String,
    others_token: String,
}

impl Credentials {
    async fn new() -> Self {
        let world = World::new().await;
        let colleague = world.sandbox.add_member(&world.organization, "eve@acme.example").unwrap();
        let own = world.sandbox.add_member_session(&world.member).unwrap();
        let other = world.sandbox.add_member_session(&colleague).unwrap();
        let expire = |jwt: &str| resigned(jwt, |claims| claims["exp"] = json!(claims["iat"]));
        let mut forged = own.session_jwt.clone();
        let place = forged.rfind('.').unwrap() + 10;
        let replacement = if &forged[place..=place] == "A" { "B" } else { "A" };
        forged.replace_range(place..=place, replacement);
        let layer = SessionLayer::new(world.client.clone());
        world.client.warm_up().await.unwrap();
        world.sandbox.clear_requests();
        Self {
            layer,
            expired: expire(&own.session_jwt),
            others_expired: expire(&other.session_jwt),
            forged,
            jwt: own.session_jwt,
            token: own.session_token,
            others_jwt: other.session_jwt,
            others_token: other.session_token,
            world,
        }
    }

    /// Status and requests for cookies of these values, each source as it is ordered.
    async fn cookies(&self, jwts: &[&String], tokens: &[&String]) -> (u16, usize) {
        self.world.sandbox.clear_requests();
        let jwts = jwts.iter().map(|jwt| jwt_cookie(jwt));
        let cookies: Vec<String> = jwts.chain(tokens.iter().map(|token| token_cookie(token))).collect();
        outcome(&self.world, &with_cookies(&self.layer, &cookies).await)
    }

    async fn headers(&self, headers: &[(&str, &str)]) -> (u16, usize) {
        self.world.sandbox.clear_requests();
        outcome(&self.world, &self.layer.authenticate(&head("GET", headers)).await)
    }
}

#[test]
fn a_bearer_goes_before_cookies_and_never_falls_through() {
    paused(async {
        let some = Credentials::new().await;
        let bearer = |token: &str| format!("Bearer {token}");
        let good_cookie = jwt_cookie(&some.jwt);
        let good_cookie = ("cookie", good_cookie.as_str());
        for (authorization, expected) in [
            (bearer(&some.jwt), (200, 0)),
            (bearer(&some.token), (200, 1)),
            (format!("bearer   {}  ", some.jwt), (200, 0)),
            (format!("BEARER {}", some.token), (200, 1)),
            (bearer(&some.expired), (200, 1)),
            (bearer(&some.forged), (401, 0)),
            (bearer(""), (401, 0)),
            ("Bearer".to_owned(), (401, 0)),
            (bearer("has spaces in it"), (401, 0)),
            (bearer("a.b"), (401, 0)),
            (bearer("a.b.c.d"), (401, 0)),
            // Other schemes are left to others.
            (format!("Basic {}", some.forged), (200, 0)),
        ] {
            assert_eq!(
                some.headers(&[("authorization", &authorization), good_cookie]).await,
                expected,
                "{authorization}"
            );
        }
        let basic = ("authorization", "Basic abc");
        assert_eq!(some.headers(&[basic]).await, (401, 0));
        assert_eq!(some.headers(&[]).await, (401, 0));
        let good = bearer(&some.jwt);
        let good = ("authorization", good.as_str());
        assert_eq!(some.headers(&[good, good]).await, (401, 0));
        assert_eq!(some.headers(&[basic, good]).await, (401, 0));
    });
}

#[test]
fn cookies() {
    paused(async {
        let some = Credentials::new().await;
        let Credentials { jwt, expired, forged, token, others_jwt, others_expired, others_token, .. } = &some;
        for (jwts, tokens, expected) in [
            // One of a kind.
            (vec![jwt], vec![], (200, 0)),
            (vec![jwt], vec![token], (200, 0)),
            (vec![], vec![token], (200, 1)),
            (vec![expired], vec![], (200, 1)),
            (vec![expired], vec![token], (200, 1)),
            (vec![forged], vec![], (401, 0)),
            (vec![forged], vec![token], (401, 0)),
            // An expired JWT says whose token it must be.
            (vec![expired], vec![others_token], (401, 1)),
            // Several of one session, of which one is good enough.
            (vec![jwt, jwt, jwt, jwt], vec![], (200, 0)),
            (vec![expired, jwt], vec![], (200, 0)),
            (vec![jwt, expired], vec![], (200, 0)),
            (vec![forged, jwt], vec![], (200, 0)),
            (vec![jwt, forged], vec![], (200, 0)),
            (vec![forged, expired], vec![token], (200, 1)),
            // Of two sessions.
            (vec![jwt, others_jwt], vec![], (401, 0)),
            (vec![others_jwt, jwt], vec![], (401, 0)),
            (vec![jwt, others_expired], vec![], (401, 0)),
            (vec![others_expired, jwt], vec![token], (401, 0)),
            (vec![expired, others_expired], vec![token], (401, 0)),
            // Tokens do not say whose they are.
            (vec![], vec![token, token], (200, 1)),
            (vec![], vec![token, others_token], (401, 0)),
            (vec![expired], vec![token, others_token], (401, 0)),
            (vec![jwt], vec![token, others_token], (200, 0)),
            (vec![forged], vec![token, others_token], (401, 0)),
            // Too many.
            (vec![jwt, jwt, jwt, jwt, jwt], vec![], (401, 0)),
            (vec![jwt, jwt, jwt, jwt, jwt, jwt], vec![], (401, 0)),
            (vec![jwt], vec![token, token, token, token, token], (401, 0)),
        ] {
            let found = some.cookies(&jwts, &tokens).await;
            let known = [
                (jwt, "jwt"),
                (expired, "expired"),
                (forged, "forged"),
                (token, "token"),
                (others_jwt, "other"),
                (others_expired, "other expired"),
                (others_token, "other token"),
            ];
            let names = |values: &[&String]| {
                let name = |value: &&String| known.iter().find(|(known, _)| known == value).map(|(_, name)| *name);
                values.iter().filter_map(name).collect::<Vec<_>>()
            };
            assert_eq!(found, expected, "{:?} {:?}", names(&jwts), names(&tokens));
        }
    });
}

#[test]
fn cookies_as_browsers_send_them() {
    paused(async {
        let some = Credentials::new().await;
        let (jwt, other) = (&some.jwt, &some.others_jwt);
        // Two fields are read both.
        let (first, second) = (jwt_cookie(jwt), jwt_cookie(other));
        assert_eq!(some.headers(&[("cookie", &first), ("cookie", &second)]).await, (401, 0));
        assert_eq!(some.headers(&[("cookie", "theme=dark"), ("cookie", &first)]).await, (200, 0));
        // An empty value is none, quotes and spaces are not part of it, names are compared as they are.
        for (cookies, expected) in [
            (format!("stytch_session_jwt=; {first}"), (200, 0)),
            ("stytch_session_jwt=".to_owned(), (401, 0)),
            (format!("stytch_session_jwt=\"{jwt}\""), (200, 0)),
            (format!("a=1;stytch_session_jwt = {jwt} ;b=2"), (200, 0)),
            (format!("STYTCH_SESSION_JWT={jwt}"), (401, 0)),
            (format!("x_stytch_session_jwt={jwt}"), (401, 0)),
            (format!("novalue; =; ;;; {first}"), (200, 0)),
        ] {
            assert_eq!(some.headers(&[("cookie", &cookies)]).await, expected, "{cookies}");
        }
        // Other cookies may have any bytes.
        let mut request = head("GET", &[]);
        let field = [b"name=\xff\xfe; ".as_slice(), first.as_bytes()].concat();
        request.headers.insert("cookie", http::HeaderValue::from_bytes(&field).unwrap());
        assert_eq!(some.layer.authenticate(&request).await.unwrap().session().member_id.as_str(), some.world.member);
        let own_name = [b"stytch_session_jwt=\xff.\xff.\xff".as_slice()].concat();
        request.headers.insert("cookie", http::HeaderValue::from_bytes(&own_name).unwrap());
        assert_eq!(some.layer.authenticate(&request).await.unwrap_err().status(), 401);
    });
}

#[test]
fn names_of_cookies_can_be_chosen() {
    paused(async {
        let some = Credentials::new().await;
        let layer = some.layer.clone().cookie_names("__Host-jwt", "__Host-token");
        let get = async |cookies: String| {
            outcome(&some.world, &layer.authenticate(&head("GET", &[("cookie", &cookies)])).await)
        };
        assert_eq!(get(format!("__Host-jwt={}", some.jwt)).await, (200, 0));
        assert_eq!(get(jwt_cookie(&some.jwt)).await, (401, 0));
        assert_eq!(get(format!("{}; __Host-jwt={}", jwt_cookie(&some.others_jwt), some.jwt)).await, (200, 0));
        assert_eq!(get(format!("__Host-token={}", some.token)).await, (200, 1));
    });
}

#[test]
fn the_age_of_a_jwt_is_looked_at() {
    paused(async {
        let some = Credentials::new().await;
        let cookies = [jwt_cookie(&some.jwt)];
        some.world.move_clock(100);
        let young = some.layer.clone().max_token_age(std::time::Duration::from_secs(100));
        assert_eq!(outcome(&some.world, &with_cookies(&young, &cookies).await), (200, 1));
        assert_eq!(outcome(&some.world, &with_cookies(&some.layer, &cookies).await), (200, 1));
        let never = some.layer.clone().max_token_age(std::time::Duration::ZERO);
        assert_eq!(outcome(&some.world, &with_cookies(&never, &cookies).await), (200, 2));
        // What is refused costs nothing there either.
        assert_eq!(outcome(&some.world, &with_cookies(&never, &[jwt_cookie(&some.forged)]).await), (401, 2));
    });
}

#[test]
fn the_credential_is_what_calls_of_the_member_take() {
    paused(async {
        let some = Credentials::new().await;
        let judged = with_cookies(&some.layer, &[jwt_cookie(&some.jwt)]).await.unwrap();
        assert_eq!(judged.credential().expose(), some.jwt);
        assert!(judged.authenticated().answer.is_none());
        let asked = with_cookies(&some.layer, &[jwt_cookie(&some.expired)]).await.unwrap();
        let fresh = &asked.authenticated().answer.as_ref().unwrap().session_jwt;
        assert_eq!(asked.credential().expose(), fresh.expose());
        assert_ne!(fresh.expose(), some.expired);
        let by_token = with_cookies(&some.layer, &[token_cookie(&some.token)]).await.unwrap();
        assert_eq!(by_token.credential().expose(), some.token);
        assert!(format!("{:?}", by_token.credential()).contains("SessionToken"));
    });
}

#[test]
fn a_jwt_that_says_nothing_of_roles_asks_the_api() {
    paused(async {
        let some = Credentials::new().await;
        let without = resigned(&some.jwt, |claims| {
            claims["https://stytch.com/session"].as_object_mut().unwrap().remove("roles");
        });
        let member = with_cookies(&some.layer, &[jwt_cookie(&without)]).await.unwrap();
        assert_eq!(some.world.count("sessions_authenticate"), 1);
        assert_eq!(member.session().roles, ["stytch_member"]);
    });
}

#[test]
fn what_can_be_no_session_token_is_refused_here() {
    paused(async {
        let some = Credentials::new().await;
        for token in
            ["a".repeat(257), "a b".to_owned(), "ä".to_owned(), "a/b".to_owned(), "a+b".to_owned(), "\"".to_owned()]
        {
            let refusal = some.layer.authenticate(&head("GET", &[("authorization", &format!("Bearer {token}"))])).await;
            let refusal = refusal.unwrap_err();
            assert_eq!(fault(refusal.error().unwrap()), Some(Fault::Malformed), "{token}");
            assert_eq!(refusal.status(), 401);
        }
        assert_eq!(some.world.count("sessions_authenticate"), 0);
        let fits = "a_=-".repeat(64);
        let refusal = some.layer.authenticate(&head("GET", &[("authorization", &format!("Bearer {fits}"))])).await;
        assert!(
            matches!(refusal, Err(Refusal::Failed(error)) if matches!(*error, Error::Api(_)) && error.is_session_over())
        );
        assert_eq!(some.world.count("sessions_authenticate"), 1);
    });
}

#[test]
fn a_session_that_is_over_is_not_asked_about_for_every_request() {
    paused(async {
        let some = Credentials::new().await;
        let over = "a-token-of-nobody";
        for _ in 0..10_000 {
            assert_eq!(with_cookies(&some.layer, &[token_cookie(over)]).await.unwrap_err().status(), 401);
        }
        assert_eq!(some.world.count("sessions_authenticate"), 1);
    });
}
