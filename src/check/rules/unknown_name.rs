//! # F054 unknown-name (error)
//!
//! A name is used that nothing has given a value here.
//!
//! ## Why it matters
//!
//! A flow that finds a value missing in the middle of a call has already done half of its work.
//!
//! ## Bad
//!
//! ```flow
//! let Greeting = "hello"
//! log "{Greting}"
//! log Greeting
//! ```
//!
//! ## Good
//!
//! ```flow
//! let Greeting = "hello"
//! log "{Greeting}"
//! ```

use super::Rule;
use super::{Swap, said};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

/// The rule itself.
pub const RULE: Rule = Rule::error(54, "unknown-name");

/// A name that is known nowhere.
pub fn problem(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    let problem = RULE.at(at, format!("nothing here is called `{name}`"));
    if matches!(name, "Outcome" | "Reason") {
        return problem
            .label("has a value only in handlers and in `always`")
            .help(format!(
                "`{name}` is what a handler has caught: use it inside one"
            ));
    }
    if matches!(
        name,
        "None" | "Null" | "NULL" | "Nil" | "Nothing" | "Undefined"
    ) {
        return problem
            .label("the language has no empty value")
            .help("leave the parameter out: what is not given is not sent; a name needs a value of its kind");
    }
    let value = name.to_lowercase();
    if matches!(value.as_str(), "true" | "false") {
        let problem = problem.label(format!("should be `{value}`"));
        return problem
            .help(format!(
                "write `{value}`: words of the language are written in small letters"
            ))
            .swap(at, Some(&value));
    }
    let outside = format!("if it is given from outside, say so at the top: `input {name}: text`");
    let help = match near {
        Some(near) => format!("did you mean `{near}`? Or {outside}"),
        None => format!("give it a value with `let {name} = …`; {outside}"),
    };
    problem.label("it has no value").help(help).swap(at, near)
}

/// A name that lives only in a block elsewhere.
pub fn out_of_sight(name: &str, at: Span, there: Span) -> Diagnostic {
    RULE.at(at, format!("`{name}` is not known here"))
        .label("outside the block that it belongs to")
        .also(there, format!("`{name}` lives to the end of its block"))
        .help(format!(
            "give `{name}` a value before that block; a step gets it as an argument: `step Park({name})`"
        ))
}

/// An input that the script does not have.
pub fn input(name: &str, at: Span, near: Option<&str>) -> Diagnostic {
    RULE.at(at, format!("the script has no input `{name}`"))
        .label("nothing in the script reads it")
        .help(said(
            near,
            &format!("an input is written `<{name}>` where it is used"),
        ))
        .swap(at, near)
}
