//! # F056 unknown-field (error)
//!
//! ## What it checks
//!
//! A field is read that the record does not have, or from a value that is not a record.
//!
//! ## Why it matters
//!
//! The decision about the contact would be made without the value.
//!
//! ## Example
//!
//! ```flow
//! find active contacts giving Contacts
//! for each Contact in Contacts {
//!     log "{Contact.Agee}"
//! }
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! find active contacts giving Contacts
//! for each Contact in Contacts {
//!     log "{Contact.Age}"
//! }
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the field with the similar name. It holds another
//! value.
//!
//! ## Related
//!
//! See F054 unknown-name, F087 nothing-returned.

use super::Rule;
use super::{Swap, a, listed, said};
use crate::catalogue::nearest;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::value::Kind;

pub const RULE: Rule =
    Rule::error(56, "unknown-field").does("the run would stop here with its work half done");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for field in &model.facts.unknown_fields {
        match &field.kind {
            Kind::Record(Some(_)) if field.quoted => {}
            Kind::Record(Some(fields)) => {
                let known: Vec<&str> = fields.iter().map(|known| &*known.name).collect();
                let near = nearest(&field.name, known.iter().copied());
                found.add(problem(&field.name, field.key, near, &known));
            }
            other if field.of.span.is_empty() => found.add(no_item_fields(field.key, other)),
            other => found.add(no_fields(model.slice(field.of.span), field.key, other)),
        }
    }
}

/// A field that a record does not have.
pub fn problem(name: &str, at: Span, near: Option<&str>, known: &[&str]) -> Diagnostic {
    let rest = format!("its fields are {}", listed(known.iter().copied()));
    RULE.at(at, format!("unknown field `{name}`"))
        .help(said(near, &rest))
        .swap(at, name, near)
}

/// A field of an item that has none, after `where` or `by`.
fn no_item_fields(at: Span, kind: &Kind) -> Diagnostic {
    RULE.at(at, "the items of this list have no fields")
        .label(format!("an item is {}", a(kind)))
        .help("`where` and `by` read fields of records: go through this list with `for each`")
}

/// A field of something that has none.
pub fn no_fields(of: &str, at: Span, kind: &Kind) -> Diagnostic {
    RULE.at(at, format!("`{of}` has no fields"))
        .label(format!("`{of}` is {}", a(kind)))
        .help(match kind {
            Kind::List(_) => format!(
                "write `for each <Name> in {of}, at most <n> {{ … }}`, or use one item: `first({of})`"
            ),
            _ => format!("write only `{of}`"),
        })
}
