//! How far the rows of a table are: a line at the bottom of a terminal; elsewhere a line now and
//! then, so that logs stay short.

use crate::cli::args::{ProgressForm, RunArgs};
use crate::report::Printer;
use crate::report::text::duration;
use jiff::SignedDuration;
use serde_json::{Value as Json, json};
use std::time::{Duration, Instant};

/// How often something is said where there is no terminal.
pub(super) const PAUSE: Duration = Duration::from_secs(30);

/// How often a line for programs is written.
const FOR_PROGRAMS: Duration = Duration::from_secs(1);

/// How far the rows are.
struct Far {
    done: usize,
    failed: usize,
    all: usize,
    rest: usize,
    /// How many seconds it took until now.
    took: f64,
    /// How many a second.
    rate: f64,
    /// How many seconds are left.
    left: Option<f64>,
}

impl Far {
    fn json(&self) -> Json {
        json!({ "progress": {
            "done": self.done,
            "failed": self.failed,
            "all": self.all,
            "perSecond": (self.rate * 10.0).round() / 10.0,
            "secondsLeft": self.left.map(f64::round),
        }})
    }

    fn line(&self) -> String {
        let mut line = format!("{} of {} done", self.done, self.all);
        if self.failed > 0 {
            line.push_str(&format!(", {} failed", self.failed));
        }
        if self.took > 2.0 && self.rest > 0 {
            line.push_str(&format!(", {:.1}/s", self.rate));
            if let Some(left) = self.left.map(|left| SignedDuration::from_secs(left as i64)) {
                line.push_str(&format!(", about {} left", duration(left)));
            }
        }
        line
    }
}

/// Says how far the rows are.
pub(super) struct Progress {
    began: Instant,
    said: Instant,
    as_json: bool,
    lines: bool,
    /// How many were over before this program began.
    before: usize,
}

impl Progress {
    pub fn new(args: &RunArgs, printer: &Printer, before: usize) -> Self {
        let as_json = args.progress == Some(ProgressForm::Json);
        Self {
            began: Instant::now(),
            said: Instant::now(),
            as_json,
            lines: !printer.look().live && !args.output.is_json() && !args.quiet,
            before,
        }
    }

    /// Says how far they are: done and failed since this program began, and how many it has in all.
    pub fn show(&mut self, printer: &Printer, rows: (usize, usize, usize)) {
        let far = self.far(rows);
        if self.as_json {
            if self.is_due(FOR_PROGRAMS) || far.rest == 0 {
                printer.json_note(&far.json());
            }
            return;
        }
        let line = far.line();
        printer.progress(&line);
        if self.lines && self.is_due(PAUSE) {
            printer.note(&line);
        }
    }

    /// The same, at once.
    pub fn say(&mut self, printer: &Printer, rows: (usize, usize, usize)) {
        let far = self.far(rows);
        match self.as_json {
            true => printer.json_note(&far.json()),
            false => printer.note(&far.line()),
        }
    }

    fn far(&self, (done, failed, all): (usize, usize, usize)) -> Far {
        let all = all + self.before;
        let took = self.began.elapsed().as_secs_f64().max(0.001);
        let rate = done as f64 / took;
        let rest = all.saturating_sub(self.before + done);
        Far {
            done: self.before + done,
            failed,
            all,
            rest,
            took,
            rate,
            left: (rate > 0.0).then(|| rest as f64 / rate),
        }
    }

    fn is_due(&mut self, pause: Duration) -> bool {
        let due = self.said.elapsed() >= pause;
        if due {
            self.said = Instant::now();
        }
        due
    }
}
