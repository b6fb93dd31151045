//! Read-backs, and every rule that their tables have to keep.

use super::super::table::ReadBackTable;
use super::super::{Action, ReadBack};
use super::findings::Findings;
use super::thing::{arcs, pairs};
use std::sync::Arc;

pub(super) fn read_back(table: &ReadBackTable) -> ReadBack {
    ReadBack {
        action: table.action.as_str().into(),
        with: pairs(&table.with),
        output: table.output.as_str().into(),
        find: pairs(&table.find),
        tells: pairs(&table.tells),
        shows: pairs(&table.shows),
        gone: table.gone,
        unless: arcs(&table.unless),
        until: table.until.as_deref().map(Into::into),
        outputs: pairs(&table.outputs),
    }
}

/// Whether what they name is there: the other actions are known only now.
pub(super) fn fit(actions: &[Arc<Action>], findings: &mut Findings) {
    for action in actions {
        if let Some(back) = &action.read_back {
            for what in wrong(action, back, actions) {
                findings.add(
                    format!("\"{}\"", action.phrase_text()),
                    format!("`read-back` {what}"),
                );
            }
        }
        for name in action.check.iter().flatten() {
            if !actions
                .iter()
                .any(|reader| reader.reads && reader.key == *name)
            {
                let what = format!("`check` names `{name}`, which is not an action that reads");
                findings.add(format!("\"{}\"", action.phrase_text()), what);
            }
        }
    }
}

fn wrong(action: &Action, back: &ReadBack, actions: &[Arc<Action>]) -> Vec<String> {
    let mut wrong = Vec::new();
    if action.reads {
        wrong.push("is for actions that change something".into());
    }
    let Some(reader) = actions.iter().find(|reader| reader.key == back.action) else {
        wrong.push(format!("names `{}`, which is not an action", back.action));
        return wrong;
    };
    if !reader.reads {
        wrong.push(format!("names `{}`, which does not only read", back.action));
    }
    let has = |action: &Action, name: &str| action.params.iter().any(|param| &*param.name == name);
    let gives =
        |action: &Action, name: &str| action.outputs.iter().any(|output| &*output.name == name);
    let own = back.with.iter().chain(&back.find).chain(&back.tells);
    let own = own.map(|(_, own)| own);
    for own in own.chain(&back.unless).chain(&back.until) {
        if !has(action, own) {
            wrong.push(format!("names `{own}`, which is not a parameter"));
        }
    }
    for (param, _) in &back.with {
        if !has(reader, param) {
            wrong.push(format!(
                "names `{param}`, which is not a parameter of `{}`",
                back.action
            ));
        }
    }
    if !back.output.is_empty() && !gives(reader, &back.output) {
        wrong.push(format!(
            "names `{}`, which `{}` does not return",
            back.output, back.action
        ));
    }
    for (output, _) in &back.outputs {
        if !gives(action, output) {
            wrong.push(format!("names `{output}`, which is not an output"));
        }
    }
    wrong
}
