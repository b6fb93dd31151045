//! The interpreter: its machine under virtual time, its journal, its live engine.

mod build;
mod live;
mod play;
mod properties;
mod random;
mod tables;
