//! # F135 lost-digits (error)
//!
//! ## What it checks
//!
//! A number has a leading zero, or trailing zeros after its decimal point, where every digit
//! counts.
//!
//! ## Why it matters
//!
//! The phone call would reach a different customer, the keys a different menu, the record a different
//! agent: a number is a quantity, and `0049123` becomes 49123.
//!
//! ## Example
//!
//! ```flow
//! use cxone
//!
//! set security user 0001109
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use cxone
//!
//! set security user "0001109"
//! ```
//!
//! ## Fix
//!
//! Safe or unsafe: quotes are safe if the value is an id or a text. They are unsafe if it may be a
//! quantity.
//!
//! ## Related
//!
//! See F065 wrong-type, F140 id-not-numeric.

use super::Rule;
use crate::check::literal::{loses_digits, spelling};
use crate::check::resolve::Form;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::syntax::tree::Expr;
use crate::value::Kind;

pub const RULE: Rule = Rule::error(135, "lost-digits");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for typed in &model.facts.typed {
        let counted = matches!(typed.wanted, Kind::Number);
        if matches!(typed.form, Form::Literal(Ok(_))) && !counted {
            let sure = typed.wanted.is_id() || typed.wanted == Kind::Text;
            look_at(model, typed.expr, sure, found);
        }
    }
    for known in &model.facts.compared {
        if known.kind.is_id() || known.kind == Kind::Text {
            look_at(model, known.second, true, found);
        }
    }
}

fn look_at(model: &Model<'_>, expr: &Expr, sure: bool, found: &mut Findings) {
    if let Some(written) = spelling(model.source, expr).filter(|written| loses_digits(written)) {
        found.add(problem(written, expr.span, sure));
    }
}

/// A number as it is written; `sure` where it cannot be a quantity.
fn problem(written: &str, at: Span, sure: bool) -> Diagnostic {
    let number = written.trim_start_matches('0');
    let short = match number.split_once('.') {
        Some((whole, fraction)) if fraction.trim_end_matches('0').is_empty() => whole,
        _ => number,
    };
    let short = if short.is_empty() { "0" } else { short };
    let help = match sure {
        true => format!("write `\"{written}\"`: text keeps every digit"),
        false => {
            format!("write `\"{written}\"` to keep every digit, or `{short}` for the quantity")
        }
    };
    let edit = Edit {
        span: at,
        text: format!("\"{written}\""),
    };
    let safety = if sure { Safety::Safe } else { Safety::Unsafe };
    RULE.at(at, format!("number `{written}` would lose its zeros"))
        .label(format!("as a number this is {short}"))
        .why("a lost digit reaches another customer, menu or record")
        .help(help)
        .fix(format!("Write \"{written}\""), safety, vec![edit])
}
