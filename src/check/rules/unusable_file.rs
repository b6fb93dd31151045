//! # F152 unusable-steps-file (error)
//!
//! ## What it checks
//!
//! A `use steps from` line names a file whose steps cannot be used.
//!
//! The path is relative to the file that it is written in, has `/` between its parts and ends in
//! `.flow`. The file provides its steps and nothing else: its inputs, its handlers of last resort and
//! its statements stay its own. Two files cannot use each other.
//!
//! ## Why it matters
//!
//! The steps do something for a caller, and without their file none of it can happen.
//!
//! ## Example
//!
//! ```flow
//! use steps from "wrap-up.txt"
//!
//! run WrapUp()
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! run WrapUp()
//!
//! step WrapUp() {
//!     log "the contact is closed"
//! }
//! ```
//!
//! ## Fix
//!
//! None: only you know where the file is.
//!
//! ## Related
//!
//! See F055 unknown-step, F080 unused-step; `flow docs language`.

use super::Rule;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::{NotLinked, Source, Span};
use crate::syntax::MOST_FILES;

pub const RULE: Rule = Rule::error(152, "unusable-steps-file")
    .does("what its steps do for the caller would not happen");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    let links = model.source.links();
    for link in links {
        if let Err(why) = &link.to {
            found.add(problem(model.source, link.path, why));
        }
    }
    for line in model.steps_lines() {
        if !links.iter().any(|link| link.path.start == line.path.start) {
            let written = model.slice(line.path);
            let ends = written.trim_matches('"').ends_with(".flow");
            found.add(match ends {
                true => unread(line.path, written),
                false => no_path(line.path, written),
            });
        }
    }
}

fn problem(source: &Source, at: Span, why: &NotLinked) -> Diagnostic {
    let written = source.slice(at);
    match why {
        NotLinked::Unreadable(name, why) => RULE
            .at(at, format!("cannot read {name}: {why}"))
            .help("correct the path: it is relative to the folder of this file"),
        NotLinked::NotAPath => no_path(at, written),
        NotLinked::TooMany => RULE
            .at(
                at,
                format!("a flow can use the steps of at most {MOST_FILES} files"),
            )
            .label("one file too many")
            .help("put steps that belong together into one file"),
        NotLinked::Circle(file) => circle(source, at, *file),
    }
}

/// Nobody has read the file: what was checked is a text, not a file.
fn unread(at: Span, written: &str) -> Diagnostic {
    RULE.at(at, format!("the steps of {written} are not known here"))
        .label("this text is checked without the files around it")
        .help("check the file itself with `flow check`")
}

fn no_path(at: Span, written: &str) -> Diagnostic {
    RULE.at(at, format!("{written} is not the path of a flow"))
        .label("relative to this file, with `/`, and ending in `.flow`")
        .help("the form is `use steps from \"<file>.flow\"`")
}

fn circle(source: &Source, at: Span, file: usize) -> Diagnostic {
    let (home, _) = source.home(at);
    let other = source.parts().get(file).map_or(home, |part| &part.source);
    if other == home {
        return RULE
            .at(at, "a file cannot use its own steps from outside")
            .label("this is the file itself")
            .help("remove the line: a file always has its own steps");
    }
    let (other, home) = (other.name(), home.name());
    RULE.at(at, format!("{other} and {home} use each other's steps"))
        .label(format!("{other} is already being read for {home}"))
        .help("move the steps that both need into a third file")
}
