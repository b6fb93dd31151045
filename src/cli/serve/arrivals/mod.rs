//! Starts flows for what arrives: `when contact arrives`. Each system is listened to once for all flows that
//! ask for the same, on the connection that their runs use; what arrives starts each of them once.

mod ear;
mod starts;

use super::connections::Connections;
use super::given;
use super::house::House;
use super::service::Service;
use crate::config::Problem;
use crate::program::Trigger;
use crate::value::Value;
use ear::Ear;
use std::sync::Arc;
use std::time::Duration;

/// How often it is looked whether the flows, and so what is listened for, have changed.
const LOOKS: Duration = Duration::from_secs(1);

/// What is listened for: a thing of a system, with conditions.
#[derive(Clone)]
pub struct Wanted {
    pub connected: Arc<Connections>,
    /// The system, by its number among the connections.
    pub system: usize,
    pub trigger: Trigger,
}

impl Wanted {
    fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.connected, &other.connected)
            && self.trigger.text() == other.trigger.text()
    }
}

/// Listens, and starts what arrives, until the service stops.
pub async fn keep(service: Arc<Service>) {
    let queue = service.streams.queue.clone();
    let starts = tokio::spawn(starts::keep(service.clone(), queue.clone()));
    let _starts = Ended(starts);
    let mut ears: Vec<Ear> = Vec::new();
    let mut served = None;
    while !service.is_stopping() {
        if let Some(house) = service.house() {
            let wanted = wanted(&house);
            ears.retain(|ear| wanted.iter().any(|one| one.is(&ear.of)));
            let lines: Vec<_> = wanted.iter().map(|one| &one.trigger).collect();
            service.streams.keep(&lines);
            for one in wanted {
                if !ears.iter().any(|ear| one.is(&ear.of)) {
                    ears.push(Ear::open(&service, &queue, one));
                }
            }
            if served
                .as_ref()
                .is_none_or(|known| !Arc::ptr_eq(known, &house))
            {
                say_who_else_waits(&service, &house);
                served = Some(house);
            }
        }
        tokio::time::sleep(LOOKS).await;
    }
}

/// A task that ends with what has begun it.
struct Ended(tokio::task::JoinHandle<()>);

impl Drop for Ended {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// What has to be listened for, so that every line hears what it asks for. A line without conditions hears
/// everything; of lines with conditions each is asked for by itself, so that what no line asks for is left
/// to the runs that wait for it.
fn wanted(house: &House) -> Vec<Wanted> {
    let mut all: Vec<Wanted> = Vec::new();
    let flows = house.flows.values();
    for trigger in flows.flat_map(|flow| &flow.script.program.triggers) {
        let Some(system) = number_of(house, trigger) else {
            continue;
        };
        let wanted = Wanted {
            connected: house.connected.clone(),
            system,
            trigger: trigger.clone(),
        };
        if !all.iter().any(|known| known.is(&wanted)) {
            all.push(wanted);
        }
    }
    let same = |one: &Wanted, other: &Wanted| {
        one.system == other.system && one.trigger.thing.name == other.trigger.thing.name
    };
    let whole: Vec<Wanted> = all
        .iter()
        .filter(|one| one.trigger.with.is_empty())
        .cloned()
        .collect();
    all.retain(|one| one.trigger.with.is_empty() || !whole.iter().any(|whole| same(whole, one)));
    all
}

/// Which of the connections a line is about.
fn number_of(house: &House, trigger: &Trigger) -> Option<usize> {
    let systems = house.connected.systems.iter();
    systems
        .map(|system| system.entry().name.clone())
        .position(|name| name == trigger.system)
}

/// A contact goes to one of those who wait: where runs wait for contacts too, that is worth knowing.
fn say_who_else_waits(service: &Service, house: &House) {
    let flows = || house.flows.values();
    let triggers = flows().flat_map(|flow| &flow.script.program.triggers);
    let mut things: Vec<_> = triggers
        .map(|trigger| (&trigger.system, &trigger.thing.name))
        .collect();
    things.sort();
    things.dedup();
    for (system, thing) in things {
        for flow in flows() {
            let program = &flow.script.program;
            let mut waits = false;
            program.each_await(&mut |wait| {
                let of = program.systems.get(usize::from(wait.system));
                waits |= of == Some(system) && wait.thing.name == *thing;
            });
            if waits {
                let line = format!(
                    "runs of {} wait with `await {thing}`: a {thing} of {system} that one of them gets starts no \
                     flow",
                    flow.name
                );
                service.log.say("arrivals", &line);
            }
        }
    }
}

/// A flow that starts for what arrives has everything that it needs: what arrives, or the settings, bring it.
pub fn fits(house: &House) -> Result<(), Problem> {
    for flow in house.flows.values() {
        for trigger in &flow.script.program.triggers {
            let source = &flow.script.program.source;
            if number_of(house, trigger).is_none() {
                let problem = format!("{} has no profile for {}", flow.name, trigger.system);
                let problem =
                    Problem::new(problem).at(source, trigger.span, "no profile is for this system");
                return Err(problem.help(
                    "add `use <system>` to the flow, and serve it with a profile of that system",
                ));
            }
            let outputs = trigger.thing.outputs.iter();
            let arrived = outputs
                .map(|output| (output.name.clone(), Value::Nothing))
                .collect();
            if let Err(why) = given::inputs_but(house, flow, &arrived) {
                let problem = Problem::new(format!("{} has a `when` line, but {why}", flow.name));
                return Err(problem.at(source, trigger.span, "it starts without a request").help(format!(
                    "use what arrives, such as `<{}>`; or write a default, `input <Name>: <type> = <value>`, \
                     or set it in `inputs` of the profile",
                    trigger.thing.outputs.first().map_or("ContactId", |output| &*output.name),
                )));
            }
        }
    }
    Ok(())
}
