//! [`Pkce`]: the proof that a login ends where it began.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use zeroize::Zeroizing;

use crate::error::{Error, Progress};
use crate::local::{random, sha256};
use crate::types::Secret;

/// How many random bytes RFC 7636 recommends for a verifier.
const VERIFIER_BYTES: usize = 32;

/// A verifier that stays with the browser that began a login, and the challenge made of it, which goes into the start URL
/// (RFC 7636, method S256).
///
/// Each login takes a fresh one. Only the verifier needs to be kept until the browser comes back.
///
/// ```
/// use stytch_b2b::Pkce;
///
/// # fn example(client: stytch_b2b::Client) -> Result<(), stytch_b2b::Error> {
/// let pkce = Pkce::generate()?;
/// let url = client.public("public-token-test-…").oauth().start("github").slug("acme-co").pkce(&pkce).url()?;
/// println!("Location: {url}");
/// let to_keep = pkce.verifier().clone();
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Pkce {
    verifier: Secret,
    challenge: String,
}

impl Pkce {
    /// A new pair, from the system's secure random numbers.
    ///
    /// ```
    /// let pkce = stytch_b2b::Pkce::generate()?;
    /// assert_eq!((pkce.verifier().expose().len(), pkce.challenge().len()), (43, 43));
    /// # Ok::<(), stytch_b2b::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::InvalidInput`] when the system has no random numbers.
    pub fn generate() -> Result<Self, Error> {
        match random() {
            Some(bytes) => Ok(Self::of(&Zeroizing::new(bytes))),
            None => Err(Error::invalid("the system has no random numbers", Progress::not_sent("pkce.generate"))),
        }
    }

    fn of(bytes: &[u8; VERIFIER_BYTES]) -> Self {
        let verifier = Secret::from(URL_SAFE_NO_PAD.encode(bytes));
        let challenge = URL_SAFE_NO_PAD.encode(sha256(verifier.expose().as_bytes()));
        Self { verifier, challenge }
    }

    /// What goes into the start URL. It is no secret.
    #[must_use]
    pub fn challenge(&self) -> &str {
        &self.challenge
    }

    /// What the login request takes as `pkce_code_verifier`.
    #[must_use]
    pub fn verifier(&self) -> &Secret {
        &self.verifier
    }
}

impl fmt::Debug for Pkce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pkce").field("challenge", &self.challenge).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::Pkce;

    #[test]
    fn the_vector_of_the_standard() {
        let pkce = Pkce::of(&[
            116, 24, 223, 180, 151, 153, 224, 37, 79, 250, 96, 125, 216, 173, 187, 186, 22, 212, 37, 77, 105, 214, 191,
            240, 91, 88, 5, 88, 83, 132, 141, 121,
        ]);
        assert_eq!(pkce.verifier().expose(), "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(pkce.challenge(), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
