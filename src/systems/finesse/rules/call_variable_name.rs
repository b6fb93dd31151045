//! # F123 call-variable-name (warning)
//!
//! ## What it checks
//!
//! A call variable has a name that Finesse does not have.
//!
//! ## Why it matters
//!
//! Finesse rejects an unknown variable or drops it without an error, and the next agent does not
//! see it. An `await call-data` for it waits until its limit, with a caller on the line. A phone call
//! has `callVariable1` to `callVariable10`, and the ECC variables of the deployment, whose names begin
//! with `user.`; for an array, `user.choice[2]`.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "callVariable11": "gold" }
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! set call data of contact <ContactId>
//!     with CallVariables: { "callVariable10": "gold" }
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know which variable the next agent reads.
//!
//! ## Related
//!
//! See F121 call-variable-size, F122 campaign-variable; `flow docs finesse`.

use super::{call_variables, campaign_variable};
use crate::check::resolve::{Found, Written};
use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::tree::Await;
use crate::value::Value;

pub const RULE: Rule = Rule::warning(123, "call-variable-name");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    call_variables::each(model, |fields, _| {
        let fields = fields.iter();
        let others = fields.filter(|field| !campaign_variable::is_dialers(&field.name));
        found.add_all(others.filter_map(|field| problem(&field.name, field.key)));
    });
    for site in &model.sites {
        let (Written::Await(wait), Found::Thing(_, thing)) = (site.written, &site.found) else {
            continue;
        };
        if &*thing.name == "call-data" {
            found.add_all(awaited(model, wait));
        }
    }
}

/// The variable that an `await call-data` waits for, where no contact has one of that name.
fn awaited(model: &Model<'_>, wait: &Await) -> Option<Diagnostic> {
    let mut args = wait.with.iter();
    let value = &args.find(|arg| model.slice(arg.name) == "Variable")?.value;
    let Value::Text(name) = model.literal(value)? else {
        return None;
    };
    // Case does not matter here: the connection compares without it.
    let name = &*name.text;
    let lower = name.to_lowercase();
    let known = lower
        .strip_prefix("callvariable")
        .map(|n| format!("callVariable{n}"));
    let written = known.is_some_and(|name| is_one_of_ten(&name))
        || is_ecc(&lower)
        || lower == "wrapupreason"
        || campaign_variable::is_dialers(name);
    (!written).then(|| {
        RULE.at(value.span, format!("unknown call variable `{name}`"))
            .why("nothing ever writes it: the run would wait until its limit, with a caller on the line")
            .help("use `callVariable1` to `callVariable10`, an ECC variable, `user.<name>`, or `wrapUpReason`")
    })
}

/// The finding, where a call has no variable of that name.
pub fn problem(name: &str, at: Span) -> Option<Diagnostic> {
    if is_one_of_ten(name) || is_ecc(name) {
        return None;
    }
    let found = RULE
        .at(at, format!("unknown call variable `{name}`"))
        .why("Finesse rejects it or drops it, and the next agent does not see it")
        .help("use `callVariable1` to `callVariable10`, or an ECC variable, `user.<name>` or `user.<name>[<n>]`");
    Some(found)
}

/// `callVariable1` to `callVariable10`.
pub fn is_one_of_ten(name: &str) -> bool {
    let number = name.strip_prefix("callVariable");
    number.is_some_and(|number| {
        let plain = !number.starts_with(['0', '+']);
        plain && matches!(number.parse(), Ok(1..=10))
    })
}

/// `user.name`, `user.name[2]`.
fn is_ecc(name: &str) -> bool {
    let Some(name) = name.strip_prefix("user.") else {
        return false;
    };
    let name = match name.split_once('[') {
        Some((name, index)) => {
            let index = index.strip_suffix(']').unwrap_or_default();
            match index.parse::<u16>() {
                Ok(_) => name,
                Err(_) => return false,
            }
        }
        None => name,
    };
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    !name.is_empty() && name.chars().all(fits)
}
