//! # F092 unknown-choice (error)
//!
//! A name is not in the closed list of values.
//!
//! ## Why it matters
//!
//! The system would reject it, or read it as something else, such as a different state of the
//! agent.
//!
//! ## Bad
//!
//! ```flow
//! set agent state to Availabel
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```
//!
//! ## Good
//!
//! ```flow
//! set agent state to Available
//!     on InvalidState -> retry
//!     on InvalidStateRequest -> fail
//! ```

use super::Rule;
use super::{Swap, listed, said};
use crate::catalogue::nearest;
use crate::check::resolve::Form;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(92, "unknown-choice");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        let (Form::Choice, Kind::OneOf(names)) = (&typed.form, &typed.wanted) else {
            continue;
        };
        let name = model.slice(typed.expr.span);
        if !names.iter().any(|known| **known == *name) {
            let known: Vec<&str> = names.iter().map(|known| &**known).collect();
            let meant = synonym(model, name, &known);
            found.add(problem(
                name,
                typed.expr.span,
                &typed.role.text(),
                meant,
                &known,
            ));
        }
    }
}

/// What a vendor calls one of the names: `NotReady` is `Unavailable`.
pub(super) fn synonym<'a>(model: &Model<'_>, name: &str, known: &[&'a str]) -> Option<&'a str> {
    let things = model.catalogue.systems().flat_map(|entry| &entry.things);
    let mut states = things.filter_map(|thing| thing.vendor_state(name));
    states.find_map(|state| known.iter().copied().find(|known| **known == *state.name))
}

/// A name that is not on the list of `what`; `meant` is the one that a vendor calls so.
fn problem(name: &str, at: Span, what: &str, meant: Option<&str>, known: &[&str]) -> Diagnostic {
    let near = meant.or_else(|| nearest(name, known.iter().copied()));
    RULE.at(at, format!("{what} cannot be `{name}`"))
        .label("not on the list")
        .help(said(
            near,
            &format!("it is one of {}", listed(known.iter().copied())),
        ))
        .swap(at, name, near)
}
