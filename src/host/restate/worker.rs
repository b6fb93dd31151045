//! What a worker has: the connections of its profiles, and the flows that it has read.

use super::follow::Follower;
use super::found::FoundOut;
use super::wire::{LONG, Order, TURNS, VERSION, services};
use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::host::live::Gate;
use crate::host::live::profile_needs;
use crate::host::look::Looker;
use crate::host::plan::Applied;
use crate::journal::KeptScript;
use crate::program::Program;
use crate::run::Observer;
use crate::run::effect::Answer;
use crate::system::System;
use crate::value::Record;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, watch};

/// So many flows are kept ready: each attempt at a run begins with its flow.
const FLOWS: usize = 200;

/// So many attempts read their journals and go on at once, on all connections together: when thousands of runs
/// wake at the same time, all of them at once would fill the memory and be no faster.
const STARTS: usize = 200;

/// What was seen of a thing is good for so long.
const FRESH: Duration = Duration::from_secs(2);

/// Connections by their systems' names.
pub(super) type Systems = HashMap<Arc<str>, Arc<dyn System>>;

/// A worker.
pub struct Worker {
    pub(super) systems: Arc<Systems>,
    pub(super) gate: Option<Arc<dyn Gate>>,
    pub(super) observers: Vec<Arc<dyn Observer>>,
    pub(super) followers: Vec<Arc<dyn Follower>>,
    pub(super) found_out: Option<Arc<dyn FoundOut>>,
    /// Its services, with the profiles of each.
    pub(super) services: Vec<(String, Vec<Arc<str>>)>,
    /// After so many steps a run goes on in a new invocation.
    pub(super) long: u32,
    context: Context,
    catalogue: Catalogue,
    flows: Mutex<HashMap<KeptScript, Arc<Program>>>,
    /// Whether it is closing.
    pub(super) closing: watch::Sender<bool>,
    /// How many attempts are under way.
    pub(super) busy: watch::Sender<usize>,
    /// How many of them may be on their way to where they wait.
    pub(super) starts: Arc<Semaphore>,
}

/// Why a worker does not take a run. The engine offers it again, here or elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct NotTaken(pub String);

impl Worker {
    /// A worker with these connections, of these profiles.
    pub fn new(
        systems: impl IntoIterator<Item = Arc<dyn System>>,
        profiles: &[Arc<str>],
        context: Context,
    ) -> Self {
        let named = |system: Arc<dyn System>| (system.entry().name.clone(), system);
        let systems: Systems = systems.into_iter().map(named).collect();
        let catalogue = systems.values().fold(Catalogue::default(), |all, system| {
            all.with(system.entry().clone())
        });
        Self {
            systems: Arc::new(systems),
            gate: None,
            observers: Vec::new(),
            followers: Vec::new(),
            found_out: None,
            services: services(profiles),
            long: LONG,
            context,
            catalogue,
            flows: Mutex::default(),
            closing: watch::Sender::new(false),
            busy: watch::Sender::new(0),
            starts: Arc::new(Semaphore::new(STARTS)),
        }
    }

    /// Lets a gate say when actions may be sent.
    pub fn with_gate(mut self, gate: Arc<dyn Gate>) -> Self {
        self.gate = Some(gate);
        self
    }

    /// Lets somebody watch its runs. What happened before an attempt is not told again.
    pub fn with_observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observers.push(observer);
        self
    }

    /// Lets somebody say what people have found out about writes whose results are lost.
    pub fn with_found_out(mut self, found_out: Arc<dyn FoundOut>) -> Self {
        self.found_out = Some(found_out);
        self
    }

    /// Lets somebody follow the attempts at its runs.
    pub fn with_follower(mut self, follower: Arc<dyn Follower>) -> Self {
        self.followers.push(follower);
        self
    }

    /// Lets runs go on in a new invocation after so many steps: a journal is read whole at each attempt.
    pub fn with_long(mut self, steps: u32) -> Self {
        self.long = steps.max(1);
        self
    }

    /// The names of everything that the engine asks of it.
    pub fn offers(&self) -> impl Iterator<Item = &str> {
        self.services().chain([TURNS])
    }

    /// The names of its services.
    pub fn services(&self) -> impl Iterator<Item = &str> {
        self.services.iter().map(|(name, _)| name.as_str())
    }

    /// The program of an order, if this worker may run it.
    pub(super) fn program(&self, service: &str, order: &Order) -> Result<Arc<Program>, NotTaken> {
        if order.version > VERSION {
            return Err(NotTaken(format!(
                "run {} was submitted by a newer version than this worker's",
                order.run
            )));
        }
        let mut own = self.services.iter();
        let profiles = own.find(|(name, _)| name == service);
        let same = |profiles: &[Arc<str>]| {
            let mut wanted = order.profiles.clone();
            let mut here = profiles.to_vec();
            wanted.sort();
            here.sort();
            wanted == here
        };
        if !profiles.is_some_and(|(_, profiles)| same(profiles)) {
            return Err(NotTaken(format!(
                "run {} is for {}, which this worker does not have",
                order.run,
                order.profiles.join(" and ")
            )));
        }
        self.flow(order)
    }

    fn flow(&self, order: &Order) -> Result<Arc<Program>, NotTaken> {
        let mut flows = self.flows.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = flows.get(&order.script) {
            return Ok(known.clone());
        }
        let source = order.script.source();
        // It asks the calendars as they were when it was submitted, on every worker.
        let context = Context {
            house: order.script.context(&self.catalogue).house,
            ..self.context.clone()
        };
        let checked = check::check_text(&source, &self.catalogue, &context);
        let program = checked.program.ok_or_else(|| {
            NotTaken(format!(
                "{} does not pass the check of this worker's version: drain the workers of the old \
                 version, do not stop them",
                order.script.name
            ))
        })?;
        let missing = program
            .systems
            .iter()
            .find(|name| !self.systems.contains_key(*name));
        if let Some(system) = missing {
            return Err(NotTaken(format!(
                "{} uses {system}, and this worker has no connection to it",
                order.script.name
            )));
        }
        if flows.len() >= FLOWS {
            flows.clear();
        }
        flows.insert(order.script.clone(), program.clone());
        Ok(program)
    }

    /// What the profiles bring that a program needs.
    pub(super) async fn provided(
        &self,
        program: &Program,
    ) -> Result<Vec<(Arc<str>, Record)>, Box<Answer>> {
        let mut all = Vec::new();
        for name in profile_needs(program) {
            if let Some(system) = self.systems.get(&name) {
                all.push((name, system.provided().await?));
            }
        }
        Ok(all)
    }

    /// The connections as a run has them: one that applies a plan is held to it.
    pub(super) fn systems_of(&self, order: &Order) -> (Arc<Systems>, Vec<Arc<Applied>>) {
        let Some(plan) = order.plan.as_deref() else {
            return (self.systems.clone(), Vec::new());
        };
        let steps = Applied::steps([(0, plan)]);
        let looker = Arc::new(Looker::new(FRESH, self.gate.clone()));
        let mut held = Vec::new();
        let mut systems = Systems::new();
        for (name, system) in self.systems.iter() {
            let one = Applied::new(system.clone(), steps.clone(), looker.clone());
            let one = Arc::new(one);
            systems.insert(name.clone(), one.clone());
            held.push(one);
        }
        (Arc::new(systems), held)
    }

    /// Takes no more runs. Those that are here go back to the engine where they stand, as soon as it
    /// is known what came of the writes that they have sent.
    pub fn close(&self) {
        self.closing.send_replace(true);
    }

    /// Waits until nothing is under way.
    pub async fn idle(&self) {
        let _ = self.busy.subscribe().wait_for(|busy| *busy == 0).await;
    }

    /// How many runs it has in hand.
    pub fn in_hand(&self) -> usize {
        *self.busy.borrow()
    }
}
