//! The threads on which connections and simulators work.

use crate::config::Problem;
use std::io;
use tokio::runtime::{Builder, Runtime};

/// After so many turns of tasks a busy thread looks at clocks and sockets. Where events flood in, a turn is
/// long, and the usual 61 of them would hold up a time limit for seconds.
const TURNS: u32 = 16;

/// Two do: what a command waits for is the network.
pub(super) fn runtime() -> Result<Runtime, Problem> {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).event_interval(TURNS).enable_all();
    builder.build().map_err(|error| no_threads(&error))
}

/// Why the machine cannot do it.
pub(super) fn no_threads(error: &io::Error) -> Problem {
    Problem::new(format!("this machine cannot start another thread: {error}"))
}
