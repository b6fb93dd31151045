//! # F140 id-not-numeric (error)
//!
//! ## What it checks
//!
//! A name is used where the system needs a number.
//!
//! ## Why it matters
//!
//! The work goes to another skill or agent, or is rejected: the system uses the record that has this
//! text as its number. Skills and agents have both a name and a number.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: "Callbacks"
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only the system's administration knows the number.
//!
//! ## Related
//!
//! See F065 wrong-type, F098 unknown-tenant-value, F135 lost-digits.

use super::Rule;
use crate::catalogue::Param;
use crate::check::given::{DEPTH, Given};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::Value;
use std::cell::RefCell;
use std::sync::Arc;

pub const RULE: Rule = Rule::error(140, "id-not-numeric");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let mut given = None;
    for used in model.actions() {
        for (param, value) in used.args().filter(|(param, _)| param.digits) {
            let given = given.get_or_insert_with(|| Given::of(model));
            if let Some(text) = no_number(given, value) {
                found.add(problem(&text, param, value.span));
            }
        }
    }
}

/// The text that a value always is, or one of those that it may be, where none is a number.
fn no_number(given: &Given<'_, '_>, value: &Expr) -> Option<Arc<str>> {
    let last = RefCell::new(None);
    let none = given.all(value, DEPTH, &|value, _| {
        let Some(Value::Text(text)) = given.model.literal(value) else {
            return false;
        };
        let digits = text.text.bytes().all(|byte| byte.is_ascii_digit());
        last.replace(Some(text.text));
        !digits
    });
    last.into_inner().filter(|_| none)
}

fn problem(text: &str, param: &Param, at: Span) -> Diagnostic {
    let what = param.kind.to_string();
    let what = what.strip_suffix(" id").unwrap_or(&what).to_owned();
    RULE.at(at, format!("`{}` needs the {what}'s number", param.name))
        .label(format!("`{}` is not a number", super::shortened(text)))
        .why(format!(
            "the request is rejected, or reaches another {what}"
        ))
        .help(format!(
            "write the number of this {what}, as the system's administration shows it"
        ))
}
