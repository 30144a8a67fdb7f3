//! When the windows of a rate limit begin and end, told by the clock of the server that counts them.

use std::time::Duration;

use tokio::time::Instant;

/// Lengths of windows, in seconds, the likelier first: one that ends with a whole minute lasts a minute rather than 5 seconds.
const USUAL: [u64; 12] = [1, 2, 60, 5, 10, 15, 20, 30, 300, 900, 3_600, 86_400];

/// What is known of the windows. Their ends are whole seconds of the server's clock.
#[derive(Debug, Default)]
pub(super) struct Windows {
    /// A second of the server's clock, and a moment of ours that was not before it.
    origin: Option<(u64, Instant)>,
    /// An end, and the greatest common divisor of all distances to other ends.
    end: Option<(u64, u64)>,
    /// The longest time that any end was away when it was told.
    longest: u64,
}

impl Windows {
    /// An answer came now, and its `Date` said so. The answers that came soonest after their second say most.
    pub fn heard(&mut self, date: u64, now: Instant) {
        if self.moment(date).is_none_or(|known| now < known) {
            self.origin = Some((date, now));
        }
    }

    /// The window ends in `wait` whole seconds after `date`. Says when that is, rather late than early, and how long a
    /// window lasts.
    pub fn ends(&mut self, (date, wait): (u64, u64), now: Instant) -> (Instant, Duration) {
        let latest = now + Duration::from_secs(wait);
        let earliest = now + Duration::from_secs(wait.saturating_sub(1));
        let end = self.moment(date + wait).filter(|end| *end >= earliest);
        if end.is_none() {
            // The clock was set, or another server has another time.
            self.origin = Some((date, now));
        }
        let period = self.learn(date + wait, wait);
        (end.unwrap_or(latest).min(latest), Duration::from_secs(period))
    }

    /// The moment of ours at which that second has begun.
    fn moment(&self, second: u64) -> Option<Instant> {
        let (known, at) = self.origin?;
        match second.checked_sub(known) {
            Some(later) => at.checked_add(Duration::from_secs(later)),
            None => at.checked_sub(Duration::from_secs(known - second)),
        }
    }

    fn learn(&mut self, end: u64, wait: u64) -> u64 {
        let (first, distances) = *self.end.get_or_insert((end, 0));
        let distances = greatest_common_divisor(distances, end.abs_diff(first));
        self.end = Some((first, distances));
        self.longest = self.longest.max(wait);
        if let Some(period) = usual(first, distances, self.longest) {
            return period;
        }
        // What is known does not fit together.
        (self.end, self.longest) = (Some((end, 0)), wait);
        usual(end, 0, wait).unwrap_or(wait)
    }
}

fn usual(end: u64, distances: u64, longest: u64) -> Option<u64> {
    USUAL
        .into_iter()
        .find(|period| *period >= longest && end.is_multiple_of(*period) && distances.is_multiple_of(*period))
}

fn greatest_common_divisor(one: u64, other: u64) -> u64 {
    if other == 0 { one } else { greatest_common_divisor(other, one % other) }
}
