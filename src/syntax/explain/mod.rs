//! What is wrong with text that is no statement, in the language's own words.
//!
//! The broken statement is cut into tokens; characters that never belong into a script
//! are looked for first (`signs`); then it is followed word for word along the form that it began
//! with (`statement`, `clause`, `test`, `value`), and the first place that does not fit is what is
//! reported.

mod blocks;
mod brackets;
mod clause;
mod file;
mod first;
mod foreign;
mod habits;
mod literal;
mod mended;
mod messages;
mod names;
mod own_line;
mod phrase;
mod reaction;
mod signs;
mod statement;
mod test;
mod text;
mod top;
mod value;
mod wait;
mod walk;

pub(super) use file::unreadable;
pub use foreign::foreign_word;
pub(super) use messages::default_branch;
pub(super) use walk::Walk;

use walk::Way;

use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::place::Place;
use crate::syntax::tokens::statement;

/// What is wrong, and how far the text goes of which nothing more needs to be said.
pub(super) struct Explained {
    pub(super) problem: Diagnostic,
    pub(super) until: u32,
}

/// Says what is wrong with what begins at `start`.
pub(super) fn explain(source: &Source, start: u32, place: Place) -> Explained {
    let found = statement(source.text(), start);
    let problem = problem_of(source, start, place)
        .unwrap_or_else(|| messages::unclear(&Walk::new(source, &found, start)));
    // with the `{` of its block
    let end = source.line_span(source.line_of(found.end)).end;
    let whole = Span::new(start, end.max(found.end));
    let problem = mended::without_wrong_fix(source, whole, place, problem);
    let problem = own_line::in_help(source, problem);
    Explained {
        problem: mended::in_help(source, start, place, problem),
        until: found.end,
    }
}

fn problem_of(source: &Source, start: u32, place: Place) -> Option<Diagnostic> {
    let found = statement(source.text(), start);
    let mut walk = Walk::new(source, &found, start);
    habits::whole_line(&walk)
        .or_else(|| signs::wrong_sign(&walk))
        .or_else(|| follow(&mut walk, place).err().map(|problem| *problem))
}

/// Goes along a statement, clause or line of a test: what stands in the way, and what was asked for
/// where the tokens ended.
pub(in crate::syntax) fn follow(walk: &mut Walk<'_>, place: Place) -> Way {
    match place {
        Place::Statement | Place::Clause => first::statement(walk),
        Place::Test => test::test_line(walk),
        Place::AfterBlock => blocks::after_block(walk),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::tree::{Item, TestItem};

    /// What is said of a statement that is well formed, if anything.
    fn said(source: &Source, start: u32, place: Place) -> Option<String> {
        let found = statement(source.text(), start);
        let mut walk = Walk::new(source, &found, start);
        let problem =
            signs::wrong_sign(&walk).or_else(|| follow(&mut walk, place).err().map(|e| *e))?;
        let line = source.slice(source.line_span(source.line_of(start)));
        Some(format!("{line}: {}", problem.message))
    }

    fn starts(item: &Item) -> Vec<(u32, Place)> {
        let top = match item {
            Item::Use(part) => part.span,
            Item::UseSteps(part) => part.span,
            Item::Input(part) => part.span,
            Item::Everywhere(part) => part.span,
            Item::Every(part) => part.span,
            Item::When(part) => part.span,
            Item::Step(part) => part.span,
            Item::Stmt(part) => part.span,
            Item::Test(part) => part.span,
        };
        let mut starts = vec![(top.start, Place::Statement)];
        if let Item::Test(test) = item {
            starts.extend(
                test.items
                    .iter()
                    .map(|line: &TestItem| (line.span().start, Place::Test)),
            );
        }
        starts
    }

    /// Two readings of one language have to agree: what the grammar takes, the explanation must
    /// not call wrong.
    #[test]
    fn nothing_is_said_of_what_is_right() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/syntax/right");
        let mut looked_at = 0;
        for entry in std::fs::read_dir(folder).expect("the right scripts") {
            let path = entry.expect("an entry").path();
            let text = std::fs::read_to_string(&path).expect("a script");
            let source = Source::new(path.to_string_lossy(), text);
            let tree = crate::syntax::parse(&source).tree;
            for (start, place) in tree.items.iter().flat_map(starts) {
                assert_eq!(said(&source, start, place), None);
                looked_at += 1;
            }
        }
        assert!(looked_at > 100);
    }
}
