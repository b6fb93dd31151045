//! Outcomes that are not handled yet.

use super::{Item, ItemSort, Place};
use crate::catalogue::{Action, Outcome, ParamDefault};
use crate::lsp::index::{Does, Of, Site, What};
use crate::source::Span;
use crate::syntax::tokens::Sort;
use std::sync::Arc;

/// What the transport can add to a wait.
const OF_WAITS: [(&str, &str); 4] = [
    ("Unauthorized", "The credentials are rejected."),
    ("Throttled", "The system received too many requests."),
    (
        "Unavailable",
        "The system could not be reached, or accepted nothing.",
    ),
    (
        "Rejected",
        "The system rejected the request; the reason is its message.",
    ),
];

impl Place<'_> {
    /// The outcomes of what stands above that it has no handler for.
    pub(super) fn outcomes(&self, named: &[&str]) -> Vec<Item> {
        if self.line.in_test() {
            return self.with_flow(|flow| of_sites(flow.sites.iter()));
        }
        let Some(owner) = &self.here.owner else {
            return Vec::new();
        };
        let mut items = all_outcomes(self, owner.word, owner.of.as_ref());
        let handled = handled(self, owner.span, owner.of.as_ref());
        let known = |span: &Span| self.line.source.slice(*span);
        // what follows on the line is in no index: it is being written
        let beside = self.line.rest().filter(|token| token.sort == Sort::Name);
        let beside: Vec<Span> = beside.map(|token| token.span).collect();
        items.retain(|item| {
            let is = |span: &Span| known(span) == item.label;
            let is_known = handled.iter().any(is) || beside.iter().any(is);
            !named.contains(&item.label.as_str()) && !is_known
        });
        // it is the last one
        let is_last = beside.is_empty() && handled.iter().all(|span| span.start < self.line.at);
        if named.is_empty() && is_last {
            items.push(Item::word("any other", 3).about("Every outcome that is not named."));
        }
        items
    }
}

fn all_outcomes(place: &Place<'_>, word: &str, of: Option<&Of>) -> Vec<Item> {
    let mut items = Vec::new();
    match word {
        "repeat" => items.push(own("Exhausted", "All rounds have ended.")),
        "within" | "wait until" | "await" => {
            items.push(own("TimedOut", "The time limit was reached."))
        }
        _ => {}
    }
    match of {
        Some(Of::Action(action)) => items.extend(of_action(place, action)),
        Some(Of::Thing(thing)) => {
            items.extend(thing.outcomes.iter().filter_map(item));
            items.extend(OF_WAITS.map(|(name, about)| Item {
                rank: 2,
                ..own(name, about)
            }));
        }
        Some(Of::Inside(span)) => {
            let inside = |site: &&Site| span.start <= site.span.start && site.span.end <= span.end;
            items.extend(of_sites(place.index.sites.iter().filter(inside)));
        }
        Some(Of::Anywhere) => items.extend(of_sites(place.index.sites.iter())),
        None => {}
    }
    items
}

/// Those of the action itself before those that come with its session.
fn of_action(place: &Place<'_>, action: &Action) -> Vec<Item> {
    let of_session = |name: &str| {
        let systems = place.index.systems.iter();
        let mut all = systems
            .filter(|(_, entry)| entry.name == action.system)
            .flat_map(|(_, entry)| &entry.actions);
        all.any(|other| hands_on_to(other, action) && other.outcome(name).is_some())
    };
    let items = action.outcomes.iter().filter_map(item);
    let ranked = items.map(|item| Item {
        rank: item.rank.max(u8::from(of_session(&item.label))),
        ..item
    });
    ranked.collect()
}

/// The outcomes that the statement's own handlers name already.
fn handled(place: &Place<'_>, owner: Span, of: Option<&Of>) -> Vec<Span> {
    let words = place.index.words.iter().filter(|word| {
        let inside = owner.start <= word.span.start && word.span.end <= owner.end;
        inside && matches!((&word.what, of), (What::Outcome(known), Some(of)) if same(known, of))
    });
    words.map(|word| word.span).collect()
}

/// Whether an action gives what the other takes by default.
fn hands_on_to(giver: &Action, taker: &Action) -> bool {
    let given = |name: &str| {
        let mut outputs = giver.outputs.iter();
        outputs.any(|output| output.provides && *output.name == *name)
    };
    taker.params.iter().any(|param| match &param.default {
        ParamDefault::Provided(name) => given(name),
        _ => false,
    })
}

fn same(a: &Of, b: &Of) -> bool {
    match (a, b) {
        (Of::Action(a), Of::Action(b)) => Arc::ptr_eq(a, b),
        (Of::Thing(a), Of::Thing(b)) => Arc::ptr_eq(a, b),
        (Of::Inside(a), Of::Inside(b)) => a == b,
        (Of::Anywhere, Of::Anywhere) => true,
        _ => false,
    }
}

/// A documented one before those of the transport; success is no news.
pub(super) fn item(outcome: &Outcome) -> Option<Item> {
    let rank = match (&*outcome.name, outcome.transport) {
        ("Success", _) => return None,
        (_, false) => 0,
        (_, true) => 2,
    };
    let detail = if outcome.transient {
        "a retry can help"
    } else {
        ""
    };
    let item = Item::plain(&outcome.name, ItemSort::Choice, detail, rank);
    Some(item.about(&*outcome.about))
}

fn own(name: &str, about: &str) -> Item {
    Item::plain(name, ItemSort::Choice, "", 0).about(about)
}

fn of_sites<'a>(sites: impl Iterator<Item = &'a Site>) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    for site in sites {
        let outcomes = match &site.does {
            Does::Action(action) => &action.outcomes,
            Does::Wait(thing) | Does::Await(thing) => &thing.outcomes,
            Does::Unknown => continue,
        };
        for outcome in outcomes {
            let known = items.iter().any(|item| *item.label == *outcome.name);
            if !known {
                items.extend(item(outcome));
            }
        }
    }
    items
}
