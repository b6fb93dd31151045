//! The time limit of the whole run, and the grace after a limit was passed.

use super::leaving::Leaving;
use super::{Grace, ROOT, Role, Run};
use crate::run::event::{End, Fault};
use crate::source::Span;
use jiff::SignedDuration;

impl Run {
    pub(super) fn begin_deadline(&mut self) {
        if let Some(time) = self.limits.time {
            let name = format!("{}/deadline", self.name);
            self.ask_sleep(ROOT, Role::Deadline, name, time);
        }
    }

    pub(super) fn deadline_over(&mut self) {
        let time = self.limits.time.unwrap_or(SignedDuration::ZERO);
        let fault = Fault {
            span: Span::default(),
            message: format!(
                "the run took longer than the {} it may take",
                self.show_duration(time)
            )
            .into(),
            help: Some(
                "allow more where it is started (`--time-limit`), or bound the waits in the script"
                    .into(),
            ),
        };
        self.begin_grace();
        self.interrupt(ROOT, Leaving::end(End::Faulted(Box::new(fault))));
    }

    /// From now on only `always` blocks run, and not for long.
    pub(super) fn begin_grace(&mut self) {
        if self.grace.is_some() {
            return;
        }
        let until_step = self.used.steps.saturating_add(self.limits.grace_steps);
        self.grace = Some(Grace { until_step });
        let name = format!("{}/grace", self.name);
        self.ask_sleep(ROOT, Role::Grace, name, self.limits.grace);
    }

    pub(super) fn grace_over(&mut self) {
        self.end_at_once(End::Cancelled);
    }

    /// As a script writes it.
    pub(super) fn show_duration(&self, time: SignedDuration) -> String {
        crate::value::Value::Duration(time).to_string()
    }
}
