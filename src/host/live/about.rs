//! What a write is about, for whoever looks for it later or takes it back.

use super::calls::Intent;
use crate::catalogue::{Action, Inverse, Look, Thing, Undo};
use crate::host::look::Looker;
use crate::journal::About;
use crate::run::effect::Call;
use crate::system::System;
use crate::value::{Kind, Record, Value};
use std::sync::Arc;

/// What an action is about, without asking anybody.
pub(in crate::host) fn about(system: &dyn System, call: &Call) -> About {
    let Some(action) = system.entry().action(&call.action) else {
        return About::default();
    };
    About {
        thing: thing(action, &call.args),
        before: Record::new(),
        after: action.state.as_ref().and_then(|state| state.after.clone()),
    }
}

fn thing(action: &Action, args: &Record) -> Option<(Arc<str>, Value)> {
    if let Some(state) = &action.state
        && let Some(id) = args.get(&state.of)
    {
        return Some((state.thing.clone(), id.clone()));
    }
    let names_one = |kind: &Kind| {
        matches!(
            kind,
            Kind::ContactId | Kind::DialogId | Kind::Ecid | Kind::AgentId | Kind::PhoneNumber
        )
    };
    let param = action
        .params
        .iter()
        .find(|param| param.required && names_one(&param.kind) && args.contains_key(&param.name))?;
    let id = args.get(&param.name)?;
    let kind = param.kind.to_string();
    let kind = kind.trim_end_matches(" id");
    Some((kind.into(), id.clone()))
}

/// Whether what takes the action back needs to know how things are before it.
pub(in crate::host) fn needs_a_look(system: &dyn System, call: &Call) -> bool {
    let action = system.entry().action(&call.action);
    action
        .and_then(|action| by(action))
        .is_some_and(|by| !by.before.is_empty())
}

fn by(action: &Action) -> Option<&Inverse> {
    match action.undo.as_ref()? {
        Undo::By(by) => Some(by),
        Undo::Never => None,
    }
}

/// How things are before the action, as parameters of what takes it back.
pub(in crate::host) async fn before(system: &dyn System, call: &Call, looker: &Looker) -> Record {
    let entry = system.entry().clone();
    let mut before = Record::new();
    let Some(action) = entry.action(&call.action) else {
        return before;
    };
    let Some(by) = by(action) else {
        return before;
    };
    let changed = action.state.as_ref();
    let of_thing = changed.and_then(|state| entry.thing(&state.thing));
    let Some(look) = look_of(by, of_thing.map(|thing| &**thing)) else {
        return before;
    };
    let id = changed.and_then(|state| call.args.get(&state.of));
    let id = id.cloned().unwrap_or_default();
    for (param, field) in &by.before {
        let shown = looker.field(system, look, (&id, &call.args), field).await;
        if let Some(value) = shown.filter(|value| !matches!(value, Value::Nothing)) {
            before.insert(param.clone(), value);
        }
    }
    before
}

fn look_of<'a>(by: &'a Inverse, thing: Option<&'a Thing>) -> Option<&'a Look> {
    by.look.as_ref().or_else(|| thing?.look.as_ref())
}

/// The same intent, with how things were before.
pub(super) async fn complete(intent: &mut Intent, system: &dyn System, call: &Call) {
    if intent.looks {
        // Nothing that was seen before is good enough here: each action sees for itself.
        let looker = Looker::new(std::time::Duration::ZERO, None);
        intent.about.before = before(system, call, &looker).await;
    }
}
