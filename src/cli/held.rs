//! Runs on simulators with the clock held: they begin when they are told to, and an hour of waiting takes
//! a millisecond.

use crate::clock;
use jiff::Timestamp;
use std::io;
use std::time::Duration;

/// So long, by the held clock, may a run take.
pub(super) const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// Does some work at this time, on this thread alone: all who take part in it have the same clock, which
/// moves on only while everybody waits.
pub(super) fn block_on<T>(at: Timestamp, work: impl Future<Output = T>) -> io::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()?;
    let done = {
        let _entered = runtime.enter();
        let _holding = clock::hold(at);
        runtime.block_on(work)
    };
    runtime.shutdown_background();
    Ok(done)
}
