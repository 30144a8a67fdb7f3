//! The emails and texts that would have been sent.

use crate::clock::Timestamp;
use crate::redirect;
use serde::Serialize;
use std::collections::VecDeque;

/// How many messages are kept.
const KEPT: usize = 10_000;

/// An email or a text message that the real API would have sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Message {
    /// The email address or phone number.
    pub to: String,
    /// What it is, such as `magic_link`, `email_otp`, `password_reset`, `invite` or `sms_otp`.
    pub kind: String,
    /// The organization it is about; discovery messages are about none.
    pub organization_id: Option<String>,
    /// The token to authenticate with, when the message holds a link.
    pub token: Option<String>,
    /// The link itself.
    pub link: Option<String>,
    /// The code to authenticate with, when the message holds a code.
    pub code: Option<String>,
    /// When it was sent, as an RFC 3339 date-time.
    pub sent_at: String,
}

/// The last messages.
#[derive(Debug, Default)]
pub(crate) struct Messages {
    kept: VecDeque<Message>,
}

impl Message {
    /// A message with a link: `redirect` with the token in its query.
    pub(crate) fn link(
        to: &str,
        kind: &str,
        organization_id: Option<&str>,
        (redirect, token_type, token): (&str, &str, &str),
        now: Timestamp,
    ) -> Self {
        Self {
            token: Some(token.to_owned()),
            link: Some(redirect::with_token(redirect, token_type, token)),
            ..Self::code(to, kind, organization_id, None, now)
        }
    }

    /// A message with a code.
    pub(crate) fn code(
        to: &str,
        kind: &str,
        organization_id: Option<&str>,
        code: Option<&str>,
        now: Timestamp,
    ) -> Self {
        Self {
            to: to.to_owned(),
            kind: kind.to_owned(),
            organization_id: organization_id.map(str::to_owned),
            token: None,
            link: None,
            code: code.map(str::to_owned),
            sent_at: now.to_string(),
        }
    }
}

impl Messages {
    pub(crate) fn send(&mut self, message: Message) {
        if self.kept.len() == KEPT {
            self.kept.pop_front();
        }
        self.kept.push_back(message);
    }

    /// The messages to an address, oldest first; all messages without one.
    pub(crate) fn to(&self, address: Option<&str>) -> impl DoubleEndedIterator<Item = &Message> {
        self.kept.iter().filter(move |message| address.is_none_or(|address| message.to.eq_ignore_ascii_case(address)))
    }
}
