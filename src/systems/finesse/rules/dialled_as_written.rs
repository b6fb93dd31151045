//! # F125 dialled-as-written (warning)
//!
//! ## What it checks
//!
//! A number to dial contains characters that no phone can dial, or is the agent's own.
//!
//! ## Why it matters
//!
//! The phone call fails or reaches a stranger instead of the customer: Finesse sends the number as it
//! is, with its hyphens, parentheses, spaces and letters. Finesse rejects an agent who dials the
//! agent's own extension.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! dial phone "9 (202) 555-0142"
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! dial phone "92025550142"
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! Unsafe: `flow check --fix --unsafe-fixes` writes the digits alone, if no zero in parentheses leaves
//! two readings.
//!
//! ## Related
//!
//! See F066 impossible-literal, F126 dial-while-ready; `flow docs finesse`.

use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::source::Span;
use crate::value::phone_number;

pub const RULE: Rule = Rule::warning(125, "dialled-as-written");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("finesse") {
        if let Some((number, at)) = used.text("PhoneNumber") {
            found.add_all(problem(&number, at));
        }
    }
}

/// The finding, where the number holds more than a phone can dial.
pub fn problem(number: &str, at: Span) -> Option<Diagnostic> {
    let dials = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#' | '+');
    let odd = number.chars().find(|c| !dials(*c))?;
    let label = match odd {
        ' ' => "spaces are dialled too".to_owned(),
        odd => format!("`{odd}` is dialled too"),
    };
    let found = RULE
        .at(at, "Finesse dials the number exactly as written")
        .label(label)
        .why("the phone call fails, or another number rings");
    let Some(digits) = dialled(number) else {
        return Some(found.help("write the digits alone, with the prefix of the dial plan"));
    };
    let edit = Edit {
        span: at,
        text: format!("\"{digits}\""),
    };
    let found = found.help(format!(
        "write `{}`: the digits alone, as the dial plan needs them",
        edit.text
    ));
    Some(found.fix(format!("Write \"{digits}\""), Safety::Unsafe, vec![edit]))
}

/// The same number in digits alone. One with its country is read by that country's plan: `+44 (0)20`
/// has a trunk zero that is not dialled from abroad. Without a country nobody can tell whether a
/// zero in brackets is dialled, so such a number is left to its author.
fn dialled(number: &str) -> Option<String> {
    if number.starts_with('+') {
        return phone_number(number).ok();
    }
    let dials = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    let known = number.chars().all(|c| dials(c) || " -()./".contains(c));
    let digits: String = number.chars().filter(|c| dials(*c)).collect();
    (known && !number.contains("(0)") && !digits.is_empty()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::dialled;

    #[test]
    fn a_trunk_zero_is_not_dialled_after_a_country() {
        for (written, dials) in [
            ("+44 (0)20 7946 0958", Some("+442079460958")),
            ("+44 (0) 20 7946 0958", Some("+442079460958")),
            ("+44 20 7946 0958", Some("+442079460958")),
            ("+1 (202) 555-0101", Some("+12025550101")),
            ("9 (202) 555-0101", Some("92025550101")),
            ("0044 (0)20 7946 0958", None),
            ("+44 12", None),
            ("CALL ME", None),
        ] {
            assert_eq!(dialled(written).as_deref(), dials, "{written}");
        }
    }
}
