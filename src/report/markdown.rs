//! A summary in Markdown: what the page of a CI job shows.

use super::document::Document;
use super::inspection::{Inspected, Inspection};
use super::rule;
use super::text::count;
use crate::diagnostic::{Diagnostic, Severity};

/// Services cut a summary that is too long, or show none of it.
const MOST: usize = 100;

pub struct Summary;

impl Document for Summary {
    fn name(&self) -> &'static str {
        "markdown"
    }

    fn about(&self) -> &'static str {
        "A summary in Markdown, for the page of a CI job"
    }

    fn text(&self, inspection: &Inspection) -> String {
        let mut text = format!("### flow check: {}\n", summed(inspection));
        for trouble in &inspection.troubles {
            text.push_str(&format!(
                "\n- {}: {}\n",
                trouble.severity.word(),
                cell(&trouble.message)
            ));
        }
        let mut found: Vec<_> = inspection.findings().collect();
        if found.is_empty() {
            return text;
        }
        found.sort_by_key(|(_, found)| std::cmp::Reverse(found.severity));
        text.push_str("\n| | where | what |\n|---|---|---|\n");
        text.extend(
            found
                .iter()
                .take(MOST)
                .map(|(file, found)| row(file, found)),
        );
        if let Some(more) = found.len().checked_sub(MOST + 1) {
            let more = count(more + 1, "finding", "findings");
            text.push_str(&format!("\n{more} more: see the log of the job.\n"));
        }
        text
    }
}

fn summed(inspection: &Inspection) -> String {
    let many = |severity| {
        let all = inspection.findings();
        all.filter(|(_, found)| found.severity == severity).count()
    };
    let counted = [
        count(many(Severity::Error), "error", "errors"),
        count(many(Severity::Warning), "warning", "warnings"),
        count(many(Severity::Note), "note", "notes"),
    ];
    let counted: Vec<String> = counted
        .into_iter()
        .filter(|one| !one.starts_with("0 "))
        .collect();
    let files = count(inspection.files.len(), "file", "files");
    match counted.is_empty() {
        true => format!("no findings in {files}"),
        false => format!("{} in {files}", counted.join(", ")),
    }
}

fn row(file: &Inspected, found: &Diagnostic) -> String {
    let place = file.source.place(found.span().start);
    let name = rule::name(found.code).unwrap_or_default();
    format!(
        "| {} | {}:{}:{} | {} {name}: {} |\n",
        found.severity.word(),
        cell(&file.path),
        place.line,
        place.column,
        found.code,
        cell(&found.message)
    )
}

/// A text in a cell of a table: what would be HTML or end the cell is shown instead. Between backticks HTML is shown
/// as it is.
fn cell(text: &str) -> String {
    let mut code = false;
    let mut cell = String::with_capacity(text.len());
    for letter in text.chars() {
        code ^= letter == '`';
        match letter {
            '|' => cell.push_str("\\|"),
            '<' if !code => cell.push_str("&lt;"),
            '&' if !code => cell.push_str("&amp;"),
            letter if letter.is_control() => cell.push(' '),
            letter => cell.push(letter),
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::cell;

    #[test]
    fn nothing_in_a_cell_ends_it() {
        for (text, shown) in [
            ("`a <B>` & <c>", "`a <B>` &amp; &lt;c>"),
            ("one|two", "one\\|two"),
            ("a\nb", "a b"),
        ] {
            assert_eq!(cell(text), shown);
        }
    }
}
