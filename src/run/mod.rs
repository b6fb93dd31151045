//! The interpreter: what a program does, as effects asked for and completions told.

pub mod effect;
pub mod event;
mod limits;
mod observer;
mod start;

pub use limits::Limits;
pub use observer::Observer;
pub use start::Start;
