//! How far a statement goes that could not be read.

use super::super::words::is_statement_word;
use super::{Reader, Sort, Token};
use crate::source::Span;

/// A broken statement in tokens.
pub(in crate::syntax) struct Statement<'a> {
    pub(in crate::syntax) tokens: Vec<Token<'a>>,
    /// Where the statement ends: before the brace that opens its block, or at its line's end.
    pub(in crate::syntax) end: u32,
    /// Whether it ends with a `{` that opens a block over several lines.
    pub(in crate::syntax) opens: Option<Span>,
}

/// The statement that begins at `start`, comments left out.
pub(in crate::syntax) fn statement(text: &str, start: u32) -> Statement<'_> {
    let part = Span::new(start, text.len() as u32);
    let mut found = Statement {
        tokens: Vec::new(),
        end: text.len() as u32,
        opens: None,
    };
    let mut open: Vec<u8> = Vec::new();
    let mut leads = false;
    let comma = |found: &Statement<'_>| found.tokens.last().is_some_and(|last| last.is_sign(","));
    for token in Reader::new(text, part) {
        if token.leads {
            leads = true;
            let unfinished = !open.is_empty() || comma(&found);
            if !unfinished {
                found.end = line_end(text, &found, start);
                return found;
            }
        }
        if token.sort == Sort::Comment {
            continue;
        }
        let leads = std::mem::take(&mut leads);
        if leads && begins_anew(text, token) {
            found.end = line_end(text, &found, start);
            return found;
        }
        if token.is_sign("}") && !open.contains(&b'{') {
            found.end = token.span.start;
            return found;
        }
        if token.is_sign("{") && opens_block(text, token, found.tokens.last()) {
            found.opens = Some(token.span);
            found.end = token.span.start;
            return found;
        }
        if token.sort == Sort::Sign {
            bracket(token.text, &mut open);
        }
        found.tokens.push(Token {
            leads,
            glued: token.glued && !leads,
            ..token
        });
    }
    found.end = line_end(text, &found, start);
    found
}

/// The end of the line in which the statement stops.
fn line_end(text: &str, found: &Statement<'_>, start: u32) -> u32 {
    let last = found.tokens.last().map_or(start, |last| last.span.end);
    let rest = text.get(last as usize..).unwrap_or("");
    last + rest.find('\n').unwrap_or(rest.len()) as u32
}

fn bracket(sign: &str, open: &mut Vec<u8>) {
    for byte in sign.bytes() {
        match byte {
            b'(' | b'[' | b'{' => open.push(byte),
            b')' | b']' | b'}' => drop(open.pop()),
            _ => {}
        }
    }
}

/// Whether a `{` opens a block over several lines, not a record.
fn opens_block(text: &str, brace: Token<'_>, before: Option<&Token<'_>>) -> bool {
    let rest = text.get(brace.span.end as usize..).unwrap_or("");
    let after = rest.trim_start_matches([' ', '\t', '\r']);
    let ends_line = after.is_empty() || after.starts_with(['\n', '#']);
    let sign = before.filter(|before| before.sort == Sort::Sign);
    let begins_value = sign.is_some_and(|sign| matches!(sign.text, "=" | ":" | "(" | "[" | ","));
    ends_line && !begins_value
}

/// Whether a line's first word begins a statement or clause of its own, and no part of the one
/// above.
fn begins_anew(text: &str, first: Token<'_>) -> bool {
    let rest = text.get(first.span.end as usize..).unwrap_or("");
    let limit = first.text == "for" && rest.trim_start().starts_with("at most");
    first.sort == Sort::Word && is_statement_word(first.text) && !limit
}
