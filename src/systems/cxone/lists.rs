//! The lists that the system has of its things, as its actions read them.

use super::listing::Listing;
use super::plan::Plans;
use super::request::{FieldFrom, ListFrom, Method, OneOrMore, OutputFrom};
use crate::catalogue::{SystemEntry, Thing};
use std::sync::Arc;

/// Every list of the system.
#[derive(Debug)]
pub(super) struct Lists {
    all: Vec<(Arc<str>, Listing)>,
    states: Vec<Arc<StateList>>,
}

/// A list that has the ids and the states of things of one sort.
#[derive(Debug)]
pub(super) struct StateList {
    /// The list.
    pub listing: Listing,
    /// The field with the id.
    pub id: OneOrMore,
    /// The field with the state, as the system calls it.
    pub state: OneOrMore,
    thing: Arc<str>,
}

impl Lists {
    pub(super) fn new(entry: &Arc<SystemEntry>, plans: &Plans) -> Self {
        let mut lists = Self {
            all: Vec::new(),
            states: Vec::new(),
        };
        let plans = entry
            .actions
            .iter()
            .filter_map(|action| plans.get(&action.key));
        for plan in plans.filter(|plan| plan.request.method == Method::Get) {
            let Some(listing) = plan.listing() else {
                continue;
            };
            for from in plan.request.outputs.values() {
                let states = entry
                    .things
                    .iter()
                    .filter_map(|thing| StateList::of(thing, from, &listing).map(Arc::new));
                lists.states.extend(states);
            }
            lists.all.push((plan.version.clone(), listing));
        }
        lists
    }

    /// The list at a path below the version, and the version that it is read with.
    pub(super) fn at(&self, path: &str) -> Option<&(Arc<str>, Listing)> {
        self.all.iter().find(|(_, listing)| {
            let there = listing.path.split_once('/').map(|(_, path)| path);
            there == Some(path)
        })
    }

    /// The list of all things of a sort, with their states.
    pub(super) fn of(&self, thing: &str) -> Option<&Arc<StateList>> {
        self.states.iter().find(|list| *list.thing == *thing)
    }
}

impl StateList {
    /// From an output that lists things of this sort.
    fn of(thing: &Thing, from: &OutputFrom, listing: &Listing) -> Option<Self> {
        let OutputFrom::List(ListFrom { fields, .. }) = from else {
            return None;
        };
        let state = fields.values().find_map(|field| match field {
            FieldFrom::State(state) if *state.of == *thing.name => Some(state.state.clone()),
            _ => None,
        })?;
        let id = match &*thing.name {
            "agent" => fields.get("AgentId")?,
            _ => fields.get("ContactId")?,
        };
        let FieldFrom::Named(id) = id else {
            return None;
        };
        Some(Self {
            listing: listing.clone(),
            id: id.clone(),
            state,
            thing: thing.name.clone(),
        })
    }
}
