//! The role policies of the project and of its organizations, kept for a while.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::cached::{Cached, Terms};
use super::fetch::{Limits, fetch};
use crate::error::{Error, Progress};
use crate::raw;
use crate::transport::{self, Settings, lock};
use crate::types::object::readable;
use crate::types::{ErrorType, OrganizationId, RbacOrgPolicy, RbacOrganizationsGetOrgPolicyResponse, RbacPolicy};

/// A role that is changed holds here for `good_for`, and while the API can not be asked for `kept_for`.
const TERMS: Terms = Terms {
    renew_after: Duration::from_secs(4 * 60),
    good_for: Duration::from_secs(5 * 60),
    kept_for: Duration::from_secs(15 * 60),
    again_after: Duration::from_secs(10),
};

/// Of the policy of an organization where the project has none of those.
const NOT_ENABLED: Terms = Terms {
    renew_after: Duration::from_secs(60 * 60),
    good_for: Duration::from_secs(60 * 60),
    kept_for: Duration::from_secs(60 * 60),
    again_after: Duration::ZERO,
};

const MAX_ORGANIZATIONS: usize = 256;
const ORGANIZATION_ID: &str = "organization-";

const LIMITS: Limits = Limits { time: Duration::from_secs(5), bytes: 8 << 20 };

pub(super) struct Policies {
    project: Cached<RbacPolicy>,
    organizations: Mutex<Organizations>,
    /// Whether organizations have policies of their own.
    of_organizations: bool,
}

#[derive(Default)]
struct Organizations {
    entries: HashMap<OrganizationId, Entry>,
    uses: u64,
}

struct Entry {
    policy: Cached<RbacOrgPolicy>,
    /// Which of the uses was the last of this one.
    used: u64,
}

impl Policies {
    pub fn new(of_organizations: bool) -> Self {
        Self { project: Cached::default(), organizations: Mutex::default(), of_organizations }
    }

    #[inline]
    pub async fn project(&self, settings: &Arc<Settings>) -> Result<Arc<RbacPolicy>, Error> {
        self.project.get(|| fetch_project(Arc::clone(settings))).await
    }

    /// The policy of an organization, by its own id alone: a slug may be another organization's id.
    #[inline]
    pub async fn organization(
        &self,
        settings: &Arc<Settings>,
        id: OrganizationId,
    ) -> Result<Arc<RbacOrgPolicy>, Error> {
        if !is_organization_id(&id) {
            let reason =
                "the organization id does not begin with `organization-`; a slug or an external id is not taken here";
            return Err(Error::invalid(reason, Progress::not_sent("rbac.cached_org_policy")));
        }
        if !self.of_organizations {
            return Ok(Arc::new(RbacOrgPolicy { roles: Vec::new() }));
        }
        self.entry(&id).get(|| fetch_organization(Arc::clone(settings), id.clone())).await
    }

    fn entry(&self, id: &OrganizationId) -> Cached<RbacOrgPolicy> {
        let mut organizations = lock(&self.organizations);
        organizations.uses += 1;
        let Organizations { entries, uses } = &mut *organizations;
        if entries.len() >= MAX_ORGANIZATIONS && !entries.contains_key(id) {
            let oldest = entries.iter().min_by_key(|(_, entry)| entry.used).map(|(id, _)| id.clone());
            oldest.map(|oldest| entries.remove(&oldest));
        }
        let entry = entries.entry(id.clone()).or_insert_with(|| Entry { policy: Cached::default(), used: *uses });
        entry.used = *uses;
        entry.policy.clone()
    }
}

/// Whether it is the API's own id of an organization, which is nobody's slug or external id.
pub(super) fn is_organization_id(id: &OrganizationId) -> bool {
    id.as_str().starts_with(ORGANIZATION_ID)
}

/// The part of the answer that matters.
struct ProjectPolicy {
    policy: RbacPolicy,
}

readable!(ProjectPolicy { policy "policy" required, });

#[inline]
async fn fetch_project(settings: Arc<Settings>) -> Result<(RbacPolicy, Terms), Error> {
    let success = fetch(settings, raw::rbac_policy().request, LIMITS).await?;
    transport::decode(success).map(|ProjectPolicy { policy }| (policy, TERMS))
}

#[inline]
async fn fetch_organization(settings: Arc<Settings>, id: OrganizationId) -> Result<(RbacOrgPolicy, Terms), Error> {
    match fetch(settings, raw::rbac_organizations_get_org_policy(id).request, LIMITS).await {
        Err(Error::Api(error)) if error.error_type == ErrorType::EnterpriseEndpoint => {
            Ok((RbacOrgPolicy { roles: Vec::new() }, NOT_ENABLED))
        }
        result => {
            let response: RbacOrganizationsGetOrgPolicyResponse = transport::decode(result?)?;
            Ok((response.org_policy, TERMS))
        }
    }
}
