//! Which results are lists: what is emitted in a loop, or in a step that a loop runs, is one value
//! for each time.

use super::resolve::{BodyKind, EmitUse, Resolved};
use std::collections::BTreeSet;

/// The bodies that may run more than once in a run, by their numbers.
fn repeated(model: &Resolved<'_>) -> BTreeSet<u32> {
    let everywhere = model.bodies.iter().enumerate();
    let everywhere = everywhere.filter(|(_, body)| matches!(body.kind, BodyKind::Everywhere(_)));
    let mut found: BTreeSet<u32> = everywhere.map(|(at, _)| at as u32).collect();
    loop {
        let before = found.len();
        for run in model.facts.runs.iter().filter(|run| !run.in_test) {
            if run.in_loop || found.contains(&run.body) {
                let step = run.step.map(BodyKind::Step);
                let body = model.bodies.iter().position(|body| Some(body.kind) == step);
                found.extend(body.map(|at| at as u32));
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// The names of the results that are lists, in their order in the flow.
pub(super) fn lists<'a>(model: &Resolved<'a>) -> Vec<&'a str> {
    let repeated = repeated(model);
    let several = |emit: &&EmitUse| emit.in_loop || repeated.contains(&emit.body);
    let mut all: Vec<&EmitUse> = model.facts.emits.iter().filter(several).collect();
    all.sort_by_key(|emit| emit.name.start);
    let mut names: Vec<&str> = Vec::new();
    for emit in all {
        let name = model.slice(emit.name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
