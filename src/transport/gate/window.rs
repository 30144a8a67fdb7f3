//! When the windows of a rate limit begin and end, told by the clock of the server that counts them.

#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::time::Instant;

/// Lengths of windows, in seconds, the likelier first: one that ends with a whole minute lasts a minute rather than 5 seconds.
const USUAL: [u64; 12] = [1, 2, 60, 5, 10, 15, 20, 30, 300, 900, 3_600, 86_400];

/// What is known of the windows. Their ends are whole seconds of the server's clock.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Windows {
    /// A second of the server's clock, and a moment of ours that was not before it.
    pub origin: Option<(u64, Instant)>,
    /// An end, and the greatest common divisor of all distances to other ends.
    pub end: Option<(u64, u64)>,
    /// The longest time that any end was away when it was told.
    pub longest: u64,
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
    pub fn moment(&self, second: u64) -> Option<Instant> {
        let (known, at) = self.origin?;
        match second.checked_sub(known) {
            Some(later) => at.checked_add(Duration::from_secs(later)),
            None => at.checked_sub(Duration::from_secs(known - second)),
        }
    }

    /// The window of now: its number, when it ends, and how long it lasts.
    pub fn current(&self, now: Instant) -> Option<(u64, Instant, Duration)> {
        let (known, at) = self.origin?;
        let period = self.period()?;
        // A moment before the first answer is taken for that of the answer.
        let number = known.checked_add(now.saturating_duration_since(at).as_secs())? / period;
        let end = number.checked_add(1)?.checked_mul(period)?;
        Some((number, self.moment(end)?, Duration::from_secs(period)))
    }

    /// What others know besides.
    pub fn merge(&mut self, other: &Self) {
        if let Some((second, at)) = other.origin {
            self.heard(second, at);
        }
        if let Some((end, distances)) = other.end {
            let (first, known) = *self.end.get_or_insert((end, distances));
            let merged = greatest_common_divisor(greatest_common_divisor(known, distances), end.abs_diff(first));
            let longest = self.longest.max(other.longest);
            let fits = usual(first, merged, longest).is_some();
            (self.end, self.longest) = if fits { (Some((first, merged)), longest) } else { (other.end, other.longest) };
        }
    }

    /// A window goes on that was thought to be over. Says whether that is possible.
    pub fn lengthen(&mut self) -> bool {
        let (Some(period), Some((end, distances))) = (self.period(), self.end) else { return false };
        let is_possible = usual(end, distances, period + 1).is_some();
        if is_possible {
            self.longest = period + 1;
        }
        is_possible
    }

    /// Whether more than one end is known.
    pub fn are_sure(&self) -> bool {
        self.end.is_some_and(|(_, distances)| distances > 0)
    }

    fn period(&self) -> Option<u64> {
        let (end, distances) = self.end?;
        usual(end, distances, self.longest).or(Some(self.longest))
    }

    fn learn(&mut self, end: u64, wait: u64) -> u64 {
        let (first, distances) = *self.end.get_or_insert((end, 0));
        let distances = greatest_common_divisor(distances, end.abs_diff(first));
        (self.end, self.longest) = (Some((first, distances)), self.longest.max(wait));
        if usual(first, distances, self.longest).is_none() {
            // What is known does not fit together.
            (self.end, self.longest) = (Some((end, 0)), wait);
        }
        self.period().unwrap_or(wait)
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
