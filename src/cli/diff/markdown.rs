//! The differences as a comment for a pull request.

use super::compared::{Compared, alone};
use super::people::{nothing, place, word};
use crate::diff::{Care, Change};
use crate::graph;
use crate::program::Program;
use crate::report::Printer;
use crate::report::text::{count, name};
use std::fmt::Write;

/// Comments have a limit of 65,536 letters on GitHub: the words come first, and pictures as long as
/// there is room.
const MOST: usize = 60_000;

pub(super) fn text(compared: &[Compared], printer: &Printer) -> String {
    let mut text = String::from("### What the flows do now\n");
    let differing: Vec<&Compared> = compared.iter().filter(|one| one.differs()).collect();
    for one in &differing {
        words(one, printer, &mut text);
    }
    let same = compared.len() - differing.len();
    match (same, compared) {
        (0, []) => text.push_str("\nNo flows to compare.\n"),
        (1, [one]) => {
            let said = one.comparison.as_ref().map_or("", nothing);
            let _ = writeln!(text, "\n**{}**: {said}.", escaped(&name(&one.name)));
        }
        (0, _) => {}
        (same, _) => {
            let flows = count(same, "flow does", "flows do");
            let _ = writeln!(text, "\n{flows} the same as before.");
        }
    }
    for one in differing {
        let pictures = pictures(one, printer);
        if text.len() + pictures.len() <= MOST {
            text.push_str(&pictures);
        }
    }
    text
}

fn words(one: &Compared, printer: &Printer, text: &mut String) {
    let title = escaped(&name(&one.name));
    let Some(comparison) = &one.comparison else {
        let word = alone(one);
        let _ = writeln!(text, "\n**{title}**: {word}");
        return;
    };
    if let Some(was) = &one.was {
        let was = escaped(&name(was));
        let _ = writeln!(text, "\n**{title}**: was called {was}, and does the same");
        return;
    }
    let looks = comparison
        .changes
        .iter()
        .filter(|change| change.care == Care::Look);
    let looks = match looks.count() {
        0 => String::new(),
        many => format!(", {many} to look at"),
    };
    let many = count(comparison.changes.len(), "difference", "differences");
    let _ = writeln!(text, "\n**{title}**: {many}{looks}\n");
    for change in &comparison.changes {
        item(change, printer, text);
    }
}

fn item(change: &Change, printer: &Printer, text: &mut String) {
    let shown = |text: &str| escaped(&printer.redactor().clean_written(text));
    let about = format!("{}{}{}", word(change), shown(&change.about), place(change));
    match change.care {
        Care::Look => {
            let _ = writeln!(text, "- ⚠️ **{about}**");
        }
        Care::Plain => {
            let _ = writeln!(text, "- {about}");
        }
    }
    for says in &change.says {
        let _ = writeln!(text, "  - {}", shown(says));
    }
}

/// The graph of both, folded.
fn pictures(one: &Compared, printer: &Printer) -> String {
    let mut text = String::new();
    let title = escaped(&name(&one.name));
    let _ = writeln!(text, "\n<details><summary>{title} as a graph</summary>\n");
    if one.was.is_none() {
        picture("Before", one.before.as_deref(), printer, &mut text);
    }
    picture("After", one.after.as_deref(), printer, &mut text);
    text.push_str("</details>\n");
    text
}

fn picture(title: &str, program: Option<&Program>, printer: &Printer, text: &mut String) {
    let Some(program) = program else { return };
    let redactor = printer.redactor();
    let show = |text: &str| redactor.clean_written(text).into_owned();
    let graph = graph::graph(program, &show);
    let mermaid = graph::mermaid(&graph, None);
    let _ = writeln!(text, "{title}:\n\n```mermaid\n{mermaid}```\n");
}

/// What Markdown and HTML would read as their own, and what would call somebody: `@name`.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '@' => out.push_str("&#64;"),
            '#' => out.push_str("&#35;"),
            '*' | '_' | '[' | ']' | '|' | '\\' | '~' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
