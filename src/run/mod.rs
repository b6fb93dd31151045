//! The interpreter: what a program does, as effects asked for and completions told.

pub mod effect;
mod evaluate;
pub mod event;
mod limits;
mod machine;
mod observer;
mod provenance;
mod start;

pub use evaluate::Scope;
pub use limits::Limits;
pub(crate) use machine::action_text;
pub use machine::{Level, Run, Standing, read_inputs};
pub use observer::Observer;
pub use provenance::Provenance;
pub use start::Start;
