//! The ways through a script: one walk over its statements, each seen once, which follows outcomes
//! to their handlers, knows what has a value at every place, and draws the graph that
//! [`super::graph`] asks. Rules decide on what it finds.

mod blocks;
mod escape;
mod flow;
mod frames;
mod handed_on;
mod handlers;
mod listed;
mod needs;
mod origins;
mod path;
mod raise;
mod raising;
mod reads;
mod record;
mod step;
mod steps;
mod stmts;
mod waits;

pub(super) use flow::{Retried, Ways, follow};
pub(super) use needs::Missing;
pub(super) use origins::Unhandled;
pub(super) use path::{How, Lost};
pub(super) use waits::TRANSPORT;
