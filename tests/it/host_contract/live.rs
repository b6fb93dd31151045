//! The live host, with its journal in a file.

use super::world::World;
use super::{Host, demands, until};
use contactflow::check::Context;
use contactflow::host::RunHandle;
use contactflow::journal::{Journal, Record, SqliteJournal};
use contactflow::{Catalogue, Engine, ResumeOptions, RunOptions, Script, System, Value};
use std::collections::HashMap;
use std::sync::Arc;
use tokio::runtime::{Builder, Runtime};

struct Live {
    folder: tempfile::TempDir,
    world: Arc<World>,
    driving: Option<(Runtime, Engine, Arc<SqliteJournal>)>,
    handles: HashMap<String, RunHandle>,
}

impl Live {
    fn new() -> Self {
        let mut live = Self {
            folder: tempfile::tempdir().unwrap(),
            world: World::new(),
            driving: None,
            handles: HashMap::new(),
        };
        live.drive();
        live
    }

    fn drive(&mut self) {
        let runtime = Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .unwrap();
        let journal = Arc::new(SqliteJournal::open(self.folder.path()).unwrap());
        let engine = runtime.block_on(async {
            Engine::builder()
                .system(self.world.clone())
                .journal(journal.clone())
                .build()
                .unwrap()
        });
        self.driving = Some((runtime, engine, journal));
    }

    fn driving(&self) -> &(Runtime, Engine, Arc<SqliteJournal>) {
        self.driving.as_ref().expect("somebody drives")
    }
}

impl Host for Live {
    fn start(&mut self, run: &str, flow: &str) {
        let catalogue = Catalogue::default().with(self.world.entry().clone());
        let script = Script::check("contract.flow", flow, &catalogue, &Context::default());
        let script = script.unwrap_or_else(|refused| panic!("{refused}"));
        let options = RunOptions {
            name: Some(run.into()),
            ..RunOptions::default()
        };
        let (runtime, engine, _) = self.driving();
        let handle = runtime.block_on(async { engine.start_with(&script, options) });
        self.handles.insert(run.into(), handle);
    }

    fn kill(&mut self) {
        self.handles.clear();
        if let Some((runtime, engine, journal)) = self.driving.take() {
            runtime.shutdown_timeout(std::time::Duration::from_secs(5));
            drop((engine, journal));
        }
    }

    fn revive(&mut self) {
        self.drive();
        let (runtime, engine, _) = self.driving();
        let resumed = runtime.block_on(engine.resume_all(&ResumeOptions::default()));
        for (kept, handle) in resumed.unwrap() {
            let handle = handle.unwrap_or_else(|why| panic!("{why}"));
            self.handles.insert(kept.run.to_string(), handle);
        }
    }

    fn signal(&mut self, run: &str, name: &str, value: Value) {
        let (runtime, ..) = self.driving();
        let given = self.handles[run].signal(name, value);
        runtime
            .block_on(given)
            .unwrap_or_else(|why| panic!("{why}"));
    }

    fn cancel(&mut self, run: &str) {
        self.handles[run].cancel();
    }

    fn records(&mut self, run: &str) -> Vec<Record> {
        self.driving().2.read(run).unwrap()
    }

    fn world(&self) -> Arc<World> {
        self.world.clone()
    }
}

#[test]
fn the_live_host_keeps_the_contract() {
    let mut live = Live::new();
    demands::all(&mut live);
    until("nothing is left open", || {
        live.driving().2.open_runs().unwrap().is_empty()
    });
}
