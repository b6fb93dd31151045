//! A run on the simulators of its systems, over real sockets, with the clock held.

use contactflow::catalogue::Catalogue;
use contactflow::config::Profile;
use contactflow::host::{Engine, ResumeOptions, RunOptions};
use contactflow::journal::{Journal, Memory, Record};
use contactflow::program::Program;
use contactflow::run::event::{Event, RunReport};
use contactflow::run::{Limits, Observer};
use contactflow::settings::Secrets;
use contactflow::sim::{self, Running, Start};
use contactflow::system::Kits;
use contactflow::value::{Mark, Record as Values, Text};
use contactflow::{System, clock};
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The name of every run.
pub const RUN: &str = "run";
/// What waits longer waits for what never comes.
const LONGEST: Duration = Duration::from_secs(40 * 24 * 60 * 60);

/// How a run begins.
#[derive(Clone, Debug)]
pub struct Beginning {
    pub at: Timestamp,
    pub inputs: Values,
    pub seed: u64,
    pub cancelled: Option<SignedDuration>,
}

/// What was seen of a run.
#[derive(Clone, Debug, Default)]
pub struct Lived {
    pub events: Vec<Event>,
    pub sensitive: Vec<Text>,
    pub journal: Vec<Record>,
    pub report: Option<RunReport>,
}

#[derive(Default)]
struct Heard(Mutex<(Vec<Event>, Vec<Text>)>);

impl Observer for Heard {
    fn event(&self, _: &Arc<str>, event: &Event) {
        self.0.lock().unwrap().0.push(event.clone());
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        self.0.lock().unwrap().1.extend(texts.iter().cloned());
    }
}

fn held<T>(at: Timestamp, work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .start_paused(true)
        .build()
        .expect("a runtime");
    let done = {
        let _entered = runtime.enter();
        let _holding = clock::hold(at);
        runtime.block_on(work)
    };
    runtime.shutdown_background();
    done
}

/// Runs a program on the simulators.
pub fn on_simulators(program: &Arc<Program>, from: &Beginning) -> Lived {
    held(from.at, async {
        let mut running = Vec::new();
        let mut systems = Vec::new();
        for name in &program.systems {
            let (simulator, system) = simulated(name).await;
            running.push(simulator);
            systems.push(system);
        }
        let options = RunOptions {
            inputs: from.inputs.clone().into(),
            name: Some(RUN.into()),
            seed: Some(from.seed),
            limits: Some(Limits::default()),
            ..RunOptions::default()
        };
        let lived = driven(&systems, Arc::new(Memory::new()), async |engine| {
            let run = engine.start_with(program.clone(), options);
            if let Some(after) = from.cancelled {
                let cancel = run.canceller();
                tokio::spawn(async move {
                    tokio::time::sleep(after.unsigned_abs()).await;
                    cancel();
                });
            }
            tokio::time::timeout(LONGEST, run.wait()).await.ok()
        });
        let lived = lived.await;
        for one in running {
            one.stop().await;
        }
        lived
    })
}

async fn simulated(name: &str) -> (Box<dyn Running>, Arc<dyn System>) {
    let kit = Kits::builtin().get(name).expect("a system");
    let entry = Catalogue::builtin().system(name).expect("its catalogue");
    let simulator = sim::of(name).expect("its simulator");
    let running = (simulator.start)(Start::default())
        .await
        .expect("it starts");
    let way = Profile::simulator_of(name).way_into(kit, &*running);
    let way = way.expect("a way into it");
    let hide = |_: &str, _: Mark| {};
    let secrets = Secrets::new(&hide).with_given(way.secrets);
    let system = way.connector.connect(entry.clone(), &secrets);
    (running, system.expect("a connection"))
}

/// Goes on with a run out of its journal, on systems that are there already.
pub fn resumed(
    program: &Arc<Program>,
    systems: &[Arc<dyn System>],
    journal: &[Record],
    at: Timestamp,
) -> Lived {
    held(at, async {
        let kept = Memory::new();
        for record in journal {
            kept.append(&RUN.into(), record.clone())
                .expect("it is in memory");
        }
        kept.lose_drivers();
        let options = ResumeOptions {
            script: Some(program.clone()),
            ..ResumeOptions::default()
        };
        driven(systems, Arc::new(kept), async |engine| {
            let run = engine
                .resume_run(RUN, options.clone())
                .await
                .expect("it goes on");
            tokio::time::timeout(LONGEST, run.wait()).await.ok()
        })
        .await
    })
}

/// What is seen of a run that an engine drives to its end.
async fn driven(
    systems: &[Arc<dyn System>],
    journal: Arc<Memory>,
    run: impl AsyncFnOnce(&Engine) -> Option<RunReport>,
) -> Lived {
    let heard = Arc::new(Heard::default());
    let builder = Engine::builder().zone(TimeZone::UTC);
    let builder = builder.observer(heard.clone()).journal(journal.clone());
    let builder = systems
        .iter()
        .cloned()
        .fold(builder, |builder, system| builder.system(system));
    let engine = builder.build().expect("there is a runtime");
    let report = run(&engine).await;
    engine.close().await;
    let (events, sensitive) = std::mem::take(&mut *heard.0.lock().unwrap());
    Lived {
        events,
        sensitive,
        journal: journal.read(RUN).expect("it is in memory"),
        report,
    }
}
