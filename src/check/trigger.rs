//! Reads a `when` line: what it means, or what is wrong with it.

use super::resolve::Resolved;
use super::systems::Found;
use crate::catalogue::{Output, Thing};
use crate::nearest::nearest;
use crate::program::Trigger;
use crate::source::Span;
use crate::syntax::tree::{Arg, ExprKind, When};
use crate::value::{Kind, Value};
use std::sync::Arc;

/// What is wrong with a line: where, what, why there, and what to write.
pub(crate) struct Wrong {
    pub at: Span,
    pub title: String,
    pub label: String,
    pub help: String,
}

/// What a `when` line means.
pub(crate) fn read(model: &Resolved<'_>, line: &When) -> Result<Trigger, Wrong> {
    let (system, thing) = thing_of(model, line)?;
    let mut with: Vec<(Arc<str>, Value)> = Vec::new();
    for arg in &line.with {
        let (name, value) = condition(model, thing, arg)?;
        if with.iter().any(|(known, _)| *known == name) {
            return Err(Wrong {
                at: arg.name,
                title: format!("`{name}` is set twice"),
                label: "both cannot be true at once".into(),
                help: "remove one of the two conditions".into(),
            });
        }
        with.push((name, value));
    }
    Ok(Trigger {
        span: line.span,
        system: model.systems.list[usize::from(system)].entry.name.clone(),
        thing: thing.clone(),
        with,
    })
}

/// What a line is about, as far as that can be told: the outputs whose inputs it sets.
pub(crate) fn outputs(thing: Found<&Arc<Thing>>) -> &[Output] {
    match thing {
        Found::One(_, thing) if thing.arrives => &thing.outputs,
        _ => &[],
    }
}

fn thing_of<'a>(model: &Resolved<'a>, line: &When) -> Result<(u16, &'a Arc<Thing>), Wrong> {
    let name = model.slice(line.thing);
    let alias = line.system.map(|system| model.slice(system));
    let systems = || model.systems.list.iter();
    if let (Some(alias), Some(at)) = (alias, line.system)
        && !systems().any(|known| known.alias == alias)
    {
        return Err(Wrong {
            at,
            title: format!("`{alias}` is no system of this flow"),
            label: String::new(),
            help: match nearest(alias, systems().map(|known| known.alias)) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("add `use <system> as {alias}`, or remove `{alias}:`"),
            },
        });
    }
    match model.systems.thing(0, alias, name) {
        Found::One(system, thing) if thing.arrives => Ok((system, thing)),
        Found::One(_, thing) => Err(none_arrives(model, line, &thing.name)),
        Found::None => Err(none_arrives(model, line, name)),
        Found::Several(all) => {
            let names = all
                .iter()
                .map(|index| model.systems.list[usize::from(*index)].alias);
            let names: Vec<&str> = names.collect();
            let forms = names
                .iter()
                .map(|system| format!("`{system}: when {name} arrives`"));
            let forms: Vec<String> = forms.collect();
            Err(Wrong {
                at: line.thing,
                title: format!("{} both have `{name}`", names.join(" and ")),
                label: "the contacts of which system start the flow?".into(),
                help: format!("name the system you mean: {}", forms.join(" or ")),
            })
        }
    }
}

fn none_arrives(model: &Resolved<'_>, line: &When, name: &str) -> Wrong {
    let things = model
        .systems
        .list
        .iter()
        .flat_map(|known| &known.entry.things);
    let mut known: Vec<&str> = things
        .filter(|thing| thing.arrives)
        .map(|thing| &*thing.name)
        .collect();
    known.sort_unstable();
    known.dedup();
    Wrong {
        at: line.thing,
        title: format!("a flow cannot start when `{name}` arrives"),
        label: String::new(),
        help: match (nearest(name, known.iter().copied()), known.first()) {
            (Some(near), _) => format!("did you mean `when {near} arrives`?"),
            (None, Some(first)) => format!("write `when {first} arrives`"),
            (None, None) => "the systems of this flow report no arrivals".into(),
        },
    }
}

fn condition(model: &Resolved<'_>, thing: &Thing, arg: &Arg) -> Result<(Arc<str>, Value), Wrong> {
    let name = model.slice(arg.name);
    let Some(output) = thing.outputs.iter().find(|output| *output.name == *name) else {
        let known = thing.outputs.iter().map(|output| &*output.name);
        let all: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
        return Err(Wrong {
            at: arg.name,
            title: format!("`{}` has no `{name}` when it arrives", thing.name),
            label: String::new(),
            help: match nearest(name, known) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("conditions can be about {}", all.join(", ")),
            },
        });
    };
    let value = value(model, thing, output, arg)?;
    Ok((output.name.clone(), value))
}

/// The value that an output must have: it is written out, since nothing is known before the run.
fn value(model: &Resolved<'_>, thing: &Thing, output: &Output, arg: &Arg) -> Result<Value, Wrong> {
    let at = arg.value.span;
    let written = model.slice(at);
    if output.kind == Kind::State {
        return state(thing, arg, written, at);
    }
    let Some(value) = model.literal(&arg.value) else {
        return Err(Wrong {
            at,
            title: format!("`{}` needs a value that is written out", output.name),
            label: "nothing can be calculated before the run starts".into(),
            help: "write the value itself, or check it in the flow with `if` and `finish`".into(),
        });
    };
    // Digits are kept as they are written: an id is no quantity.
    let text = match &arg.value.kind {
        ExprKind::Number => Value::text(written),
        _ => value,
    };
    text.convert(&output.kind).map_err(|why| Wrong {
        at,
        title: format!("`{}` cannot be {written}", output.name),
        label: why,
        help: format!("use a value of the type `{}`", output.kind),
    })
}

fn state(thing: &Thing, arg: &Arg, written: &str, at: Span) -> Result<Value, Wrong> {
    let plain = matches!(arg.value.kind, ExprKind::Name | ExprKind::Text(_));
    let name = written.trim_matches('"');
    if let Some(state) = thing.state(name).filter(|_| plain) {
        return Ok(Value::text(&*state.name));
    }
    let known = thing.states.iter().map(|state| &*state.name);
    let all: Vec<String> = known.clone().map(|name| format!("`{name}`")).collect();
    Err(Wrong {
        at,
        title: format!("unknown state `{name}`"),
        label: format!("not a state of a {}", thing.name),
        help: match nearest(name, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("the states are {}", all.join(", ")),
        },
    })
}
