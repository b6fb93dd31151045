//! What the subcommands share: saying what is wrong, and finding the profile.

use super::args::ProfileArgs;
use super::exit::Exit;
use crate::check::rules;
use crate::config::{Config, Problem};
use crate::diagnostic::Diagnostic;
use crate::report::{People, Printer};
use crate::source::Source;
use crate::value::Mark;
use std::path::Path;

/// Says what is wrong with the environment.
pub(super) fn tell(problem: &Problem, printer: &Printer) -> Exit {
    let people = People::new(printer.look(), printer.redactor());
    printer.note(&problem.people(&people));
    Exit::Environment
}

/// The settings that hold in a folder.
pub(super) fn config(args: &ProfileArgs, folder: &Path) -> Result<Config, Problem> {
    match &args.config {
        Some(file) => Config::read(file),
        None => Config::find(folder),
    }
}

/// Hides what a script says itself and nobody may see: numbers to dial, and secrets that should
/// not stand there at all.
pub(super) fn hide(source: &Source, found: &[Diagnostic], printer: &Printer) {
    for number in phone_numbers(source.text()) {
        printer.redactor().register(number, Mark::PhoneNumber);
    }
    for one in found {
        if one.code == rules::secret_in_script::RULE.code {
            let literal = source.slice(one.span()).trim_matches('"');
            printer.redactor().register(literal, Mark::Secret);
        }
    }
}

/// The texts of a script that are a number to dial and nothing else.
fn phone_numbers(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("\"+").filter_map(|(at, _)| {
        let rest = &text[at + 1..];
        let end = rest.find('"').filter(|end| *end <= 16)?;
        let number = &rest[..end];
        let digits = number.len() >= 8 && number[1..].bytes().all(|byte| byte.is_ascii_digit());
        digits.then_some(number)
    })
}
