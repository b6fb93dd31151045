//! Asking whoever sits at the terminal.

use crate::report::Printer;
use std::io::{BufRead, IsTerminal};

/// Whether somebody is there who can read a question and answer it.
pub(super) fn is_anybody_there() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks, and says whether the answer was yes. Anything but yes is no: who only presses Return has
/// agreed to nothing.
pub(super) fn yes(printer: &Printer, question: &str) -> bool {
    printer.note(&format!("{question} [yes/no]"));
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.is_ok() && is_yes(&line)
}

fn is_yes(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "yes" | "y")
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_yes_is_yes() {
        for (line, yes) in [
            ("yes\n", true),
            (" Y \n", true),
            ("\n", false),
            ("", false),
            ("no\n", false),
            ("yes please\n", false),
        ] {
            assert_eq!(is_yes(line), yes, "{line:?}");
        }
    }
}
