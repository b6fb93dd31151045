//! The log of the service: lines for people, or lines of JSON. A slow reader holds up runs, and
//! fills no memory.

use crate::cli::args::LogForm;
use crate::cli::runtime::no_threads;
use crate::config::Problem;
use crate::report::Printer;
use jiff::Timestamp;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

/// So many lines wait to be written until runs rest.
const FULL: usize = 10_000;

enum Line {
    Text(String),
    Json(Json),
}

/// Writes lines on a thread of its own.
pub struct Log {
    form: LogForm,
    lines: Mutex<Option<Sender<Line>>>,
    waiting: Arc<AtomicUsize>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Log {
    pub fn to(printer: &Printer, form: LogForm) -> Result<Self, Problem> {
        let (lines, coming) = channel();
        let waiting = Arc::new(AtomicUsize::new(0));
        let (printer, written) = (printer.clone(), waiting.clone());
        let writer = std::thread::Builder::new().name("log".into());
        let writer = writer.spawn(move || {
            for line in coming {
                match line {
                    Line::Text(text) => printer.note(&text),
                    Line::Json(json) => printer.json_note(&json),
                }
                written.fetch_sub(1, Ordering::Relaxed);
            }
        });
        Ok(Self {
            form,
            lines: Mutex::new(Some(lines)),
            waiting,
            writer: Mutex::new(Some(writer.map_err(|error| no_threads(&error))?)),
        })
    }

    /// Whether lines are JSON.
    pub fn is_json(&self) -> bool {
        self.form == LogForm::Json
    }

    /// Says something about the service. `sort` names it for programs.
    pub fn say(&self, sort: &str, text: &str) {
        let at = Timestamp::now();
        match self.form {
            LogForm::People => {
                let at = at.strftime("%Y-%m-%dT%H:%M:%SZ");
                self.write(Line::Text(format!("{at} {text}")));
            }
            LogForm::Json => self.json(serde_json::json!({
                "version": crate::report::json::VERSION,
                "at": at.to_string(),
                "type": sort,
                // its former name
                "kind": sort,
                "message": text,
            })),
        }
    }

    /// Writes an event.
    pub fn json(&self, line: Json) {
        self.write(Line::Json(line));
    }

    /// Whether so much waits to be written that runs rest.
    pub fn is_full(&self) -> bool {
        self.waiting.load(Ordering::Relaxed) > FULL
    }

    /// Writes what is left.
    pub fn end(&self) {
        drop(lock(&self.lines).take());
        if let Some(writer) = lock(&self.writer).take() {
            let _ = writer.join();
        }
    }

    fn write(&self, line: Line) {
        if let Some(lines) = &*lock(&self.lines) {
            self.waiting.fetch_add(1, Ordering::Relaxed);
            let _ = lines.send(line);
        }
    }
}

fn lock<T>(of: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
