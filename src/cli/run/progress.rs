//! How far the rows of a table are: a line at the bottom of a terminal; elsewhere a line now and
//! then, so that logs stay short.

use crate::cli::args::{ProgressForm, RunArgs};
use crate::report::Printer;
use crate::report::text::duration;
use jiff::SignedDuration;
use serde_json::json;
use std::time::{Duration, Instant};

/// How often something is said where there is no terminal.
pub(super) const PAUSE: Duration = Duration::from_secs(30);

/// How often a line for programs is written.
const FOR_PROGRAMS: Duration = Duration::from_secs(1);

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
    pub fn show(&mut self, printer: &Printer, (done, failed, all): (usize, usize, usize)) {
        let all = all + self.before;
        let took = self.began.elapsed().as_secs_f64().max(0.001);
        let rate = done as f64 / took;
        let rest = all.saturating_sub(self.before + done);
        let left = (rate > 0.0).then(|| rest as f64 / rate);
        if self.as_json {
            if self.is_due(FOR_PROGRAMS) || rest == 0 {
                printer.json_note(&json!({ "progress": {
                    "done": self.before + done,
                    "failed": failed,
                    "all": all,
                    "perSecond": (rate * 10.0).round() / 10.0,
                    "secondsLeft": left.map(f64::round),
                }}));
            }
            return;
        }
        let mut line = format!("{} of {all} done", self.before + done);
        if failed > 0 {
            line.push_str(&format!(", {failed} failed"));
        }
        if took > 2.0 && rest > 0 {
            line.push_str(&format!(", {rate:.1}/s"));
            if let Some(left) = left.map(|left| SignedDuration::from_secs(left as i64)) {
                line.push_str(&format!(", about {} left", duration(left)));
            }
        }
        printer.progress(&line);
        if self.lines && self.is_due(PAUSE) {
            printer.note(&line);
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
