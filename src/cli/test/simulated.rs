//! Tests that run against simulators: the real connections and the real protocols over loopback,
//! with the clock of the program held, so that waits take no time.

mod seam;

use crate::catalogue::Catalogue;
use crate::config::Problem as Wrong;
use crate::config::Profile;
use crate::host::{Engine, RunOptions};
use crate::program::test::{Test, World as Line};
use crate::run::Observer;
use crate::run::event::Event;
use crate::settings::Secrets;
use crate::sim::{self, Running, SimulatorKit, Start, World};
use crate::source::Span;
use crate::system::{Kits, System};
use crate::testing::{Mocks, Problem, Ready, Seen};
use crate::value::{Mark, Text, Value};
use jiff::SignedDuration;
use seam::Seam;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How exact times are: requests take their while between the waits.
const SLACK: SignedDuration = SignedDuration::from_secs(1);

/// Runs a test against the simulators of its flow's systems.
pub(super) fn play(
    flow: &Path,
    test: &Test,
    ready: &mut Ready,
) -> Result<(Seen, Mocks), Vec<Problem>> {
    let first = test.worlds.first().map_or(test.head, |line| line.span);
    let failed = |why: String| vec![Problem::new("simulator", first, why)];
    if let Some(now) = &test.now {
        let problem = Problem::new("simulator", now.span, "a simulator has a clock of its own");
        return Err(vec![
            problem.help("remove `given now`, or answer with mocks alone"),
        ]);
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build();
    let runtime = runtime.map_err(|error| failed(error.to_string()))?;
    let played = runtime.block_on(async {
        let simulated = Simulated::start(flow, test, ready).await?;
        Ok(simulated.run(ready).await)
    });
    runtime.shutdown_background();
    played.map_err(|wrong: Wrong| {
        let mut problem = Problem::new("simulator", first, wrong.message);
        problem.help = wrong.help;
        vec![problem]
    })
}

/// The simulators of a test, and the connections to them.
struct Simulated {
    running: Vec<Box<dyn Running>>,
    systems: Vec<Arc<dyn System>>,
    shared: seam::Shared,
}

impl Simulated {
    async fn start(flow: &Path, test: &Test, ready: &mut Ready) -> Result<Self, Wrong> {
        let mocks = Mocks::new(std::mem::take(&mut ready.lines));
        let mut simulated = Self {
            running: Vec::new(),
            systems: Vec::new(),
            shared: seam::Shared::new(mocks),
        };
        for name in &ready.program.systems {
            let world = world_of((flow, test), ready, name)?;
            simulated.system(name, world).await?;
        }
        Ok(simulated)
    }

    async fn system(&mut self, name: &str, world: World) -> Result<(), Wrong> {
        let unknown = || Wrong::new(format!("`{name}` has no simulator"));
        let simulator = sim::of(name).ok_or_else(unknown)?;
        let kit = Kits::builtin().get(name).ok_or_else(unknown)?;
        let entry = Catalogue::builtin().system(name).ok_or_else(unknown)?;
        let start = Start {
            world,
            ..Start::default()
        };
        let running = (simulator.start)(start).await;
        let running = running.map_err(crate::cli::simulate::not_started)?;
        let way = Profile::simulator_of(name).way_into(kit, &*running)?;
        let hide = |_: &str, _: Mark| {};
        let secrets = Secrets::new(&hide).with_given(way.secrets);
        let system = way.connector.connect(entry.clone(), &secrets)?;
        let seam = Seam::new(system, self.shared.clone());
        self.systems.push(Arc::new(seam));
        self.running.push(running);
        Ok(())
    }

    async fn run(self, ready: &Ready) -> (Seen, Mocks) {
        let watch = Arc::new(Watch::default());
        let engine = self
            .systems
            .iter()
            .cloned()
            .fold(Engine::builder(), |engine, system| engine.system(system));
        let zone = ready.start.at.time_zone().clone();
        let engine = engine.zone(zone).observer(watch.clone()).build();
        let mut seen = Seen {
            slack: SLACK,
            ..Seen::default()
        };
        if let Ok(engine) = engine {
            let options = RunOptions {
                inputs: ready.start.inputs.clone().into(),
                name: Some("test".into()),
                seed: Some(ready.start.seed),
                ..RunOptions::default()
            };
            let run = engine.start_with(ready.program.clone(), options);
            if let Some(time) = ready.cancelled.and_then(|time| time.try_into().ok()) {
                let cancel = run.canceller();
                tokio::spawn(async move {
                    tokio::time::sleep(time).await;
                    cancel();
                });
            }
            seen.report = Some(run.wait().await);
            engine.close().await;
        }
        for running in self.running {
            running.stop().await;
        }
        let told = std::mem::take(&mut *watch.0.lock().unwrap_or_else(PoisonError::into_inner));
        seen.events = told.events;
        seen.sensitive = told.sensitive;
        let (asked, mocks) = self.shared.take();
        seen.asked = asked;
        (seen, mocks)
    }
}

/// What is in the simulator of a system: what a line says, else its default data.
fn world_of((flow, test): (&Path, &Test), ready: &Ready, system: &str) -> Result<World, Wrong> {
    let lines = test.worlds.iter().zip(&ready.worlds);
    let is_for = |line: &Line| line.system.as_deref().is_none_or(|named| named == system);
    let mut lines = lines.filter(|(line, _)| is_for(line));
    let Some((line, value)) = lines.next() else {
        return Ok(World::Usual);
    };
    let simulator = sim::of(system);
    let simulator = simulator.ok_or_else(|| Wrong::new(format!("`{system}` has no simulator")))?;
    match value {
        Value::Text(file) => from_file(flow, file, simulator),
        Value::Record(_) => Ok(World::Text(value.to_json().to_string())),
        _ => Err(wrong_world(line.span)),
    }
}

fn wrong_world(_: Span) -> Wrong {
    Wrong::new("a simulator has a file, or a record of what is in it")
        .help("write `given the simulator has \"small\"`, or the name of a file beside the test")
}

fn from_file(flow: &Path, file: &str, simulator: &'static SimulatorKit) -> Result<World, Wrong> {
    let named = Path::new(file);
    let here = flow.parent().unwrap_or(Path::new(""));
    let beside: PathBuf = here.join(named);
    let path = match beside.exists() {
        true => beside.as_path(),
        false => named,
    };
    crate::cli::worlds::read(path, simulator)
}

/// Keeps what a run tells.
#[derive(Default)]
struct Watch(Mutex<Heard>);

#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    sensitive: Vec<Text>,
}

impl Observer for Watch {
    fn event(&self, _: &Arc<str>, event: &Event) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.events.push(event.clone());
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        let mut heard = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heard.sensitive.extend(texts.iter().cloned());
    }
}
