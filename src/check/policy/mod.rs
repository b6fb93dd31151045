//! What a team asks of its scripts: how much each rule matters, and what holds in which folder.
//! `config` reads it from `flow.toml`; a check takes it with its [`Context`](super::Context).

mod glob;
mod level;
pub mod names;

pub use glob::Glob;
pub use level::{Level, Levels, NoLevel};

use crate::catalogue::Action;
use crate::diagnostic::Severity;
use crate::source::{Source, Span};
use crate::value::Calendar;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The rules of a house: of all its scripts, and of some folders.
#[derive(Clone, Debug, Default)]
pub struct House {
    /// How much each rule matters.
    pub levels: Levels,
    /// What holds where.
    pub policies: Vec<Arc<Policy>>,
    /// The opening hours that its scripts can ask for, by name.
    pub calendars: Arc<BTreeMap<Arc<str>, Arc<Calendar>>>,
    /// The address of a rule's page, with `{code}` or `{name}` where the rule belongs.
    pub docs: Option<Arc<str>>,
}

impl House {
    /// The first policy that wants a handler for an outcome of an action, by its number.
    pub(crate) fn wants_handler(&self, action: &Action, outcome: &str) -> Option<usize> {
        let mut policies = self.policies.iter();
        let wants = |policy: &Arc<Policy>| policy.handle.iter().any(|known| known == outcome);
        policies.position(wants).filter(|_| !action.reads)
    }

    /// The strictest that any policy asks of runs, with the policy.
    pub fn demand(&self) -> Option<(Demand, &Policy)> {
        let demands = self
            .policies
            .iter()
            .filter_map(|policy| Some((policy.plan?, &**policy)));
        demands.max_by_key(|(demand, _)| *demand)
    }

    /// What of it holds for one script. `paths` are the script's names, from the folder in which
    /// the settings stand, with `/` between their parts: a link has its own, and that of what it
    /// leads to.
    pub fn of<'a>(&self, paths: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let covers =
            |policy: &&Arc<Policy>| paths.clone().into_iter().any(|path| policy.covers(path));
        Self {
            levels: self.levels.clone(),
            policies: self.policies.iter().filter(covers).cloned().collect(),
            calendars: self.calendars.clone(),
            docs: self.docs.clone(),
        }
    }

    /// What of it holds for a text that is in no file: nobody can tell which folder it is for, so
    /// what any folder forbids is forbidden. What a file has to have is not asked of it.
    pub fn of_text(&self) -> Self {
        let policies = self
            .policies
            .iter()
            .map(|policy| Arc::new(policy.for_text()));
        Self {
            levels: self.levels.clone(),
            policies: policies.collect(),
            calendars: self.calendars.clone(),
            docs: self.docs.clone(),
        }
    }
}

/// What holds for the scripts in some folders.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The scripts, as `night/**`; every script where it is empty.
    pub paths: Vec<Glob>,
    /// Why, for who reads a finding.
    pub reason: Option<String>,
    /// How much a breach matters.
    pub level: Severity,
    /// Actions that may not be used, by their words: `end contact`, `dial *`.
    pub forbid: Vec<Glob>,
    /// Outcomes that every action that can end so has to have a handler for; reads are left out.
    pub handle: Vec<String>,
    /// Statements that have to say their limit.
    pub limits: Vec<Limited>,
    /// Systems that a script has to name with `use`.
    pub uses: Vec<String>,
    /// Steps that a script has to have and to run.
    pub steps: Vec<String>,
    /// Whether its scripts may write only by a plan.
    pub plan: Option<Demand>,
    /// Where it is written.
    pub place: Option<(Arc<Source>, Span)>,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            reason: None,
            level: Severity::Error,
            forbid: Vec::new(),
            handle: Vec::new(),
            limits: Vec::new(),
            uses: Vec::new(),
            steps: Vec::new(),
            plan: None,
            place: None,
        }
    }
}

/// What a team asks of a run that writes to a real system.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Demand {
    /// A plan that is applied.
    Plan,
    /// A plan that another person applies than the one who made it.
    AnotherPerson,
}

impl Demand {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Plan, Self::AnotherPerson];

    /// As settings say it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Plan => "required",
            Self::AnotherPerson => "another-person",
        }
    }

    /// The demand that is called so.
    pub fn named(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.words() == words)
    }
}

impl Policy {
    /// Whether it holds for the script at a path.
    pub fn covers(&self, path: &str) -> bool {
        self.paths.is_empty() || self.paths.iter().any(|glob| glob.fits(path))
    }

    fn for_text(&self) -> Self {
        let paths: Vec<&str> = self.paths.iter().map(Glob::as_str).collect();
        let reason = match (&self.reason, paths.as_slice()) {
            (reason, []) => reason.clone(),
            (reason, paths) => Some(format!(
                "{} (it holds for {}, and a text without a file may belong there)",
                reason.as_deref().unwrap_or("the team's policy requires it"),
                paths.join(", ")
            )),
        };
        Self {
            reason,
            uses: Vec::new(),
            steps: Vec::new(),
            ..self.clone()
        }
    }
}

/// A statement whose limit may be left out, unless a team asks for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Limited {
    /// `for each … , at most N`
    ForEach,
    /// `retry … , for at most D`, or `retry N times`
    Retry,
    /// `wait until … , at most D`
    WaitUntil,
    /// `await … , at most D`
    Await,
}

impl Limited {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::ForEach, Self::Retry, Self::WaitUntil, Self::Await];

    /// As a script writes the statement, and as settings name it.
    pub const fn words(self) -> &'static str {
        match self {
            Self::ForEach => "for each",
            Self::Retry => "retry",
            Self::WaitUntil => "wait until",
            Self::Await => "await",
        }
    }

    /// The statement that is called so.
    pub fn named(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.words() == words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_holds_in_its_folders() {
        let policy = |paths: &[&str]| {
            Arc::new(Policy {
                paths: paths
                    .iter()
                    .map(|path| Glob::paths(path).unwrap())
                    .collect(),
                ..Policy::default()
            })
        };
        let house = House {
            policies: vec![policy(&[]), policy(&["night/**"]), policy(&["*.flow"])],
            ..House::default()
        };
        assert_eq!(house.of(["night/sweep.flow"]).policies.len(), 2);
        assert_eq!(house.of(["hold.flow"]).policies.len(), 2);
        assert_eq!(house.of(["day/hold.flow"]).policies.len(), 1);
        assert_eq!(
            house.of(["day/link.flow", "night/a.flow"]).policies.len(),
            2
        );
        assert_eq!(house.of_text().policies.len(), 3);
    }

    #[test]
    fn statements_are_found_by_their_words() {
        for limited in Limited::ALL {
            assert_eq!(Limited::named(limited.words()), Some(limited));
        }
        assert_eq!(Limited::named("wait"), None);
    }
}
