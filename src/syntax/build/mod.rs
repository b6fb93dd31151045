//! From what pest read to the tree. Broken lines are put together with the statement they belong
//! to, and explained once.

mod attach;
mod blanks;
mod clause;
mod expr;
mod item;
mod nodes;
mod operand;
mod operator;
mod reaction;
mod stmt;
mod test;
mod text;
mod unclosed;

pub(crate) use operator::word_of;

use super::explain;
use super::grammar::{Flow, Rule};
use super::matcher::Parser;
use super::parsed::Parsed;
use super::place::Place;
use super::tree::{Item, Stmt, Tree};
use super::{codes, depth};
use crate::diagnostic::{self, Diagnostic};
use crate::source::{Source, Span};
use nodes::Nodes;

/// What the grammar's rules read of a text that is not nested too deep: each rule with its place, outer ones first.
#[cfg(feature = "internals")]
pub fn entries(text: &str) -> Option<Vec<(String, u32, u32)>> {
    let pairs = Flow::parse(Rule::file, text).ok()?;
    let entries = pairs.entries.iter();
    Some(
        entries
            .map(|entry| (format!("{:?}", entry.rule), entry.start, entry.end))
            .collect(),
    )
}

/// Reads a source from `start` on, whose brackets are known not to be nested too deep, part by part.
pub(super) fn build(source: &Source, start: usize, parts: depth::Parts) -> Parsed {
    let mut builder = Builder::new(source);
    let mut tree = Tree {
        // most items are longer than this
        items: Vec::with_capacity((source.text().len() - start) / 96 + 1),
        comments: parts.comments,
        systems_of: Vec::new(),
    };
    let text = blanks::plain(source.text());
    let mut nodes = Nodes::of(&text);
    let mut start = start;
    for end in parts.ends {
        let part = text.get(start..end).unwrap_or("");
        match Flow::parse(Rule::file, part) {
            Ok(pairs) => {
                nodes.read(start, pairs);
                builder.file(&nodes, &mut tree);
            }
            // the grammar takes everything
            Err(_) => builder.problems.push(depth::problem(start as u32)),
        }
        start = end;
    }
    let mut problems = builder.problems;
    if builder.unclosed_reported {
        // what seems to stand in a block that was never closed does not
        problems.retain(|problem| problem.code != codes::NOT_AT_TOP);
    }
    diagnostic::sort(&mut problems);
    // the first mistake of a line may well be the cause of the next
    problems.dedup_by_key(|problem| source.line_of(problem.span().start));
    Parsed { tree, problems }
}

/// Where statements go: a file takes items, a block takes statements alone.
trait Sink {
    fn stmt(&mut self, stmt: Stmt);
    /// Takes what stands at the top of a file only; gives it back where it cannot.
    fn item(&mut self, item: Item) -> Result<(), Item>;
    /// What a clause that comes now belongs to.
    fn last(&mut self) -> Last<'_>;
}

/// What a clause can belong to.
enum Last<'a> {
    Nothing,
    Stmt(&'a mut Stmt),
    Everywhere(&'a mut super::tree::Everywhere),
    When(&'a mut super::tree::When),
    Other,
}

impl Sink for Vec<Item> {
    fn stmt(&mut self, stmt: Stmt) {
        self.push(Item::Stmt(stmt));
    }

    fn item(&mut self, item: Item) -> Result<(), Item> {
        self.push(item);
        Ok(())
    }

    fn last(&mut self) -> Last<'_> {
        match self.last_mut() {
            None => Last::Nothing,
            Some(Item::Stmt(stmt)) => Last::Stmt(stmt),
            Some(Item::Everywhere(everywhere)) => Last::Everywhere(everywhere),
            Some(Item::When(line)) => Last::When(line),
            Some(_) => Last::Other,
        }
    }
}

impl Sink for Vec<Stmt> {
    fn stmt(&mut self, stmt: Stmt) {
        self.push(stmt);
    }

    fn item(&mut self, item: Item) -> Result<(), Item> {
        Err(item)
    }

    fn last(&mut self) -> Last<'_> {
        self.last_mut().map_or(Last::Nothing, Last::Stmt)
    }
}

struct Builder<'a> {
    source: &'a Source,
    text: &'a str,
    problems: Vec<Diagnostic>,
    /// Everything before this byte has been explained: nothing more is said of it.
    explained: u32,
    /// Where the statement or clause began that the next broken words belong to.
    head: (u32, Place),
    /// The brace of the innermost block, to be shown when it turns out never to be closed.
    unclosed_reported: bool,
    /// How many blocks and brackets are open.
    open: usize,
}

impl<'a> Builder<'a> {
    fn new(source: &'a Source) -> Self {
        Self {
            source,
            text: source.text(),
            problems: Vec::new(),
            explained: 0,
            head: (0, Place::Statement),
            unclosed_reported: false,
            open: 0,
        }
    }

    fn file(&mut self, nodes: &Nodes<'_>, tree: &mut Tree) {
        for file in nodes.all() {
            self.body(file.inside(), &mut tree.items);
        }
    }

    fn slice(&self, span: Span) -> &'a str {
        self.text
            .get(span.start as usize..span.end as usize)
            .unwrap_or("")
    }

    /// Whether only blanks stand before `at` in its line, or the brace that opens its block.
    fn starts_line(&self, at: u32) -> bool {
        let before = self.text.as_bytes().get(..at as usize).unwrap_or(&[]);
        let last = before
            .iter()
            .rev()
            .find(|byte| !matches!(byte, b' ' | b'\t' | b'\r'));
        matches!(last, None | Some(b'\n' | b'{'))
            || self.text.get(..at as usize) == Some("\u{FEFF}")
    }

    /// Where the word began that stands before `at`, blanks between.
    fn word_before(&self, at: u32, word: &str) -> u32 {
        let before = self.text.get(..at as usize).unwrap_or("");
        (before.trim_end_matches([' ', '\t', '\r']).len() - word.len()) as u32
    }

    /// Says what is wrong with the statement or clause that begins at `start`: once, and once a
    /// line.
    fn explain(&mut self, start: u32, place: Place) {
        let line = self.source.line_span(self.source.line_of(start));
        if self.explained > line.start {
            self.explained = self.explained.max(line.end);
            return;
        }
        let explained = explain::explain(self.source, start, place);
        self.explained = explained.until.max(start + 1);
        self.problems.push(explained.problem);
    }

    /// Goes into a block or bracket, where it is not too deep to come back from.
    fn enter(&mut self, at: Span) -> bool {
        if self.open >= 2 * depth::MOST_OPEN {
            self.report(depth::problem(at.start));
            self.explained = self.explained.max(at.end);
            return false;
        }
        self.open += 1;
        true
    }

    fn leave(&mut self) {
        self.open -= 1;
    }

    /// Reports a mistake that is clear without looking at the text again; nothing more is said
    /// of what it covers.
    fn report(&mut self, problem: Diagnostic) {
        if problem.span().start >= self.explained || problem.span().is_empty() {
            self.problems.push(problem);
        }
    }
}
