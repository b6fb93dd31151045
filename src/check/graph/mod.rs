//! The ways through a script: a graph of what matters on them, made while the walk goes, one node
//! a place and one edge a way from it to the next. What looks along it ([`open`], [`state`],
//! [`promise`]) asks from a place outwards and stops where the answer is; a budget that grows with
//! the script bounds all the asking together.

mod asked;
mod event;
#[expect(
    clippy::module_inception,
    reason = "the graph is what the folder is about"
)]
mod graph;
mod joined;
mod looks;
mod open;
mod promise;
mod ready;
mod search;
mod state;
mod subject;
#[cfg(test)]
mod tests;
mod without;

pub(super) use asked::Asked;
pub(super) use event::{Act, Call, Closes, Each, Ends, Event, Seen};
pub(super) use graph::{Graph, Node};
pub(super) use open::LeftOpen;
pub(super) use promise::LetGo;
pub(super) use search::{DEEPEST, Why};
pub(super) use state::{Impossible, OverAtOnce};
pub(super) use subject::{Root, Subject};
pub(super) use without::Without;
