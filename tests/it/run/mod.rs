//! The interpreter: its machine under virtual time, its journal, its live engine.

mod build;
mod play;
mod tables;
