//! What a run would write, found out before anything is written; and a run that writes that and
//! nothing else.
//!
//! A run is a function of its start and of what it is told. So a plan is a run in which what only
//! reads is asked for real, every write is taken to succeed, and time jumps. Applying it is the same
//! run again: it is told what was read then, and each write has to be one of the plan.

mod applied;
mod expected;
mod make;
mod place;
mod placeholder;
mod step;

pub use applied::{Applied, Steps};
pub use make::{Made, Reads, make};
pub use place::Place;
pub use placeholder::is_in as is_not_known_yet;
pub use step::{Planned, Sighting, Step};
