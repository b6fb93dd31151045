//! What a handler can do.

use super::words::{begun, begun_by};
use super::{Insert, Item, ItemSort, Place};
use crate::lsp::index::Of;
use crate::syntax::tree::Leaves;

impl Place<'_> {
    /// The reactions that make sense for these outcomes, the likeliest first.
    pub(super) fn reactions(&self, of: &[&str], then: bool) -> Vec<Item> {
        let mut items = Vec::new();
        if !then && self.may_retry(of) {
            let rank = if self.helps(of) { 0 } else { 3 };
            items.push(begun("retry", rank));
        }
        items.extend(self.ending(1));
        items.extend(begun_by(|leaves| leaves == Leaves::Handler, 2));
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
        let in_try =
            self.here.in_try || self.here.owner.as_ref().is_some_and(|it| it.word == "try");
        items.extend(self.jumps(in_try, 2));
        items
    }

    /// Whether there is one action to do again, and doing so is no danger: what nobody knows the
    /// fate of is not done twice.
    fn may_retry(&self, of: &[&str]) -> bool {
        // a value is no better the second time, and a person who said no is not asked again
        let own = |name: &&str| matches!(*name, "UnknownZone" | "Declined");
        if of.iter().any(own) {
            return false;
        }
        let Some(owner) = &self.here.owner else {
            return true;
        };
        let limits = matches!(owner.word, "within" | "repeat" | "wait until" | "await");
        if limits
            && of
                .iter()
                .any(|name| matches!(*name, "TimedOut" | "Exhausted"))
        {
            return false;
        }
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
}
