//! Tests that run against simulators: the real connections and the real protocols over loopback,
//! with the clock of the thread held, so that waits take no time and `given now` is true for all of them.

mod seam;
mod signals;

use super::unit::Unit;
use crate::catalogue::Catalogue;
use crate::cli::held;
use crate::config::Problem as Wrong;
use crate::config::Profile;
use crate::host::virtual_time::Reply;
use crate::host::{Engine, RunOptions};
use crate::journal::{Journal, Memory};
use crate::outcome::Outcome;
use crate::program::test::{Test, What, World as Line};
use crate::run::Observer;
use crate::run::effect::Signal;
use crate::run::event::{Event, EventKind};
use crate::settings::Secrets;
use crate::sim::{self, Running, SimulatorKit, Start, World};
use crate::source::Span;
use crate::system::{Kits, System};
use crate::testing;
use crate::testing::recording::seen_in;
use crate::testing::{Mocks, Problem, Ready, Seen};
use crate::value::{Mark, Text, Value};
use jiff::SignedDuration;
use seam::Seam;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc;

/// The name of the run.
const RUN: &str = "test";
/// How exact times are: requests take their while between the waits.
const SLACK: SignedDuration = SignedDuration::from_secs(1);

/// Runs a test against the simulators of its flow's systems.
pub(super) fn play(
    unit: &Unit,
    test: &Test,
    ready: &mut Ready,
) -> Result<(Seen, Mocks), Vec<Problem>> {
    let first = test.worlds.first().map_or(test.head, |line| line.span);
    let failed = |why: String| vec![Problem::new("simulator", first, why)];
    if let Some(line) = ready.lines.iter().find(|line| has_own_words(line)) {
        let title = "a wait that meets a simulator times out in its own words";
        let problem = Problem::new("simulator", line.span, title);
        return Err(vec![problem.help("remove `Reason` from this line")]);
    }
    let played = held::block_on(ready.start.at.timestamp(), async {
        let simulated = Simulated::start(unit, test, ready).await?;
        Ok(simulated.run(ready).await)
    });
    let played = played.map_err(|error| failed(error.to_string()))?;
    played.map_err(|wrong: Wrong| {
        let mut problem = Problem::new("simulator", first, wrong.message);
        problem.help = wrong.help;
        vec![problem]
    })
}

/// Whether a line says in which words a wait times out. There the engine's clock runs, and the engine
/// alone knows the time limit.
fn has_own_words(line: &testing::Line) -> bool {
    let timed_out = |reply: &Reply| {
        matches!(reply, Reply::After(_, answer)
            if answer.outcome == Outcome::TIMED_OUT && !answer.reason.is_empty())
    };
    !matches!(line.of.what, What::Action(_)) && line.answers.iter().any(timed_out)
}

/// The simulators of a test, and the connections to them.
struct Simulated {
    running: Vec<Box<dyn Running>>,
    systems: Vec<Arc<dyn System>>,
    shared: seam::Shared,
}

impl Simulated {
    async fn start(unit: &Unit, test: &Test, ready: &mut Ready) -> Result<Self, Wrong> {
        let mocks = Mocks::new(std::mem::take(&mut ready.lines));
        let mut simulated = Self {
            running: Vec::new(),
            systems: Vec::new(),
            shared: seam::Shared::new(mocks),
        };
        for name in &ready.program.systems {
            let world = world_of((&unit.path, test), ready, name)?;
            simulated.system(&profile_of(unit, name), world).await?;
        }
        Ok(simulated)
    }

    async fn system(&mut self, profile: &Profile, world: World) -> Result<(), Wrong> {
        let name = profile.system();
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
        let way = profile.way_into(kit, &*running)?;
        let hide = |_: &str, _: Mark| {};
        let secrets = Secrets::new(&hide).with_given(way.secrets);
        let system = way.connector.connect(entry.clone(), &secrets)?;
        let seam = Seam::new(system, self.shared.clone());
        self.systems.push(Arc::new(seam));
        self.running.push(running);
        Ok(())
    }

    async fn run(self, ready: &Ready) -> (Seen, Mocks) {
        let (watch, asked) = Watch::new();
        let watch = Arc::new(watch);
        let journal: Arc<dyn Journal> = Arc::new(Memory::new());
        let engine = self
            .systems
            .iter()
            .cloned()
            .fold(Engine::builder(), |engine, system| engine.system(system));
        let zone = ready.start.at.time_zone().clone();
        let engine = engine.zone(zone).observer(watch.clone());
        let engine = engine.journal(journal.clone()).build();
        let mut report = None;
        if let Ok(engine) = engine {
            let options = RunOptions {
                inputs: ready.start.inputs.clone().into(),
                name: Some(RUN.into()),
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
            tokio::spawn(signals::given(asked, run.signaller(), self.shared.clone()));
            // a run that waits for what never comes is not waited for
            report = tokio::time::timeout(held::LONGEST, run.wait()).await.ok();
            if report.is_some() {
                engine.close().await;
            }
        }
        for running in self.running {
            running.stop().await;
        }
        let told = watch.take();
        let kept = journal.read(RUN).unwrap_or_default();
        let seen = Seen {
            slack: SLACK,
            events: told.events,
            sensitive: told.sensitive,
            report,
            journal: kept.clone(),
            ..seen_in(&ready.program, &kept).unwrap_or_default()
        };
        (seen, self.shared.take())
    }
}

/// As whom a test acts: the agent of the profile that is named for its system. One that leads to a real
/// system does not lead a test there.
fn profile_of(unit: &Unit, system: &str) -> Profile {
    let mut profiles = unit.profiles.iter();
    let named = profiles.find(|profile| profile.system() == system && profile.is_simulator());
    named
        .cloned()
        .unwrap_or_else(|| Profile::simulator_of(system))
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

/// Keeps what a run tells, and hands on the signals that it waits for.
struct Watch {
    heard: Mutex<Heard>,
    signals: mpsc::UnboundedSender<Signal>,
}

#[derive(Default)]
struct Heard {
    events: Vec<Event>,
    sensitive: Vec<Text>,
}

impl Watch {
    fn new() -> (Self, mpsc::UnboundedReceiver<Signal>) {
        let (signals, asked) = mpsc::unbounded_channel();
        let heard = Mutex::default();
        (Self { heard, signals }, asked)
    }

    fn take(&self) -> Heard {
        std::mem::take(&mut *self.lock())
    }

    fn lock(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Watch {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if let EventKind::Signalling { name, question, .. } = &event.kind {
            let (name, question) = (name.clone(), question.clone());
            // where nobody listens any more, the run is over
            let _ = self.signals.send(Signal { name, question });
        }
        self.lock().events.push(event.clone());
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        self.lock().sensitive.extend(texts.iter().cloned());
    }
}
