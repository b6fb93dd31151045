//! What the subcommands share: saying what is wrong, and finding the profile.

use super::args::ProfileArgs;
use super::exit::Exit;
use crate::check::rules;
use crate::config::{Config, Problem};
use crate::diagnostic::{Diagnostic, Severity};
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

/// Notes what the settings have under former names: once, however often a command reads them.
pub(super) fn note_former(config: &Config, printer: &Printer) {
    let people = People::new(printer.look(), printer.redactor());
    for note in config.former_names() {
        printer.note_once(&note.people_as(Severity::Note, &people));
    }
}

/// The settings that hold in a folder.
pub(super) fn config(args: &ProfileArgs, folder: &Path) -> Result<Config, Problem> {
    match &args.config {
        Some(file) => Config::read(file),
        None => Config::find(folder),
    }
}

/// Hides what is fetched, before anybody else has it.
pub(super) fn hiding(printer: &Printer) -> impl Fn(&str, Mark) + Sync {
    |text, mark| printer.redactor().register(text, mark)
}

/// Hides what a script says itself and nobody may see: numbers to dial, and secrets that should
/// not stand there at all.
pub(super) fn hide(source: &Source, found: &[Diagnostic], printer: &Printer) {
    for number in phone_numbers(source.text()) {
        printer
            .redactor()
            .register_written(number, Mark::PhoneNumber);
    }
    for one in found {
        if one.code == rules::secret_in_script::RULE.code {
            let literal = source.slice(one.span()).trim_matches('"');
            printer.redactor().register_written(literal, Mark::Secret);
        }
    }
}

/// What is a number to dial in a script: at the start of a text, or without its quotes.
fn phone_numbers(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    // up to where quotes have been looked for, and whether a text is open there
    let (mut seen, mut is_open) = (0, false);
    memchr::memchr_iter(b'+', bytes).filter_map(move |at| {
        // first what decides nearly always: a long flow has few numbers
        let number = number_at(text, at)?;
        for byte in &bytes[seen..at] {
            match byte {
                b'\n' => is_open = false,
                b'"' => is_open = !is_open,
                _ => {}
            }
        }
        seen = at;
        (!is_open || bytes[..at].ends_with(b"\"")).then_some(number)
    })
}

fn number_at(text: &str, at: usize) -> Option<&str> {
    let digits = text[at + 1..].bytes().take_while(u8::is_ascii_digit);
    let digits = digits.count();
    (7..=15).contains(&digits).then(|| &text[at..=at + digits])
}

#[cfg(test)]
mod tests {
    use super::phone_numbers;

    #[test]
    fn numbers_to_dial_are_found_with_and_without_quotes() {
        for (text, found) in [
            ("dial phone \"+442079460000\"", true),
            ("dial phone +442079460000", true),
            ("dial phone '+442079460000'", true),
            ("dial phone \"+442079460000\n", true),
            ("let Sum = 4 +123", false),
            ("input Phone: text \"like +442079460000\"", false),
            ("dial phone \"+44867530912345678\"", false),
            ("log \"open\nlog +442079460000", true),
            ("log \"a\" + \"b +442079460000\"", false),
        ] {
            assert_eq!(phone_numbers(text).next().is_some(), found, "{text}");
        }
    }
}
