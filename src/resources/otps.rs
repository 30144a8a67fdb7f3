//! `client.otps()`.

pub mod email;
pub mod sms;

use self::email::OtpsEmail;
use self::sms::OtpsSms;
use crate::resources::handle::handle;

handle! {
    /// One-time passcodes.
    ///
    /// Methods that take a code fail with `otp_code_not_found` (404) when it is wrong or replaced by a newer one, and with
    /// `unable_to_auth_otp_code` (401) when it was used or has expired. Methods that send one by email fail with
    /// `inactive_email` (400) when mail to the address bounced before.
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
