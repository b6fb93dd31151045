//! What can be wrong with a run.

use super::block;
use super::values::Values;
use super::world::{Choices, CutOff, Explored};
use crate::catalogue::Action;
use crate::program::Program;
use crate::run::effect::{Answer, Request};
use crate::run::event::{End, EventKind};
use crate::source::Span;
use crate::testing::seen::{Asked, closes_this};
use crate::testing::{name_of, open_at_end, prefix};
use std::collections::BTreeSet;
use std::sync::Arc;

/// The sorts of findings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Sort {
    /// The run waits for something that never comes.
    Hangs,
    /// The run goes on and on.
    Loops,
    /// Something that is not safe to repeat is carried out a second time.
    Repeats,
    /// The run says that it is done while an action is under way.
    NotDone,
    /// Something is left open that nothing tried to close.
    LeavesOpen,
    /// The script asks for something that cannot be.
    Stops,
    /// An outcome ends the run, and no handler has looked at it.
    Unhandled,
}

impl Sort {
    /// Its name, for programs.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hangs => "hangs",
            Self::Loops => "loops",
            Self::Repeats => "repeats",
            Self::NotDone => "not-done",
            Self::LeavesOpen => "leaves-open",
            Self::Stops => "stops",
            Self::Unhandled => "unhandled",
        }
    }
}

/// Something that goes wrong, and the test that shows it.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What sort of thing it is.
    pub sort: Sort,
    /// The statement.
    pub span: Span,
    /// What happens.
    pub title: String,
    /// A test to keep: it fails as long as the flow does this.
    pub test: String,
}

impl Finding {
    /// Whether it is only worth knowing: without a handler the run fails there, as every flow does unless
    /// it says otherwise, so nothing is wrong with the flow.
    pub fn is_note(&self) -> bool {
        self.sort == Sort::Unhandled
    }

    /// What to do about it. Whether a run should fail where an outcome has no handler is for its author
    /// to say.
    pub fn help(&self) -> &'static str {
        match self.sort {
            Sort::Unhandled => "the run fails then: if it should not, add a handler",
            _ => "keep this test below the flow, and fix the flow until it passes:",
        }
    }
}

/// What one and the same finding is known by.
pub type Key = (Sort, Span, Arc<str>);

/// A finding of one run.
pub struct Raw {
    sort: Sort,
    span: Span,
    what: Arc<str>,
    outcomes: BTreeSet<Arc<str>>,
    /// The one by which the answers that are kept lead here.
    shown: Option<Arc<str>>,
    asked: Vec<(Request, Option<Answer>)>,
    cut_off: Option<CutOff>,
    values: Arc<Values>,
}

impl Raw {
    pub fn key(&self) -> Key {
        (self.sort, self.span, self.what.clone())
    }

    /// The same again, by another outcome.
    pub fn join(&mut self, other: Raw) {
        self.outcomes.extend(other.outcomes);
    }

    /// The name of the system before the action, where the flow uses several.
    fn prefix(&self, program: &Program) -> String {
        let calls = program.calls();
        let call = calls.iter().find(|call| call.span == self.span);
        call.map_or_else(String::new, |call| prefix(program, &call.action.system))
    }

    pub fn finding(self, program: &Arc<Program>, seed: u64) -> Finding {
        let outcomes: Vec<String> = self
            .outcomes
            .iter()
            .map(|name| format!("`{name}`"))
            .collect();
        let (what, outcomes) = (&self.what, outcomes.join(", "));
        let of = self.prefix(program);
        let (title, expect) = match self.sort {
            Sort::Hangs => (
                "the run waits for an answer that never comes".to_owned(),
                "it finishes".to_owned(),
            ),
            Sort::Loops => ("the run does not end".to_owned(), "it finishes".to_owned()),
            Sort::Repeats => (
                format!(
                    "`{what}` is carried out a second time after `{}`",
                    shown(&self.shown)
                ),
                format!("{of}{what} called once"),
            ),
            Sort::NotDone => (
                format!("the run finishes while `{what}` is still in progress"),
                format!("{of}{what} ends in Success"),
            ),
            Sort::LeavesOpen => (
                format!("the run leaves a {what}"),
                "nothing left".to_owned(),
            ),
            Sort::Stops => (format!("the run stops: {what}"), "it finishes".to_owned()),
            Sort::Unhandled => (
                format!("no handler for these outcomes of `{what}`: {outcomes}"),
                "it finishes # or what the new handler does: it fails with \"…\"".to_owned(),
            ),
        };
        let name = match self.sort {
            Sort::Unhandled => format!("{what} ends in {}", shown(&self.shown)),
            _ => title.replace('`', ""),
        };
        let shown = block::Shown {
            name: &name,
            asked: &self.asked,
            cut_off: self.cut_off,
            given: &self.values.given(),
            expect: &expect,
        };
        Finding {
            sort: self.sort,
            span: self.span,
            test: block::test(program, &self.values.inputs(program), seed, &shown),
            title,
        }
    }
}

fn shown(outcome: &Option<Arc<str>>) -> &str {
    outcome.as_deref().unwrap_or("Success")
}

/// Everything that is wrong with a run.
pub fn look(program: &Program, explored: &Explored, _: &Choices) -> Vec<Raw> {
    let look = Look { program, explored };
    let mut all = Vec::new();
    look.end(&mut all);
    look.left_open(&mut all);
    look.repeated(&mut all);
    look.not_done(&mut all);
    all
}

struct Look<'a> {
    program: &'a Program,
    explored: &'a Explored,
}

impl Look<'_> {
    fn raw(
        &self,
        sort: Sort,
        span: Span,
        what: impl Into<Arc<str>>,
        outcome: Option<Arc<str>>,
    ) -> Raw {
        let asked = self.explored.seen.asked.iter();
        Raw {
            sort,
            span,
            what: what.into(),
            shown: outcome.clone(),
            outcomes: outcome.into_iter().collect(),
            asked: asked
                .map(|asked| (asked.request.clone(), asked.answer.clone()))
                .collect(),
            cut_off: self.explored.cut_off,
            values: self.explored.values.clone(),
        }
    }

    fn action(&self, request: &Request) -> Option<Arc<Action>> {
        let Request::Call(call) = request else {
            return None;
        };
        let calls = self.program.calls();
        let mut actions = calls.iter().map(|call| &call.action);
        let action =
            actions.find(|action| action.key == call.action && action.system == call.system);
        action.cloned()
    }

    /// Where in the script an action stands.
    fn site(&self, key: &str) -> Span {
        let calls = self.program.calls();
        let call = calls.iter().find(|call| *call.action.key == *key);
        call.map_or_else(Span::default, |call| call.span)
    }

    fn end(&self, all: &mut Vec<Raw>) {
        let seen = &self.explored.seen;
        let last = seen.events.last().map(|event| event.span);
        let last = last.unwrap_or_default();
        if self.explored.endless {
            return all.push(self.raw(Sort::Loops, last, "", None));
        }
        let Some(report) = &seen.report else {
            if !seen.events.is_empty() {
                all.push(self.raw(Sort::Hangs, last, "", None));
            }
            return;
        };
        match &report.end {
            End::Failed(failure) if failure.by.is_none() => {
                let action = failure.action.as_ref().map(|(_, key)| key.to_string());
                let what = action.or_else(|| self.last_wait());
                let outcome = Some(failure.outcome.text());
                all.extend(what.map(|what| self.raw(Sort::Unhandled, failure.span, what, outcome)));
            }
            End::Faulted(fault) => {
                all.push(self.raw(
                    Sort::Stops,
                    fault.span,
                    fault.message.masked().to_string(),
                    None,
                ));
            }
            _ => {}
        }
    }

    /// The wait that the run asked for last, as a test names it.
    fn last_wait(&self) -> Option<String> {
        let mut asked = self.explored.seen.asked.iter().rev();
        let wait = asked.find(|one| !matches!(one.request, Request::Call(_)))?;
        name_of(&wait.request)
    }

    /// Open at the end, and nothing has so much as tried to close it.
    fn left_open(&self, all: &mut Vec<Raw>) {
        let asked = &self.explored.seen.asked;
        for (what, which) in open_at_end(self.program, asked) {
            let opened = asked.iter().rposition(|one| {
                let action = self.action(&one.request);
                action.is_some_and(|action| action.opened().any(|opens| opens.what == what))
            });
            let after = asked.iter().skip(opened.map_or(0, |at| at + 1));
            // what a flow never closes, it leaves so on purpose
            let calls = self.program.calls();
            // The end of the call to the colleague is none of the caller's.
            let closes = |one: &Asked| match (&one.request, self.action(&one.request)) {
                (Request::Call(call), Some(action)) => {
                    action.closes.contains(&what)
                        && closes_this(&action, call, &what, &which, &calls)
                }
                _ => false,
            };
            let tried = after.into_iter().any(closes);
            if !calls.iter().any(|call| call.action.closes.contains(&what)) {
                continue;
            }
            // Where its result is unknown, it is for the checker: that it is open is not certain.
            let certain = opened.and_then(|at| asked[at].answer.as_ref());
            if !certain.is_some_and(|answer| answer.is_success()) {
                continue;
            }
            let key = opened.and_then(|at| self.action(&asked[at].request));
            if let (Some(action), false) = (key, tried) {
                all.push(self.raw(Sort::LeavesOpen, self.site(&action.key), what, None));
            }
        }
    }

    /// The same action with the same values, after it was or may have been done.
    fn repeated(&self, all: &mut Vec<Raw>) {
        let asked = &self.explored.seen.asked;
        for (at, one) in asked.iter().enumerate() {
            let Some(action) = self.action(&one.request) else {
                continue;
            };
            if action.reads || action.repeatable {
                continue;
            }
            let before = asked[..at].iter().rev();
            let mut before = before.filter(|other| other.request == one.request);
            let done = before.find_map(|other| match &other.answer {
                Some(answer) if answer.outcome == *"Unknown" => Some("Unknown"),
                Some(answer) if answer.is_success() && action.irreversible => Some("Success"),
                None => Some("Unknown"),
                _ => None,
            });
            if let Some(outcome) = done {
                let site = self.site(&action.key);
                let what = action.key.clone();
                all.push(self.raw(Sort::Repeats, site, what, Some(outcome.into())));
            }
        }
    }

    fn not_done(&self, all: &mut Vec<Raw>) {
        let seen = &self.explored.seen;
        let finished = seen
            .report
            .as_ref()
            .is_some_and(|report| report.succeeded());
        if !finished || self.explored.cut_off.is_some() {
            return;
        }
        for event in &seen.events {
            if let EventKind::Abandoned { name, .. } = &event.kind {
                let mut effects = self.explored.effects.iter();
                let effect = effects.find(|effect| effect.name == *name);
                if let Some(Request::Call(call)) = effect.map(|effect| &effect.request) {
                    all.push(self.raw(Sort::NotDone, event.span, call.action.clone(), None));
                }
            }
        }
    }
}
