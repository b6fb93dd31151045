//! Lines of a script's own tests.

use super::outcomes;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::Action;
use crate::lsp::document::Document;
use crate::lsp::index::{Index, Name, Sort};
use crate::source::Source;
use crate::syntax::tree::{Item as TopItem, Stmt, StmtKind, Test, TestItem, Tree};
use crate::syntax::visit::{self, Visit};
use crate::syntax::{Mocked, Part};
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

    /// Actions by their words alone, those of the flow first, and what else a line of a test can be
    /// about.
    pub(super) fn mocked(&self, parts: &[Part<'_>], by: Mocked) -> Vec<Item> {
        if let [Part::Word("await"), Part::Word("signal")] = parts {
            return self.signals("", by);
        }
        let used = self.with_flow(|flow| {
            let does = flow.sites.iter().filter_map(|site| site.does.action());
            let keys: Vec<Arc<str>> = does.map(|action| action.key.clone()).collect();
            keys
        });
        let fitting = self.actions().filter(|action| begins_so(action, parts));
        let mut items: Vec<Item> = fitting
            .filter_map(|action| {
                let rank = if used.contains(&action.key) { 1 } else { 3 };
                let item = of_action(action, parts.len(), by)?;
                Some(Item { rank, ..item })
            })
            .collect();
        if parts.is_empty() {
            let own: &[&str] = match by {
                Mocked::Given => &[
                    "now =",
                    "zone =",
                    "seed =",
                    "cancelled after",
                    "the simulator has",
                ],
                Mocked::Expected => &[
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
                Mocked::Before => &[],
            };
            items.extend(own.iter().map(|word| Item::word(word, 2)));
            items.extend(self.signals("await signal ", by));
        }
        items
    }

    /// The inputs of the flow that neither this line nor another one of the test gives.
    pub(super) fn inputs(&self, named: &[&str]) -> Vec<Item> {
        let given = self.given_elsewhere();
        let open = |name: &&Name| {
            name.sort == Sort::Input
                && !named.contains(&&*name.text)
                && !given.contains(&&*name.text)
        };
        let item = |name: &Name| {
            let insert = Insert::plain(&name.text).text(" = ").end();
            Item::plain(&name.text, ItemSort::Input, name.kind.to_string(), 0)
                .about("An input of the flow.")
                .insert(insert)
        };
        self.with_flow(|flow| flow.names.iter().filter(open).map(item).collect())
    }

    /// The inputs that other lines of the test give.
    fn given_elsewhere(&self) -> Vec<&str> {
        let source = &self.document.source;
        let line = source.line_of(self.line.at);
        let items = self.document.parsed().tree.items.iter();
        let tests = items.filter_map(|item| match item {
            TopItem::Test(test) => Some(test),
            _ => None,
        });
        let around = |test: &&Test| test.body.start < self.line.at && self.line.at <= test.body.end;
        let lines = tests.filter(around).flat_map(|test| &test.items);
        let given = lines.filter_map(|item| match item {
            TestItem::GivenInputs(span, given) if source.line_of(span.start) != line => Some(given),
            _ => None,
        });
        given
            .flatten()
            .map(|(name, _)| source.slice(*name))
            .collect()
    }

    /// The results that the flow emits.
    pub(super) fn results(&self) -> Vec<Item> {
        let item = |name: &Name| {
            let insert = Insert::plain(&name.text).text(" = ").end();
            Item::plain(&name.text, ItemSort::Variable, "result", 0).insert(insert)
        };
        let emitted =
            |name: &&Name| name.sort == Sort::Result && name.places.iter().any(|place| place.binds);
        self.with_flow(|flow| flow.names.iter().filter(emitted).map(item).collect())
    }

    /// Looks at the flow under test: the one beside a file of tests, else this text.
    pub(super) fn with_flow<T>(&self, look: impl FnOnce(&Index) -> T) -> T {
        let Some(flow) = &self.document.context.tested else {
            return look(self.index);
        };
        let mut context = self.document.context.clone();
        context.tested = None;
        let flow = Document::new(flow.name(), flow.text(), context);
        look(flow.among(self.document.around().clone()).index())
    }

    /// The signals that the flow waits for: it is this text, or the one that this text tests.
    fn signals(&self, before: &str, by: Mocked) -> Vec<Item> {
        let mut names = Signals::of(&self.document.source, &self.document.parsed().tree);
        if let Some(flow) = &self.document.context.tested {
            names.extend(Signals::of(flow, &crate::syntax::parse(flow).tree));
        }
        let item = |name: String| {
            let phrase = format!("{before}{name}");
            let insert = goes_on(Insert::plain(&phrase), by);
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

    /// Whether an action is named whole, or a signal.
    pub(super) fn is_named(&self, parts: &[Part<'_>]) -> bool {
        let signal = matches!(
            parts,
            [Part::Word("await"), Part::Word("signal"), Part::Value]
        );
        signal || self.mocked_action(parts).is_some()
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

/// What is said of an action after its words.
fn goes_on(insert: Insert, by: Mocked) -> Insert {
    match by {
        Mocked::Given => insert.text(" answers ").place("Success"),
        Mocked::Expected => insert.text(" called ").place("once"),
        Mocked::Before => insert,
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
fn of_action(action: &Action, typed: usize, by: Mocked) -> Option<Item> {
    let rest: Vec<&str> = action.key.split(' ').skip(typed).collect();
    if rest.is_empty() {
        return None;
    }
    let rest = rest.join(" ");
    let insert = goes_on(Insert::plain(&rest), by);
    Some(Item {
        filter: rest,
        ..Item::plain(&action.key, ItemSort::Action, &*action.system, 1)
            .about(&*action.about)
            .insert(insert)
    })
}
