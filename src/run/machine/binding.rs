//! What came back: whether it is what the catalogue says, and where it goes.

use super::cx::Cx;
use super::frames::Act;
use super::owner::Doing;
use super::values::marked;
use crate::catalogue::{self, Output};
use crate::outcome::Outcome;
use crate::program::Giving;
use crate::run::effect::Answer;
use crate::run::event::Fault;
use crate::value::{Kind, Record, Value};
use std::sync::Arc;

impl Doing {
    /// What it gives, by the catalogue.
    fn outputs(&self) -> &[Output] {
        match self {
            Self::Call(call) => &call.action.outputs,
            Self::Await(wait) => &wait.thing.outputs,
            Self::Watch(_) | Self::Signal(_) => &[],
        }
    }

    /// How it can end, by the catalogue.
    fn outcomes(&self) -> &[catalogue::Outcome] {
        match self {
            Self::Call(call) => &call.action.outcomes,
            Self::Await(wait) => &wait.thing.outcomes,
            Self::Watch(watch) => &watch.thing.outcomes,
            Self::Signal(_) => &[],
        }
    }

    fn giving(&self) -> Option<&Giving> {
        match self {
            Self::Call(call) => Some(&call.giving),
            Self::Await(wait) => Some(&wait.giving),
            Self::Watch(_) | Self::Signal(_) => None,
        }
    }

    fn provides(&self) -> &[(u16, u16)] {
        match self {
            Self::Call(call) => &call.provides,
            _ => &[],
        }
    }
}

/// The answer, as far as the catalogue knows it; what comes back is marked as the catalogue says.
/// An answer that no script could expect is not passed on: nobody knows what it says of the
/// action.
pub(super) fn checked(cx: &mut Cx<'_>, act: &Act, mut answer: Answer) -> Answer {
    if let Some(problem) = unknown_outcome(act, &answer.outcome).or_else(|| fit(act, &mut answer)) {
        answer.outcome = Outcome::UNKNOWN;
        answer.reason = problem;
        answer.outputs = Record::new();
    }
    // reads change nothing, so nothing about them can be unknown
    if !act.writes() && answer.outcome == Outcome::UNKNOWN {
        answer.outcome = Outcome::UNAVAILABLE;
    }
    answer.outputs.values().for_each(|value| cx.hear(value));
    answer
}

fn unknown_outcome(act: &Act, outcome: &Outcome) -> Option<String> {
    const EVERYWHERE: [Outcome; 7] = [
        Outcome::SUCCESS,
        Outcome::UNKNOWN,
        Outcome::UNAVAILABLE,
        Outcome::REJECTED,
        Outcome::UNAUTHORIZED,
        Outcome::THROTTLED,
        Outcome::TIMED_OUT,
    ];
    if matches!(act.doing, Doing::Signal(_)) && *outcome == Outcome::DECLINED {
        return None;
    }
    let mut known = act.doing.outcomes().iter();
    if EVERYWHERE.contains(outcome) || known.any(|known| *outcome == *known.name) {
        return None;
    }
    Some(format!(
        "the system returned {outcome}, which its catalogue does not list for this action"
    ))
}

/// Makes outputs what the catalogue says that they are; says what is none of that.
fn fit(act: &Act, answer: &mut Answer) -> Option<String> {
    for output in act.doing.outputs() {
        let Some(place) = answer.outputs.get_mut(&output.name) else {
            continue;
        };
        let value = std::mem::take(place);
        if matches!(value, Value::Nothing) {
            continue;
        }
        let fitted = match is_of(&value, &output.kind) {
            true => Some(value),
            false => value.convert(&output.kind).ok(),
        };
        let Some(value) = fitted else {
            let (name, kind) = (&output.name, output.kind.one());
            return Some(format!(
                "the system returned a {name} that is not {kind}, the type in its catalogue"
            ));
        };
        let value = value.from_system(&output.kind);
        *place = marked(value, &output.kind, output.mark);
    }
    None
}

/// Whether a value is of a sort that its kind allows. How systems write ids, numbers to dial and
/// states is their own business.
fn is_of(value: &Value, kind: &Kind) -> bool {
    match (value, kind) {
        (Value::Nothing, _) | (_, Kind::Any) => true,
        (Value::YesNo(_), Kind::YesNo)
        | (Value::Number(_), Kind::Number)
        | (Value::Time(_), Kind::Time)
        | (Value::Date(_), Kind::Date)
        | (Value::Clock(_), Kind::Clock)
        | (Value::Duration(_), Kind::Duration) => true,
        (Value::List(items), Kind::List(of)) => items.iter().all(|item| is_of(item, of)),
        (Value::Record(fields), Kind::Record(_)) => fields.iter().all(|(name, value)| {
            let field = kind.field(name);
            field.is_none_or(|field| is_of(value, &field.kind))
        }),
        (Value::Text(_), kind) => {
            let text = matches!(
                kind,
                Kind::Text | Kind::PhoneNumber | Kind::State | Kind::Secret | Kind::OneOf(_)
            );
            text || kind.is_id()
        }
        _ => false,
    }
}

/// Puts what an action gave where it is to go.
pub(super) fn bind_outputs(cx: &mut Cx<'_>, act: &Act, answer: &Answer) -> Result<(), Box<Fault>> {
    let (outputs, span) = (act.doing.outputs(), act.site.span);
    let output = |index: u16| {
        let name = outputs.get(index as usize).map(|output| &output.name);
        let value = name.and_then(|name| answer.outputs.get(name));
        // a system may leave out what it does not know
        value.cloned().unwrap_or(Value::Nothing)
    };
    if let Doing::Signal(wait) = &act.doing {
        let said = answer.outputs.get("Value").cloned().unwrap_or_default();
        return match wait.giving {
            Some(slot) => cx.store(slot, said, span),
            None => Ok(()),
        };
    }
    match act.doing.giving() {
        Some(Giving::One(slot)) if outputs.len() == 1 => cx.store(*slot, output(0), span)?,
        Some(Giving::One(slot)) => {
            let all = outputs.iter().zip(0..);
            let record: Record = all
                .map(|(known, index)| (known.name.clone(), output(index)))
                .collect();
            cx.store(*slot, Value::Record(Arc::new(record)), span)?;
        }
        Some(Giving::Each(slots)) => {
            for (index, slot) in slots {
                cx.store(*slot, output(*index), span)?;
            }
        }
        None => {}
    }
    for (index, provided) in act.doing.provides() {
        provide(cx, *provided, output(*index));
    }
    Ok(())
}

fn provide(cx: &mut Cx<'_>, index: u16, value: Value) {
    let mut provided = cx.here().provided.to_vec();
    if let Some(place) = provided.get_mut(index as usize) {
        *place = value;
    }
    cx.here_mut().provided = provided.into();
}
