//! How fast actions are sent: `--rate`, and what a profile allows all flows of the machine.

use crate::config::{Problem, Profile};
use crate::host::live::Gate;
use crate::journal::{Budget, SqliteJournal};
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Effect, Request};
use crate::system::Pending;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::Instant;

/// The journal in which budgets are kept, opened where one is needed.
pub(in crate::cli) type JournalOf<'a> = &'a dyn Fn() -> Result<Arc<SqliteJournal>, Problem>;

/// So many in a time, as people write it: `10/s`, `300/min`, `1000/h`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(in crate::cli) struct Rate(f64);

impl Rate {
    /// Reads one.
    pub fn read(text: &str) -> Option<Self> {
        let (many, unit) = text.split_once('/')?;
        let seconds = match unit.trim() {
            "s" | "sec" | "second" => 1.0,
            "m" | "min" | "minute" => 60.0,
            "h" | "hour" => 3600.0,
            _ => return None,
        };
        let many: f64 = many.trim().parse().ok()?;
        (many.is_finite() && many > 0.0 && many <= 100_000.0).then_some(Self(many / seconds))
    }

    /// How many a second.
    pub fn per_second(self) -> f64 {
        self.0
    }

    fn between(self) -> Duration {
        Duration::from_secs_f64(1.0 / self.0)
    }
}

/// Reads the rate of an option.
pub(in crate::cli) fn of_option(option: &str, text: &str) -> Result<Rate, Problem> {
    Rate::read(text).ok_or_else(|| {
        Problem::new(format!("`{option}` cannot be `{text}`")).help(format!(
            "write a number and a time: `{option} 10/s`, 300/min, 1000/h"
        ))
    })
}

/// Keeps actions apart.
pub(in crate::cli) struct Pace {
    /// Of this command alone.
    own: Option<Mutex<Turns>>,
    /// Of all flows of the machine, by system.
    shared: HashMap<Arc<str>, Arc<Budget>>,
}

struct Turns {
    every: Duration,
    next: Instant,
}

impl Pace {
    /// What the caller and the profiles ask for; nothing where nobody asks for anything.
    pub fn new(
        rate: Option<Rate>,
        profiles: &[Profile],
        journal: JournalOf<'_>,
    ) -> Result<Option<Self>, Problem> {
        let mut shared = HashMap::new();
        for profile in profiles {
            let Some(most) = &profile.common.use_at_most else {
                continue;
            };
            let rate = Rate::read(most).ok_or_else(|| {
                profile
                    .problem("`use-at-most` is not a rate")
                    .help("write a number and a time: `use-at-most = \"300/min\"`")
            })?;
            let budget = journal()?
                .budget(&profile.tenant(), rate.0)
                .map_err(crate::cli::journal::problem)?;
            shared.insert(profile.system().into(), Arc::new(budget));
        }
        let own = rate.map(|rate| {
            Mutex::new(Turns {
                every: rate.between(),
                next: Instant::now(),
            })
        });
        let any = own.is_some() || !shared.is_empty();
        Ok(any.then_some(Self { own, shared }))
    }

    /// Until when the next action of this command waits.
    fn turn(&self) -> Option<Instant> {
        let mut turns = self
            .own
            .as_ref()?
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let at = turns.next.max(Instant::now());
        turns.next = at + turns.every;
        Some(at)
    }

    fn budget(&self, effect: &Effect) -> Option<Arc<Budget>> {
        match &effect.request {
            Request::Call(call) => self.shared.get(&call.system).cloned(),
            _ => None,
        }
    }
}

impl Gate for Pace {
    fn admit<'a>(&'a self, effect: &'a Effect) -> Pending<'a, ()> {
        if !effect.is_call() {
            return Box::pin(std::future::ready(()));
        }
        let (own, budget) = (self.turn(), self.budget(effect));
        Box::pin(async move {
            if let Some(at) = own {
                tokio::time::sleep_until(at).await;
            }
            if let Some(budget) = budget {
                let turn = tokio::task::spawn_blocking(move || budget.take()).await;
                // A budget that cannot be kept holds nobody up: the system itself refuses too much.
                if let Ok(Ok(wait)) = turn {
                    tokio::time::sleep(wait).await;
                }
            }
        })
    }

    fn answered(&self, effect: &Effect, answer: &Answer) {
        if answer.outcome == Outcome::THROTTLED
            && let Some(budget) = self.budget(effect)
        {
            let wait = answer.retry_after.map(|wait| wait.unsigned_abs());
            tokio::task::spawn_blocking(move || budget.refused(wait));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Rate;

    #[test]
    fn rates_are_read_as_people_write_them() {
        for (text, per_second) in [
            ("10/s", Some(10.0)),
            ("300/min", Some(5.0)),
            ("3600/h", Some(1.0)),
            ("0.5 / s", Some(0.5)),
            ("0/s", None),
            ("-1/s", None),
            ("10", None),
            ("10/d", None),
            ("many/s", None),
            ("inf/s", None),
        ] {
            assert_eq!(Rate::read(text), per_second.map(Rate), "{text}");
        }
    }
}
