//! The interpreter: its machine under virtual time, its journal, its live engine.

mod across_hosts;
mod build;
mod determinism;
mod endings;
mod held_up;
mod hosts;
mod in_turn;
mod journals;
mod live;
mod live_system;
mod play;
mod properties;
mod random;
mod resume;
mod retries;
mod room;
mod scripts;
mod tables;
