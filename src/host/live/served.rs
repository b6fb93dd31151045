//! Runs of a service: driven by an engine here, kept by a journal in a file.

use super::engine::Engine;
use super::handle::RunHandle;
use super::heard::{Heard, NotHeard};
use super::not_resumed::NotResumed;
use super::options::RunOptions;
use super::resume::ResumeOptions;
use crate::host::runner::{Begun, NotBegun, NotSaid, OutOfReach, Runner, Wanted};
use crate::journal::{Fate, Journal, JournalError, Kept, RunState, SqliteJournal};
use crate::run::Observer;
use crate::run::event::{End, Event, EventKind, RunReport};
use crate::system::Pending;
use crate::value::Value;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task::spawn_blocking;

/// How often, and how many times, it is looked for what another program made of a signal.
const LOOKS: (Duration, usize) = (Duration::from_millis(100), 30);

/// So many keys of signals are remembered.
const MOST_TOLD: usize = 10_000;

/// Cancels a run, once: a second time would end it without its `always` blocks.
type Cancel = Once;

/// What is done once, however often it is asked for.
struct Once {
    done: AtomicBool,
    what: Box<dyn Fn() + Send + Sync>,
}

impl Once {
    fn new(what: impl Fn() + Send + Sync + 'static) -> Self {
        Self {
            done: AtomicBool::new(false),
            what: Box::new(what),
        }
    }

    fn call(&self) {
        if !self.done.swap(true, Ordering::SeqCst) {
            (self.what)();
        }
    }
}

/// Told of every run that is over.
pub type OnEnd = Arc<dyn Fn(&RunReport) + Send + Sync>;

/// Runs that an engine drives and a journal keeps. Copies share them.
#[derive(Clone)]
pub struct Served {
    engine: Engine,
    journal: Arc<SqliteJournal>,
    open: Arc<Mutex<HashMap<Arc<str>, Cancel>>>,
    /// The numbers of the signals that were given with these keys: each is given once.
    told: Arc<Mutex<HashMap<String, u64>>>,
    on_end: OnEnd,
}

impl Served {
    /// The runs of an engine, whose journal this is.
    pub fn new(engine: Engine, journal: Arc<SqliteJournal>, on_end: OnEnd) -> Self {
        Self {
            engine,
            journal,
            open: Arc::default(),
            told: Arc::default(),
            on_end,
        }
    }

    /// The engine.
    pub fn engine(&self) -> &Engine {
        &self.engine
    }

    /// The names of the runs that are open here.
    pub fn open(&self) -> Vec<Arc<str>> {
        self.runs().keys().cloned().collect()
    }

    /// Goes on with a run of the journal.
    ///
    /// # Errors
    ///
    /// Why it does not go on.
    pub async fn resume(&self, run: &str, options: ResumeOptions) -> Result<(), NotResumed> {
        let handle = self.engine.resume_run(run, options).await?;
        self.hold(handle, None);
        Ok(())
    }

    /// How many runs are open here.
    pub fn count(&self) -> usize {
        self.runs().len()
    }

    /// Cancels those of these runs that are open here.
    pub fn cancel_these(&self, asked: &[Arc<str>]) {
        let runs = self.runs();
        let found = asked.iter().filter_map(|run| runs.get(run));
        found.for_each(Cancel::call);
    }

    /// Keeps a run among the open ones until it is over; says so to those that wait for it.
    fn hold(&self, handle: RunHandle, over: Option<oneshot::Sender<End>>) {
        let name = handle.id().clone();
        let cancel = Once::new(handle.canceller());
        // One of a name that is open already is refused: the other one stays in its place.
        let own = match self.runs().entry(name.clone()) {
            Entry::Occupied(_) => false,
            Entry::Vacant(place) => {
                place.insert(cancel);
                true
            }
        };
        let (open, on_end) = (self.open.clone(), self.on_end.clone());
        tokio::spawn(async move {
            let report = handle.wait().await;
            if own {
                let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
                open.remove(&name);
            }
            on_end(&report);
            if let Some(over) = over {
                let _ = over.send(report.end);
            }
        });
    }

    fn runs(&self) -> MutexGuard<'_, HashMap<Arc<str>, Cancel>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn begin(&self, wanted: Wanted) -> Result<Begun, NotBegun> {
        let name = wanted.name.clone();
        if self.is_known(&name).await? {
            return Ok(Begun::Before);
        }
        let (begun, has_begun) = oneshot::channel();
        let options = RunOptions {
            inputs: wanted.inputs,
            name: Some(name.clone()),
            observer: Some(Arc::new(Beginning(Mutex::new(Some(begun))))),
            limits: Some(wanted.limits),
            note: Some(wanted.note),
            actor: wanted.actor,
            ..RunOptions::default()
        };
        let (over, is_over) = oneshot::channel();
        self.hold(self.engine.start_with(wanted.program, options), Some(over));
        tokio::select! {
            biased;
            Ok(()) = has_begun => {}
            Ok(end) = is_over => {
                // Another request of this name may have been quicker.
                return match self.is_known(&name).await? {
                    true => Ok(Begun::Before),
                    false => Err(not_begun(end)),
                };
            }
            else => return Err(NotBegun::Unsure(OutOfReach("the engine has stopped".into()))),
        }
        let kept = self.journal.settled(&name).await;
        kept.map(|()| Begun::Now)
            .map_err(|why| NotBegun::Unsure(beyond(why)))
    }

    async fn is_known(&self, name: &Arc<str>) -> Result<bool, NotBegun> {
        let (journal, name) = (self.journal.clone(), name.clone());
        let known = apart(move || journal.knows(&name)).await;
        known.map_err(|why| NotBegun::OutOfReach(beyond(why)))
    }

    async fn kept(&self, run: &str) -> Result<Option<Kept>, JournalError> {
        let (journal, name) = (self.journal.clone(), run.to_owned());
        let found = apart(move || journal.named(&name)).await?;
        Ok(found.into_iter().find(|kept| *kept.run == *run))
    }

    /// Gives a signal, and waits a little for what becomes of it; nothing where no program has taken it.
    async fn give(
        &self,
        run: &str,
        (name, value): (Arc<str>, Value),
        key: &str,
    ) -> Result<Option<Fate>, JournalError> {
        let before = self.told().get(key).copied();
        let number = match before {
            Some(number) => number,
            None => {
                let (journal, run) = (self.journal.clone(), run.to_owned());
                apart(move || journal.give_signal(&run, &name, value)).await?
            }
        };
        self.remember(key, number);
        let (pause, times) = LOOKS;
        for _ in 0..times {
            self.engine.take_signals().await?;
            let journal = self.journal.clone();
            let fate = apart(move || journal.signal_fate(number)).await?;
            if fate.is_some() {
                return Ok(fate);
            }
            let state = self.kept(run).await?.map(|kept| kept.state);
            if state.is_some_and(RunState::is_left) {
                return Ok(Some(Fate::Kept));
            }
            tokio::time::sleep(pause).await;
        }
        Ok(None)
    }

    fn remember(&self, key: &str, number: u64) {
        let mut told = self.told();
        if told.len() >= MOST_TOLD {
            told.clear();
        }
        told.insert(key.to_owned(), number);
    }

    fn told(&self) -> MutexGuard<'_, HashMap<String, u64>> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn say(&self, run: &str, said: (Arc<str>, Value), key: &str) -> Result<Heard, NotSaid> {
        let out_of_reach = |why| NotSaid::OutOfReach(beyond(why));
        match self
            .kept(run)
            .await
            .map_err(out_of_reach)?
            .map(|kept| kept.state)
        {
            None => return Err(NotSaid::NoRun),
            Some(RunState::Ended(_)) => return Err(NotSaid::Refused(NotHeard::Over)),
            Some(_) => {}
        }
        let fate = self.give(run, said, key).await.map_err(out_of_reach)?;
        match fate {
            Some(Fate::Heard) => Ok(Heard::Now),
            Some(Fate::Kept) => Ok(Heard::Kept),
            Some(Fate::Refused(why)) => Err(NotSaid::Refused(not_heard(&why))),
            None => Err(out_of_reach(JournalError(format!(
                "the program of run {run} has not taken the signal yet: it may still do so"
            )))),
        }
    }

    /// Cancels a run; one that nobody drives goes on here for that.
    async fn end(&self, run: &str) -> Result<bool, OutOfReach> {
        if let Some(cancel) = self.runs().get(run) {
            cancel.call();
            return Ok(true);
        }
        match self.kept(run).await.map_err(beyond)?.map(|kept| kept.state) {
            None | Some(RunState::Ended(_)) => Ok(false),
            Some(RunState::Running) => {
                let (journal, run) = (self.journal.clone(), run.to_owned());
                let asked = apart(move || journal.ask_to_cancel(&run)).await;
                asked.map(|()| true).map_err(beyond)
            }
            Some(RunState::Interrupted | RunState::Held) => {
                let options = ResumeOptions {
                    held: true,
                    ..ResumeOptions::default()
                };
                let handle = self.engine.resume_run(run, options).await;
                let handle = handle.map_err(|why| OutOfReach(why.to_string()))?;
                handle.cancel();
                self.hold(handle, None);
                Ok(true)
            }
        }
    }
}

impl Runner for Served {
    fn start(&self, wanted: Wanted) -> Pending<'_, Result<Begun, NotBegun>> {
        Box::pin(self.begin(wanted))
    }

    fn state<'a>(&'a self, run: &'a str) -> Pending<'a, Result<Option<Kept>, OutOfReach>> {
        Box::pin(async move { self.kept(run).await.map_err(beyond) })
    }

    fn signal<'a>(
        &'a self,
        run: &'a str,
        said: (Arc<str>, Value),
        key: &'a str,
    ) -> Pending<'a, Result<Heard, NotSaid>> {
        Box::pin(self.say(run, said, key))
    }

    fn cancel<'a>(&'a self, run: &'a str) -> Pending<'a, Result<bool, OutOfReach>> {
        Box::pin(self.end(run))
    }
}

fn beyond(why: JournalError) -> OutOfReach {
    OutOfReach(why.0)
}

/// Why a run ended before its first statement: nothing of it was sent.
fn not_begun(end: End) -> NotBegun {
    match end {
        End::Failed(failure) => NotBegun::OutOfReach(OutOfReach(format!(
            "the profile cannot sign in: {} ({})",
            failure.outcome,
            failure.reason.masked()
        ))),
        End::Faulted(fault) => NotBegun::Wrong {
            problem: fault.message.masked(),
            help: fault.help.clone(),
        },
        End::Cancelled | End::Finished { .. } => {
            NotBegun::OutOfReach(OutOfReach("the run was cancelled before it began".into()))
        }
    }
}

/// Why a run has not taken a signal, from the words that the journal keeps of that.
fn not_heard(why: &str) -> NotHeard {
    let known = [NotHeard::Over, NotHeard::NoAnswer, NotHeard::TooMany];
    let mut known = known.into_iter();
    let found = known.find(|known| known.to_string() == why);
    found.unwrap_or(NotHeard::Unknown { known: Vec::new() })
}

/// Says when a run has begun.
struct Beginning(Mutex<Option<oneshot::Sender<()>>>);

impl Observer for Beginning {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if event.kind == EventKind::Started {
            let mut begun = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(begun) = begun.take() {
                let _ = begun.send(());
            }
        }
    }
}

/// On a thread of its own: a disk must not hold up the runs.
async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, JournalError> + Send + 'static,
) -> Result<T, JournalError> {
    let done = spawn_blocking(work).await;
    done.unwrap_or_else(|why| Err(JournalError(why.to_string())))
}
