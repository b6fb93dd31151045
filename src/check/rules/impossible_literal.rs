//! # F066 impossible-literal (error)
//!
//! A literal can never be what its place wants.
//!
//! ## Why it matters
//!
//! It would be refused each time the flow runs. It is better said now than with a caller on the
//! line.
//!
//! ## Bad
//!
//! ```flow
//! schedule callback to "12" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidScheduleDate -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! schedule callback to "+448675309" at <When>
//!     with FirstName: "Ada", LastName: "Example", SkillId: 4021
//!     on InvalidPhoneNumber, InvalidScheduleDate -> fail
//! ```

use crate::check::{Findings, Model};
use crate::check::model::Form;
use crate::value::Value;
use super::Rule;
use super::a;
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

/// The rule itself.
pub const RULE: Rule = Rule::error(66, "impossible-literal");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        let (wanted, at) = (&typed.wanted, typed.expr.span);
        let value = match &typed.form {
            Form::Literal(_) if *wanted == Kind::Secret => continue,
            Form::Literal(Ok(value)) => value,
            Form::Literal(Err(why)) => {
                found.add(broken(at, &typed.has, why));
                continue;
            }
            Form::Choice | Form::Computed => continue,
        };
        let truthy = *wanted == Kind::YesNo && typed.has == Kind::Text;
        let of_kind = !truthy && Value::may_convert(&typed.has, wanted);
        if of_kind && *wanted != Kind::State
            && let Err(why) = value.convert(wanted)
        {
            found.add(problem(&typed.role.text(), at, wanted, &why));
        }
    }
    for known in &model.facts.compared {
        if let Some(why) = &known.never {
            found.add(problem("this comparison", known.second.span, &known.kind, why));
        }
    }
}

/// A literal that cannot be read as the kind that is wanted.
pub fn problem(what: &str, at: Span, wanted: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("this can never be {}", a(wanted)))
        .label(reason(why, wanted))
        .help(format!("{what} wants {}", super::wanted(wanted)))
}

/// A literal that is wrong in itself.
pub fn broken(at: Span, kind: &Kind, why: &str) -> Diagnostic {
    RULE.at(at, format!("this is not {}", a(kind)))
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
