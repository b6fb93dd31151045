//! What of a plan anybody may see.

use super::file::{NoteLine, WriteLine};
use super::keys::PlanKeys;
use crate::catalogue::{Catalogue, Param, ParamDefault, Undo};
use crate::host::plan::{Planned, Sighting, Step, is_not_known_yet};
use crate::report::Redactor;
use crate::run::effect::Call;
use crate::value::Value;

/// The lines of one run.
pub(super) struct Lines {
    pub writes: Vec<WriteLine>,
    pub assumed: Vec<NoteLine>,
}

pub(super) fn of(
    row: Option<u64>,
    planned: &Planned,
    (keys, redactor): (&PlanKeys, &Redactor),
) -> Lines {
    let mut lines = Lines {
        writes: Vec::new(),
        assumed: Vec::new(),
    };
    for step in &planned.steps {
        match step {
            Step::Read { .. } => {}
            Step::Assumed { line, what } => lines.assumed.push(NoteLine {
                row,
                what: format!("line {line}: {}", redactor.show(what)),
            }),
            Step::Write {
                place,
                line,
                call,
                what,
                sighting,
            } => lines.writes.push(WriteLine {
                row,
                line: *line,
                place: place.clone(),
                action: call.action.to_string(),
                what: redactor.show(what),
                thing: thing(call, sighting.as_ref(), keys),
                state: sighting
                    .as_ref()
                    .map(|sighting| sighting.seen.words().to_owned()),
                irreversible: is_irreversible(call),
            }),
        }
    }
    lines
}

/// Which thing an action changes, as the plan names it.
fn thing(call: &Call, sighting: Option<&Sighting>, keys: &PlanKeys) -> Option<String> {
    // The agent who acts has no id where there is only one, as in a toolbar.
    let sighting = sighting.filter(|sighting| !matches!(sighting.id, Value::Nothing));
    if let Some(sighting) = sighting {
        return Some(named(&sighting.id, keys));
    }
    let action = Catalogue::builtin()
        .system(&call.system)?
        .action(&call.action)?
        .clone();
    let of = action.state.as_ref().map(|state| &state.of);
    let names_one = |param: &&Param| {
        param.kind.is_id() && param.required && param.default == ParamDefault::None
    };
    let param = action.params.iter().find(names_one);
    let name = of.or(param.map(|param| &param.name))?;
    let id = call.args.get(name).filter(|id| !is_not_known_yet(id))?;
    Some(named(id, keys))
}

/// An id that anybody may see as it is; any other as a keyed hash.
pub(super) fn named(id: &Value, keys: &PlanKeys) -> String {
    match id.mark().is_hidden() {
        false => id.said().to_string(),
        true => hashed(&id.said(), keys),
    }
}

/// The keyed hash of an id.
pub(super) fn hashed(id: &str, keys: &PlanKeys) -> String {
    let mut hash = keys.keys.tag(format!("thing {id}").as_bytes());
    hash.truncate(32);
    hash
}

fn is_irreversible(call: &Call) -> bool {
    let entry = Catalogue::builtin().system(&call.system);
    let action = entry.and_then(|entry| entry.action(&call.action));
    action.is_none_or(|action| {
        action.irreversible || matches!(action.undo, Some(Undo::Never) if !action.repeatable)
    })
}
