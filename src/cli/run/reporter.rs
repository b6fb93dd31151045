//! Runs are told of on a thread of its own: neither hiding what nobody may see nor a reader that does
//! not read holds up what drives the runs, their time limits or Ctrl-C.

use super::ended::Ended;
use super::questions::{self, FromRun};
use super::tell::Teller;
use super::watch::Watch;
use crate::cli::exit::Exit;
use crate::report::Printer;
use crate::report::text::count;
use crate::run::Observer;
use crate::run::event::{Event, EventKind};
use crate::value::Text;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedSender;
use tokio::sync::oneshot;

/// How long a reader may take nothing of the output of a run that was stopped.
const STALLED: Duration = Duration::from_secs(2);

/// How much of what happened before an interrupt is still told when there is more.
const LAST: u64 = 50;

/// How many events may wait to be told, and how many bytes of logged text: a run that goes on logging
/// rests then. A flow that works with contacts never comes near; one that logs in a loop would fill the
/// memory while its reader pauses.
const MOST_EVENTS: u64 = 50_000;
const MOST_BYTES: u64 = 32 << 20;

/// What is to be told, in the order in which it happened.
enum News {
    Sensitive(Vec<Text>),
    Event(Arc<Watch>, Arc<str>, Box<Event>),
    Ended(Box<Ended>),
    Note(String),
    /// Nothing more is begun.
    Stopped(Exit),
    /// What is said last.
    Closing(Vec<String>),
    /// What became of a plan.
    Planned(Vec<String>, Json),
    /// Somebody asks how far it is.
    Progress,
    Over,
}

/// Tells of all runs.
pub(super) struct Reporter {
    news: mpsc::Sender<News>,
    told: oneshot::Receiver<Exit>,
    backlog: Arc<Backlog>,
}

/// How far telling is behind what happens, which can be far: a loop logs faster than a terminal
/// scrolls.
#[derive(Default)]
struct Backlog {
    /// How many events there were.
    events: AtomicU64,
    /// How many of the first are not told any more.
    skipped: AtomicU64,
    /// How many news were dealt with, of every kind.
    done: AtomicU64,
    /// How many events wait to be told, and how many bytes of logged text.
    waiting: AtomicU64,
    bytes: AtomicU64,
    /// Whether nobody tells anything any more.
    is_over: AtomicBool,
}

impl Reporter {
    /// Begins to listen. `Err` where there is no thread to be had.
    pub fn begin(teller: Teller, printer: Printer) -> std::io::Result<Self> {
        let (news, heard) = mpsc::channel();
        let (done, told) = oneshot::channel();
        let backlog = Arc::<Backlog>::default();
        let listener = Listening {
            teller,
            printer,
            backlog: backlog.clone(),
        };
        thread::Builder::new()
            .name("report".into())
            .spawn(move || {
                let _nobody_waits = Emptied(listener.backlog.clone());
                let _ = done.send(listener.listen(&heard));
            })?;
        Ok(Self {
            news,
            told,
            backlog,
        })
    }

    /// Whoever stops a run does not want to read all of its log first: of what happened before, only
    /// the end is told.
    pub fn hurry(&self) {
        let events = self.backlog.events.load(Ordering::Acquire);
        let skipped = events.saturating_sub(LAST);
        self.backlog.skipped.store(skipped, Ordering::Release);
    }

    /// Tells something when what happened before is told. Nobody waits for it.
    pub fn note(&self, text: impl Into<String>) {
        let _ = self.news.send(News::Note(text.into()));
    }

    /// Whoever watches one run.
    pub fn observer(&self, watch: Watch, questions: UnboundedSender<FromRun>) -> Arc<dyn Observer> {
        Arc::new(Listener {
            questions,
            watch: Arc::new(watch),
            news: self.news.clone(),
            backlog: self.backlog.clone(),
        })
    }

    /// A run is over.
    pub fn ended(&self, ended: Ended) {
        let _ = self.news.send(News::Ended(Box::new(ended)));
    }

    /// Nothing more is begun: the command ends at least so.
    pub fn stopped(&self, exit: Exit) {
        let _ = self.news.send(News::Stopped(exit));
    }

    /// What became of a plan.
    pub fn planned(&self, lines: Vec<String>, json: Json) {
        let _ = self.news.send(News::Planned(lines, json));
    }

    /// Somebody asks how far it is.
    pub fn asked(&self) {
        let _ = self.news.send(News::Progress);
    }

    /// What is said last.
    pub fn closing(&self, lines: Vec<String>) {
        let _ = self.news.send(News::Closing(lines));
    }

    /// Waits until everything has been told; where `stopped`, no longer than the reader of the output
    /// takes some of it.
    pub async fn end(self, stopped: bool) -> Exit {
        let _ = self.news.send(News::Over);
        let backlog = self.backlog;
        tokio::select! {
            // A teller that broke down has not told everything.
            exit = self.told => exit.unwrap_or(Exit::Failed),
            () = backlog.stalls(), if stopped => Exit::Failed,
        }
    }
}

impl Backlog {
    fn add(&self, event: &Event) {
        self.events.fetch_add(1, Ordering::AcqRel);
        self.waiting.fetch_add(1, Ordering::AcqRel);
        self.bytes.fetch_add(size(event), Ordering::AcqRel);
    }

    fn remove(&self, event: &Event) {
        self.waiting.fetch_sub(1, Ordering::AcqRel);
        self.bytes.fetch_sub(size(event), Ordering::AcqRel);
    }

    fn is_full(&self) -> bool {
        let over = |count: &AtomicU64, most| count.load(Ordering::Acquire) >= most;
        let full = over(&self.waiting, MOST_EVENTS) || over(&self.bytes, MOST_BYTES);
        full && !self.is_over.load(Ordering::Acquire)
    }

    /// Ends when nothing has been told for a while.
    async fn stalls(&self) {
        let mut before = None;
        loop {
            let done = self.done.load(Ordering::Acquire);
            if before.replace(done) == Some(done) {
                return;
            }
            tokio::time::sleep(STALLED).await;
        }
    }
}

/// The bytes of what is logged; all else that is told is small.
fn size(event: &Event) -> u64 {
    match &event.kind {
        EventKind::Log(text) => text.len() as u64,
        _ => 0,
    }
}

/// Where nobody tells anything any more, no run waits for that.
struct Emptied(Arc<Backlog>);

impl Drop for Emptied {
    fn drop(&mut self) {
        self.0.is_over.store(true, Ordering::Release);
    }
}

/// The thread that tells.
struct Listening {
    teller: Teller,
    printer: Printer,
    backlog: Arc<Backlog>,
}

impl Listening {
    fn listen(mut self, heard: &mpsc::Receiver<News>) -> Exit {
        let (mut events, mut untold) = (0, 0_u64);
        loop {
            let news = match heard.recv_timeout(Teller::PAUSE) {
                Ok(news) => news,
                Err(mpsc::RecvTimeoutError::Timeout) => {
                    self.teller.progress();
                    continue;
                }
                Err(mpsc::RecvTimeoutError::Disconnected) => break,
            };
            match news {
                News::Sensitive(texts) => self.teller.hide(&texts),
                News::Event(watch, run, event) => {
                    events += 1;
                    match events > self.backlog.skipped.load(Ordering::Acquire) {
                        true => watch.tell(&run, &event),
                        false => untold += 1,
                    }
                    self.backlog.remove(&event);
                }
                News::Ended(ended) => self.teller.ended(&ended),
                News::Note(text) => self.printer.note(&text),
                News::Stopped(exit) => self.teller.stopped(exit),
                News::Closing(lines) => self.teller.closing(lines),
                News::Planned(lines, json) => self.teller.planned(lines, json),
                News::Progress => self.teller.asked(),
                News::Over => break,
            }
            self.backlog.done.fetch_add(1, Ordering::AcqRel);
        }
        if untold > 0 {
            let lines = count(
                usize::try_from(untold).unwrap_or(usize::MAX),
                "event is",
                "events are",
            );
            self.printer.note(&format!(
                "{lines} not shown: the run was stopped before they could be printed"
            ));
        }
        self.teller.end()
    }
}

/// Hands on what happens in one run.
struct Listener {
    watch: Arc<Watch>,
    news: mpsc::Sender<News>,
    backlog: Arc<Backlog>,
    questions: UnboundedSender<FromRun>,
}

impl Observer for Listener {
    fn event(&self, run: &Arc<str>, event: &Event) {
        self.watch.look(event);
        if let Some(news) = questions::of_event(run, event, self.watch.label()) {
            let _ = self.questions.send(news);
        }
        if self.watch.is_told(event) {
            let news = News::Event(
                self.watch.clone(),
                run.clone(),
                Box::new(self.watch.timed(event)),
            );
            self.backlog.add(event);
            if self.news.send(news).is_err() {
                self.backlog.remove(event);
            }
        }
    }

    fn is_full(&self) -> bool {
        self.backlog.is_full()
    }

    fn sensitive(&self, _: &Arc<str>, texts: &[Text]) {
        let _ = self.news.send(News::Sensitive(texts.to_vec()));
    }
}
