//! Whole tasks, from the first call to what can go wrong.
//!
//! The documentation of a method says what that method does. A chapter here says which methods make up a task, in which order,
//! and what to do when a step fails.
//!
//! | chapter | the question that it answers |
//! |---|---|
//! | [`logins`] | How does a member of a known organization log in? |
//! | [`discovery`] | How does someone log in who has not named an organization yet? |
//! | [`second_factors`] | What if one factor is not enough, at the login or later? |
//! | [`sessions`] | Who sends this request? |
//! | [`permissions`] | May they do this? |
//! | [`scim`] | Who keeps members and groups up to date, and how are those of other applications read? |
//! | [`machines`] | How do programs call each other? |
//! | [`rate_limits`] | What happens when the API says that it is too much? |
//! | [`errors`] | A call failed: did it take effect, and what now? |
//! | [`testing`] | How is all of this tested without an account? |
//! | [`regenerating`] | For maintainers: what if the API changes? |
//!
//! Each program in the guide is a test of this crate. All but one run, against the sandbox: a local server that stands in for the API.
//! Lines that start the sandbox and fill it are not shown; against the real API the client comes from
//! [`Client::from_env`](crate::Client::from_env), and nothing else changes.
//!
//! The module is in the documentation alone: a program that uses this crate compiles nothing of it.

#[doc = include_str!("guide/logins.md")]
pub mod logins {}

#[doc = include_str!("guide/discovery.md")]
pub mod discovery {}

#[doc = include_str!("guide/second_factors.md")]
pub mod second_factors {}

#[doc = include_str!("guide/sessions.md")]
pub mod sessions {}

#[doc = include_str!("guide/permissions.md")]
pub mod permissions {}

#[doc = include_str!("guide/scim.md")]
pub mod scim {}

#[doc = include_str!("guide/machines.md")]
pub mod machines {}

#[doc = include_str!("guide/rate_limits.md")]
pub mod rate_limits {}

#[doc = include_str!("guide/errors.md")]
pub mod errors {}

#[doc = include_str!("guide/testing.md")]
pub mod testing {}

#[doc = include_str!("guide/regenerating.md")]
pub mod regenerating {}
