//! What a handler can do.

use super::words::text_item;
use super::{Insert, Item, ItemSort, Place};
use crate::lsp::index::Of;

impl Place<'_> {
    /// The reactions that make sense for these outcomes, the likeliest first.
    pub(super) fn reactions(&self, of: &[&str], then: bool) -> Vec<Item> {
        let mut items = Vec::new();
        if !then && self.may_retry(of) {
            let rank = if self.helps(of) { 0 } else { 3 };
            let about = "Does the one action again: 3 times, backing off.";
            items.push(Item::word("retry", rank).about(about));
        }
        items.push(Item {
            rank: 1,
            ..text_item("fail", "Ends the flow: it has not done what it should.")
        });
        items.push(Item {
            rank: 1,
            ..text_item("finish", "Ends the flow: it has done what it should.")
        });
        items.push(Item::word("ignore", 2).about("Goes on with the next statement."));
        let block = Insert::plain("{\n    ").end().text("\n}");
        items.push(
            Item::word("{ … }", 2)
                .insert(block)
                .about("Several statements."),
        );
        items.extend(self.steps().into_iter().map(|step| Item {
            label: format!("run {}", step.label),
            insert: Insert::plain("run ").and(step.insert),
            sort: ItemSort::Step,
            rank: 2,
            ..step
        }));
        items.extend(self.jumps());
        items
    }

    fn jumps(&self) -> Vec<Item> {
        let in_try =
            self.here.in_try || self.here.owner.as_ref().is_some_and(|it| it.word == "try");
        let known = [
            (
                self.here.in_loop,
                "next",
                "Goes on with the loop's next item.",
            ),
            (self.here.in_loop, "leave", "Leaves the loop."),
            (in_try, "restart", "Runs the `try` again."),
            (
                self.here.in_step,
                "return",
                "Goes back to who runs the step.",
            ),
        ];
        let fitting = known.into_iter().filter(|(fits, ..)| *fits);
        fitting
            .map(|(_, word, about)| Item::word(word, 2).about(about))
            .collect()
    }

    /// Whether there is one action to do again, and doing so is no danger: what nobody knows the
    /// fate of is not done twice.
    fn may_retry(&self, of: &[&str]) -> bool {
        let Some(owner) = &self.here.owner else {
            return true;
        };
        match &owner.of {
            Some(Of::Action(action)) => {
                let unknown = of.iter().any(|name| matches!(*name, "Unknown" | "any"));
                !unknown || action.repeatable || action.reads
            }
            None => false,
            _ => true,
        }
    }

    /// Whether doing the same again may end otherwise.
    fn helps(&self, of: &[&str]) -> bool {
        let action = match self.here.owner.as_ref().and_then(|owner| owner.of.as_ref()) {
            Some(Of::Action(action)) => action,
            _ => return true,
        };
        let transient = |name: &&str| action.outcome(name).is_none_or(|known| known.transient);
        of.iter().all(transient)
    }

    /// How a `retry` goes on.
    pub(super) fn retry_tail(&self, words: &[&str]) -> Vec<Item> {
        let has = |word: &str| words.contains(&word);
        let mut items = Vec::new();
        let comma = words.last() == Some(&",");
        if words.is_empty() {
            items.push(Item::word("once", 0));
            items
                .push(Item::word("3 times", 0).insert(Insert::default().place("3").text(" times")));
        }
        if !has("every") && !has("backing") && !comma {
            let every = Insert::plain("every ").place("2s");
            items.push(Item::word("every", 1).insert(every));
            let backing = Insert::plain("backing off ")
                .place("1s")
                .text(" to ")
                .place("30s");
            items.push(Item::word("backing off", 1).insert(backing));
        }
        let limit = Insert::plain("for at most ").place("5m");
        let then = Insert::plain("then ").place("fail");
        for (word, insert) in [("for at most", limit), ("then", then)] {
            let insert = if comma {
                insert
            } else {
                Insert::plain(", ").and(insert)
            };
            let label = if comma {
                word.to_owned()
            } else {
                format!(", {word}")
            };
            items.push(Item::word(&label, 2).insert(insert));
        }
        items
    }
}
