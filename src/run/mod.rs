//! The interpreter: what a program does, as effects asked for and completions told.

pub mod effect;
pub mod event;
