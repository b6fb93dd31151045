//! The differences for people.

use super::compared::{Compared, alone};
use crate::diff::{Care, Change, Comparison};
use crate::report::text::{count, name, wrap};
use crate::report::{Printer, Style};

pub(super) fn print(compared: &[Compared], printer: &Printer) {
    let mut same = 0;
    for one in compared {
        // of a folder, only what differs is of interest
        if !one.differs() && compared.len() > 1 {
            same += 1;
            continue;
        }
        printer.result(&text(one, printer));
    }
    if same > 0 {
        let flows = count(same, "flow does", "flows do");
        printer.result(&format!("{flows} the same as before"));
    }
    if compared.is_empty() {
        printer.result("no flows to compare");
    }
}

fn text(one: &Compared, printer: &Printer) -> String {
    let title = name(&one.name);
    let Some(comparison) = &one.comparison else {
        let word = alone(one);
        return format!("{title}: {word}");
    };
    if let Some(was) = &one.was {
        return format!("{title}: was called {}, and does the same", name(was));
    }
    if comparison.does_the_same() {
        return format!("{title}: {}", nothing(comparison));
    }
    let many = count(comparison.changes.len(), "difference", "differences");
    let mut lines = vec![format!("{title}: {many}")];
    for change in &comparison.changes {
        lines.extend(change_lines(change, printer));
    }
    lines.join("\n")
}

/// Two flows that do the same.
pub(super) fn nothing(comparison: &Comparison) -> &'static str {
    match comparison.same_text {
        true => "no difference",
        false => "no difference in what it does: only comments, layout, names or tests changed",
    }
}

fn change_lines(change: &Change, printer: &Printer) -> Vec<String> {
    let look = printer.look();
    let redactor = printer.redactor();
    let sign = match change.care {
        Care::Look => look.paint(Style::Care, "!"),
        Care::Plain => change.sort.sign().to_owned(),
    };
    let about = redactor.clean_written(&change.about).into_owned();
    let place = look.paint(Style::Faint, &place(change));
    let word = word(change);
    let mut lines = vec![format!("  {sign} {word}{about}{place}")];
    for says in &change.says {
        let says = redactor.clean_written(says);
        let width = look.width.max(40) - 8;
        lines.extend(
            wrap(&says, width)
                .into_iter()
                .map(|line| format!("      {line}")),
        );
    }
    lines
}

/// What the sign would say, where it says something else.
pub(super) fn word(change: &Change) -> &'static str {
    use crate::diff::Sort;
    match change.sort {
        Sort::New => "new: ",
        Sort::Gone => "gone: ",
        Sort::Moved => "moved: ",
        Sort::Changed => "",
    }
}

/// ` (line 7)`, ` (was line 9)`
pub(super) fn place(change: &Change) -> String {
    match (change.before, change.after) {
        (_, Some(line)) => format!(" (line {line})"),
        (Some(line), None) => format!(" (was line {line})"),
        (None, None) => String::new(),
    }
}
