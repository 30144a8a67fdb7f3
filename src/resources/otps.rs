//! `client.otps()`.

pub mod email;
pub mod sms;

use self::email::OtpsEmail;
use self::sms::OtpsSms;
use crate::resources::handle::handle;

handle! {
    /// One-time passcodes.
    Otps
}

impl<'c> Otps<'c> {
    /// Passcodes by email.
    #[must_use]
    pub fn email(&self) -> OtpsEmail<'c> {
        OtpsEmail::new(self.client)
    }

    /// Passcodes by text message, as a second factor.
    #[must_use]
    pub fn sms(&self) -> OtpsSms<'c> {
        OtpsSms::new(self.client)
    }
}
