//! What may stand at a place: one reading of a statement's form answers it, for messages ("`times`
//! is missing") and for completion ("`times`") alike.

use super::explain::{Walk, follow};
use super::place::Place;
use super::tokens::{Sort, Statement, Token};
use super::want::Want;
use crate::source::Source;

/// What may stand after these tokens of a statement, or of a line of a test; nothing where they are
/// not written as the language writes them.
pub fn expected<'a>(source: &'a Source, tokens: Vec<Token<'a>>, place: Place) -> Vec<Want<'a>> {
    if let Some(path) = field(&tokens) {
        return vec![Want::Field { path }];
    }
    if let Some(path) = item_field(&tokens) {
        return vec![Want::ItemField { path }];
    }
    let end = tokens.last().map_or(0, |last| last.span.end);
    let start = tokens.first().map_or(end, |first| first.span.start);
    let statement = Statement {
        tokens,
        end,
        opens: None,
    };
    let mut walk = Walk::new(source, &statement, start);
    walk.unfinished = true;
    // what is wrong is for messages to say: what was wanted at the end is known either way
    let _ = follow(&mut walk, place);
    walk.wants
}

/// The names before a `.` at the end.
fn field<'a>(tokens: &[Token<'a>]) -> Option<Vec<&'a str>> {
    let mut path = Vec::new();
    let mut rest = tokens;
    let mut touches = true;
    while let [before @ .., name, dot] = rest {
        let fits = touches && dot.is_sign(".") && dot.glued && name.sort == Sort::Name;
        if !fits {
            break;
        }
        path.push(name.text);
        touches = name.glued;
        rest = before;
    }
    path.reverse();
    (!path.is_empty()).then_some(path)
}

/// The names of the list whose item a `.` at the end belongs to: `Contacts where .`,
/// `sort(Contacts) by .`
fn item_field<'a>(tokens: &[Token<'a>]) -> Option<Vec<&'a str>> {
    let [before @ .., dot] = tokens else {
        return None;
    };
    let picks =
        |token: &Token<'_>| token.sort == Sort::Word && matches!(token.text, "where" | "by");
    let at = before
        .iter()
        .rposition(picks)
        .filter(|_| dot.is_sign("."))?;
    let list = before.get(..at)?.iter().rev();
    let list = list.skip_while(|token| token.is_sign(")"));
    let path = list.take_while(|token| token.sort == Sort::Name || token.is_sign("."));
    let mut path: Vec<&str> = path
        .map(|token| token.text)
        .filter(|text| *text != ".")
        .collect();
    path.reverse();
    (!path.is_empty()).then_some(path)
}

/// Where the statement or clause begins that is being written at the end of some tokens: after the
/// last brace that opens or closes a block around it. Also what kind of place that is.
pub fn begun(tokens: &[Token<'_>], in_test: bool) -> (usize, Place) {
    let first = if in_test {
        Place::Test
    } else {
        Place::Statement
    };
    let mut start = (0, first);
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            _ if token.sort != Sort::Sign => {}
            "{" | "${" => {
                let block = opens_block(index.checked_sub(1).map(|before| tokens[before]));
                open.push(block);
                if block {
                    start = (index + 1, first);
                }
            }
            "(" | "[" => open.push(false),
            "}" if open.pop().unwrap_or(true) => start = (index + 1, Place::AfterBlock),
            ")" | "]" => drop(open.pop()),
            _ => {}
        }
    }
    start
}

/// Whether a brace after this token opens a block, and no record.
fn opens_block(before: Option<Token<'_>>) -> bool {
    let Some(before) = before else {
        return true;
    };
    match before.sort {
        Sort::Sign => matches!(before.text, ">" | ")" | "]" | "}" | "{" | "->"),
        Sort::Word => !matches!(before.text, "and" | "or" | "not" | "in"),
        _ => true,
    }
}
