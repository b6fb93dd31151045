//! # F052 unknown-outcome (error)
//!
//! ## What it checks
//!
//! A handler names an outcome that its action does not have.
//!
//! ## Why it matters
//!
//! The plan for that outcome never happens, and the run fails, whatever the caller needs then.
//!
//! ## Example
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidSate -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the outcome with the similar name. Another outcome
//! is another decision.
//!
//! ## Related
//!
//! See F074 unhandled-outcome, F077 unreachable-handler, F063 duplicate-handler; `flow docs outcomes`.

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::catalogue::{Outcome, Thing};
use crate::check::resolve::{Found, Owner, Sort};
use crate::check::ways::TRANSPORT;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::{Catches, Expr, ExprKind, Handler};
use crate::value::Value;

pub const RULE: Rule = Rule::error(52, "unknown-outcome")
    .does("what the handler does for the caller would never happen");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for list in &model.facts.handlers {
        for handler in list.handlers {
            if let Catches::Named(names) = &handler.catches {
                of_owner(model, list.owner, names, found);
            }
        }
    }
    compared(model, found);
    for (site, answer) in model.answers() {
        let name = model.slice(answer.outcome);
        let (what, all) = match &site.found {
            Found::Action(_, action) => (action.short(), all_of(&action.outcomes)),
            Found::Thing(_, thing) => ("a wait", [vec!["Success"], of_wait(thing)].concat()),
            Found::Signal(_) => ("a signal", vec!["Success", "Declined", "TimedOut"]),
            Found::Several(_) | Found::NoSystem(_) | Found::None => continue,
        };
        if !all.contains(&name) {
            found.add(problem(name, answer.outcome, what, &all));
        }
    }
    for at in model.ways().silent.iter().filter(|_| !model.systems.broken) {
        let (name, all) = (model.slice(*at), model.all_outcomes());
        if name != "Success" && !all.contains(&name) {
            found.add(problem(name, *at, "", all));
        }
    }
}

/// `Outcome = "InvaldState"`: a name that no outcome has is never the one that was caught.
fn compared(model: &Model<'_>, found: &mut Findings) {
    let tell = |outcome: &Expr, value: &Expr, found: &mut Findings| {
        if let Some(Value::Text(text)) = model.literal(value) {
            let name: &str = &text.text;
            let all = [model.all_outcomes(), &OF_RUNS].concat();
            if !all.contains(&name) {
                found.add(never(name, value.span, &all));
            } else if let Some(caught) = caught(model, outcome)
                && !caught.outcomes.contains(&name)
            {
                found.add(elsewhere(name, value.span, &caught));
            }
        }
    };
    for known in &model.facts.compared {
        match (
            is_outcome(model, known.first),
            is_outcome(model, known.second),
        ) {
            (true, false) => tell(known.first, known.second, found),
            (false, true) => tell(known.second, known.first, found),
            _ => {}
        }
    }
    for known in &model.facts.members {
        if let (true, ExprKind::List(items)) = (is_outcome(model, known.item), &known.list.kind) {
            items.iter().for_each(|item| tell(known.item, item, found));
        }
    }
}

/// What `Outcome` can be in a handler.
struct Caught<'a> {
    outcomes: Vec<&'a str>,
    /// What handlers beside an `any other` name; nothing for a handler that names its own.
    others: Option<Vec<&'a str>>,
}

/// What `Outcome` can be there; `None` where that is anything: in an `always`, and in `any other` of a
/// group or a `run`.
fn caught<'a>(model: &'a Model<'_>, outcome: &Expr) -> Option<Caught<'a>> {
    let name = model.name(model.name_at(outcome.span.start)?);
    let lists = &model.facts.handlers;
    let (list, handler) = lists.iter().find_map(|list| {
        let handler = list.handlers.iter().find(|one| one.span == name.span)?;
        Some((list, handler))
    })?;
    let named = |handler: &Handler| match &handler.catches {
        Catches::Named(names) => names.iter().map(|at| model.slice(*at)).collect(),
        _ => Vec::new(),
    };
    match &handler.catches {
        Catches::Named(_) => Some(Caught {
            outcomes: named(handler),
            others: None,
        }),
        Catches::AnyOther(_) => {
            let all = match list.owner {
                Owner::Site(number) => match &model.sites[number as usize].found {
                    Found::Action(_, action) => all_of(&action.outcomes),
                    Found::Thing(_, thing) => of_wait(thing),
                    _ => return None,
                },
                _ => return None,
            };
            let others: Vec<&str> = list.handlers.iter().flat_map(named).collect();
            let left = all.into_iter();
            let left = left.filter(|one| *one != "Success" && !others.contains(one));
            // A zone that is computed can be none, whatever the action.
            let left = left.chain(["UnknownZone"]);
            Some(Caught {
                outcomes: left.collect(),
                others: Some(others),
            })
        }
    }
}

/// An outcome that exists, and that this handler never gets.
fn elsewhere(name: &str, at: Span, caught: &Caught<'_>) -> Diagnostic {
    let problem = RULE.at(at, format!("`Outcome` is never `{name}` in this handler"));
    let listed = listed(caught.outcomes.iter().copied());
    match &caught.others {
        None => problem
            .label(format!("this handler is for {listed}"))
            .help(format!(
                "compare `Outcome` with {listed}, or add `{name}` to the outcomes after `on`"
            )),
        Some(others) => problem
            .label(match others.contains(&name) {
                true => format!("another handler handles `{name}`"),
                false => "not an outcome of this action".to_owned(),
            })
            .help("`flow actions` lists the outcomes of each action"),
    }
}

/// What `Outcome` can be in an `always` beside the outcomes of actions.
const OF_RUNS: [&str; 4] = ["Success", "Failed", "Fault", "Cancelled"];

fn is_outcome(model: &Model<'_>, expr: &Expr) -> bool {
    let name = match expr.kind {
        ExprKind::Name => model.name_at(expr.span.start),
        _ => None,
    };
    name.map(|name| model.name(name))
        .is_some_and(|name| name.sort == Sort::Reason && name.text == "Outcome")
}

/// A text that no outcome is called.
fn never(name: &str, at: Span, all: &[&str]) -> Diagnostic {
    let near = same_letters(name, all).or_else(|| nearest(name, all.iter().copied()));
    let problem = RULE
        .at(at, format!("unknown outcome `{}`", super::shortened(name)))
        .label("`Outcome` never has this value");
    let quoted = near.map(|near| format!("\"{near}\""));
    let help = match &quoted {
        Some(quoted) => format!("did you mean `{quoted}`?"),
        None => "`flow actions` lists the outcomes of each action".to_owned(),
    };
    problem
        .help(help)
        .swap(at, &format!("\"{name}\""), quoted.as_deref())
}

/// Names of handlers that stand at a statement.
fn of_owner(model: &Model<'_>, owner: Owner, names: &[Span], found: &mut Findings) {
    let (what, all) = match owner {
        Owner::Repeat => ("a `repeat`", vec!["Exhausted"]),
        Owner::Signal { asks: true } => ("a question", vec!["Declined", "TimedOut"]),
        Owner::Signal { asks: false } => ("a signal", vec!["TimedOut"]),
        Owner::Site(number) => match &model.sites[number as usize].found {
            Found::Action(_, action) => (action.short(), all_of(&action.outcomes)),
            Found::Thing(_, thing) => ("a wait", of_wait(thing)),
            _ => return,
        },
        // What reaches the handlers of a group or a `run`, following the ways tells.
        Owner::Group | Owner::Run => return,
    };
    for at in names {
        let name = model.slice(*at);
        // Whether a zone is written there that may be none, following the ways tells.
        let zone = name == "UnknownZone" && !matches!(owner, Owner::Repeat);
        let known = zone || all.contains(&name) || (name == "Success" && what == "a wait");
        if !known {
            let problem = problem(name, *at, what, &all);
            found.add(match name == "Declined" && what == "a signal" {
                true => problem.help(
                    "only a question can be declined: write the question after the signal's name, or \
                     remove this handler",
                ),
                false => problem,
            });
        }
    }
}

fn of_wait(thing: &Thing) -> Vec<&str> {
    let own = thing.outcomes.iter().map(|outcome| &*outcome.name);
    ["TimedOut"]
        .into_iter()
        .chain(own)
        .chain(TRANSPORT)
        .collect()
}

fn all_of(outcomes: &[Outcome]) -> Vec<&str> {
    outcomes.iter().map(|outcome| &*outcome.name).collect()
}

/// An outcome that `what` (an action's words; empty for anything in the file) cannot end in.
pub fn problem(name: &str, at: Span, what: &str, all: &[&str]) -> Diagnostic {
    let title = match what {
        "" => format!("unknown outcome `{name}`"),
        what if what.contains(' ') && !what.starts_with("a ") => {
            format!("unknown outcome `{name}` for `{what}`")
        }
        what => format!("unknown outcome `{name}` for {what}"),
    };
    let known = all.iter().copied().filter(|known| *known != "Success");
    if name == "Default" {
        return RULE.at(at, title).help(
            "write `on any other -> …` for a Studio `Default` branch: it handles every outcome \
                 that has no handler, but never success, which continues with the next line",
        );
    }
    let bare = name
        .strip_prefix("On")
        .filter(|rest| rest.starts_with(char::is_uppercase));
    let near = same_letters(bare.unwrap_or(name), all)
        .or_else(|| nearest(bare.unwrap_or(name), all.iter().copied()));
    let problem = RULE.at(at, title);
    let problem = match (bare, near) {
        (Some(_), Some(_)) => problem.label("outcomes are written without `On`"),
        _ => problem,
    };
    problem
        .help(said(near, &format!("its outcomes are {}", listed(known))))
        .swap(at, name, near)
}

fn same_letters<'a>(name: &str, all: &[&'a str]) -> Option<&'a str> {
    all.iter()
        .copied()
        .find(|known| known.eq_ignore_ascii_case(name))
}
