//! What a feature brings, without the feature.
// The compiler says: the item is gated behind the `scim2` feature

fn main() {
    let _ = stytch_b2b::scim2::Client::builder("https://scim.example");
}
