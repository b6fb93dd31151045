//! Where the runs of the service are: driven by itself and kept by its journal, or on an engine.

use crate::host::Heard;
use crate::host::live::Served;
use crate::host::restate::EngineRunner;
use crate::host::runner::{Begun, NotBegun, NotSaid, OutOfReach, Runner, Wanted};
use crate::journal::Kept;
use crate::system::Pending;
use crate::value::Value;
use std::sync::Arc;

/// The runs of the service. Copies share them.
#[derive(Clone)]
pub enum Runs {
    /// This process drives them.
    Here(Served),
    /// Workers of an engine do, whether this process is there or not.
    Engine(EngineRunner),
}

impl Runs {
    /// Those that this process drives, if it drives any.
    pub fn here(&self) -> Option<&Served> {
        match self {
            Self::Here(served) => Some(served),
            Self::Engine(_) => None,
        }
    }

    /// The engine, where they are there.
    pub fn engine(&self) -> Option<&EngineRunner> {
        match self {
            Self::Here(_) => None,
            Self::Engine(engine) => Some(engine),
        }
    }

    /// The names of the runs that are open in this process.
    pub fn open(&self) -> Vec<Arc<str>> {
        self.here().map(Served::open).unwrap_or_default()
    }

    /// How many those are: what an engine holds takes no room here.
    pub fn count(&self) -> usize {
        self.here().map_or(0, Served::count)
    }

    fn runner(&self) -> &dyn Runner {
        match self {
            Self::Here(served) => served,
            Self::Engine(engine) => engine,
        }
    }
}

impl Runner for Runs {
    fn start(&self, wanted: Wanted) -> Pending<'_, Result<Begun, NotBegun>> {
        self.runner().start(wanted)
    }

    fn state<'a>(&'a self, run: &'a str) -> Pending<'a, Result<Option<Kept>, OutOfReach>> {
        self.runner().state(run)
    }

    fn signal<'a>(
        &'a self,
        run: &'a str,
        said: (Arc<str>, Value),
        key: &'a str,
    ) -> Pending<'a, Result<Heard, NotSaid>> {
        self.runner().signal(run, said, key)
    }

    fn cancel<'a>(&'a self, run: &'a str) -> Pending<'a, Result<bool, OutOfReach>> {
        self.runner().cancel(run)
    }
}
