use std::time::Duration;

use tokio::time::Instant;

use super::{ALONE, Asked, Shared};
use crate::limits::Counted;
use crate::transport::gate::sharing::{Counting, Slot};
use crate::transport::gate::window::Windows;

/// Of a slot the successes, the last rank of them, and the rank of the refusal.
pub type Told = (Slot, i64, Option<i64>, Option<i64>);

impl Shared {
    pub fn forget_when_to_ask(&mut self) {
        (self.ask_at, self.full_until) = (None, None);
    }

    /// What is to be told.
    pub fn news_of_slots(&self) -> Vec<Told> {
        let refused = |news: &super::News| news.refused.and_then(|(counting, _)| counting.rank);
        self.news.iter().map(|news| (news.slot, news.succeeded, news.last, refused(news))).collect()
    }
}

fn shared() -> Shared {
    Shared::new(fastrand::Rng::with_seed(7))
}

/// Whether the process goes on alone for a second, which began not before then.
fn is_alone_since(shared: &Shared, began: Instant) -> bool {
    let soon = began + ALONE - Duration::from_nanos(1);
    !shared.is_used(began) && !shared.is_used(soon) && shared.is_used(Instant::now() + ALONE)
}

#[test]
fn a_store_that_fails_or_is_slow_again_and_again_is_left_alone_for_a_second() {
    let (mut shared, began) = (shared(), Instant::now());
    for _ in 0..2 {
        let began = Instant::now();
        for _ in 0..2 {
            assert!(matches!(shared.was_slow("test"), Asked::Slow));
        }
        assert!(matches!(shared.was_slow("test"), Asked::Wait));
        assert!(is_alone_since(&shared, began));
    }
    let mut failed = self::shared();
    assert!(failed.is_used(began));
    failed.failed("test", &"no connection".into());
    assert!(is_alone_since(&failed, began));
    let until = failed.alone_until.unwrap();
    assert!(failed.is_used(until));
}

#[test]
fn a_window_that_is_full_is_closed_until_its_end() {
    let (mut shared, now, windows) = (shared(), Instant::now(), Windows::default());
    assert_eq!(shared.closed_until(&windows, now), None);
    let end = now + Duration::from_secs(1);
    shared.full_until = Some(end);
    assert_eq!(shared.closed_until(&windows, now), Some(end));
    assert_eq!(shared.closed_until(&windows, end), None);
}

#[test]
fn a_request_that_the_store_was_not_asked_for_is_told_by_the_second() {
    let (mut shared, now, mut windows) = (shared(), Instant::now(), Windows::default());
    // Nobody knows what the store's second is.
    assert_eq!(shared.leaves(&windows, now), None);
    let counted = Counted { totals: vec![], note: None, now: Duration::from_secs(500) };
    shared.sharing.heard(None, &counted, &mut windows, (now, now));
    let slot = |second| Slot { window: None, second: Some(second) };
    for (after, second) in [(0, 500), (999, 500), (1_000, 501), (1_999, 501), (100, 500)] {
        let leaves = shared.leaves(&windows, now + Duration::from_millis(after));
        assert_eq!(leaves, Some(Counting { slot: slot(second), rank: None }), "{after}");
    }
    let left: Vec<_> = shared.news.iter().map(|news| (news.slot, news.left)).collect();
    assert_eq!(left, [(slot(500), 3), (slot(501), 2)]);
}
