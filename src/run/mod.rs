//! The interpreter: what a program does, as effects asked for and completions told.

pub mod effect;
pub mod engine;
mod evaluate;
pub mod event;
mod limits;
mod machine;
mod observer;
mod start;
pub mod virtual_time;

pub use engine::{Engine, EngineBuilder, RunHandle, RunOptions};
pub use evaluate::Scope;
pub use limits::Limits;
pub use machine::{Run, read_inputs};
pub use observer::Observer;
pub use start::Start;
