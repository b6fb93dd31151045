//! One mistake is said once: what only follows from a line that could not be read is left out.

use super::names::{NameMap, names_that_may_be};
use super::{Model, rules};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::source::{Source, Span};
use crate::syntax::codes;

/// What is said of a name or a step that is nowhere to be found, or of a step that nothing runs: a
/// line that could not be read may have it.
const OF_NAMES: [Code; 3] = [
    rules::unknown_name::RULE.code,
    rules::unknown_step::RULE.code,
    rules::use_required::RULE.code,
];
/// What is said of a name that may be an input.
const OF_INPUTS: [Code; 2] = [rules::unknown_name::RULE.code, rules::bare_input::RULE.code];
/// What is said of a statement because of what it lacks: the line after it may have it.
const OF_STATEMENTS: [Code; 5] = [
    rules::missing_parameter::RULE.code,
    rules::unbound_name::RULE.code,
    rules::missing_prerequisite::RULE.code,
    rules::unhandled_outcomes::RULE.code,
    rules::handler_required::RULE.code,
];
/// What is said of places because of the blocks around them.
const OF_BLOCKS: [Code; 4] = [
    rules::unknown_name::RULE.code,
    rules::unknown_step::RULE.code,
    rules::unbound_name::RULE.code,
    rules::out_of_place::RULE.code,
];
/// Leaves out of `syntax` what follows from other mistakes of syntax: a brace too many where one is
/// missing before, a clause that has lost its statement to a block that is never closed.
pub(super) fn of_syntax(syntax: &mut Vec<Diagnostic>) {
    let missing = syntax.iter().filter(|found| lacks_brace(found));
    let mut missing: Vec<u32> = missing.map(|found| found.span().start).collect();
    let unclosed = syntax.iter();
    let unclosed = unclosed.filter(|found| found.code == codes::UNCLOSED_BLOCK);
    let unclosed = unclosed.map(|found| found.span().start).min();
    syntax.retain(|found| {
        let at = found.span().start;
        match found.code {
            codes::STRAY_CLOSE => match missing.iter().position(|brace| *brace < at) {
                Some(first) => {
                    missing.remove(first);
                    false
                }
                None => true,
            },
            codes::ORPHAN => unclosed.is_none_or(|unclosed| at < unclosed),
            _ => true,
        }
    });
}

fn lacks_brace(found: &Diagnostic) -> bool {
    found.code == codes::MISSING && found.message.starts_with("expected `{`")
}

/// Leaves out of `found` what follows from mistakes of syntax.
pub(super) fn of_meaning(syntax: &[Diagnostic], found: &mut Vec<Diagnostic>, model: &Model<'_>) {
    if syntax.is_empty() {
        return;
    }
    let unread = Unread::new(syntax, model);
    found.retain(|found| !unread.explains(found));
}

/// What could not be read.
struct Unread<'a> {
    source: &'a Source,
    /// The lines of the mistakes.
    lines: NameMap<u32, ()>,
    /// Those lines, and the statements that they may belong to, in order.
    around: Vec<Span>,
    /// The names in those lines.
    names: NameMap<&'a str, ()>,
    /// Whether blocks may end elsewhere than it seems.
    blocks: bool,
    /// Whether handlers for the whole file are among it.
    everywhere: bool,
    /// Whether inputs are.
    inputs: bool,
    /// The rules that look at the whole file.
    of_whole: Vec<Code>,
}

impl<'a> Unread<'a> {
    fn new(syntax: &[Diagnostic], model: &Model<'a>) -> Self {
        let source = model.source;
        let of_whole = rules::of(model).filter(|page| page.rule.is_of_whole());
        let mut unread = Self {
            source,
            lines: NameMap::default(),
            around: Vec::new(),
            names: NameMap::default(),
            blocks: false,
            everywhere: false,
            inputs: false,
            of_whole: of_whole.map(|page| page.rule.code).collect(),
        };
        for found in syntax {
            let line = source.line_of(found.span().start);
            unread.lines.insert(line, ());
            unread.names_in(source.slice(source.line_span(line)));
            unread.blocks |= lacks_brace(found)
                || [
                    codes::UNCLOSED_BLOCK,
                    codes::STRAY_CLOSE,
                    codes::LOOSE_BLOCK,
                ]
                .contains(&found.code);
            unread.around(line);
        }
        unread.around.sort_unstable_by_key(|span| span.start);
        unread
    }

    fn names_in(&mut self, line: &'a str) {
        self.names
            .extend(names_that_may_be(line).map(|name| (name, ())));
    }

    /// Takes in the statement that a line may belong to: the one that it is, or the one above.
    fn around(&mut self, line: u32) {
        let mut first = line;
        for above in (line.saturating_sub(FARTHEST).max(1)..line).rev() {
            let text = self.text(above);
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            first = above;
            if !goes_on(text) {
                break;
            }
        }
        let last = (line + 1..=line + FARTHEST).take_while(|below| goes_on(self.text(*below)));
        let last = last.last().unwrap_or(line);
        self.everywhere |=
            self.text(first).starts_with("everywhere") || self.text(line).starts_with("everywhere");
        self.inputs |= self.text(line).starts_with("input");
        let span = self.source.line_span(first);
        self.around.push(span.to(self.source.line_span(last)));
    }

    fn text(&self, line: u32) -> &'a str {
        self.source.slice(self.source.line_span(line)).trim()
    }

    /// Whether a finding may follow from what could not be read.
    fn explains(&self, found: &Diagnostic) -> bool {
        let code = found.code;
        let said_of_name = OF_NAMES.contains(&code) && {
            let name = self.source.slice(found.span());
            let name = name.strip_prefix("run ").unwrap_or(name);
            let name = name.split('(').next().unwrap_or(name).trim();
            self.names.contains_key(name)
        };
        let warns = found.severity < Severity::Error;
        said_of_name
            || self
                .lines
                .contains_key(&self.source.line_of(found.span().start))
            || self.inputs && OF_INPUTS.contains(&code)
            || self.blocks && OF_BLOCKS.contains(&code)
            || warns && self.of_whole.contains(&code)
            || OF_STATEMENTS.contains(&code) && (self.everywhere || self.is_near(found))
    }

    fn is_near(&self, found: &Diagnostic) -> bool {
        found.labels.iter().any(|label| {
            let after = self
                .around
                .partition_point(|span| span.start <= label.span.start);
            let before = after.checked_sub(1).and_then(|at| self.around.get(at));
            before.is_some_and(|span| label.span.start <= span.end)
        })
    }
}

/// So many lines are looked at above and below.
const FARTHEST: u32 = 12;

/// Whether a line goes on with the statement above it.
fn goes_on(line: &str) -> bool {
    let first = line.split_whitespace().next().unwrap_or_default();
    matches!(first, "on" | "with" | "giving" | "else" | "always" | "}")
}
