//! The engine that performs the runs of a command: its connections, its pace, its journal.

use crate::cli::connect::Connected;
use crate::cli::run::pace::Pace;
use crate::cli::run::ready::{Ready, zone_of};
use crate::cli::run::record::Recorder;
use crate::host::live::Gate;
use crate::host::look::Looker;
use crate::host::plan::Applied;
use crate::host::{Engine, NoRuntime};
use crate::system::System;
use std::sync::Arc;

/// What was seen of a thing is good for so long: a list is not read again for each of its contacts.
pub(super) const FRESH: std::time::Duration = std::time::Duration::from_secs(2);

/// An engine with these connections.
pub(super) fn engine(
    connected: &[Connected],
    ready: &Ready<'_>,
    (pace, recorder): (Option<Pace>, Option<&Recorder>),
) -> Result<Engine, NoRuntime> {
    let gate = pace.map(|pace| Arc::new(pace) as Arc<dyn Gate>);
    let looker = Arc::new(Looker::new(FRESH, gate.clone()));
    let system = |one: &Connected| match &ready.plan {
        Some(plan) => Arc::new(Applied::new(
            one.system.clone(),
            plan.steps.clone(),
            looker.clone(),
        )) as Arc<dyn System>,
        None => one.system.clone(),
    };
    let builder = connected
        .iter()
        .fold(Engine::builder(), |engine, one| engine.system(system(one)));
    let builder = match gate {
        Some(gate) => builder.gate(gate),
        None => builder,
    };
    let kept = ready
        .keeping
        .as_ref()
        .map(|keeping| keeping.journal.clone());
    let builder = match (kept, recorder) {
        (Some(kept), _) => builder.journal(kept),
        (None, Some(recorder)) => builder.journal(recorder.journal()),
        (None, None) => builder,
    };
    // The slowest of the systems counts, and one that says nothing has the usual time: too long a wait
    // does no harm.
    let profiles = ready.profiles.iter();
    let within: Option<Vec<_>> = profiles
        .map(|profile| profile.common.takes_effect_within)
        .collect();
    let builder = match within.and_then(|within| within.into_iter().max()) {
        Some(within) => builder.takes_effect_within(within),
        None => builder,
    };
    builder
        .limits(ready.limits)
        .zone(zone_of(&ready.profiles))
        .build()
}
