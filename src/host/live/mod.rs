//! The live host: runs scripts on a `tokio` runtime against real systems.
//!
//! One task drives every run of an engine. A run that waits is a value in a table: it has no task
//! and no thread of its own. A task is spawned only while a system is asked something.

pub(in crate::host) mod about;
mod builder;
mod calls;
mod command;
mod driver;
mod engine;
mod gate;
mod given;
mod handle;
mod heard;
mod inputs;
mod later;
mod lifecycle;
mod needs;
mod not_resumed;
mod open;
mod options;
pub(in crate::host) mod read_back;
pub(in crate::host) mod refusal;
mod resume;
#[cfg(feature = "sqlite")]
mod served;
pub(in crate::host) mod settle;
mod shared;
mod signaller;
mod signals;
mod timers;
pub(in crate::host) mod watchers;

pub use builder::{EngineBuilder, NoRuntime};
pub use engine::{Engine, new_name};
pub use gate::Gate;
pub use handle::RunHandle;
pub use heard::{Heard, NotHeard};
pub use inputs::Inputs;
pub(in crate::host) use needs::profile_needs;
pub use not_resumed::NotResumed;
pub use options::RunOptions;
pub use resume::{ResumeOptions, Resumed, kept_script};
#[cfg(feature = "sqlite")]
pub use served::{OnEnd, Served};
pub use signaller::Signaller;
