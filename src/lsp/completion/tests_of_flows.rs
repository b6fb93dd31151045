//! Lines of a script's own tests.

use super::outcomes;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::Action;
use crate::source::Source;
use crate::syntax::Part;
use crate::syntax::tree::{Stmt, StmtKind, Tree};
use crate::syntax::visit::{self, Visit};
use std::sync::Arc;

impl Place<'_> {
    /// What begins a line of a test.
    pub(super) fn in_test(&self) -> Vec<Item> {
        let known = [
            (
                "given",
                Insert::plain("given ").end(),
                "Sets an input, the time, or the answer of an action for a test.",
            ),
            (
                "run this flow",
                Insert::plain("run this flow"),
                "Runs the flow.",
            ),
            (
                "expect",
                Insert::plain("expect ").end(),
                "States what must be true after the run.",
            ),
        ];
        let items =
            known.map(|(word, insert, about)| Item::word(word, 0).insert(insert).about(about));
        items.to_vec()
    }

    /// Actions by their words alone, and what else a line of a test can be about.
    pub(super) fn mocked(&self, parts: &[Part<'_>], expected: bool) -> Vec<Item> {
        let fitting = self.actions().filter(|action| begins_so(action, parts));
        let mut items: Vec<Item> = fitting
            .filter_map(|action| of_action(action, parts.len(), expected))
            .collect();
        if parts.is_empty() {
            let own: &[&str] = match expected {
                true => &[
                    "it finishes",
                    "it fails",
                    "it is cancelled",
                    "it ends in",
                    "emitted",
                    "logged",
                    "nothing left",
                    "left",
                    "the accepted trace",
                ],
                false => &[
                    "now =",
                    "zone =",
                    "seed =",
                    "cancelled after",
                    "the simulator has",
                ],
            };
            items.extend(own.iter().map(|word| Item::word(word, 0)));
            items.extend(self.signals(expected));
        }
        items
    }

    /// The signals that the flow waits for: it is this text, or the one that this text tests.
    fn signals(&self, expected: bool) -> Vec<Item> {
        let mut names = Signals::of(&self.document.source, &self.document.parsed().tree);
        if let Some(flow) = &self.document.context.tested {
            names.extend(Signals::of(flow, &crate::syntax::parse(flow).tree));
        }
        let item = |name: String| {
            let phrase = format!("await signal {name}");
            let insert = Insert::plain(&phrase);
            let insert = match expected {
                true => insert.text(" called ").place("once"),
                false => insert.text(" answers ").place("Success"),
            };
            let about = "What a person, or the host program, answers.";
            Item::word(&phrase, 1).about(about).insert(insert)
        };
        names.into_iter().map(item).collect()
    }

    /// The outcomes of a mocked action.
    pub(super) fn answers(&self, parts: &[Part<'_>]) -> Vec<Item> {
        if let [Part::Word("await"), Part::Word("signal"), ..] = parts {
            let known = [
                ("Success", "Yes, or the value of the signal."),
                ("Declined", "No."),
                ("TimedOut", "No answer comes in time."),
            ];
            let item = |(name, about)| Item::plain(name, ItemSort::Choice, "", 0).about(about);
            return known.map(item).to_vec();
        }
        let Some(action) = self.mocked_action(parts) else {
            return Vec::new();
        };
        let mut items = vec![Item::plain("Success", ItemSort::Choice, "", 0)];
        items.extend(action.outcomes.iter().filter_map(outcomes::item));
        items
    }

    /// The outputs of a mocked action that its answer does not have yet.
    pub(super) fn answered(&self, parts: &[Part<'_>], given: &[&str]) -> Vec<Item> {
        let outputs = self.mocked_action(parts).map(|action| &action.outputs);
        let open = outputs.into_iter().flatten();
        let open = open.filter(|output| !given.contains(&&*output.name));
        open.map(|output| {
            let insert = Insert::plain(&output.name).text(": ").end();
            Item::plain(&output.name, ItemSort::Field, output.kind.to_string(), 0)
                .about(&*output.about)
                .insert(insert)
        })
        .collect()
    }

    fn mocked_action(&self, parts: &[Part<'_>]) -> Option<&Arc<Action>> {
        let words = parts.iter().filter_map(|part| match part {
            Part::Word(word) => Some(*word),
            Part::Value => None,
        });
        let key = words.collect::<Vec<_>>().join(" ");
        self.actions().find(|action| *action.key == *key)
    }

    fn actions(&self) -> impl Iterator<Item = &Arc<Action>> {
        let systems = self.index.systems.iter();
        systems.flat_map(|(_, entry)| &entry.actions)
    }
}

/// Gathers the names of signals, each once.
struct Signals<'a> {
    source: &'a Source,
    names: Vec<String>,
}

impl<'a> Signals<'a> {
    fn of(source: &'a Source, tree: &'a Tree) -> Vec<String> {
        let names = Vec::new();
        let mut signals = Signals { source, names };
        visit::all(&mut signals, tree);
        signals.names
    }
}

impl<'a> Visit<'a> for Signals<'a> {
    fn stmt(&mut self, stmt: &'a Stmt) {
        if let StmtKind::Await(wait) = &stmt.kind
            && let Some(signal) = &wait.signal
        {
            let name = self.source.slice(signal.name).to_owned();
            if !self.names.contains(&name) {
                self.names.push(name);
            }
        }
        visit::stmt_parts(self, stmt);
    }
}

/// Whether an action's words begin with these.
fn begins_so(action: &Action, parts: &[Part<'_>]) -> bool {
    let mut words = action.key.split(' ');
    parts.iter().all(|part| match part {
        Part::Word(word) => words.next() == Some(word),
        Part::Value => false,
    })
}

/// The rest of an action's words, and how the line goes on.
fn of_action(action: &Action, typed: usize, expects: bool) -> Option<Item> {
    let rest: Vec<&str> = action.key.split(' ').skip(typed).collect();
    if rest.is_empty() {
        return None;
    }
    let rest = rest.join(" ");
    let insert = Insert::plain(&rest);
    let insert = match expects {
        true => insert.text(" called ").place("once"),
        false => insert.text(" answers ").place("Success"),
    };
    Some(Item {
        filter: rest,
        ..Item::plain(&action.key, ItemSort::Action, &*action.system, 1)
            .about(&*action.about)
            .insert(insert)
    })
}
