//! Who serves the effects of runs: live on a `tokio` runtime, or under virtual time.

pub mod actions;
pub(crate) mod left;
pub mod live;
pub(crate) mod look;
pub mod plan;
#[cfg(feature = "engine")]
pub mod restate;
pub mod runner;
#[cfg(feature = "otel")]
pub mod traces;
pub mod virtual_time;

pub use actions::{Actions, WrongActions};
pub use live::{
    Engine, EngineBuilder, Heard, Inputs, NoRuntime, NotHeard, NotResumed, ResumeOptions, Resumed,
    RunHandle, RunOptions, Signaller,
};
