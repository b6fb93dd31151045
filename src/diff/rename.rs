//! Names that are called otherwise in the newer flow and mean the same.

use crate::program::Program;
use std::collections::{BTreeMap, BTreeSet};

/// What names of a flow are called in comparisons.
#[derive(Clone, Debug, Default)]
pub(super) struct Names(BTreeMap<String, String>);

impl Names {
    /// What a name is called.
    pub fn of<'a>(&'a self, name: &'a str) -> &'a str {
        self.0.get(name).map_or(name, String::as_str)
    }

    /// The newer name and the older one.
    pub fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(new, old)| (new.as_str(), old.as_str()))
    }
}

/// What the newer flow may call otherwise: as many names are gone as are new, in the order in which
/// the flows have them. Whether that is so is seen by comparing: then less is different.
pub(super) fn guess(before: &Program, after: &Program) -> Option<Names> {
    let (old, new) = (names(before), names(after));
    let gone: Vec<&String> = old.iter().filter(|name| !new.contains(name)).collect();
    let come: Vec<&String> = new.iter().filter(|name| !old.contains(name)).collect();
    if gone.is_empty() || gone.len() != come.len() {
        return None;
    }
    let pairs = come.into_iter().cloned().zip(gone.into_iter().cloned());
    Some(Names(pairs.collect()))
}

/// Every name of a flow, once, in its order.
fn names(program: &Program) -> Vec<String> {
    let inputs = program.inputs.iter().map(|input| &input.name);
    let bodies = std::iter::once(&program.main).chain(program.steps.iter().map(|step| &step.body));
    let slots = bodies.flat_map(|body| &body.names);
    let steps = program.steps.iter().map(|step| &step.name);
    let mut seen = BTreeSet::new();
    let all = inputs
        .chain(slots)
        .chain(steps)
        .map(|name| name.to_string());
    all.filter(|name| seen.insert(name.clone())).collect()
}
