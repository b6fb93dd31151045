//! # F054 unknown-name (error)
//!
//! ## What it checks
//!
//! A variable is used that does not exist here.
//!
//! ## Why it matters
//!
//! A run that finds a missing value in the middle has already done half of its work to a caller.
//!
//! ## Example
//!
//! ```flow
//! let Greeting = "hello"
//! log "{Greting}"
//! log Greeting
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let Greeting = "hello"
//! log "{Greeting}"
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the variable with the similar name. It holds
//! another value.
//!
//! ## Related
//!
//! See F068 missing-brackets, F071 unbound-name, F081 unused-name.

use super::Rule;
use super::{Swap, said};
use crate::catalogue::nearest;
use crate::check::names::{NameMap, names_that_may_be};
use crate::check::resolve::{Place, SUGGESTIONS, Sort, Unresolved};
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety, own_line};
use crate::source::Span;
use crate::syntax::tree::{Item, Step, TestItem};

pub const RULE: Rule =
    Rule::error(54, "unknown-name").does("the run would stop here with its work half done");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    each(model, |unknown, verdict| {
        let (name, at) = (unknown.name, unknown.span);
        match verdict {
            Verdict::Gone(_) | Verdict::Unknown(None) if is_in_test(model, at) => {
                found.add(in_test(model, name, at));
            }
            Verdict::Gone(there) => {
                let problem = out_of_sight(name, at, there);
                found.add(match step_between(model, at, there) {
                    Some(step) => into_step(model, problem, name, step),
                    None => problem,
                });
            }
            Verdict::Unknown(_) if unknown.in_where && has_field(model, at) => {
                found.add(item(model, name, at));
            }
            Verdict::Unknown(None) if model.all_outcomes().contains(&name) => {
                found.add(outcome(model, name, at));
            }
            Verdict::Unknown(near) => found.add(problem(name, at, near)),
            Verdict::Input | Verdict::PerhapsInput => {}
        }
    });
    inputs_of_tests(model, found);
}

/// What a bare name is that is no variable where it stands.
pub(super) enum Verdict<'a> {
    /// An input, which has brackets there.
    Input,
    /// Perhaps one: nothing else is known of it.
    PerhapsInput,
    /// A variable of a block elsewhere.
    Gone(Span),
    /// Nothing that is known; perhaps this one is meant.
    Unknown(Option<&'a str>),
}

/// Tells of each bare name that is known nowhere, or that is an input and lacks its brackets; once
/// for each name.
pub(super) fn each<'a>(model: &Model<'a>, mut tell: impl FnMut(&Unresolved<'a>, Verdict<'a>)) {
    let mut said = unread_names(model);
    let gone = variables(model);
    for known in &model.facts.unresolved {
        let is_input = model.input_named(known.name).is_some();
        let data = known.place == Place::Data;
        if is_input && !data {
            continue;
        }
        let follows = known.beside_anything && (model.any_broken || !said.is_empty());
        if follows || said.insert(known.name, ()).is_some() {
            continue;
        }
        let gone = gone.get(known.name).copied();
        let suggest = said.len() <= SUGGESTIONS;
        let verdict = match gone {
            _ if data && (is_input || model.is_given(known.name)) => Verdict::Input,
            Some(there) => Verdict::Gone(there),
            None => match near(model, known).filter(|_| suggest) {
                None if data => Verdict::PerhapsInput,
                near => Verdict::Unknown(near),
            },
        };
        tell(known, verdict);
    }
}

fn near<'a>(model: &Model<'a>, unknown: &Unresolved<'a>) -> Option<&'a str> {
    let inputs = model.inputs.iter().map(|input| input.name);
    nearest(unknown.name, unknown.near.into_iter().chain(inputs))
}

/// The names in text that could not be read: what gives them a value may stand there.
fn unread_names<'a>(model: &Model<'a>) -> NameMap<&'a str, ()> {
    let texts = model.unread.iter().map(|span| model.slice(*span));
    let names = texts.flat_map(names_that_may_be);
    names.map(|name| (name, ())).collect()
}

/// The variables of all bodies, and where each first gets a value.
fn variables<'a>(model: &Model<'a>) -> NameMap<&'a str, Span> {
    let mut all: NameMap<&'a str, Span> = NameMap::default();
    if model.facts.unresolved.is_empty() {
        return all;
    }
    for name in model.names.iter().filter(|name| name.sort != Sort::Reason) {
        all.entry(name.text).or_insert(name.span);
    }
    all
}

/// Inputs that a test gives and the script does not have. In a file of tests alone they are not
/// known.
fn inputs_of_tests(model: &Model<'_>, found: &mut Findings) {
    let items = model.tree.items.iter().filter(|_| !model.is_test_file());
    let tests = items.filter_map(|item| match item {
        Item::Test(test) => Some(&test.items),
        _ => None,
    });
    for line in tests.flatten() {
        let TestItem::GivenInputs(_, inputs) = line else {
            continue;
        };
        for (at, _) in inputs {
            let name = model.slice(*at);
            if model.input_named(name).is_none() {
                let near = nearest(name, model.inputs.iter().map(|input| input.name));
                found.add(input(name, *at, near));
            }
        }
    }
}

/// `if Outcome = Success`: the name of an outcome, which is a text in a condition.
fn outcome(model: &Model<'_>, name: &str, at: Span) -> Diagnostic {
    let quoted = format!("\"{name}\"");
    let line = own_line::replaced(model.source, at, &quoted).unwrap_or_else(|| quoted.clone());
    RULE.at(at, format!("unknown variable `{name}`"))
        .label("an outcome in a condition is a text, in quotes")
        .help(format!("write `{line}`"))
        .fix(
            format!("Write `{quoted}`"),
            Safety::Unsafe,
            vec![Edit {
                span: at,
                text: quoted,
            }],
        )
}

fn is_in_test(model: &Model<'_>, at: Span) -> bool {
    model.tree.items.iter().any(|item| match item {
        Item::Test(test) => test.span.start <= at.start && at.end <= test.span.end,
        _ => false,
    })
}

/// A variable in a test: it has only inputs and values, since nothing of the flow has run yet.
fn in_test(model: &Model<'_>, name: &str, at: Span) -> Diagnostic {
    let quoted = format!("\"{name}\"");
    let line = own_line::replaced(model.source, at, &quoted).unwrap_or_else(|| quoted.clone());
    RULE.at(at, format!("unknown variable `{name}`"))
        .label("a test has inputs and values, no variables")
        .why("the tests of this file do not run until this is fixed")
        .help(format!(
            "put the value in quotes, the same that the action before it returns: `{line}`"
        ))
}

/// A name that is known nowhere.
pub fn problem(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    let problem = RULE.at(at, format!("unknown variable `{name}`"));
    if crate::syntax::words::OUTCOME_NAMES.contains(&name) {
        return problem
            .label("set only in handlers and in `always`")
            .help(format!(
                "use `{name}` inside a handler: it holds what the handler has caught"
            ));
    }
    if matches!(
        name,
        "None" | "Null" | "NULL" | "Nil" | "Nothing" | "Undefined"
    ) {
        return problem
            .label("the language has no empty value")
            .help("remove the parameter: a parameter that is not set is not sent");
    }
    let value = name.to_lowercase();
    if matches!(value.as_str(), "true" | "false") {
        return problem
            .help(format!("write `{value}` in lower case"))
            .swap(at, name, Some(&value));
    }
    if crate::syntax::words::VALUES.contains(&value.as_str()) {
        return problem.help(format!(
            "write `{value}` in lower case; for a text, set a variable first: `let <Name> = {value}`"
        ));
    }
    let outside = format!("for an input, write at the top: `input {name}: text`");
    let help = match near {
        Some(near) => format!("did you mean `{near}`? {}", capital(&outside)),
        None => format!("set it first with `let {name} = …`; {outside}"),
    };
    problem.help(help).swap(at, name, near)
}

/// A sentence after another.
fn capital(text: &str) -> String {
    let (first, rest) = text.split_at(text.chars().next().map_or(0, char::len_utf8));
    first.to_uppercase() + rest
}

fn has_field(model: &Model<'_>, at: Span) -> bool {
    model.source.text()[at.end as usize..].starts_with('.')
}

/// A name for the item of a `where`, as other languages have one.
fn item(model: &Model<'_>, name: &str, at: Span) -> Diagnostic {
    let rest = &model.source.text()[at.end as usize..];
    let end = rest[1..].find(|c: char| !c.is_alphanumeric() && c != '_');
    let field = &rest[..end.map_or(rest.len(), |end| end + 1)];
    let edit = Edit {
        span: at,
        text: String::new(),
    };
    RULE.at(at, format!("unknown variable `{name}`"))
        .label("the item has no name after `where`")
        .help(format!(
            "write `{field}`: a field of the item begins with a dot"
        ))
        .fix(format!("write `{field}`"), Safety::Unsafe, vec![edit])
}

/// A name that lives only in a block elsewhere.
pub fn out_of_sight(name: &str, at: Span, there: Span) -> Diagnostic {
    RULE.at(at, format!("variable `{name}` is not known here"))
        .label("outside its block")
        .also(there, "known to the end of this block")
        .help(format!("set `{name}` before that block"))
}

/// The step that a place is in and another is not.
fn step_between<'m>(model: &'m Model<'_>, at: Span, there: Span) -> Option<&'m Step> {
    let holds =
        |step: &Step, span: Span| step.span.start <= span.start && span.end <= step.span.end;
    let mut steps = model.steps.iter().map(|known| known.step);
    steps.find(|step| holds(step, at) && !holds(step, there))
}

/// A step gets a value of the flow as an argument.
fn into_step(model: &Model<'_>, problem: Diagnostic, name: &str, step: &Step) -> Diagnostic {
    let own = model.slice(step.name);
    let mut params: Vec<&str> = step
        .params
        .iter()
        .map(|param| model.slice(*param))
        .collect();
    let passed = match params.is_empty() {
        true => name.to_owned(),
        false => format!("…, {name}"),
    };
    params.push(name);
    let mut problem = problem;
    if let Some(there) = problem.labels.get_mut(1) {
        there.text = "set outside the step".to_owned();
    }
    problem
        .label("a step knows its parameters and the inputs")
        .help(format!(
            "add a parameter, `step {own}({})`, and pass the value: `run {own}({passed})`",
            params.join(", ")
        ))
}

/// An input that the script does not have.
pub fn input(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    RULE.at(at, format!("unknown input `{name}`"))
        .help(said(near, &format!("the flow uses an input as `<{name}>`")))
        .swap(at, name, near)
}
