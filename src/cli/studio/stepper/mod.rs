//! A run on the simulators, one action after the other. It has a thread of its own with the simulators on it, whose
//! clock stands while it waits for the page: time passes only where the flow itself waits, and takes none then. So
//! somebody may think for an hour between two actions, and nothing times out.

mod between;
mod hold;
mod plan;
mod scene;

use super::told;
use crate::cli::connect;
use crate::config::Problem;
use crate::host::{Engine, RunOptions};
use crate::journal::{Journal, Memory};
use crate::settings::Secrets;
use crate::system::System;
use between::Between;
use hold::Hold;
pub(super) use hold::Order;
pub(super) use plan::Plan;
use plan::RUN;
use scene::Scenes;
use serde_json::Value as Json;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// So long is waited for the next stop; the page asks again then.
const PATIENCE: Duration = Duration::from_secs(20);
/// So long, by its own clock, may a run take.
const LONGEST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// So long, by that clock, has what was accepted last to take effect.
const SETTLES: Duration = Duration::from_secs(2);

/// A run that goes on, or has ended.
pub(super) struct Stepper {
    orders: Sender<Order>,
    scenes: Receiver<Json>,
    last: Option<Json>,
}

impl Stepper {
    /// Starts a run; it ends with this.
    pub fn start(plan: Plan) -> Result<Self, Problem> {
        let (orders, waiting) = channel();
        let (shown, scenes) = channel();
        let thread = std::thread::Builder::new().name("stepper".to_owned());
        let started = thread.spawn(move || {
            let failed = shown.clone();
            if let Err(problem) = drive(plan, waiting, shown) {
                // a page that has gone wants to know nothing
                let _ = failed.send(serde_json::json!({
                    "state": "refused",
                    "problem": { "message": problem.message, "help": problem.help },
                }));
            }
        });
        started.map_err(|error| crate::cli::runtime::no_threads(&error))?;
        Ok(Self {
            orders,
            scenes,
            last: None,
        })
    }

    /// Gives an order, and waits for what comes of it.
    pub fn order(&mut self, order: Order) -> Json {
        // a run that is over takes none
        let taken = self.orders.send(order).is_ok();
        match taken {
            true => self.look(),
            false => self.last(),
        }
    }

    /// What is to be seen next.
    pub fn look(&mut self) -> Json {
        match self.scenes.recv_timeout(PATIENCE) {
            Ok(scene) => {
                self.last = Some(scene.clone());
                scene
            }
            Err(RecvTimeoutError::Timeout) => serde_json::json!({ "state": "running" }),
            Err(RecvTimeoutError::Disconnected) => self.last(),
        }
    }

    fn last(&self) -> Json {
        let gone = || serde_json::json!({ "state": "gone" });
        self.last.clone().unwrap_or_else(gone)
    }

    /// Whether there is something to go on with.
    pub fn is_over(&self) -> bool {
        let state = self.last.as_ref().map(|last| &last["state"]);
        state.is_some_and(|state| state != "stopped" && state != "running")
    }
}

fn drive(plan: Plan, orders: Receiver<Order>, shown: Sender<Json>) -> Result<(), Problem> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    let runtime = runtime.map_err(|error| crate::cli::runtime::no_threads(&error))?;
    let driven = runtime.block_on(run(plan, orders, shown));
    runtime.shutdown_background();
    driven
}

async fn run(plan: Plan, orders: Receiver<Order>, shown: Sender<Json>) -> Result<(), Problem> {
    let hide = crate::cli::session::hiding(&plan.printer);
    // a profile of this name may lead elsewhere: nothing that is real is ever stepped through
    if let Some(real) = plan.profiles.iter().find(|profile| !profile.is_simulator()) {
        return Err(real.problem("only simulators are stepped through"));
    }
    let connected = connect::connect(&plan.profiles, &Secrets::new(&hide)).await?;
    let systems: Vec<Arc<dyn System>> = connected.iter().map(|one| one.system.clone()).collect();
    let simulators = connected
        .into_iter()
        .zip(&plan.profiles)
        .filter_map(|(one, profile)| Some((profile.system().to_owned(), one.simulator?)));
    let journal: Arc<dyn Journal> = Arc::new(Memory::new());
    let scenes = Arc::new(Scenes::new(&plan, simulators.collect(), journal.clone()));
    let hold = Hold::new(&plan, orders, shown, scenes.clone());
    let builder = systems
        .into_iter()
        .fold(Engine::builder(), |engine, system| {
            engine.system(Arc::new(Between::new(system, hold.clone())))
        });
    let zone = crate::cli::run::ready::zone_of(&plan.profiles);
    // the time of day goes on while somebody thinks, and must not be taken for time that has passed in the run
    let at = jiff::Timestamp::now().to_zoned_datetime(zone.clone());
    let engine = builder.zone(zone).journal(journal).observer(scenes.clone());
    let engine = engine
        .build()
        .map_err(|error| Problem::new(error.to_string()))?;
    let options = RunOptions {
        inputs: plan.inputs.clone().into(),
        name: Some(RUN.into()),
        at: Some(at),
        ..RunOptions::default()
    };
    let handle = engine.start_with(plan.program.clone(), options);
    hold.begin(handle.canceller(), handle.signaller());
    tokio::spawn(hold.clone().signals(scenes.signals()));
    tokio::select! {
        report = tokio::time::timeout(LONGEST, handle.wait()) => {
            if let Ok(report) = report {
                engine.close().await;
                // what a system has accepted last still takes effect
                tokio::time::sleep(SETTLES).await;
                hold.show(scenes.ended(&report, told::end(&report, plan.printer.redactor())));
            }
        }
        () = hold.abandoned() => {}
    }
    Ok(())
}
