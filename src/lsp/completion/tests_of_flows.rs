//! Lines of a script's own tests.

use super::outcomes;
use super::slot::Part;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::Action;
use std::sync::Arc;

impl Place<'_> {
    /// What begins a line of a test.
    pub(super) fn in_test(&self) -> Vec<Item> {
        let known = [
            (
                "given",
                Insert::plain("given ").end(),
                "What the test brings with it.",
            ),
            (
                "run this flow",
                Insert::plain("run this flow"),
                "Runs the flow.",
            ),
            (
                "expect",
                Insert::plain("expect ").end(),
                "What has to have happened.",
            ),
        ];
        let items =
            known.map(|(word, insert, about)| Item::word(word, 0).insert(insert).about(about));
        items.to_vec()
    }

    /// Actions by their words alone, and what else a line of a test can be about.
    pub(super) fn mocked(&self, parts: &[Part<'_>]) -> Vec<Item> {
        let first = self.line.clause_tokens().first();
        let expects = first.is_some_and(|token| self.line.text(token) == "expect");
        let mut items: Vec<Item> = self
            .actions()
            .map(|action| of_action(action, expects))
            .collect();
        if parts.is_empty() {
            let own: &[&str] = match expects {
                true => &["it finishes", "it fails", "emitted"],
                false => &["now ="],
            };
            items.extend(own.iter().map(|word| Item::word(word, 0)));
        }
        items
    }

    /// The outcomes of a mocked action.
    pub(super) fn answers(&self, parts: &[Part<'_>]) -> Vec<Item> {
        let words = parts.iter().filter_map(|part| match part {
            Part::Word(word) => Some(*word),
            Part::Value => None,
        });
        let key = words.collect::<Vec<_>>().join(" ");
        let Some(action) = self.actions().find(|action| *action.key == *key) else {
            return Vec::new();
        };
        let mut items = vec![Item::plain("Success", ItemSort::Choice, "", 0)];
        items.extend(action.outcomes.iter().filter_map(outcomes::item));
        items
    }

    fn actions(&self) -> impl Iterator<Item = &Arc<Action>> {
        let systems = self.index.systems.iter();
        systems.flat_map(|(_, entry)| &entry.actions)
    }
}

fn of_action(action: &Action, expects: bool) -> Item {
    let insert = Insert::plain(&action.key);
    let insert = match expects {
        true => insert.text(" called ").place("once"),
        false => insert.text(" answers ").place("Success"),
    };
    Item {
        whole: true,
        ..Item::plain(&action.key, ItemSort::Action, &*action.system, 1)
            .about(&*action.about)
            .insert(insert)
    }
}
