//! Begins the runs of what has arrived. Each has a name of its own, made of the flow, the profile and the
//! contact: one contact starts a flow once, also where the service was stopped meanwhile and hears of it again.

use crate::cli::serve::begin::{By, begin, name_of};
use crate::cli::serve::given::inputs;
use crate::cli::serve::house::{Flow, House};
use crate::cli::serve::queue::{Arrived, Queue};
use crate::cli::serve::service::Service;
use crate::clock;
use crate::host::runner::{Begun, NotBegun, Runner};
use crate::journal::RunState;
use crate::report::text::count;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::sleep;

/// How long a start waits for room: a contact is not there for much longer.
const PATIENCE: Duration = Duration::from_secs(60);
/// How often it is tried again.
const AGAIN: Duration = Duration::from_millis(500);
/// A system may give the number of a contact to another one, later: after this long it is a new one.
const REMEMBERED: SignedDuration = SignedDuration::from_hours(24);
/// So many contacts of one number are looked through.
const MOST_OF_ONE: usize = 10_000;

/// What came of a start.
enum Came {
    Started,
    /// This run began for the same contact before.
    Repeated(Arc<str>),
    /// It may begin later.
    NotYet(String),
    Never(String),
}

/// Begins what arrives, the first first, until it is aborted.
pub async fn keep(service: Arc<Service>, queue: Arc<Queue>) {
    loop {
        let arrived = queue.next().await;
        let Some(house) = service.house() else {
            continue;
        };
        for flow in house.flows.values().filter(|flow| is_for(flow, &arrived)) {
            let start = Start {
                service: &service,
                house: &house,
                flow,
                arrived: &arrived,
            };
            start.until_decided().await;
        }
    }
}

/// One that finds no room even to wait.
pub fn too_many(service: &Service, arrived: &Arrived) {
    let line = format!(
        "a {} of {} started nothing: too many wait for their start",
        arrived.thing.name, arrived.system
    );
    service.log.say("arrivals", &line);
    let house = service.house();
    let flows = house.iter().flat_map(|house| house.flows.values());
    for flow in flows.filter(|flow| is_for(flow, arrived)) {
        service.metrics.event_started(&flow.name, "failed");
    }
}

/// Whether it starts this flow.
fn is_for(flow: &Flow, arrived: &Arrived) -> bool {
    let mut triggers = flow.script.program.triggers.iter();
    triggers.any(|trigger| {
        trigger.system == arrived.system
            && trigger.thing.name == arrived.thing.name
            && trigger.fits(&arrived.outputs)
    })
}

struct Start<'a> {
    service: &'a Arc<Service>,
    house: &'a House,
    flow: &'a Flow,
    arrived: &'a Arrived,
}

impl Start<'_> {
    async fn until_decided(&self) {
        let mut said = false;
        loop {
            let came = self.attempt().await;
            let why = match came {
                Came::Started => return self.count("started"),
                Came::Repeated(run) => {
                    self.count("repeated");
                    let line = format!("run {run} began for the same {} before", self.thing());
                    return self.say(&line);
                }
                Came::NotYet(why) if self.arrived.at.elapsed() < PATIENCE => {
                    if !std::mem::replace(&mut said, true) {
                        self.say(&format!("{why}; it waits for up to 60 s"));
                    }
                    sleep(AGAIN).await;
                    continue;
                }
                Came::NotYet(why) | Came::Never(why) => why,
            };
            self.count("failed");
            return self.say(&why);
        }
    }

    async fn attempt(&self) -> Came {
        let most = self.house.serve.most_runs;
        if self.service.count() >= most {
            let open = count(most, "run is open", "runs are open");
            return Came::NotYet(format!("{open}, the limit of `most-runs`"));
        }
        let inputs = match inputs(self.house, self.flow, &self.arrived.outputs) {
            Ok(inputs) => inputs,
            Err(why) => return Came::Never(why),
        };
        // Only outputs that the flow uses are inputs of it.
        let by = By::Arrival(format!("{} {}", self.arrived.system, self.thing()).into());
        for number in 0..MOST_OF_ONE {
            let name = self.name(number);
            let begun = begin(
                self.service,
                self.house,
                self.flow,
                (name.clone(), inputs.clone(), &by),
            )
            .await;
            match begun {
                Ok(Begun::Now) => return Came::Started,
                Ok(Begun::Before) => match self.is_same(&name).await {
                    Ok(true) => return Came::Repeated(name),
                    Ok(false) => {}
                    Err(why) => return Came::NotYet(why),
                },
                Err(why @ NotBegun::Wrong { .. }) => return Came::Never(why.to_string()),
                Err(why) => return Came::NotYet(why.to_string()),
            }
        }
        Came::Never("its number was used too often".into())
    }

    /// The name of the run for this contact: the one of that number, where a number was given again.
    fn name(&self, number: usize) -> Arc<str> {
        // On an engine, services on several machines may hear of one contact: it is one run.
        let kept_by = match self.house.runner.engine() {
            Some(_) => "the engine".to_owned(),
            None => {
                let folder = self.house.note.served.as_ref();
                folder.map_or_else(String::new, |folder| folder.display().to_string())
            }
        };
        let mut profiles = self.house.profiles.iter();
        let profile = profiles.find(|profile| profile.system() == &*self.arrived.system);
        let id = self.arrived.id();
        // What has no number cannot be told apart: each is new.
        let id = id.unwrap_or_else(|| format!("{:?} {}", self.arrived.at, clock::now()));
        name_of(&[
            "arrived",
            &kept_by,
            &self.flow.name,
            &self.arrived.system,
            profile.map_or("", |profile| profile.name()),
            self.thing(),
            &id,
            &number.to_string(),
        ])
    }

    /// Whether the run that began before is for the same contact.
    async fn is_same(&self, run: &str) -> Result<bool, String> {
        let kept = self.house.runner.state(run).await;
        let kept = kept.map_err(|why| why.to_string())?;
        if kept.is_none() && self.house.runner.engine().is_some() {
            // It began, perhaps a moment ago, elsewhere: to begin another one could act twice for one contact.
            return Err(format!(
                "run {run} began, and the engine does not list it yet"
            ));
        }
        Ok(kept.is_some_and(|kept| {
            let fresh = clock::now().duration_since(kept.started) < REMEMBERED;
            fresh || !matches!(kept.state, RunState::Ended(_))
        }))
    }

    fn thing(&self) -> &str {
        &self.arrived.thing.name
    }

    fn count(&self, result: &'static str) {
        self.service.metrics.event_started(&self.flow.name, result);
    }

    fn say(&self, why: &str) {
        let line = format!(
            "a {} of {} did not start {}: {why}",
            self.thing(),
            self.arrived.system,
            self.flow.name
        );
        let clean = self.service.printer.redactor().clean(&line).into_owned();
        self.service.log.say("arrivals", &clean);
    }
}
