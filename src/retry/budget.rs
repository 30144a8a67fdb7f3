//! The retry budget: when everything fails, retries must not double the load.

use std::sync::Mutex;

use crate::transport::lock;

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

    /// Pays for a retry after a transient fault.
    pub fn charge(&self) {
        let mut tokens = lock(&self.tokens);
        *tokens = tokens.saturating_sub(COST);
    }

    /// Gives back what a call that succeeded had paid; one that succeeded at once earns a token.
    pub fn restore(&self, retries: u32) {
        let earned = if retries == 0 { 1 } else { retries.saturating_mul(COST) };
        let mut tokens = lock(&self.tokens);
        *tokens = tokens.saturating_add(earned).min(CAPACITY);
    }
}
