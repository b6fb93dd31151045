//! # F140 id-not-numeric (error)
//!
//! A name is used where the system needs a number.
//!
//! ## Why it matters
//!
//! The system rejects the request, or uses a record that has this text as its number. Skills and
//! agents have both a name and a number.
//!
//! ## Bad
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
//! ## Good
//!
//! ```flow
//! use cxone
//!
//! set security user <AgentId>
//! schedule callback to <PhoneNumber> at <When>
//!     with FirstName: <FirstName>, LastName: <LastName>, SkillId: 4021
//!     on any other -> fail
//! ```

use super::Rule;
use crate::catalogue::Param;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Value;

pub const RULE: Rule = Rule::error(140, "id-not-numeric");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions() {
        for (param, value) in used.args().filter(|(param, _)| param.digits) {
            let Some(Value::Text(text)) = model.literal(value) else {
                continue;
            };
            let text: &str = &text.text;
            if !text.is_empty() && !text.bytes().all(|byte| byte.is_ascii_digit()) {
                found.add(problem(text, param, value.span));
            }
        }
    }
}

fn problem(text: &str, param: &Param, at: Span) -> Diagnostic {
    let what = param.kind.to_string();
    let what = what.strip_suffix(" id").unwrap_or(&what).to_owned();
    RULE.at(at, format!("`{}` needs the {what}'s number", param.name))
        .label(format!("`{}` is not a number", super::shortened(text)))
        .help(format!(
            "use the number of this {what} from the system's administration"
        ))
}
