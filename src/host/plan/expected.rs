//! Whether what a run is about to send is what its plan says.

use super::placeholder;
use crate::catalogue::{Action, Param, ParamDefault};
use crate::run::effect::Call;
use crate::value::{Mark, Value};
use std::sync::Arc;

/// The action as it was planned, where this is the same one: with the times of the plan, since those
/// may be made of `now`. `None` where anything else differs.
pub(super) fn as_planned(action: &Action, now: &Call, then: &Call) -> Option<Call> {
    if now.system != then.system || now.action != then.action {
        return None;
    }
    let mut sent = now.clone();
    for param in &action.params {
        // A session, or a signed-in user, is that of the day.
        if matches!(param.default, ParamDefault::Provided(_)) {
            continue;
        }
        match (now.args.get(&param.name), then.args.get(&param.name)) {
            (None, None) => {}
            (Some(now), Some(then)) => {
                let value = fits(now, then)?;
                sent.args.insert(param.name.clone(), value);
            }
            _ => return None,
        }
    }
    Some(sent)
}

/// Whether an action is called with all that this one is called with. What its run provides, such as the
/// session, is that of the day.
pub(super) fn is_same(action: &Action, one: &Call, other: &Call) -> bool {
    let mut args = one.args.iter();
    let same = |(name, value): (&Arc<str>, &Value)| {
        let param = action.param(name);
        let provided = |param: &Param| matches!(param.default, ParamDefault::Provided(_));
        param.is_some_and(provided)
            || (other.args.get(name)).is_some_and(|other| other.said() == value.said())
    };
    one.system == other.system && one.action == other.action && args.all(same)
}

/// The value to send, if it is the planned one, or one that could not be known then.
fn fits(now: &Value, then: &Value) -> Option<Value> {
    match (now, then) {
        (Value::Time(_), Value::Time(_)) => Some(then.clone()),
        (Value::Text(text), Value::Text(_)) if text.mark == Mark::Secret => Some(now.clone()),
        _ if placeholder::is_in(then) => Some(now.clone()),
        _ => (now.said() == then.said()).then(|| now.clone()),
    }
}
