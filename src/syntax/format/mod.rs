//! The formatter: one style, no options. Four spaces a block, one blank between words, handlers
//! under each other. What the author decided stays: comments, single blank lines between
//! statements, and what was short enough to stand on one line and did.

mod clause;
mod expr;
mod faithful;
mod head;
mod inputs;
mod lines;
mod stmt;
mod test;

use super::tree::{Item, Tree};
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use std::collections::HashSet;

/// How long a line may be that the author wrote as one.
const WIDTH: usize = 100;
const INDENT: usize = 4;

/// A script in the one style. A script with mistakes is not touched: its problems come back.
pub fn format(source: &Source) -> Result<String, Vec<Diagnostic>> {
    let parsed = super::parse(source);
    if !parsed.is_clean() {
        return Err(parsed.problems);
    }
    Ok(print(&parsed.tree, source))
}

/// Prints a tree in the one style. An input that stands bare in a phrase or after `with` gets its
/// `< >`. For a tree with `Bad` parts use [`format()`], which refuses: only what was understood can
/// be laid out anew; what was not is printed as it stands.
pub fn print(tree: &Tree, source: &Source) -> String {
    let mut printer = Printer {
        source,
        out: String::with_capacity(source.text().len()),
        indent: 0,
        comments: tree.comments.clone(),
        next: 0,
        later: Vec::new(),
        bare_inputs: inputs::never_bound(tree, source),
        in_phrase: false,
    };
    printer.items(&tree.items);
    printer.finish();
    printer.out
}

struct Printer<'a> {
    source: &'a Source,
    out: String,
    /// How far lines are indented now, in blanks.
    indent: usize,
    comments: Vec<Span>,
    /// The first comment that has not been printed.
    next: usize,
    /// Comments that stood inside a line that is one now: they follow it.
    later: Vec<Span>,
    /// Inputs that are nothing else anywhere in the file.
    bare_inputs: HashSet<&'a str>,
    /// Whether a phrase or a `with` value is being printed.
    in_phrase: bool,
}

impl Printer<'_> {
    fn items(&mut self, items: &[Item]) {
        let mut rest = items;
        while let Some(first) = rest.first() {
            let inputs = self.inputs_together(rest);
            if inputs > 1 || matches!(first, Item::Input(_)) {
                let (together, after) = rest.split_at(inputs);
                let whole = span_of(first).to(together.last().map_or(span_of(first), span_of));
                self.faithful(whole, |printer| printer.inputs(together));
                rest = after;
            } else {
                self.faithful(span_of(first), |printer| printer.item(first));
                rest = &rest[1..];
            }
        }
    }
}

fn span_of(item: &Item) -> Span {
    match item {
        Item::Use(part) => part.span,
        Item::UseSteps(part) => part.span,
        Item::Input(part) => part.span,
        Item::Everywhere(part) => part.span,
        Item::Every(part) => part.span,
        Item::When(part) => part.span,
        Item::Step(part) => part.span,
        Item::Test(part) => part.span,
        Item::Stmt(part) => part.span,
    }
}
