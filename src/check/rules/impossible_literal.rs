//! # F066 impossible-literal (error)
//!
//! ## What it checks
//!
//! A literal can never be a valid value here.
//!
//! ## Why it matters
//!
//! In an action, the system would reject it in every run, with the caller waiting. In a comparison, the
//! condition would come out the same in every run. The check reports it before.
//!
//! ## Example
//!
//! ```flow
//! schedule callback to "12" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! schedule callback to "+442079460000" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the value with the similar name, if the parameter
//! has a list of them. A number is never guessed.
//!
//! ## Related
//!
//! See F065 wrong-type, F092 unknown-choice, F098 unknown-tenant-value.

use super::Rule;
use super::{Swap, a, listed, unknown_choice};
use crate::catalogue::nearest;
use crate::check::resolve::{COMPARED, Form, Role, Typed, What};
use crate::check::{Findings, Model, NOT_STARTED};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;
use crate::value::Value;

pub const RULE: Rule =
    Rule::error(66, "impossible-literal").does("the request would be rejected in every run");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        found.add_all(of_value(model, typed).map(|found| spoils(typed.role, found)));
    }
    for known in &model.facts.compared {
        if let Some(why) = &known.never {
            let at = known.second.span;
            found.add(problem(COMPARED, at, &known.kind, why).why(SAME_IN_EVERY_RUN));
        }
    }
}

const SAME_IN_EVERY_RUN: &str = "the condition would come out the same in every run";

/// Outside of an action there is no request that could be rejected.
fn spoils(role: Role<'_>, found: Diagnostic) -> Diagnostic {
    match role.what {
        What::Param(..) => found,
        What::Named(COMPARED) => found.why(SAME_IN_EVERY_RUN),
        What::Named(_) => found.why(NOT_STARTED),
    }
}

fn of_value(model: &Model<'_>, typed: &Typed<'_>) -> Option<Diagnostic> {
    let (wanted, at) = (&typed.wanted, typed.expr.span);
    let value = match &typed.form {
        Form::Literal(_) if *wanted == Kind::Secret => return None,
        Form::Literal(Ok(value)) => value,
        Form::Literal(Err(why)) => return Some(broken(at, &typed.has, why)),
        Form::Choice | Form::Computed => return None,
    };
    let truthy = *wanted == Kind::YesNo && typed.has == Kind::Text;
    let of_kind = !truthy && Value::may_convert(&typed.has, wanted);
    if !of_kind || *wanted == Kind::State {
        return None;
    }
    let why = value.convert(wanted).err()?;
    Some(match (wanted, value.as_text()) {
        (Kind::OneOf(known), Some(text)) => {
            let known: Vec<&str> = known.iter().map(|known| &**known).collect();
            let meant = unknown_choice::synonym(model, text, &known);
            not_listed(&typed.role.text(), text, at, meant, &known)
        }
        (wanted, Some("")) if is_optional(typed) => empty(&typed.role.text(), at, wanted),
        _ => problem(&typed.role.text(), at, wanted, &why),
    })
}

/// Whether a value is one of a parameter that may be left out.
fn is_optional(typed: &Typed<'_>) -> bool {
    typed.role.param().is_some_and(|param| !param.required)
}

/// A text that is not on a closed list.
fn not_listed(what: &str, text: &str, at: Span, meant: Option<&str>, known: &[&str]) -> Diagnostic {
    let near = meant.or_else(|| nearest(text, known.iter().copied()));
    let quoted = near.map(|near| format!("\"{near}\""));
    let problem = RULE.at(at, format!("{what} cannot be `{}`", super::shortened(text)));
    let help = match &quoted {
        Some(quoted) => format!("did you mean `{quoted}`?"),
        None => format!("write one of {}", listed(known.iter().copied())),
    };
    problem
        .help(help)
        .swap(at, &format!("\"{text}\""), quoted.as_deref())
}

/// An empty text for something that may be left out.
fn empty(what: &str, at: Span, wanted: &Kind) -> Diagnostic {
    RULE.at(at, format!("an empty text cannot be {}", a(wanted)))
        .help(format!("remove {what}: without it nothing is sent"))
}

/// A literal that cannot be read as the kind that is wanted.
pub fn problem(what: &str, at: Span, wanted: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("the text cannot be read as {}", a(wanted)))
        .label(reason(why, wanted))
        .help(format!("{what} needs {}", super::wanted(wanted)))
}

/// A literal that is wrong in itself.
pub fn broken(at: Span, kind: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("this cannot be read as {}", a(kind)))
        .label(reason(why, kind))
        .help(format!("write {}", super::wanted(kind)))
}

/// Why it cannot be read, without the example that the help gives.
fn reason(why: &str, kind: &Kind) -> String {
    let why = why.split(": write ").next().unwrap_or(why);
    let why = why.split(", like ").next().unwrap_or(why);
    match why.starts_with("write ") {
        true => format!("not written as {}", a(kind)),
        false => why.to_owned(),
    }
}
