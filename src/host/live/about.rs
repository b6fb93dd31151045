//! What a write is about, for whoever looks for it later or takes it back.

use super::calls::Intent;
use crate::catalogue::{Action, Inverse, Param, ParamDefault};
use crate::host::left::{by, look_of};
use crate::host::look::Looker;
use crate::journal::About;
use crate::run::effect::{Answer, Call};
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
    let given = |param: &&Param| param.required && args.contains_key(&param.name);
    let mut params = action.params.iter().filter(given);
    if let Some(param) = params.find(|param| names_one(&param.kind)) {
        let kind = param.kind.to_string();
        let kind = kind.trim_end_matches(" id");
        return Some((kind.into(), args.get(&param.name)?.clone()));
    }
    other(action, args)
}

/// Something that is no contact, agent or number, such as a callback; else the agent who acts.
fn other(action: &Action, args: &Record) -> Option<(Arc<str>, Value)> {
    let own = |param: &&Param| !matches!(param.default, ParamDefault::Provided(_));
    let named = action.params.iter().filter(own).find_map(|param| {
        let kind = About::kind_of(&param.name).filter(|_| param.required)?;
        Some((kind.into(), args.get(&param.name)?.clone()))
    });
    let acting = || Some(("agent".into(), args.get("SecurityUser")?.clone()));
    named.or_else(acting)
}

/// Whether what takes the action back needs to know how things are before it.
pub(in crate::host) fn needs_a_look(system: &dyn System, call: &Call) -> bool {
    let action = system.entry().action(&call.action);
    action
        .and_then(|action| by(action))
        .is_some_and(|by: &Inverse| !by.before.is_empty())
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
    let Some(look) = look_of(&entry, action) else {
        return before;
    };
    let changed = action.state.as_ref();
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

/// How its system shows the thing after a write that has succeeded, where somebody looked before it.
pub(in crate::host) async fn after(system: &dyn System, call: &Call, answer: &mut Answer) {
    let entry = system.entry().clone();
    if let (true, Some(action)) = (answer.is_success(), entry.action(&call.action)) {
        let looker = Looker::new(std::time::Duration::ZERO, None);
        let shown = looker.shown(system, action, &call.args).await;
        answer.left = shown.map(Box::new);
    }
}

/// The same intent, with how things were before.
pub(super) async fn complete(intent: &mut Intent, system: &dyn System, call: &Call) {
    if intent.looks {
        // Nothing that was seen before is good enough here: each action sees for itself.
        let looker = Looker::new(std::time::Duration::ZERO, None);
        intent.about.before = before(system, call, &looker).await;
    }
}
