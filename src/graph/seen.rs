//! What has happened in a flow, to be shown in its picture: out of a trace, or out of what tests have
//! reached.

use super::model::{Item, Row, Sort};
use crate::source::Span;
use std::collections::BTreeMap;

/// How often what was reached.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// Whether it counts tests; otherwise how often something happened.
    tests: bool,
    /// By where an action begins and its outcome.
    outcomes: BTreeMap<u32, BTreeMap<String, u64>>,
    /// By where anything else begins that happened.
    others: BTreeMap<u32, u64>,
    /// By where a handler begins.
    handlers: BTreeMap<u32, u64>,
    /// By the path of a statement.
    paths: BTreeMap<String, u64>,
    /// By the path of an `if` and the number of its arm.
    arms: BTreeMap<(String, usize), u64>,
}

impl Seen {
    /// Of what happened in runs.
    pub fn of_runs() -> Self {
        Self::default()
    }

    /// Of what tests have reached, by the names of coverage: `outcome@120:Success`, `handler@133`,
    /// `3?0`, `3.body.1`.
    pub fn of_tests<'a>(hits: impl IntoIterator<Item = (&'a str, u64)>) -> Self {
        let mut seen = Self {
            tests: true,
            ..Self::default()
        };
        for (id, count) in hits {
            seen.hit(id, count);
        }
        seen
    }

    fn hit(&mut self, id: &str, count: u64) {
        if let Some(handler) = id.strip_prefix("handler@") {
            if let Ok(at) = handler.parse() {
                *self.handlers.entry(at).or_default() += count;
            }
        } else if let Some(rest) = id.strip_prefix("outcome@") {
            if let Some((at, outcome)) = rest.split_once(':')
                && let Ok(at) = at.parse()
            {
                let outcome = if outcome == "*" { "others" } else { outcome };
                self.outcome(at, outcome, count);
            }
        } else if let Some((path, number)) = id.split_once('?') {
            if let Ok(number) = number.parse() {
                *self.arms.entry((path.to_owned(), number)).or_default() += count;
            }
        } else if !id.contains('@') {
            *self.paths.entry(id.to_owned()).or_default() += count;
        }
    }

    /// An action that begins here ended so.
    pub fn outcome(&mut self, at: u32, outcome: &str, count: u64) {
        let of = self.outcomes.entry(at).or_default();
        *of.entry(outcome.to_owned()).or_default() += count;
    }

    /// A handler that begins here took an outcome.
    pub fn handler(&mut self, at: u32, count: u64) {
        *self.handlers.entry(at).or_default() += count;
    }

    /// Something else happened that begins here: a line was logged, a result was given, time passed.
    pub fn other(&mut self, at: u32, count: u64) {
        *self.others.entry(at).or_default() += count;
    }

    /// Whether nothing has happened at all.
    pub fn is_empty(&self) -> bool {
        self.outcomes.is_empty() && self.others.is_empty() && self.paths.is_empty()
    }

    /// How often an item was reached; nothing where that is not known.
    pub fn count(&self, item: &Item) -> Option<u64> {
        if matches!(
            item.sort,
            Sort::Start | Sort::End | Sort::Everywhere | Sort::Always
        ) {
            return None;
        }
        if self.tests {
            return Some(self.paths.get(&item.id).copied().unwrap_or(0));
        }
        let here = self.of_outcomes(item.span).chain(self.of_others(item.span));
        match item.sort {
            Sort::Action | Sort::Wait => {
                let at = item.span.start;
                let outcomes = self.outcomes.get(&at);
                let outcomes = outcomes.map_or(0, |of| of.values().sum());
                Some(outcomes + self.others.get(&at).copied().unwrap_or(0))
            }
            // what happened inside is what is known of it
            _ => Some(here.sum()).filter(|count| *count > 0),
        }
    }

    fn of_outcomes(&self, span: Span) -> impl Iterator<Item = u64> {
        let range = self.outcomes.range(span.start..span.end.max(span.start));
        range.flat_map(|(_, of)| of.values().copied())
    }

    fn of_others(&self, span: Span) -> impl Iterator<Item = u64> {
        let range = self.others.range(span.start..span.end.max(span.start));
        range.map(|(_, count)| *count)
    }

    /// How often a row was taken; nothing where that is not known.
    pub fn row(&self, item: &Item, row: &Row) -> Option<u64> {
        if let Some(handler) = row.handler {
            return Some(self.handlers.get(&handler.start).copied().unwrap_or(0));
        }
        let arm = row.arm.filter(|_| self.tests)?;
        let key = (item.id.clone(), arm);
        Some(self.arms.get(&key).copied().unwrap_or(0))
    }

    /// What is said of an item: `3 times: InvalidState 2, Success 1`.
    pub fn said(&self, item: &Item) -> Option<String> {
        let count = self.count(item)?;
        if count == 0 {
            return Some("not reached".into());
        }
        let mut said = match (self.tests, count) {
            (true, 1) => "reached by 1 test".to_owned(),
            (true, many) => format!("reached by {many} tests"),
            (false, 1) => "reached once".to_owned(),
            (false, many) => format!("reached {many} times"),
        };
        let outcomes = self.outcomes.get(&item.span.start);
        let outcomes = outcomes.filter(|_| matches!(item.sort, Sort::Action | Sort::Wait));
        if let Some(outcomes) = outcomes {
            let each: Vec<String> = outcomes
                .iter()
                .map(|(outcome, count)| format!("{outcome} {count}"))
                .collect();
            said.push_str(&format!(": {}", each.join(", ")));
        }
        Some(said)
    }
}
