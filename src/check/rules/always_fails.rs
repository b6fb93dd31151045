//! # F138 always-fails (error)
//!
//! ## What it checks
//!
//! A calculation with constant values has no result.
//!
//! ## Why it matters
//!
//! Every run would stop at this line, perhaps with a caller on hold.
//!
//! ## Example
//!
//! ```flow
//! let First = first([])
//! log "{First}"
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! let First = first([1, 2])
//! log "{First}"
//! ```
//!
//! ## Fix
//!
//! None: only you know the right values.
//!
//! ## Related
//!
//! See F065 wrong-type, F088 impossible-limit.

use super::Rule;
use crate::check::literal::constant;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Operator;
use crate::value::Value;

pub const RULE: Rule = Rule::error(138, "always-fails")
    .does("the run would fail here every time, perhaps with a caller on hold");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for known in &model.facts.calculated {
        if known.gives.is_none() {
            continue;
        }
        let (a, b) = (
            constant(model.source, known.a),
            constant(model.source, known.b),
        );
        let at = known.a.span.to(known.b.span);
        let why = match (a, known.operator, b) {
            (_, Operator::Divide, Some(b)) if b.is_zero() => Some("the divisor is 0".to_owned()),
            (Some(a), operator, Some(b)) => calculate(&a, operator, &b).err(),
            _ => None,
        };
        found.add_all(why.map(|why| problem(at, &why)));
    }
    for call in &model.facts.functions {
        let Some(function) = call.function else {
            continue;
        };
        let args = call.args.iter();
        let args: Option<Vec<Value>> = args.map(|arg| constant(model.source, arg)).collect();
        let args = args.filter(|args| args.len() == function.takes.len());
        if let Some(Err(why)) = args.map(|args| function.apply(&args)) {
            found.add(problem(call.span, &why));
        }
    }
}

fn calculate(a: &Value, operator: Operator, b: &Value) -> Result<Value, String> {
    match operator {
        Operator::Add => a.add(b),
        Operator::Subtract => a.subtract(b),
        Operator::Multiply => a.multiply(b),
        _ => a.divide(b),
    }
}

fn problem(at: Span, why: &str) -> Diagnostic {
    RULE.at(at, "the calculation fails in every run")
        .label(why)
        .help("change the values, or remove the calculation")
}
