//! A paused clock for tests with real sockets.
//!
//! The runtime's own paused clock jumps to the next timer whenever no task can run, and a task that waits for a socket can
//! not: a slow moment of the machine would look like a timeout. Here the clock stands still until the sockets have been
//! quiet for a while, and then moves by small steps.

use std::sync::mpsc;
use std::time::Duration;

/// How far the clock moves at a time: the precision of every delay that a test measures.
pub const STEP: Duration = Duration::from_millis(20);

/// Polls without progress after which nothing is under way. The I/O driver is polled every 61 of them.
const QUIET_POLLS: u32 = 400;

/// Runs a test on a paused clock.
pub fn paused<T>(test: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build();
    let runtime = runtime.expect("a runtime can be made");
    let (stop, stopped) = mpsc::channel::<()>();
    // The runtime does not move the clock by itself as long as a blocking task runs.
    let hold = runtime.spawn_blocking(move || stopped.recv().ok());
    let outcome = runtime.block_on(async {
        let moving = tokio::spawn(async {
            loop {
                for _ in 0..QUIET_POLLS {
                    tokio::task::yield_now().await;
                }
                tokio::time::advance(STEP).await;
            }
        });
        let outcome = test.await;
        moving.abort();
        outcome
    });
    drop(stop);
    let _ = runtime.block_on(hold);
    outcome
}
