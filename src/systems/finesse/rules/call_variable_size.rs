//! # F121 call-variable-size (warning)
//!
//! ## What it checks
//!
//! A call variable is longer than Finesse allows.
//!
//! ## Why it matters
//!
//! Finesse rejects or cuts a long value without an error: the next agent sees half of it.
//! `callVariable1` to `callVariable10` hold 40 bytes each, and all ECC variables of a phone call
//! together 2,000 bytes, names included.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "callVariable1": "the customer has called three times about this" }
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "callVariable1": "third call about this" }
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: a shorter text is yours to write.
//!
//! ## Related
//!
//! See F122 campaign-variable, F123 call-variable-name; `flow docs finesse`.

use super::call_variables;
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::Value;

pub const RULE: Rule = Rule::warning(121, "call-variable-size");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    call_variables::each(model, |fields, span| {
        let mut ecc = 0;
        for field in fields {
            let bytes = bytes(model, field.value);
            if field.name.starts_with("user.") {
                ecc += field.name.len() + bytes.unwrap_or_default();
            } else if let Some(bytes) = bytes.filter(|bytes| *bytes > ONE) {
                found.add(one(&field.name, bytes, field.value.span));
            }
        }
        if ecc > ECC {
            found.add(all(ecc, span));
        }
    });
}

/// How long a literal is when it is sent.
fn bytes(model: &Model<'_>, value: &Expr) -> Option<usize> {
    match model.literal(value)? {
        Value::Text(text) => Some(text.text.len()),
        other => Some(other.to_string().len()),
    }
}

/// How many bytes one of the ten variables holds.
pub const ONE: usize = 40;

/// How many bytes the ECC variables of a call hold together.
pub const ECC: usize = 2000;

/// One of the ten variables is too long.
pub fn one(name: &str, bytes: usize, at: Span) -> Diagnostic {
    RULE.at(at, format!("`{name}` is too long"))
        .label(format!("{bytes} bytes; the limit is {ONE}"))
        .why("Finesse rejects it or cuts it: the next agent sees half of it")
        .help("shorten it, or use an ECC variable, whose name starts with `user.`")
}

/// The ECC variables are too long together.
pub fn all(bytes: usize, at: Span) -> Diagnostic {
    RULE.at(at, "the ECC variables together are too long")
        .label(format!(
            "{bytes} bytes with their names; the limit is {ECC}"
        ))
        .why("Finesse rejects or cuts them: the next agent sees half of it")
        .help("shorten them, or store the text elsewhere and send its number")
}
