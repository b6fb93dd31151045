//! Questions that a run asks whoever sits at the terminal: `await signal Approved "may it go on?"`.

use crate::host::{NotHeard, Signaller};
use crate::report::{Printer, Style};
use crate::run::event::{Event, EventKind};
use crate::value::{Text, Value};
use std::collections::{HashMap, VecDeque};
use std::io::{BufRead, IsTerminal};
use std::sync::Arc;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// What a run says of its questions, in the order in which it happened.
#[derive(Debug)]
pub(super) enum FromRun {
    /// It asks.
    Asks(Question),
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
    signallers: HashMap<Arc<str>, Signaller>,
}

impl Questions {
    pub fn new(printer: &Printer) -> Self {
        let (told, heard) = unbounded_channel();
        Self {
            printer: printer.clone(),
            told,
            heard,
            lines: None,
            open: VecDeque::new(),
            signallers: HashMap::new(),
        }
    }

    /// Where runs tell of their questions.
    pub fn ear(&self) -> UnboundedSender<FromRun> {
        self.told.clone()
    }

    /// A run has begun, and this gives it answers.
    pub fn add(&mut self, run: Arc<str>, signaller: Signaller) {
        self.signallers.insert(run, signaller);
    }

    /// A run is over.
    pub fn remove(&mut self, run: &Arc<str>) {
        self.signallers.remove(run);
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
            let hint = "`ask` needs a terminal: the standard input is not one";
            self.printer.note(&format!("{label}{text} ({hint})"));
            return;
        }
        let text = look.paint(Style::Strong, &text);
        self.printer.progress("");
        self.printer.note(&format!("{label}{text} [yes/no]"));
        if self.lines.is_none() {
            self.lines = Some(read_lines());
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
