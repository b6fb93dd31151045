//! The threads on which connections and simulators work.

use crate::config::Problem;
use std::io;
use tokio::runtime::{Builder, Runtime};

/// Two do: what a command waits for is the network.
pub(super) fn runtime() -> Result<Runtime, Problem> {
    let mut builder = Builder::new_multi_thread();
    let built = builder.worker_threads(2).enable_all().build();
    built.map_err(|error| no_threads(&error))
}

/// Why the machine cannot do it.
pub(super) fn no_threads(error: &io::Error) -> Problem {
    Problem::new(format!("this machine cannot start another thread: {error}"))
}
