//! Answers that are not what they should be: too large, of another type, not the API's.

use serde_json::json;
use stytch_b2b::{Error, Outcome};

use crate::support::clock::paused;
use crate::support::server::{Reply, Server, api_error, organization};

const MIB: usize = 1 << 20;

fn raw(head: &str, body: &[u8]) -> Reply {
    Reply::Raw([head.as_bytes(), b"\r\n\r\n", body].concat())
}

#[test]
fn a_body_above_the_limit_is_not_read() {
    paused(async {
        let chunk = format!("{:x}\r\n{}\r\n", MIB, " ".repeat(MIB));
        let chunked = raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", chunk.repeat(32).as_bytes());
        let announced = raw("HTTP/1.1 200 OK\r\nContent-Length: 10737418240", b"{}");
        for reply in [chunked, announced] {
            let server = Server::start(move |_, _| reply.clone()).await;
            let call =
                server.client().organizations().create(stytch_b2b::types::OrganizationsCreateRequest::new("Acme"));
            let error = call.await.unwrap_err();
            assert_eq!((error.status(), error.outcome(), server.count()), (Some(200), Outcome::LikelyApplied, 1));
            assert!(error.to_string().contains("larger than the limit"), "{error}");
        }
    });
}

#[test]
fn the_limits_can_be_set() {
    paused(async {
        let body = json!({"request_id": "r", "status_code": 200, "organization": organization()});
        let length = body.to_string().len() as u64;
        let server = Server::start(move |_, _| Reply::Json(200, body.clone())).await;
        for (limit, fits) in [(length, true), (length - 1, false)] {
            let client = server.builder().max_response_bytes(limit).build().unwrap();
            assert_eq!(client.organizations().get("acme").await.is_ok(), fits);
        }
        let error = api_error(400, "invalid_email");
        let length = error.to_string().len() as u64;
        let server = Server::start(move |_, _| Reply::Json(400, error.clone())).await;
        for (limit, fits) in [(length, true), (length - 1, false)] {
            let client = server.builder().max_error_bytes(limit).build().unwrap();
            let error = client.organizations().get("acme").await.unwrap_err();
            assert_eq!((error.status(), matches!(error, Error::Api(_))), (Some(400), fits));
        }
    });
}

#[test]
fn a_success_that_can_not_be_read_says_where_and_shows_nothing() {
    paused(async {
        let mut wrong = json!({"request_id": "r-1", "status_code": 200, "organization": organization()});
        wrong["organization"]["organization_name"] = json!({"sentinel": "sentinel"});
        let mut null = json!({"request_id": "r-2", "status_code": 200, "organization": organization()});
        null["organization"]["organization_slug"] = json!(null);
        let mut missing = json!({"request_id": "r-3", "status_code": 200, "organization": organization()});
        missing["organization"].as_object_mut().unwrap().remove("organization_id");
        let rows = [
            (b"<html>sentinel</html>".to_vec(), ".", "not JSON", None),
            (b"".to_vec(), ".", "the JSON ends too early", None),
            (b"null".to_vec(), ".", "invalid type: null, expected struct OrganizationsGetResponse", None),
            (b"\"sentinel\"".to_vec(), ".", "a value of another type", None),
            (wrong.to_string().into_bytes(), "organization.organization_name", "a value of another type", Some("r-1")),
            (
                null.to_string().into_bytes(),
                "organization.organization_slug",
                "invalid type: null, expected a string",
                Some("r-2"),
            ),
            (missing.to_string().into_bytes(), "organization", "missing field `organization_id`", Some("r-3")),
        ];
        for (body, path, reason, request_id) in rows {
            let sent = body.clone();
            let server = Server::start(move |_, _| Reply::Full(200, vec![], sent.clone())).await;
            let error = server.client().organizations().get("acme").await.unwrap_err();
            assert!(!format!("{error} {error:?}").contains("sentinel"), "{error:?}");
            assert_eq!((error.status(), error.outcome(), server.count()), (Some(200), Outcome::LikelyApplied, 1));
            assert_eq!((error.operation(), error.request_id()), (Some("organizations.get"), request_id));
            let Error::Decode(decode) = error else { panic!("{error}") };
            assert_eq!((decode.path.as_str(), decode.reason.as_str(), decode.body()), (path, reason, body.as_slice()));
        }
    });
}

#[test]
fn the_status_survives_whatever_the_body_is() {
    paused(async {
        let html = |text: &str| (vec![("Content-Type", "text/html".to_owned())], text.as_bytes().to_vec());
        let rows = [
            (502, html("<h1>Bad Gateway</h1>"), false),
            (503, (vec![("Content-Type", "text/plain".to_owned())], b"try later".to_vec()), false),
            (401, (vec![], Vec::new()), false),
            (404, (vec![], api_error(404, "organization_not_found").to_string().into_bytes()), true),
            (404, (vec![], json!({"message": "no route"}).to_string().into_bytes()), false),
            (204, (vec![], Vec::new()), false),
        ];
        for (status, (headers, body), is_api) in rows {
            let server = Server::start(move |_, _| Reply::Full(status, headers.clone(), body.clone())).await;
            let error = server.client().organizations().get("acme").await.unwrap_err();
            assert_eq!((error.status(), matches!(error, Error::Api(_))), (Some(status), is_api), "{error}");
        }
    });
}

#[test]
fn an_error_in_the_words_of_oauth_is_understood() {
    paused(async {
        let body = json!({"error": "invalid_grant", "error_description": "It is used up.", "error_uri": "https://example.com/e", "request_id": "r"});
        let server = Server::start(move |_, _| Reply::Json(400, body.clone())).await;
        let error = server.client().organizations().get("acme").await.unwrap_err();
        let Error::Api(error) = error else { panic!("{error}") };
        assert_eq!((error.error_type.as_str(), error.error_message.as_str()), ("invalid_grant", "It is used up."));
        assert_eq!((error.error_url.as_str(), error.request_id.as_str()), ("https://example.com/e", "r"));
    });
}
