//! # F120 dtmf-keys (error)
//!
//! ## What it checks
//!
//! A flow sends a key that Finesse cannot send.
//!
//! ## Why it matters
//!
//! The caller's menu waits for keys that never come: Finesse rejects the whole sequence. Finesse sends
//! 0 to 9, `*` and `#`; on CCE also A to D.
//!
//! ## Example
//!
//! ```flow
//! use finesse
//!
//! send dtmf "12-34#"
//!     on any other -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! use finesse
//!
//! send dtmf "1234#"
//!     on any other -> fail
//! ```
//!
//! ## Fix
//!
//! None: only you know the keys of the menu.
//!
//! ## Related
//!
//! See F125 dialled-as-written, F097 not-on-platform; `flow docs finesse`.

use crate::check::rules::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

pub const RULE: Rule = Rule::error(120, "dtmf-keys");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("finesse") {
        if let Some((keys, at)) = used.text("DtmfSequence") {
            found.add_all(problem(&keys, used.platform(), at));
        }
    }
}

/// What a platform sends beside digits; where the platform is not known, what any of them does.
fn more(platform: Option<&str>) -> &'static str {
    match platform {
        Some("CCX") => "*#",
        _ => "*#ABCD",
    }
}

/// The finding, where a key of the sequence is none.
pub fn problem(keys: &str, platform: Option<&str>, at: Span) -> Option<Diagnostic> {
    let sends = |key: char| key.is_ascii_digit() || more(platform).contains(key);
    let odd = keys.chars().find(|key| !sends(*key))?;
    let label = match (odd, platform) {
        ('A'..='D', Some(platform)) => format!("{platform} does not send `{odd}`"),
        (' ', _) => "Finesse does not send spaces".to_owned(),
        _ => format!("`{odd}` is not a key that Finesse sends"),
    };
    let help = match platform {
        Some("CCX") => "use 0 to 9, `*` and `#`",
        _ => "use 0 to 9, `*` and `#`; on CCE also A to D",
    };
    Some(
        RULE.at(at, format!("Finesse rejects the keys `{keys}`"))
            .label(label)
            .why("the menu at the other end waits for keys that never come")
            .help(help),
    )
}
