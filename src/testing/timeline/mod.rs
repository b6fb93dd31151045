//! A run that is over, statement by statement, forwards and back. Everything that decided it is known,
//! so what was true at any place is found by running up to there once more.

mod expression;
mod lines;
mod moves;
mod places;
mod stop;
mod walk;
mod whole;

pub use moves::Way;
pub use places::Line;
pub use stop::{Scene, Why};
pub use whole::Timeline;
