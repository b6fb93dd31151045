//! # F071 unbound-name (error)
//!
//! ## What it checks
//!
//! A variable may have no value here: some path to its use does not set it.
//!
//! ## Why it matters
//!
//! The run would stop in the middle of its work, perhaps with a caller on hold. An action that failed
//! returned nothing: a flow that continues after it must not use what it would have returned, such as
//! the id of a new contact.
//!
//! ## Example
//!
//! ```flow
//! find active contacts giving Contacts
//!     on Unavailable -> ignore
//! emit Found: count(Contacts)
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! find active contacts giving Contacts
//!     on Unavailable -> fail "no Contacts"
//! emit Found: count(Contacts)
//! ```
//!
//! ## Fix
//!
//! None: whether the run should end or continue with another value is for you to decide.
//!
//! ## Related
//!
//! See F054 unknown-name, F074 unhandled-outcome; `flow docs language`.

use super::{Rule, lines};
use crate::check::ways::{How, Lost};
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(71, "unbound-name");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.ways().unbound {
        let name = model.name(known.name);
        let help = help(model, name.text, known.lost);
        found.add(problem(name.text, known.at, name.span, known.lost).help(help));
    }
}

/// A name that may have no value; `lost` is the way on which it has none.
fn problem(name: &str, at: Span, given: Span, lost: Option<Lost>) -> Diagnostic {
    let problem = RULE
        .at(at, format!("variable `{name}` may be unset here"))
        .also(given, "set here");
    match lost {
        Some(lost) if lost.at != given => problem.also(lost.at, lost.label()),
        Some(_) => problem.label("another path to here does not set it"),
        None => problem.label("no line sets it on the path to here"),
    }
    .why("a run that takes this path would stop here with its work half done")
}

/// What to type on the way without a value: most often the run should end there.
fn help(model: &Model<'_>, name: &str, lost: Option<Lost>) -> String {
    let set = format!("`let {name} = <value>`");
    let Some(lost) = lost else {
        return format!("set it before this line: {set}");
    };
    let end = format!("fail \"no {name}\"");
    match lost.how {
        How::NoRound => format!("set it before the loop: {set}"),
        How::NotSo => {
            format!("set it on the other path too: `else {{ let {name} = <value> }}`")
        }
        How::Arm => match lines::handler(model.source, lost.at, &end) {
            Some(line) => format!(
                "end the run on that path: `{line}`; or set it there: `-> {{ let {name} = <value> }}`"
            ),
            None => format!("end the run on that path: `{end}`; or set it there: {set}"),
        },
    }
}
