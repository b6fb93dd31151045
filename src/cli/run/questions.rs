//! Questions that a run asks whoever sits at the terminal: `await signal Approved "may it go on?"`.

use crate::host::{NotHeard, Signaller};
use crate::report::{Printer, Style};
use crate::run::event::{Event, EventKind};
use crate::value::{Text, Value};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, IsTerminal};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a run says of its questions, in the order in which it happened.
#[derive(Debug)]
pub(super) enum FromRun {
    /// It asks.
    Asks(Question),
    /// It waits for a signal that is no question.
    Waits {
        run: Arc<str>,
        signal: Arc<str>,
        label: Option<String>,
    },
    /// What it has asked for under this name is over: answered, or too late.
    Over(Arc<str>),
}

/// A question that nobody has answered yet.
#[derive(Debug)]
pub(super) struct Question {
    run: Arc<str>,
    effect: Arc<str>,
    signal: Arc<str>,
    text: Text,
    label: Option<String>,
}

/// What to tell of an event, if it is about a question.
pub(super) fn of_event(run: &Arc<str>, event: &Event, label: Option<&String>) -> Option<FromRun> {
    match &event.kind {
        EventKind::Signalling {
            effect,
            name,
            question: Some(text),
            ..
        } => Some(FromRun::Asks(Question {
            run: run.clone(),
            effect: effect.clone(),
            signal: name.clone(),
            text: text.clone(),
            label: label.cloned(),
        })),
        EventKind::Signalling {
            name,
            question: None,
            ..
        } => Some(FromRun::Waits {
            run: run.clone(),
            signal: name.clone(),
            label: label.cloned(),
        }),
        EventKind::Answered { name, what, .. } if what.starts_with("await signal ") => {
            Some(FromRun::Over(name.clone()))
        }
        _ => None,
    }
}

/// Asks the questions of all runs, one after the other.
pub(super) struct Questions {
    printer: Printer,
    told: UnboundedSender<FromRun>,
    heard: UnboundedReceiver<FromRun>,
    lines: Option<UnboundedReceiver<String>>,
    open: VecDeque<Question>,
    signallers: Signallers,
    /// Whether runs are kept, and so can be signalled from elsewhere.
    kept: bool,
    /// Whether it is said how a run gets a signal that is no question.
    tells: bool,
}

/// What gives signals to the runs that are open, by their names. Copies share them.
#[derive(Clone, Default)]
pub(super) struct Signallers(Arc<Mutex<HashMap<Arc<str>, Signaller>>>);

impl Signallers {
    /// A run has begun, or goes on, and this gives it answers.
    pub fn add(&self, run: Arc<str>, signaller: Signaller) {
        self.open().insert(run, signaller);
    }

    fn get(&self, run: &str) -> Option<Signaller> {
        self.open().get(run).cloned()
    }

    fn open(&self) -> MutexGuard<'_, HashMap<Arc<str>, Signaller>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Questions {
    /// `kept` where the runs are in a journal; `tells` where people read along.
    pub fn new(printer: &Printer, kept: bool, tells: bool) -> Self {
        let (told, heard) = unbounded_channel();
        Self {
            printer: printer.clone(),
            told,
            heard,
            lines: None,
            open: VecDeque::new(),
            signallers: Signallers::default(),
            kept,
            tells,
        }
    }

    /// Where runs tell of their questions.
    pub fn ear(&self) -> UnboundedSender<FromRun> {
        self.told.clone()
    }

    /// Where runs say what gives them signals.
    pub fn signallers(&self) -> Signallers {
        self.signallers.clone()
    }

    /// A run is over.
    pub fn remove(&mut self, run: &Arc<str>) {
        self.signallers.open().remove(run);
    }

    /// Waits for the next question, or for what somebody types, and takes care of it.
    pub async fn next(&mut self) {
        let Self { heard, lines, .. } = self;
        let typed = async {
            match lines {
                Some(lines) => match lines.recv().await {
                    Some(line) => line,
                    None => std::future::pending().await,
                },
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            Some(news) = heard.recv() => self.heard(news),
            line = typed => self.typed(&line).await,
        }
    }

    fn heard(&mut self, news: FromRun) {
        match news {
            FromRun::Asks(question) => {
                self.open.push_back(question);
                if self.open.len() == 1 {
                    self.show();
                }
            }
            FromRun::Waits { run, signal, label } => {
                if self.tells {
                    let label = label.map(|label| format!("{label}: ")).unwrap_or_default();
                    let how = self.how(&run, &signal, "");
                    self.printer.note(&format!("{label}{how}"));
                }
            }
            FromRun::Over(effect) => {
                let first = self
                    .open
                    .front()
                    .is_some_and(|known| known.effect == effect);
                self.open.retain(|known| known.effect != effect);
                if first {
                    self.show();
                }
            }
        }
    }

    /// Asks the first question that is open.
    fn show(&mut self) {
        let Some(question) = self.open.front() else {
            return;
        };
        let look = self.printer.look();
        let text = self.printer.redactor().show(&question.text);
        let label = question.label.as_ref().map(|label| format!("{label}: "));
        let label = label.unwrap_or_default();
        if !std::io::stdin().is_terminal() {
            let hint = "the standard input is no terminal to answer at";
            let how = self.how(&question.run, &question.signal, " yes");
            self.printer.note(&format!("{label}{text} ({hint}; {how})"));
            return;
        }
        let text = look.paint(Style::Strong, &text);
        self.printer.progress("");
        self.printer.note(&format!("{label}{text} [yes/no]"));
        if self.lines.is_none() {
            self.lines = Some(read_lines());
        }
    }

    /// How a run is given a signal from elsewhere.
    fn how(&self, run: &str, signal: &str, value: &str) -> String {
        match self.kept {
            true => format!("send the signal with `flow signal {run} {signal}{value}`"),
            false => format!(
                "signal {signal} cannot be sent: the run is not kept; run with `--journal` and use \
                 `flow signal`"
            ),
        }
    }

    async fn typed(&mut self, line: &str) {
        let Some(question) = self.open.front() else {
            return;
        };
        let Some(signaller) = self.signallers.get(&question.run) else {
            return;
        };
        let line = line.trim();
        // An empty line is no answer: who only presses Return has agreed to nothing.
        let said = match line.is_empty() {
            true => Err(NotHeard::NoAnswer),
            false => {
                signaller
                    .signal(question.signal.clone(), Value::text(line))
                    .await
            }
        };
        // Where it was not heard for another reason, what it was about is over.
        if let Err(NotHeard::NoAnswer) = said {
            self.printer.note("answer `yes` or `no`");
        }
    }
}

/// Lines of the standard input, on a thread of their own: nothing can take back a read that has begun.
fn read_lines() -> UnboundedReceiver<String> {
    let (told, lines) = unbounded_channel();
    let read = move || {
        for line in std::io::stdin().lock().lines() {
            let Ok(line) = line else { return };
            if told.send(line).is_err() {
                return;
            }
        }
    };
    // Without a thread nobody can answer, and the wait ends at its limit.
    let _ = std::thread::Builder::new()
        .name("answers".into())
        .spawn(read);
    lines
}
