//! What every host of runs keeps to, whatever drives them: one list of demands, and the hosts that are held
//! against it. `docs/hosts.md` says in words what stands here.

mod crash;
mod demands;
mod live;
mod restate;
mod virtual_host;
mod world;

pub use crate::engine::until;
use contactflow::Value;
use contactflow::journal::{Ending, Record};
use std::sync::Arc;
use world::World;

/// A host, and the world in which its runs act. What drives the runs can be taken away without a word,
/// and come back.
pub trait Host {
    /// Starts a run.
    fn start(&mut self, run: &str, flow: &str);
    /// Whatever drives the runs is gone.
    fn kill(&mut self);
    /// Something drives the runs again.
    fn revive(&mut self);
    /// Somebody says something to a run.
    fn signal(&mut self, run: &str, name: &str, value: Value);
    /// Somebody cancels a run.
    fn cancel(&mut self, run: &str);
    /// What has happened in a run, as its journal has it.
    fn records(&mut self, run: &str) -> Vec<Record>;
    /// The world.
    fn world(&self) -> Arc<World>;
}

/// How a run has ended, once it has.
pub fn end(host: &mut dyn Host, run: &str) -> (Ending, usize) {
    let mut found = None;
    until("the run has ended", || {
        found = host.records(run).iter().find_map(|record| match record {
            Record::Ended { how, in_doubt, .. } => Some((*how, in_doubt.len())),
            _ => None,
        });
        found.is_some()
    });
    found.expect("it has ended")
}
