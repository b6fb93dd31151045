//! Who serves the effects of runs: live on a `tokio` runtime, or under virtual time.

pub mod live;
pub mod virtual_time;

pub use live::{Engine, EngineBuilder, RunHandle, RunOptions};
