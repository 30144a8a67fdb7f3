//! The URLs that a browser opens, what it comes back with, and the proof that ties one to the other.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use stytch_b2b::public::{OauthDiscoveryStart, OauthStart, SsoStart};
use stytch_b2b::reqwest::Url;
use stytch_b2b::{Callback, CallbackTokenType, Client, Error, Outcome, Pkce};

const BASE: &str = "https://login.acme.example";
const TOKEN: &str = "public-token-test-1";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
/// What must stay in its parameter.
const HOSTILE: [&str; 10] =
    ["&", "&slug=other", "#", "%26", "+", "a b", "a\nb", "naïve ☂", "../../../v1", "=?/;,'\"<>"];
const SENTINEL: &str = "SENTINEL";

fn client() -> Client {
    Client::builder("project-test-1", "secret-test-1").base_url(BASE).build().unwrap()
}

/// Path, and the pairs in their order.
type Expected = (String, Vec<(String, String)>);

fn parts(url: &Url) -> Expected {
    assert_eq!(url.origin().ascii_serialization(), BASE);
    assert_eq!((url.fragment(), url.username(), url.password()), (None, "", None));
    (url.path().to_owned(), url.query_pairs().into_owned().collect())
}

fn pairs(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The reason, of an error that nothing was sent for.
#[track_caller]
fn refused<T>(result: Result<T, Error>, operation: &str) -> String {
    match result {
        Err(Error::InvalidInput(error)) => {
            let whole = Error::InvalidInput(error.clone());
            assert_eq!((whole.operation(), whole.outcome(), whole.attempts()), (Some(operation), Outcome::NotSent, 0));
            assert!(!format!("{whole} {whole:?}").contains(SENTINEL), "{whole:?}");
            error.reason
        }
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("{operation} refused nothing"),
    }
}

/// A setting, and the pairs that it adds.
type Setting<T> = (fn(T) -> T, &'static [(&'static str, &'static str)]);

/// Every subset of the settings, said in their order and in the opposite one.
fn every_subset<T: Clone>(
    start: &T,
    settings: &[Setting<T>],
    url: fn(&T) -> Result<Url, Error>,
    path: &str,
    first: &[(&str, &str)],
) {
    for chosen in 0..1_u32 << settings.len() {
        let chosen: Vec<_> = (0..settings.len()).filter(|place| chosen & (1 << place) != 0).collect();
        let mut expected = pairs(&[("public_token", TOKEN)]);
        expected.extend(pairs(first));
        chosen.iter().for_each(|place| expected.extend(pairs(settings[*place].1)));
        let forwards = chosen.iter().fold(start.clone(), |start, place| settings[*place].0(start));
        let backwards = chosen.iter().rev().fold(start.clone(), |start, place| settings[*place].0(start));
        for start in [forwards, backwards] {
            assert_eq!(parts(&url(&start).unwrap()), (path.to_owned(), expected.clone()), "{chosen:?}");
        }
    }
}

#[test]
fn oauth_urls_have_what_was_set_and_nothing_else() {
    let client = client();
    let settings: [Setting<OauthStart>; 5] = [
        (
            |start| start.custom_scopes(["calendar.read", "drive:write"]),
            &[("custom_scopes", "calendar.read drive:write")],
        ),
        (
            |start| start.provider_parameter("login_hint", "ada@acme.example").provider_parameter("prompt", "consent"),
            &[("provider_login_hint", "ada@acme.example"), ("provider_prompt", "consent")],
        ),
        (|start| start.pkce_code_challenge(CHALLENGE), &[("pkce_code_challenge", CHALLENGE)]),
        (
            |start| start.login_redirect_url("https://app.example.com/callback?state=a&b=c"),
            &[("login_redirect_url", "https://app.example.com/callback?state=a&b=c")],
        ),
        (
            |start| start.signup_redirect_url("http://localhost:3000/new"),
            &[("signup_redirect_url", "http://localhost:3000/new")],
        ),
    ];
    let id = ("organization_id", "organization-test-1");
    let slug = ("slug", "acme-co");
    for provider in ["google", "microsoft", "hubspot", "slack", "github", "a_new-1"] {
        let start = || client.public(TOKEN).oauth().start(provider);
        for (start, target) in [
            (start().organization_id(id.1), id),
            (start().slug(slug.1), slug),
            // The later one counts.
            (start().slug(slug.1).organization_id(id.1), id),
            (start().organization_id(id.1).slug(slug.1), slug),
        ] {
            let path = format!("/v1/b2b/public/oauth/{provider}/start");
            every_subset(&start, &settings, OauthStart::url, &path, &[target]);
        }
    }
}

#[test]
fn oauth_discovery_urls_have_what_was_set_and_nothing_else() {
    let client = client();
    let settings: [Setting<OauthDiscoveryStart>; 4] = [
        (|start| start.custom_scopes(vec!["one".to_owned()]), &[("custom_scopes", "one")]),
        (|start| start.provider_parameter("hd", "acme.example"), &[("provider_hd", "acme.example")]),
        (|start| start.pkce_code_challenge(CHALLENGE), &[("pkce_code_challenge", CHALLENGE)]),
        (
            |start| start.discovery_redirect_url("https://app.example.com/discovery"),
            &[("discovery_redirect_url", "https://app.example.com/discovery")],
        ),
    ];
    let start = client.public(TOKEN).oauth().discovery().start("google");
    let path = "/v1/b2b/public/oauth/google/discovery/start";
    every_subset(&start, &settings, OauthDiscoveryStart::url, path, &[]);
}

#[test]
fn sso_urls_have_what_was_set_and_nothing_else() {
    let client = client();
    let settings: [Setting<SsoStart>; 5] = [
        (|start| start.custom_scopes(["groups"]), &[("custom_scopes", "groups")]),
        (|start| start.provider_parameter("login_hint", "ada"), &[("provider_login_hint", "ada")]),
        (|start| start.pkce_code_challenge(CHALLENGE), &[("pkce_code_challenge", CHALLENGE)]),
        (|start| start.login_redirect_url("http://127.0.0.1:8080"), &[("login_redirect_url", "http://127.0.0.1:8080")]),
        (|start| start.signup_redirect_url("http://[::1]/new"), &[("signup_redirect_url", "http://[::1]/new")]),
    ];
    let sso = client.public(TOKEN).sso();
    for (start, first) in [
        (sso.start("saml-connection-test-1"), ("connection_id", "saml-connection-test-1")),
        (sso.start_organization("organization-test-1"), ("organization_id", "organization-test-1")),
    ] {
        every_subset(&start, &settings, SsoStart::url, "/v1/public/sso/start", &[first]);
    }
}

#[test]
fn a_url_is_written_as_the_documentation_asks() {
    let pkce = Pkce::generate().unwrap();
    let start = client().public(TOKEN).oauth().start("google").slug("acme-co").custom_scopes(["a", "b+c"]);
    let start = start.pkce(&pkce).provider_parameter("prompt", "x").provider_parameter("prompt", "select account");
    let url = start.login_redirect_url("https://app.example.com/?a=b").url().unwrap();
    let challenge = pkce.challenge();
    assert_eq!(
        url.as_str(),
        format!(
            "https://login.acme.example/v1/b2b/public/oauth/google/start?public_token=public-token-test-1&slug=acme-co\
             &custom_scopes=a%20b%2Bc&provider_prompt=select%20account&pkce_code_challenge={challenge}\
             &login_redirect_url=https%3A%2F%2Fapp.example.com%2F%3Fa%3Db"
        )
    );
}

#[test]
fn the_base_url_is_the_clients_own() {
    let url = |client: Client| client.public(TOKEN).sso().start("c").url().unwrap().to_string();
    let end = "/v1/public/sso/start?public_token=public-token-test-1&connection_id=c";
    assert_eq!(url(Client::new("project-test-1", "s").unwrap()), format!("https://test.stytch.com{end}"));
    assert_eq!(url(Client::new("project-live-1", "s").unwrap()), format!("https://api.stytch.com{end}"));
    let below = Client::builder("project-live-1", "s").base_url("https://gate.example/stytch/").build().unwrap();
    assert_eq!(url(below), format!("https://gate.example/stytch{end}"));
}

#[test]
fn values_stay_in_their_parameter() {
    let client = client();
    for value in HOSTILE {
        let redirect = format!("https://app.example.com/{}", value.replace([' ', '\n'], "_"));
        let token = format!("public-{value}-token");
        let start = client.public(&token).oauth().start("google").slug(value).provider_parameter("hint", value);
        let url = start.login_redirect_url(&redirect).signup_redirect_url(&redirect).url().unwrap();
        let expected = pairs(&[
            ("public_token", &token),
            ("slug", value),
            ("provider_hint", value),
            ("login_redirect_url", &redirect),
            ("signup_redirect_url", &redirect),
        ]);
        assert_eq!(parts(&url), ("/v1/b2b/public/oauth/google/start".to_owned(), expected), "{value:?}");
        assert!(url.query().unwrap().bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+' && byte != b'#'));
    }
    for scope in ["&", "&slug=other", "#", "%26", "+", "../../../v1", "=?/;,'<>"] {
        let url = client.public(TOKEN).oauth().discovery().start("google").custom_scopes([scope, "b"]).url().unwrap();
        let expected = pairs(&[("public_token", TOKEN), ("custom_scopes", &format!("{scope} b"))]);
        assert_eq!(parts(&url).1, expected, "{scope:?}");
    }
}

#[test]
fn redirects_lead_to_https_or_to_this_machine() {
    let client = client();
    let discovery =
        |url: &str| client.public(TOKEN).oauth().discovery().start("google").discovery_redirect_url(url).url();
    for allowed in [
        "https://app.example.com",
        "HTTPS://app.example.com:8443/a?b=c#d",
        "https://münchen.example/ä",
        "https://app.example.com/a@b?c=d@e",
        "http://localhost",
        "http://127.0.0.1:3000/",
        "http://127.255.255.254/callback",
        "http://[::1]:3000/callback",
    ] {
        let url = discovery(allowed).unwrap();
        assert_eq!(parts(&url).1[1], ("discovery_redirect_url".to_owned(), allowed.to_owned()));
    }
    let plain = "is not https, and not on a loopback address";
    let relative = "is not an absolute URL";
    let unreadable = "has white space, a control character or a backslash";
    for (refused_url, problem) in [
        ("", relative),
        ("/callback", relative),
        ("//app.example.com/callback", relative),
        ("app.example.com", relative),
        ("https:app.example.com", relative),
        ("https:/app.example.com", relative),
        ("https:ada@app.example.com://x", relative),
        ("https://", relative),
        ("https://app.example.com:99999", relative),
        ("https:///app.example.com", "has no host"),
        ("https://?a", relative),
        ("http://app.example.com", plain),
        ("http://localhost.example.com", plain),
        ("http://127.0.0.1.example.com", plain),
        ("http://128.0.0.1", plain),
        ("http://[::2]", plain),
        ("http://0.0.0.0", plain),
        ("javascript://app.example.com/%0aalert(1)", "is not https"),
        ("slack://auth/callback", "is not https"),
        ("ftp://app.example.com", "is not https"),
        ("data:text/html,x", relative),
        ("https://ada@app.example.com", "has user info"),
        ("https://ada:SENTINEL@app.example.com", "has user info"),
        ("https://@app.example.com", "has user info"),
        ("http://localhost@app.example.com", "has user info"),
        ("https://app.example.com\\@evil.example", unreadable),
        ("https:\\\\app.example.com", unreadable),
        (" https://app.example.com", unreadable),
        ("https://app.example.com/\n", unreadable),
        ("https://app.example\t.com", unreadable),
        ("https://app.example.com/SENTINEL\0", unreadable),
    ] {
        let reason = refused(discovery(refused_url), "public.oauth.discovery.start");
        assert_eq!(reason, format!("discovery_redirect_url {problem}"), "{refused_url:?}");
        let oauth = client.public(TOKEN).oauth().start("google").slug("acme-co");
        let reason = refused(oauth.login_redirect_url(refused_url).url(), "public.oauth.start");
        assert_eq!(reason, format!("login_redirect_url {problem}"), "{refused_url:?}");
        let sso =
            client.public(TOKEN).sso().start("saml-connection-test-1").login_redirect_url("https://app.example.com");
        let reason = refused(sso.signup_redirect_url(refused_url).url(), "public.sso.start");
        assert_eq!(reason, format!("signup_redirect_url {problem}"), "{refused_url:?}");
    }
}

#[test]
fn what_can_be_no_parameter_is_refused() {
    let client = client();
    for provider in ["", "Google", "google/discovery", "..", "a.b", "a b", "googlé", "a%2Fb", "a?b", "a#b", SENTINEL] {
        let oauth = client.public(TOKEN).oauth();
        let reason = refused(oauth.start(provider).slug("acme-co").url(), "public.oauth.start");
        assert!(reason.starts_with("provider "), "{provider:?}: {reason}");
        refused(oauth.discovery().start(provider).url(), "public.oauth.discovery.start");
    }
    for name in ["", "login-hint", "a b", "a=b", "a&b", "é", "SENTINEL!"] {
        let start = client.public(TOKEN).sso().start("c").provider_parameter(name, SENTINEL);
        let reason = refused(start.url(), "public.sso.start");
        assert!(reason.starts_with("the name of a provider's parameter "), "{name:?}: {reason}");
    }
    for token in ["", " ", "public-token-test-1\n", "secret-test-SENTINEL"] {
        let reason = refused(client.public(token).sso().start("c").url(), "public.sso.start");
        assert!(reason.starts_with("public_token "), "{token:?}: {reason}");
    }
    for scope in ["", "a b", "a\nb", "naïve", "\"", "\\", "SENTINEL SENTINEL"] {
        let start = client.public(TOKEN).oauth().discovery().start("google").custom_scopes(["good", scope]);
        let reason = refused(start.url(), "public.oauth.discovery.start");
        assert!(reason.starts_with("custom_scopes "), "{scope:?}: {reason}");
    }
    let (short, long) = ("a".repeat(42), "a".repeat(129));
    for challenge in ["", short.as_str(), long.as_str(), &CHALLENGE.replace('-', "+"), &format!("{CHALLENGE}=")] {
        let start = client.public(TOKEN).sso().start("c").pkce_code_challenge(challenge);
        let reason = refused(start.url(), "public.sso.start");
        assert!(reason.starts_with("pkce_code_challenge "), "{challenge:?}: {reason}");
    }
}

#[test]
fn a_login_leads_to_an_organization_that_can_be_one() {
    let client = client();
    let start = client.public(TOKEN).oauth().start("google");
    assert_eq!(refused(start.url(), "public.oauth.start"), "neither organization_id nor slug is set");
    assert_eq!(refused(start.clone().slug("").url(), "public.oauth.start"), "slug is empty");
    for id in ["", "..", "a&b", "a b", "a/b", "SENTINEL?"] {
        let reason = refused(start.clone().organization_id(id).url(), "public.oauth.start");
        assert!(reason.starts_with("organization_id "), "{id:?}: {reason}");
        let reason = refused(client.public(TOKEN).sso().start_organization(id).url(), "public.sso.start");
        assert!(reason.starts_with("organization_id "), "{id:?}: {reason}");
        let reason = refused(client.public(TOKEN).sso().start(id).url(), "public.sso.start");
        assert!(reason.starts_with("connection_id "), "{id:?}: {reason}");
    }
    // Nothing set is nothing said.
    let none: [String; 0] = [];
    let url = client.public(TOKEN).oauth().discovery().start("google").custom_scopes(none).url().unwrap();
    assert_eq!(parts(&url).1, pairs(&[("public_token", TOKEN)]));
}

#[test]
fn no_debug_shows_what_was_set() {
    let client = client();
    let public = client.public(SENTINEL);
    let oauth = public.oauth().start(SENTINEL).slug(SENTINEL).provider_parameter("login_hint", SENTINEL);
    let discovery = public.oauth().discovery().start(SENTINEL).discovery_redirect_url(SENTINEL);
    let sso = public.sso().start(SENTINEL).pkce_code_challenge(SENTINEL);
    let handles = format!("{public:?} {:?} {:?} {:?}", public.oauth(), public.oauth().discovery(), public.sso());
    assert!(!format!("{handles} {oauth:?} {discovery:?} {sso:?}").contains(SENTINEL));
}

#[test]
fn a_callback_says_which_method_takes_its_token() {
    let types = [
        ("multi_tenant_magic_links", CallbackTokenType::MagicLinks),
        ("discovery", CallbackTokenType::Discovery),
        ("oauth", CallbackTokenType::OAuth),
        ("discovery_oauth", CallbackTokenType::DiscoveryOAuth),
        ("sso", CallbackTokenType::Sso),
        ("multi_tenant_passwords", CallbackTokenType::Passwords),
        ("multi_tenant_impersonation", CallbackTokenType::Impersonation),
        ("one_of_tomorrow", CallbackTokenType::Other("one_of_tomorrow".to_owned())),
    ];
    for (text, expected) in types {
        for query in [
            format!("stytch_token_type={text}&token=abc-_="),
            format!("?token=abc-_%3D&stytch_redirect_type=login&stytch_token_type={text}&state=&token_=x"),
            format!("&&t%6Fken=abc%2D_=&stytch%5Ftoken%5Ftype={text}&"),
        ] {
            let callback = Callback::parse(&query).unwrap();
            assert_eq!((&callback.token_type, callback.token.expose()), (&expected, "abc-_="), "{query}");
            assert_eq!(callback.token_type.as_str(), text);
            assert_eq!(callback.is_password_reset(), text == "multi_tenant_passwords");
        }
        let reset = Callback::parse(&format!("stytch_redirect_type=reset_password&stytch_token_type={text}&token=a"));
        assert!(reset.unwrap().is_password_reset());
    }
}

#[test]
fn values_of_a_callback_are_decoded_as_a_forms() {
    let token = |query: &str| Callback::parse(query).unwrap().token.expose().to_owned();
    assert_eq!(token("stytch_token_type=sso&token=a+b%2Bc%26d%3De%23f"), "a b+c&d=e#f");
    assert_eq!(token("stytch_token_type=sso&token=%E2%98%82"), "☂");
    // What is no percent-encoding stays as it is.
    assert_eq!(token("stytch_token_type=sso&token=%zz%"), "%zz%");
    let long = "x".repeat(1 << 20);
    let many = "a=b&".repeat(1 << 16);
    assert_eq!(token(&format!("{many}token={long}&{many}stytch_token_type=sso")), long);
}

#[test]
fn a_callback_without_exactly_one_of_each_is_refused() {
    for (query, reason) in [
        ("", "stytch_token_type is missing"),
        ("?", "stytch_token_type is missing"),
        ("token=SENTINEL", "stytch_token_type is missing"),
        ("STYTCH_TOKEN_TYPE=sso&token=SENTINEL", "stytch_token_type is missing"),
        ("https://app.example.com/?stytch_token_type=sso&token=SENTINEL", "stytch_token_type is missing"),
        ("??stytch_token_type=sso&token=SENTINEL", "stytch_token_type is missing"),
        ("stytch_token_type=&token=SENTINEL", "stytch_token_type is empty"),
        ("stytch_token_type&token=SENTINEL", "stytch_token_type is empty"),
        ("stytch_token_type=sso", "token is missing"),
        ("stytch_token_type=sso&token", "token is empty"),
        ("stytch_token_type=sso&token=", "token is empty"),
        ("stytch_token_type=sso&token=SENTINEL&token=SENTINEL", "token is there more than once"),
        ("stytch_token_type=sso&token=&token=SENTINEL", "token is there more than once"),
        ("stytch_token_type=sso&token=SENTINEL&t%6Fken=b", "token is there more than once"),
        ("stytch_token_type=sso&stytch_token_type=SENTINEL&token=a", "stytch_token_type is there more than once"),
        (
            "stytch_token_type=sso&token=SENTINEL&stytch_redirect_type=login&stytch_redirect_type=login",
            "stytch_redirect_type is there more than once",
        ),
    ] {
        assert_eq!(refused(Callback::parse(query), "callback.parse"), reason, "{query}");
    }
    let callback = Callback::parse("stytch_token_type=sso&token=SENTINEL").unwrap();
    assert!(!format!("{callback:?} {callback:#?}").contains(SENTINEL));
}

#[test]
fn a_verifier_is_new_each_time_and_its_challenge_is_its_hash() {
    let [one, other] = [Pkce::generate().unwrap(), Pkce::generate().unwrap()];
    assert_ne!(one.verifier(), other.verifier());
    assert_ne!(one.challenge(), other.challenge());
    for pkce in [one, other] {
        let verifier = pkce.verifier().expose();
        assert_eq!((verifier.len(), pkce.challenge().len()), (43, 43));
        assert!(verifier.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_'));
        let hash = ring::digest::digest(&ring::digest::SHA256, verifier.as_bytes());
        assert_eq!(pkce.challenge(), URL_SAFE_NO_PAD.encode(hash));
        assert!(!format!("{pkce:?} {pkce:#?}").contains(verifier));
    }
}

/// What a mail's link brings back, as the sandbox sends it.
#[tokio::test]
async fn links_of_mails_are_read() {
    use stytch_b2b::types::{
        MagicLinksEmailDiscoverySendRequest, MagicLinksEmailLoginOrSignupRequest,
        PasswordsDiscoveryEmailResetStartRequest, PasswordsEmailResetStartRequest,
    };
    let sandbox = stytch_b2b_sandbox::Sandbox::builder().start().await.unwrap();
    let client = Client::builder(sandbox.project_id(), sandbox.secret()).base_url(sandbox.base_url()).build().unwrap();
    let organization = sandbox.add_organization("Acme").unwrap();
    let to = "ada@acme.example";
    sandbox.add_member(&organization, to).unwrap();
    let read = || {
        let mail = sandbox.last_message_to(to).unwrap();
        let link = Url::parse(&mail.link.unwrap()).unwrap();
        let callback = Callback::parse(link.query().unwrap()).unwrap();
        assert_eq!(callback.token.expose(), mail.token.unwrap());
        (callback.token_type.clone(), callback.is_password_reset())
    };
    let request = MagicLinksEmailLoginOrSignupRequest::new(&*organization, to);
    client.magic_links().email().login_or_signup(request).await.unwrap();
    assert_eq!(read(), (CallbackTokenType::MagicLinks, false));
    let request = MagicLinksEmailDiscoverySendRequest::new(to);
    client.magic_links().email().discovery().send(request).await.unwrap();
    assert_eq!(read(), (CallbackTokenType::Discovery, false));
    let request = PasswordsEmailResetStartRequest::new(&*organization, to);
    client.passwords().email().reset_start(request).await.unwrap();
    assert_eq!(read(), (CallbackTokenType::Passwords, true));
    let request = PasswordsDiscoveryEmailResetStartRequest::new(to);
    client.passwords().discovery().email().reset_start(request).await.unwrap();
    assert_eq!(read(), (CallbackTokenType::Discovery, true));
}
