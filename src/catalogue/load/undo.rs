//! What takes actions back and how things are looked at, and every rule that their tables have to keep.

use super::super::table::UndoTable;
use super::super::{Action, Inverse, Look, Thing, Undo};
use super::findings::Findings;
use super::thing::{arcs, look, pairs};
use crate::value::Kind;
use std::sync::Arc;

pub(super) fn undo(table: Option<&UndoTable>, irreversible: bool) -> Option<Undo> {
    match table {
        Some(UndoTable::Word(_)) => Some(Undo::Never),
        Some(UndoTable::By(by)) => Some(Undo::By(Box::new(Inverse {
            action: by.action.as_str().into(),
            with: pairs(&by.with),
            before: pairs(&by.before),
            look: by.look.as_ref().map(look),
            unless: arcs(&by.unless),
            made: by.made.as_deref().map(Into::into),
            left: pairs(&by.left),
            counted: by.counted.as_deref().map(Into::into),
        }))),
        None => irreversible.then_some(Undo::Never),
    }
}

/// A word in the place of a table has to be the one that there is.
pub(super) fn word(at: &str, table: Option<&UndoTable>, reads: bool, findings: &mut Findings) {
    match table {
        Some(UndoTable::Word(word)) if word != "none" => findings.add(
            at,
            format!("`undo` is `{word}`: write `\"none\"`, or the action that reverses it"),
        ),
        Some(_) if reads => findings.add(at, "what only reads has nothing to undo"),
        _ => {}
    }
}

/// Whether what they name is there: the other actions are known only now.
pub(super) fn fit(actions: &[Arc<Action>], things: &[Arc<Thing>], findings: &mut Findings) {
    for action in actions {
        let Some(Undo::By(by)) = &action.undo else {
            continue;
        };
        let at = format!("\"{}\"", action.phrase_text());
        for what in wrong(action, by, (actions, things)) {
            findings.add(&at, format!("`undo` {what}"));
        }
    }
    for thing in things {
        let at = format!("thing `{}`", thing.name);
        let found = thing
            .look
            .as_ref()
            .and_then(|look| unreadable(look, actions));
        if let Some(what) = found {
            findings.add(&at, format!("`look` {what}"));
        }
    }
}

fn wrong(
    action: &Action,
    by: &Inverse,
    (actions, things): (&[Arc<Action>], &[Arc<Thing>]),
) -> Vec<String> {
    let Some(inverse) = actions.iter().find(|other| other.key == by.action) else {
        return vec![format!("names `{}`, which is not an action", by.action)];
    };
    let mut wrong = Vec::new();
    for (param, own) in &by.with {
        if inverse.param(param).is_none() {
            wrong.push(format!(
                "names `{param}`, which is not a parameter of `{}`",
                by.action
            ));
        }
        let output = |own: &str| action.outputs.iter().any(|output| *output.name == *own);
        if action.param(own).is_none() && !output(own) {
            wrong.push(format!("names `{own}`, no parameter or output"));
        }
    }
    for (param, _) in &by.before {
        if inverse.param(param).is_none() {
            wrong.push(format!(
                "names `{param}`, which is not a parameter of `{}`",
                by.action
            ));
        }
    }
    wrong.extend(unknown_in(action, by));
    let seen = by.look.as_ref().or_else(|| {
        let change = action.state.as_ref()?;
        let thing = things.iter().find(|thing| thing.name == change.thing)?;
        thing.look.as_ref()
    });
    match seen {
        None if !by.before.is_empty() => {
            wrong.push("takes something from before, and nothing shows that".into());
        }
        None if by.counted.is_some() => wrong.push("counts something that nothing shows".into()),
        Some(look) => {
            let shown = by
                .counted
                .iter()
                .chain(by.left.iter().map(|(field, _)| field));
            let shown: Vec<&Arc<str>> = shown.collect();
            let found = unreadable(look, actions);
            wrong.extend(found.or_else(|| missing(look, &shown, actions)));
        }
        None => {}
    }
    wrong
}

/// What of the thing that was made is taken from nowhere.
fn unknown_in(action: &Action, by: &Inverse) -> Option<String> {
    let params = by
        .unless
        .iter()
        .chain(by.left.iter().map(|(_, param)| param));
    let mut params = params.filter(|param| action.param(param).is_none());
    let outputs = by.made.iter();
    let mut outputs = outputs.filter(|made| !action.outputs.iter().any(|one| one.name == **made));
    let wrong = params.next().or_else(|| outputs.next())?;
    Some(format!("names `{wrong}`, no parameter or output"))
}

fn unreadable(look: &Look, actions: &[Arc<Action>]) -> Option<String> {
    let reader = actions.iter().find(|reader| reader.key == look.action);
    match reader.filter(|reader| reader.reads) {
        None => Some(format!(
            "names `{}`, no action that only reads",
            look.action
        )),
        Some(reader) => {
            let gives = |name: &Arc<str>| reader.outputs.iter().any(|output| output.name == *name);
            let wrong = look.output.as_ref().filter(|output| !gives(output));
            match wrong {
                Some(wrong) => Some(format!(
                    "names `{wrong}`, which `{}` does not return",
                    look.action
                )),
                None => missing(look, &[], actions),
            }
        }
    }
}

/// Whether a record, or those of a list, may have the field.
fn has_field(kind: &Kind, name: &str) -> bool {
    match kind {
        Kind::List(of) => has_field(of, name),
        Kind::Record(Some(_)) => kind.field(name).is_some(),
        _ => true,
    }
}

/// A field that its reader does not show.
fn missing(look: &Look, more: &[&Arc<str>], actions: &[Arc<Action>]) -> Option<String> {
    let reader = actions.iter().find(|reader| reader.key == look.action)?;
    let shown = |name: &Arc<str>| match &look.output {
        None => reader.outputs.iter().any(|output| output.name == *name),
        Some(output) => {
            let of = reader.outputs.iter().find(|one| one.name == *output);
            of.is_some_and(|of| has_field(&of.kind, name))
        }
    };
    let own = [Some(&look.state), look.since.as_ref()];
    let own = own.into_iter().flatten().chain(&look.shows);
    let mut fields = own.chain(more.iter().copied());
    let wrong = fields.find(|name| !shown(name))?;
    Some(format!(
        "names `{wrong}`, which `{}` does not show",
        look.action
    ))
}
