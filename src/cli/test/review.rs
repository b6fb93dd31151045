//! New traces are looked at: accepted, rejected or skipped.

use super::accepted::{NewTrace, keep};
use super::case::{Case, Done};
use super::names;
use super::shown::shown;
use crate::cli::args::TestArgs;
use crate::report::{Printer, diff};
use std::io::BufRead;

/// Warns of names that no test has.
pub(super) fn warn_of_idle_names(texts: &[String], cases: &[Case<'_>], printer: &Printer) {
    for text in texts {
        let one = std::slice::from_ref(text);
        if !cases.iter().any(|case| names::fits(&case.test.name, one)) {
            printer.note(&format!(
                "warning: no test has `{text}` in its name; nothing is accepted for it"
            ));
        }
    }
}

/// Accepts what is named, and asks about the rest where that is wanted.
pub(super) fn review(args: &TestArgs, done: &mut [Done<'_>], printer: &Printer) {
    for one in done {
        let Some(new) = &one.new_trace else { continue };
        let named = !args.accept.is_empty() && names::fits(&one.test.name, &args.accept);
        let accepted = named || (args.review && asked(one, new, printer));
        if accepted {
            match keep(new) {
                Ok(()) => {
                    printer.note(&format!("accepted {}", shown(&new.file)));
                    one.problems.retain(|problem| problem.kind != "trace");
                }
                Err(error) => {
                    printer.note(&format!("{} cannot be written: {error}", shown(&new.file)))
                }
            }
        }
    }
}

/// Shows what would change and asks: `a` accepts, `r` leaves the old one, anything else skips.
fn asked(one: &Done<'_>, new: &NewTrace, printer: &Printer) -> bool {
    let name = shown(&new.file);
    printer.note(&format!("test \"{}\"", one.test.name));
    printer.note(&diff::unified(&name, &new.old, &new.new, printer.look()));
    printer.note("a accepts, r rejects, s skips:");
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    read.is_ok() && matches!(answer.trim(), "a" | "accept")
}
