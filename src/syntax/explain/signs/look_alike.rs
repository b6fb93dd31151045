//! Signs of a word processor that only look like the language's own.

use super::closing;
use crate::diagnostic::{Diagnostic, Safety, own_line};
use crate::syntax::codes;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::Token;
use crate::value::letter;

/// Characters that look like a sign of the language, and that sign.
const LOOK_ALIKES: &[(&str, &str)] = &[
    ("“”„‟«»″＂", "\""),
    ("‘’‚‛′´", "\""),
    ("–—−‐‑‒―－", "-"),
    ("→⇒⟶➔➜⟹", "->"),
    ("≤", "<="),
    ("≥", ">="),
    ("≠", "!="),
    ("×∗＊", "*"),
    ("÷∕⁄／", "/"),
    ("‹＜〈⟨", "<"),
    ("›＞〉⟩", ">"),
    ("＝", "="),
    ("＋", "+"),
    ("，、‚", ","),
    ("：", ":"),
    ("（", "("),
    ("）", ")"),
    ("｛", "{"),
    ("｝", "}"),
    ("［", "["),
    ("］", "]"),
    ("＃", "#"),
];

/// Characters that look like a blank.
const BLANKS: &str = "\u{A0}\u{2000}\u{2001}\u{2002}\u{2003}\u{2004}\u{2005}\u{2006}\u{2007}\u{2008}\u{2009}\u{200A}\u{202F}\u{205F}\u{3000}";

pub(super) fn look_alike(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Option<Diagnostic> {
    let found = LOOK_ALIKES
        .iter()
        .find(|(alike, _)| alike.contains(token.text));
    if let Some((alike, sign)) = found {
        return Some(looks_like(walk, index, token, alike, sign));
    }
    let letter = token.text.chars().next()?;
    let code = u32::from(letter);
    let (what, by) = if BLANKS.contains(token.text) {
        ("a special space", " ")
    } else if letter::is_unseen(letter) || letter::joins(letter) {
        ("an invisible character", "")
    } else {
        return None;
    };
    Some(
        Diagnostic::error(
            codes::LOOK_ALIKE,
            token.span,
            format!("{what} is not a plain space"),
        )
        .label(format!("it is U+{code:04X}"))
        .help("replace it by a plain space, or remove it; copied documents often contain it")
        .fix("replace it", Safety::Safe, vec![edit(token.span, by)]),
    )
}

/// What Unicode calls a character, in plain words, with its number.
fn name_of(alike: &str) -> String {
    let number = alike.chars().next().map_or(0, |letter| letter as u32);
    let name = match alike {
        "“" => "left double quotation mark",
        "”" => "right double quotation mark",
        "„" | "‟" => "low or reversed double quotation mark",
        "«" | "»" => "angle quotation mark",
        "‘" => "left single quotation mark",
        "’" => "right single quotation mark",
        "–" => "en dash",
        "—" | "―" => "em dash",
        "−" => "mathematical minus",
        "→" | "⇒" | "⟶" | "➔" | "➜" | "⟹" => "arrow character",
        "×" | "÷" | "≤" | "≥" | "≠" => "mathematical symbol",
        _ if (0xFF00..=0xFFEF).contains(&number) => "full-width character",
        _ => "look-alike character",
    };
    format!("{name}, U+{number:04X}")
}

fn looks_like(
    walk: &Walk<'_>,
    index: usize,
    token: Token<'_>,
    alike: &str,
    sign: &str,
) -> Diagnostic {
    let mut span = token.span;
    let arrow = sign == "-"
        && walk
            .tokens
            .get(index + 1)
            .is_some_and(|next| next.glued && next.text == ">");
    let sign = if arrow { "->" } else { sign };
    if arrow {
        span.end += 1;
    }
    let mut edits = vec![edit(span, sign)];
    if sign == "\"" {
        edits.extend(closing(walk, token, &format!("{alike}\"")).map(|close| edit(close, sign)));
    }
    let shown = walk.source.slice(span);
    let help = match own_line::with(walk.source, &edits) {
        Some(line) => format!("write `{line}`; word processors and chats insert `{shown}`"),
        None => format!("word processors and chats insert it; `--fix` writes `{sign}`"),
    };
    Diagnostic::error(
        codes::LOOK_ALIKE,
        span,
        format!("`{shown}` only looks like `{sign}`"),
    )
    .label(name_of(token.text))
    .help(help)
    .fix(format!("write `{sign}`"), Safety::Safe, edits)
}
