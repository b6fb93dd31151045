//! What the parts of the service share.

#[cfg(test)]
mod day;

use super::flight::Flight;
use super::house::{self, House};
use super::streams::Streams;
use super::watch::Watches;
use crate::cli::args::ServeArgs;
use crate::cli::exit::Exit;
use crate::cli::journal;
use crate::cli::session;
use crate::cli::traces;
use crate::cli::watched::{Log, Metrics};
use crate::host::traces::Traces;
use crate::journal::SqliteJournal;
use crate::report::Printer;
use crate::value::Mark;
use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Hides a secret that was fetched.
pub type Hide = &'static (dyn Fn(&str, Mark) + Sync);

/// The service: what it serves now, and what it has begun.
pub struct Service {
    pub journal: Arc<SqliteJournal>,
    pub metrics: Arc<Metrics>,
    pub log: Arc<Log>,
    pub watches: Arc<Watches>,
    /// What is listened for.
    pub streams: Streams,
    /// Where traces go; it is known once the settings are read.
    traces: OnceLock<Arc<Traces>>,
    /// Actions on their way, and whether more may be sent.
    pub flight: Arc<Flight>,
    pub printer: Printer,
    pub hide: Hide,
    /// What is served now, and before it what still has runs.
    houses: Mutex<Vec<Arc<House>>>,
    /// The names of the runs that are just being begun: each begins once.
    beginning: Mutex<HashSet<Arc<str>>>,
    stopping: AtomicBool,
}

impl Service {
    /// Reads the flows and the settings, connects, and opens the journal.
    pub async fn open(args: &ServeArgs, printer: &Printer) -> Result<Arc<Self>, Exit> {
        let told = |problem| session::tell(&problem, printer);
        let journal = journal::open(&args.journal).map_err(told)?;
        let redactor = printer.redactor().clone();
        // Once for the whole service: whatever fetches a secret later hides it by this.
        let hide: Hide = Box::leak(Box::new(move |text: &str, mark| {
            redactor.register(text, mark);
        }));
        let metrics = Arc::new(Metrics::default());
        let log = Arc::new(Log::to(printer, args.log).map_err(told)?);
        let service = Self {
            flight: Arc::new(Flight::new(metrics.clone())),
            journal,
            watches: Arc::new(Watches::new(log.clone())),
            streams: Streams::new(log.clone(), metrics.clone()),
            traces: OnceLock::new(),
            metrics,
            log,
            printer: printer.clone(),
            hide,
            houses: Mutex::default(),
            beginning: Mutex::default(),
            stopping: AtomicBool::new(false),
        };
        let house = house::open(args, &service, None).await?;
        let log = service.log.clone();
        let say = Arc::new(move |line: &str| log.say("traces", line));
        if let Some(traces) = traces::start(house.serve.traces.as_deref(), say).map_err(told)? {
            let _ = service.traces.set(traces);
        }
        service.serve_now(house);
        Ok(Arc::new(service))
    }

    /// Where traces go, where they go anywhere.
    pub fn traces(&self) -> Option<&Arc<Traces>> {
        self.traces.get()
    }

    /// What is served now.
    pub fn house(&self) -> Option<Arc<House>> {
        self.houses().last().cloned()
    }

    /// Everything that still has runs.
    pub fn all_houses(&self) -> Vec<Arc<House>> {
        self.houses().clone()
    }

    /// Serves these flows and settings from now on. Runs go on with what they began with.
    pub fn serve_now(&self, house: Arc<House>) {
        if house.runner.here().is_some() {
            self.metrics.serves(house.flows.keys().map(|flow| &**flow));
        }
        self.houses().push(house);
    }

    /// Takes those out that are not served any more and have no runs.
    pub fn take_idle(&self) -> Vec<Arc<House>> {
        let mut houses = self.houses();
        let Some(now) = houses.pop() else {
            return Vec::new();
        };
        // One with the same connections is no other than what is served now, but for its flows.
        houses.retain(|house| !Arc::ptr_eq(&house.connected, &now.connected));
        let (used, idle) = houses.drain(..).partition(|house| house.runner.count() > 0);
        *houses = used;
        houses.push(now);
        idle
    }

    /// How many runs are open.
    pub fn count(&self) -> usize {
        let houses = self.houses();
        let mut connected: Vec<_> = houses.iter().collect();
        // Houses with the same connections have the same runs.
        connected.dedup_by(|one, other| Arc::ptr_eq(&one.connected, &other.connected));
        connected.iter().map(|house| house.runner.count()).sum()
    }

    /// The names of the open runs.
    pub fn open_runs(&self) -> Vec<Arc<str>> {
        let mut all: Vec<_> = self
            .houses()
            .iter()
            .flat_map(|house| house.runner.open())
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// Begins nothing more.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::SeqCst);
        self.flight.close();
    }

    /// Whether it begins nothing more.
    pub fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    /// Reserves a name until its run has begun; nothing if another request has it.
    pub fn reserve(self: &Arc<Self>, name: &Arc<str>) -> Option<Reserved> {
        self.beginning().insert(name.clone()).then(|| Reserved {
            service: self.clone(),
            name: name.clone(),
        })
    }

    /// How many runs are just being begun.
    pub fn count_beginning(&self) -> usize {
        self.beginning().len()
    }

    fn beginning(&self) -> MutexGuard<'_, HashSet<Arc<str>>> {
        self.beginning
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn houses(&self) -> MutexGuard<'_, Vec<Arc<House>>> {
        self.houses.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The name of a run that is being begun.
pub struct Reserved {
    service: Arc<Service>,
    name: Arc<str>,
}

impl Drop for Reserved {
    fn drop(&mut self) {
        self.service.beginning().remove(&self.name);
    }
}
