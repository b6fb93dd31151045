//! Two flows against each other: what they need, what they may do, and their statements.

use super::change::{Care, Change, Comparison, Sort};
use super::compare::Found;
use super::handlers;
use super::read::Reads;
use super::rename::{Names, guess};
use super::words::called;
use crate::program::{Input, Program, Schedule, Trigger};
use std::collections::{BTreeMap, BTreeSet};

/// What the newer flow does otherwise than the older one.
pub fn compare(before: &Program, after: &Program) -> Comparison {
    let plain = differences(before, after, &Names::default());
    let changes = match guess(before, after) {
        None => plain,
        Some(names) => {
            let renamed = differences(before, after, &names);
            // names are only called otherwise if less is different then
            match renamed.len() < plain.len() {
                true => renamed_first(before, after, &names, renamed),
                false => plain,
            }
        }
    };
    Comparison {
        changes,
        same_text: before.source.text() == after.source.text(),
    }
}

fn differences(before: &Program, after: &Program, names: &Names) -> Vec<Change> {
    let old_names = Names::default();
    let old = Reads {
        program: before,
        names: &old_names,
    };
    let new = Reads {
        program: after,
        names,
    };
    let mut changes = Vec::new();
    changes.extend(irreversible(before, after));
    changes.extend(systems(before, after));
    changes.extend(inputs(old, new));
    changes.extend(schedules(before, after));
    changes.extend(triggers(before, after));
    changes.extend(everywhere(old, new));
    let mut found = Found::default();
    found.blocks(&old.body(&before.main), &new.body(&after.main), "");
    steps(old, new, &mut found);
    changes.extend(found.end());
    changes
}

/// What a name is called now: of an input, whoever starts the flow has to know.
fn renamed_first(
    before: &Program,
    after: &Program,
    names: &Names,
    changes: Vec<Change>,
) -> Vec<Change> {
    let input = |name: &str| after.inputs.iter().find(|input| *input.name == *name);
    let step = |name: &str| before.steps.iter().any(|step| *step.name == *name);
    // what a variable is called is nobody's business but the flow's
    let pairs = names
        .pairs()
        .filter(|(new, old)| input(new).is_some() || step(old));
    let renamed = pairs.map(|(new, old)| {
        let (about, care, says) = match input(new) {
            Some(_) => (
                format!("input {new}"),
                Care::Look,
                format!("was called {old}: set {new} instead when you start the flow"),
            ),
            None => (
                format!("step {new}"),
                Care::Plain,
                format!("was called {old}"),
            ),
        };
        Change {
            sort: Sort::Changed,
            care,
            about,
            says: vec![says],
            before: None,
            after: input(new).map(|input| after.source.line_at_home(input.span.start)),
        }
    });
    renamed.chain(changes).collect()
}

/// Actions that cannot be undone, which only one of them has.
fn irreversible(before: &Program, after: &Program) -> Vec<Change> {
    let of = |program: &Program| -> BTreeMap<String, (u32, String)> {
        let calls = program.calls().into_iter();
        let calls = calls.filter(|call| call.action.irreversible);
        calls
            .map(|call| {
                let line = program.source.line_at_home(call.span.start);
                (call.action.key.to_string(), (line, called(&call.action)))
            })
            .rev()
            .collect()
    };
    let (old, new) = (of(before), of(after));
    let come = new.iter().filter(|(key, _)| !old.contains_key(*key));
    let come = come.map(|(_, (line, name))| Change {
        sort: Sort::New,
        care: Care::Look,
        about: format!("may now {name}"),
        says: vec!["this cannot be undone, and the flow did not do it before".into()],
        before: None,
        after: Some(*line),
    });
    let gone = old.iter().filter(|(key, _)| !new.contains_key(*key));
    let gone = gone.map(|(_, (line, name))| Change {
        sort: Sort::Gone,
        care: Care::Plain,
        about: format!("does not {name} any more"),
        says: Vec::new(),
        before: Some(*line),
        after: None,
    });
    come.chain(gone).collect()
}

/// The systems that only one of them drives.
fn systems(before: &Program, after: &Program) -> Vec<Change> {
    let of = |program: &Program| -> BTreeSet<String> {
        program.systems.iter().map(ToString::to_string).collect()
    };
    let (old, new) = (of(before), of(after));
    let change = |name: &String, sort: Sort, says: &str| Change {
        sort,
        care: Care::Look,
        about: format!("system {name}"),
        says: vec![says.into()],
        before: None,
        after: None,
    };
    let come = new.difference(&old);
    let come = come.map(|name| change(name, Sort::New, "the flow needs a profile of it now"));
    let gone = old.difference(&new);
    let gone = gone.map(|name| change(name, Sort::Gone, "the flow does nothing there any more"));
    come.chain(gone).collect()
}

fn inputs(old: Reads<'_>, new: Reads<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    for input in &new.program.inputs {
        let name = new.names.of(&input.name);
        let before = old.program.inputs.iter().find(|one| *one.name == *name);
        changes.extend(match before {
            None => Some(new_input(new, input)),
            Some(before) => changed_input(old, before, new, input),
        });
    }
    for input in &old.program.inputs {
        let known = |one: &Input| new.names.of(&one.name) == &*input.name;
        if !new.program.inputs.iter().any(known) {
            changes.push(Change {
                sort: Sort::Gone,
                care: Care::Look,
                about: format!("input {}", input.name),
                says: vec!["do not set it any more when you start the flow".into()],
                before: Some(old.program.source.line_at_home(input.span.start)),
                after: None,
            });
        }
    }
    changes
}

fn new_input(new: Reads<'_>, input: &Input) -> Change {
    let (care, says) = match &input.default {
        Some(default) => (
            Care::Plain,
            format!("optional: {} if it is not set", new.default(default)),
        ),
        None => (
            Care::Look,
            "required: set it when you start the flow".to_owned(),
        ),
    };
    Change {
        sort: Sort::New,
        care,
        about: format!("input {} ({})", input.name, input.kind),
        says: vec![says],
        before: None,
        after: Some(new.program.source.line_at_home(input.span.start)),
    }
}

fn changed_input(old: Reads<'_>, before: &Input, new: Reads<'_>, after: &Input) -> Option<Change> {
    let mut says = Vec::new();
    let mut care = Care::Plain;
    if before.kind.to_string() != after.kind.to_string() {
        care = Care::Look;
        says.push(format!(
            "its type is {} instead of {}",
            after.kind, before.kind
        ));
    }
    let defaults = (
        before.default.as_ref().map(|default| old.default(default)),
        after.default.as_ref().map(|default| new.default(default)),
    );
    match defaults {
        (Some(before), Some(after)) if before != after => {
            says.push(format!("its default is {after} instead of {before}"));
        }
        (Some(before), None) => {
            care = Care::Look;
            says.push(format!("required now: it had the default {before}"));
        }
        (None, Some(after)) => says.push(format!("optional now: {after} if it is not set")),
        _ => {}
    }
    (!says.is_empty()).then(|| Change {
        sort: Sort::Changed,
        care,
        about: format!("input {}", after.name),
        says,
        before: Some(old.program.source.line_at_home(before.span.start)),
        after: Some(new.program.source.line_at_home(after.span.start)),
    })
}

/// When the flow starts by itself: what is no longer there, and what has come.
fn schedules(before: &Program, after: &Program) -> Vec<Change> {
    let words = |schedule: &Schedule| (schedule.text.clone(), schedule.late, schedule.waits);
    let (old, new): (Vec<_>, Vec<_>) = (
        before.schedules.iter().map(words).collect(),
        after.schedules.iter().map(words).collect(),
    );
    let gone = before
        .schedules
        .iter()
        .filter(|one| !new.contains(&words(one)));
    let gone = gone.map(|one| (one, false));
    let come = after
        .schedules
        .iter()
        .filter(|one| !old.contains(&words(one)));
    let come = come.map(|one| (one, true));
    gone.chain(come)
        .map(|(schedule, comes)| {
            let program = if comes { after } else { before };
            let line = Some(program.source.line_at_home(schedule.span.start));
            let line_text = program.source.slice(schedule.span);
            Change {
                sort: if comes { Sort::New } else { Sort::Gone },
                care: Care::Look,
                about: "schedule".into(),
                says: vec![match comes {
                    true => format!("starts by itself: `{line_text}`"),
                    false => format!("no longer starts by itself: `{line_text}`"),
                }],
                before: line.filter(|_| !comes),
                after: line.filter(|_| comes),
            }
        })
        .collect()
}

/// For what the flow starts by itself: what is no longer there, and what has come.
fn triggers(before: &Program, after: &Program) -> Vec<Change> {
    let without = |all: &[Trigger], others: &[Trigger], comes: bool| {
        let known: Vec<String> = others.iter().map(Trigger::text).collect();
        let all = all.iter().filter(|one| !known.contains(&one.text()));
        let all = all.map(|one| (one.span, comes));
        all.collect::<Vec<_>>()
    };
    let gone = without(&before.triggers, &after.triggers, false);
    let come = without(&after.triggers, &before.triggers, true);
    let each = gone.into_iter().chain(come);
    each.map(|(span, comes)| {
        let program = if comes { after } else { before };
        let line = Some(program.source.line_at_home(span.start));
        let words = program.source.slice(span).split_whitespace();
        let words = words.collect::<Vec<_>>().join(" ");
        Change {
            sort: if comes { Sort::New } else { Sort::Gone },
            care: Care::Look,
            about: "arrival".into(),
            says: vec![match comes {
                true => format!("starts by itself: `{words}`"),
                false => format!("no longer starts by itself: `{words}`"),
            }],
            before: line.filter(|_| !comes),
            after: line.filter(|_| comes),
        }
    })
    .collect()
}

fn everywhere(old: Reads<'_>, new: Reads<'_>) -> Vec<Change> {
    let (before, after) = (old.everywhere(), new.everywhere());
    let handled = handlers::compare(&before, &after);
    let line = |handlers: &[super::node::Handler]| handlers.first().map(|handler| handler.line);
    let mut changes = Vec::new();
    if !handled.says.is_empty() {
        changes.push(Change {
            sort: Sort::Changed,
            care: if handled.milder {
                Care::Look
            } else {
                Care::Plain
            },
            about: "handlers everywhere".into(),
            says: handled.says,
            before: line(&before),
            after: line(&after),
        });
    }
    let mut found = Found::default();
    for (outcome, before, after) in handled.blocks {
        found.blocks(before, after, &format!("on {outcome} everywhere"));
    }
    changes.extend(found.end());
    changes
}

/// Steps by their names. One that nothing runs does nothing, so that it is a difference only where
/// what runs it is one too; what it holds is said all the same.
fn steps(old: Reads<'_>, new: Reads<'_>, found: &mut Found) {
    for step in &new.program.steps {
        let name = new.names.of(&step.name);
        let before = old.program.steps.iter().find(|one| *one.name == *name);
        let block = before.map_or_else(Vec::new, |before| old.body(&before.body));
        found.blocks(
            &block,
            &new.body(&step.body),
            &format!("in step {}", step.name),
        );
    }
    for step in &old.program.steps {
        let known = |one: &crate::program::Step| new.names.of(&one.name) == &*step.name;
        if !new.program.steps.iter().any(known) {
            found.blocks(
                &old.body(&step.body),
                &[],
                &format!("in step {}", step.name),
            );
        }
    }
}
