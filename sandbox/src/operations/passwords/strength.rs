//! A rough judgement of passwords. The real API's is better; this one tells the same apart: common, short, plain, good.

use serde_json::{Value, json};

/// Some of the passwords that everyone tries first.
const COMMON: [&str; 16] = [
    "password",
    "password1",
    "123456",
    "12345678",
    "123456789",
    "1234567890",
    "qwerty",
    "qwerty123",
    "abc123",
    "letmein",
    "iloveyou",
    "admin",
    "welcome",
    "monkey",
    "dragon",
    "111111",
];
const SHORTEST: usize = 8;

/// What can be said about a password.
pub(super) struct Strength {
    common: bool,
    length: usize,
    lower: bool,
    upper: bool,
    digit: bool,
    symbol: bool,
    distinct: usize,
}

impl Strength {
    pub(super) fn of(password: &str) -> Self {
        let mut letters: Vec<char> = password.chars().collect();
        let length = letters.len();
        letters.sort_unstable();
        letters.dedup();
        Self {
            common: COMMON.contains(&password.to_lowercase().as_str()),
            length,
            lower: password.chars().any(char::is_lowercase),
            upper: password.chars().any(char::is_uppercase),
            digit: password.chars().any(char::is_numeric),
            symbol: password.chars().any(|letter| !letter.is_alphanumeric()),
            distinct: letters.len(),
        }
    }

    /// Whether it is known to everyone.
    pub(super) fn is_breached(&self) -> bool {
        self.common
    }

    pub(super) fn is_valid(&self) -> bool {
        !self.common && self.score() >= 3
    }

    /// From 0, guessed at once, to 4.
    fn score(&self) -> usize {
        if self.common || self.length < SHORTEST || self.distinct < 5 {
            return usize::from(self.length >= SHORTEST);
        }
        let long = usize::from(self.length >= 12) + usize::from(self.length >= 16);
        (self.kinds() + long).min(4)
    }

    fn kinds(&self) -> usize {
        [self.lower, self.upper, self.digit, self.symbol].into_iter().filter(|has| *has).count()
    }

    pub(super) fn shown(&self) -> Value {
        let warning = match (self.common, self.is_valid()) {
            (true, _) => "One of the most common passwords.",
            (false, false) => "Too easy to guess.",
            (false, true) => "",
        };
        let suggestions: &[&str] =
            if self.is_valid() { &[] } else { &["Make it longer, with a few words that do not belong together."] };
        json!({
            "valid_password": self.is_valid(),
            "score": self.score(),
            "breached_password": self.common,
            "strength_policy": "zxcvbn",
            "breach_detection_on_create": true,
            "luds_feedback": {
                "has_lower_case": self.lower,
                "has_upper_case": self.upper,
                "has_digit": self.digit,
                "has_symbol": self.symbol,
                "missing_complexity": 3usize.saturating_sub(self.kinds()),
                "missing_characters": SHORTEST.saturating_sub(self.length),
            },
            "zxcvbn_feedback": {"warning": warning, "suggestions": suggestions},
        })
    }
}
