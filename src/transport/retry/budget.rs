//! The retry budget: when everything fails, retries must not double the load.

use std::sync::Mutex;

use crate::transport::lock::lock;

const CAPACITY: u32 = 500;
const COST: u32 = 14;

/// Shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Budget {
    tokens: Mutex<u32>,
}

impl Default for Budget {
    fn default() -> Self {
        Self { tokens: Mutex::new(CAPACITY) }
    }
}

impl Budget {
    /// Whether one more retry can be paid.
    pub fn is_left(&self) -> bool {
        *lock(&self.tokens) >= COST
    }

    /// Pays for a retry after a transient fault, if that is possible.
    pub fn charge(&self) -> bool {
        let mut tokens = lock(&self.tokens);
        let left = tokens.checked_sub(COST);
        *tokens = left.unwrap_or(*tokens);
        left.is_some()
    }

    /// Gives back what a call that succeeded had paid for its retries; one that succeeded at once earns a token.
    pub fn restore(&self, retries: u32, at_once: bool) {
        let mut tokens = lock(&self.tokens);
        let earned = retries.saturating_mul(COST).saturating_add(u32::from(at_once));
        *tokens = tokens.saturating_add(earned).min(CAPACITY);
    }
}
