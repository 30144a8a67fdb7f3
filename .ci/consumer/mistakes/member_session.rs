//! A member session where the API checks none.
// The compiler says: the API checks no member session on this operation

fn main() {
    let client = stytch_b2b::Client::from_env().unwrap();
    let member = stytch_b2b::MemberCredential::session_token("token");
    let _ = client.organizations().get("acme-co").member_session(&member);
}
