//! The faults in the order in which they are met.

use super::limit::{Meter, Usage};
use super::{Fault, RateLimit, Target};
use crate::error::ApiError;
use crate::incoming::Incoming;
use crate::specification::Operation;
use std::time::SystemTime;

/// The faults that are still to be met, and the rate limits.
#[derive(Debug, Default)]
pub(crate) struct Script {
    faults: Vec<Fault>,
    meters: Vec<Meter>,
}

impl Script {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    /// How many faults have not been met as often as they were to be; those without an end count too.
    pub(crate) fn unmet(&self) -> usize {
        self.faults.iter().filter(|fault| fault.times != Some(0)).count()
    }

    pub(crate) fn limit(&mut self, limit: RateLimit) {
        self.meters.push(Meter::new(limit));
    }

    pub(crate) fn clear_limits(&mut self) {
        self.meters.clear();
    }

    /// How far the windows of all rate limits are used.
    pub(crate) fn usage(&self, now: SystemTime) -> Vec<Usage> {
        self.meters.iter().flat_map(|meter| meter.usage(now)).collect()
    }

    /// Counts the request against all rate limits; an error when it is one too many for one of them.
    pub(crate) fn count(
        &mut self,
        operation: &Operation,
        incoming: &Incoming,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        self.meters.iter_mut().map(|meter| meter.count(operation, incoming, now)).fold(Ok(()), Result::and)
    }

    /// Counts a request to a connection's `base_url`, where all requests share the window of a limit.
    pub(crate) fn count_scim(
        &mut self,
        connection_id: &str,
        incoming: &Incoming,
        now: SystemTime,
    ) -> Result<(), ApiError> {
        self.meters.iter_mut().map(|meter| meter.count_scim(connection_id, incoming, now)).fold(Ok(()), Result::and)
    }

    /// The fault that this request meets, if any; it is then used once more.
    pub(crate) fn take(&mut self, operation: Option<&Operation>, method: &str, path: &str) -> Option<Fault> {
        self.faults.retain(|fault| fault.times != Some(0));
        for fault in self.faults.iter_mut().filter(|fault| fault.target.covers(operation, method, path)) {
            if fault.skip > 0 {
                fault.skip -= 1;
                continue;
            }
            fault.times = fault.times.map(|times| times - 1);
            return Some(fault.clone());
        }
        None
    }
}

impl Target {
    pub(super) fn covers(&self, operation: Option<&Operation>, method: &str, path: &str) -> bool {
        match self {
            Self::Any => true,
            Self::Operation(id) => operation.is_some_and(|operation| operation.id == *id),
            Self::Route { method: wanted, path: template } => {
                wanted == method
                    && (template == path || operation.is_some_and(|operation| operation.path() == template))
            }
        }
    }
}
