//! What an action does to the state of a thing, and which platforms offer what.

use super::super::table::{ActionTable, BeforeTable, StateTable, SystemTable};
use super::super::{StateChange, Thing};
use super::findings::Findings;
use super::thing::arcs;
use std::sync::Arc;

pub(super) fn change(
    at: &str,
    system: &SystemTable,
    table: &StateTable,
    things: &[Arc<Thing>],
    known: &dyn Fn(&str) -> bool,
    findings: &mut Findings,
) -> StateChange {
    if !known(&table.of) {
        let what = format!(
            "`state.of` names `{}`, which is not a parameter or an output",
            table.of
        );
        findings.add(at, what);
    }
    let (before, before_on) = before(at, system, &table.before, findings);
    match things.iter().find(|thing| *thing.name == *table.thing) {
        None => findings.add(
            at,
            format!(
                "`state.thing` names `{}`, which is not a thing",
                table.thing
            ),
        ),
        Some(thing) => {
            let states = before.iter().map(|state| &**state);
            let states = states.chain(table.after.as_deref());
            for state in states.filter(|state| thing.state(state).is_none()) {
                findings.add(at, format!("a {} has no state `{state}`", table.thing));
            }
        }
    }
    StateChange {
        of: table.of.as_str().into(),
        thing: table.thing.as_str().into(),
        before,
        before_on,
        after: table.after.as_deref().map(Into::into),
    }
}

type OnPlatforms = Vec<(Arc<str>, Vec<Arc<str>>)>;

/// The states of all platforms together, and those of each where they differ.
fn before(
    at: &str,
    system: &SystemTable,
    table: &BeforeTable,
    findings: &mut Findings,
) -> (Vec<Arc<str>>, OnPlatforms) {
    let each = match table {
        BeforeTable::All(states) => return (arcs(states), Vec::new()),
        BeforeTable::Each(each) => each,
    };
    let mut all: Vec<Arc<str>> = Vec::new();
    let mut on = Vec::new();
    for (platform, states) in each {
        is_platform(at, "state.before", system, platform, findings);
        let states = arcs(states);
        let new = states.iter().filter(|state| !all.contains(state));
        let new: Vec<Arc<str>> = new.cloned().collect();
        all.extend(new);
        on.push((platform.as_str().into(), states));
    }
    (all, on)
}

/// Every platform that an action's table names.
pub(super) fn offered(
    at: &str,
    system: &SystemTable,
    table: &ActionTable,
    findings: &mut Findings,
) {
    for platform in &table.platforms {
        is_platform(at, "platforms", system, platform, findings);
    }
    for (name, param) in &table.params {
        let of = format!("params.{name}.platforms");
        for platform in &param.platforms {
            is_platform(at, &of, system, platform, findings);
        }
    }
}

pub(super) fn is_platform(
    at: &str,
    of: &str,
    system: &SystemTable,
    platform: &str,
    findings: &mut Findings,
) {
    let known = &system.platforms;
    if !known.is_empty() && !known.iter().any(|name| name == platform) {
        let known = known.join(", ");
        let what = format!("`{of}` names the platform `{platform}`; the system has {known}");
        findings.add(at, what);
    }
}

/// The system's platforms: as it says, or else all that its actions name.
pub(super) fn platforms(table: &SystemTable) -> Vec<Arc<str>> {
    if !table.platforms.is_empty() {
        return arcs(&table.platforms);
    }
    let mut all: Vec<Arc<str>> = Vec::new();
    for action in &table.actions {
        let of_params = action.params.values().flat_map(|param| &param.platforms);
        for platform in action.platforms.iter().chain(of_params) {
            if !all.iter().any(|known| **known == **platform) {
                all.push(platform.as_str().into());
            }
        }
    }
    all
}
