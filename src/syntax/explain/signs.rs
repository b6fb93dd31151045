//! Characters that never belong into a script, wherever they stand: quotes of a word processor,
//! signs of other languages, texts and brackets left open.

mod look_alike;

use super::walk::{Walk, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::{Sort, Token};

/// The first sign of the statement that is wrong whatever stands around it.
pub(super) fn wrong_sign(walk: &Walk<'_>) -> Option<Diagnostic> {
    (0..walk.tokens.len()).find_map(|index| wrong_token(walk, index))
}

fn wrong_token(walk: &Walk<'_>, index: usize) -> Option<Diagnostic> {
    let token = walk.tokens[index];
    match token.sort {
        Sort::OpenText => Some(open_text(token)),
        Sort::Sign => foreign(walk, index, token)
            .or_else(|| look_alike::look_alike(walk, index, token))
            .or_else(|| unknown(token)),
        _ => None,
    }
}

fn open_text(token: Token<'_>) -> Diagnostic {
    let end = Span::at(token.span.end);
    Diagnostic::error(
        codes::UNCLOSED_TEXT,
        Span::new(token.span.start, token.span.start + 1),
        "this text is never closed",
    )
    .label("the text begins here")
    .also(end, "its line ends without a `\"`")
    .help("put a `\"` where the text ends; a line break inside a text is written `\\n`")
}

/// What others write, what is written here, and why.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("==", "=", "one `=` compares: `if State = \"Held\"`"),
    ("===", "=", "one `=` compares: `if State = \"Held\"`"),
    (
        "!==",
        "!=",
        "`!=` is the one way to write \"is not the same as\"",
    ),
    (
        "<>",
        "!=",
        "`!=` is the one way to write \"is not the same as\"",
    ),
    ("=<", "<=", "`<=` is the one way to write \"at most\""),
    ("&&", "and", "conditions are joined with words: `A and B`"),
    (
        "&",
        "and",
        "conditions are joined with words: `A and B`; texts are joined in one: `\"{A}{B}\"`",
    ),
    ("||", "or", "conditions are joined with words: `A or B`"),
    ("|", "or", "conditions are joined with words: `A or B`"),
    (
        "=>",
        "->",
        "a handler's arrow is `->`: `on InvalidState -> retry`",
    ),
    (
        ":=",
        "=",
        "a name gets its value with one `=`: `let Name = value`",
    ),
];

fn foreign(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Option<Diagnostic> {
    if let Some((_, ours, why)) = FOREIGN.iter().find(|(theirs, ..)| *theirs == token.text) {
        return Some(sign_for_sign(token, ours, why));
    }
    match token.text {
        "//" | "/*" | "--" => Some(comment(walk, token)),
        ";" => Some(semicolon(walk, index, token)),
        "!" => Some(sign_for_sign(
            token,
            "not ",
            "conditions are turned round with `not`: `not A = B`",
        )),
        "+=" | "-=" | "*=" | "/=" | "++" => Some(counting(walk, index, token)),
        "'" | "`" => Some(quotes(walk, token)),
        "$" | "${" | "@" | "%" => Some(sigil(walk, index, token)),
        "{" => in_braces(walk, index, token),
        _ => None,
    }
}

fn sign_for_sign(token: Token<'_>, ours: &str, why: &str) -> Diagnostic {
    let shown = ours.trim_end();
    Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("`{}` is written `{shown}` here", token.text),
    )
    .label(format!("should be `{shown}`"))
    .help(why)
    .fix(
        format!("write `{shown}`"),
        Safety::Safe,
        vec![edit(token.span, ours)],
    )
}

fn comment(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let problem = Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("`{}` does not begin a comment", token.text),
    )
    .label("comments begin with `#`")
    .help("write `# …`, up to the end of the line");
    let line = walk.source.line_span(walk.source.line_of(token.span.start));
    let rest = walk.source.slice(Span::new(token.span.end, line.end));
    if token.text == "/*" || rest.contains("*/") {
        return problem;
    }
    problem.fix("write `#`", Safety::Safe, vec![edit(token.span, "#")])
}

fn semicolon(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Diagnostic {
    if let Some(word) = walk.tokens.get(index + 1)
        && matches!(word.text, "then" | "do")
    {
        return shell_block(walk, token.span.to(word.span));
    }
    let last = walk.tokens.get(index + 1).is_none_or(|next| next.leads);
    let by = if last { "" } else { "\n" };
    Diagnostic::error(codes::FOREIGN, token.span, "statements do not end with `;`")
        .label("a line end is enough")
        .help("take out the `;` and put every statement on a line of its own")
        .fix("take out the `;`", Safety::Safe, vec![edit(token.span, by)])
}

/// `if [ … ]; then`, `for … in …; do`
fn shell_block(walk: &Walk<'_>, at: Span) -> Diagnostic {
    let shown = walk.source.slice(at);
    let tests = walk.tokens.get(1);
    let tests = tests.is_some_and(|token| matches!(token.text, "[" | "[[" | "test" | "(("));
    Diagnostic::error(
        codes::FOREIGN,
        at,
        format!("a block begins with `{{`, not with `{shown}`"),
    )
    .label("should be `{`, and a `}` ends the block")
    .help(match (walk.tokens.first().map(|first| first.text), tests) {
        (Some("for"), _) => "write `for each Contact in Contacts, at most 500 { … }`",
        (_, true) => "a condition stands without brackets: `if Name = \"1\" { … }`",
        (_, false) => "write `if Age > 4h { … } else { … }`",
    })
}

fn counting(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Diagnostic {
    let name = index
        .checked_sub(1)
        .map_or("Name", |before| walk.tokens[before].text);
    let operator = &token.text[..1];
    let value = match walk.tokens.get(index + 1) {
        Some(next) if token.text.ends_with('=') => next.text,
        _ => "1",
    };
    Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("there is no `{}`", token.text),
    )
    .label("a name gets a new value with `let`")
    .help(format!("write `let {name} = {name} {operator} {value}`"))
}

fn quotes(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let problem = Diagnostic::error(
        codes::FOREIGN,
        token.span,
        "a text is written in double quotes",
    )
    .label("a text seems to begin here")
    .help("write `\"…\"`");
    match closing(walk, token, token.text) {
        Some(close)
            if !walk
                .source
                .slice(Span::new(token.span.end, close.start))
                .contains(['"', '{', '\\']) =>
        {
            problem.fix(
                "write double quotes",
                Safety::Safe,
                vec![edit(token.span, "\""), edit(close, "\"")],
            )
        }
        _ => problem,
    }
}

/// Where the same line has one of these characters again.
fn closing(walk: &Walk<'_>, token: Token<'_>, any: &str) -> Option<Span> {
    let line = walk.source.line_span(walk.source.line_of(token.span.start));
    let rest = walk.source.slice(Span::new(token.span.end, line.end));
    let at = rest.find(|c| any.contains(c))?;
    let length = rest[at..].chars().next()?.len_utf8();
    let start = token.span.end + at as u32;
    Some(Span::new(start, start + length as u32))
}

/// `$ContactId`, `@ContactId`, `${ContactId}`, `%ContactId%`
fn sigil(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Diagnostic {
    let name = walk.tokens.get(index + 1).filter(|next| next.glued);
    let Some(name) = name.filter(|next| next.sort != Sort::Number) else {
        return Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("`{}` means nothing here", token.text),
        )
        .label("no word or value is written with it")
        .help("a name is written `Name`, an input `<Name>`, without a sign before it");
    };
    let close = walk.tokens.get(index + 2);
    let close = close.filter(|next| next.glued && matches!(next.text, "}" | "%"));
    let whole = token.span.to(close.map_or(name.span, |close| close.span));
    let sets = walk
        .tokens
        .get(index + 2)
        .is_some_and(|next| next.text == "=");
    match index {
        0 if sets => bare_name(walk, whole, name, "let "),
        _ if is_data(walk, index) => name_in_brackets(walk, whole, name),
        _ => bare_name(walk, whole, name, ""),
    }
}

/// Whether a value stands here that an action takes: a name from outside has its brackets there.
fn is_data(walk: &Walk<'_>, index: usize) -> bool {
    let before = &walk.tokens[..index.min(walk.tokens.len())];
    let with = before.iter().any(|token| token.text == "with");
    let first = walk.tokens.first();
    let action = first.is_some_and(|first| {
        matches!(first.text, "wait" | "await")
            || !crate::syntax::words::is_language_word(first.text)
    });
    with || action
}

/// `log $Name`, `if $Name = 1`, `$Name = 1`
fn bare_name(walk: &Walk<'_>, whole: Span, name: &Token<'_>, before: &str) -> Diagnostic {
    let name = super::names::capitalised(name.text);
    let shown = walk.source.slice(whole);
    let help = match before {
        "" => format!(
            "names have no sign before them; inside of a text they stand in braces: `\"{{{name}}}\"`"
        ),
        _ => format!("names have no sign before them, and get a value with `let {name} = value`"),
    };
    Diagnostic::error(
        codes::FOREIGN,
        whole,
        format!("a name is written `{name}`, not `{shown}`"),
    )
    .label(format!("should be `{before}{name}`"))
    .help(help)
    .fix(
        format!("write `{before}{name}`"),
        Safety::Safe,
        vec![edit(whole, &format!("{before}{name}"))],
    )
}

/// `{ContactId}` and `{{ContactId}}` where a value belongs.
fn in_braces(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Option<Diagnostic> {
    let at = |index: usize| walk.tokens.get(index);
    let two = at(index + 1).is_some_and(|next| next.glued && next.is_sign("{"));
    let name = at(index + 1 + usize::from(two))?;
    let mut close = at(index + 2 + usize::from(two))?;
    let fits = matches!(name.sort, Sort::Name | Sort::Mixed) && close.is_sign("}");
    if let Some(second) = at(index + 4).filter(|second| two && second.is_sign("}")) {
        close = second;
    }
    fits.then(|| name_in_brackets(walk, token.span.to(close.span), name))
}

fn name_in_brackets(walk: &Walk<'_>, whole: Span, name: &Token<'_>) -> Diagnostic {
    let name = super::names::capitalised(name.text);
    let shown = walk.source.slice(whole);
    Diagnostic::error(
        codes::FOREIGN,
        whole,
        format!("an input is written `<{name}>`, not `{shown}`"),
    )
    .label(format!("should be `<{name}>`"))
    .help("write inputs in `< >`; a variable of the script is written without them")
    .fix(
        format!("write `<{name}>`"),
        Safety::Safe,
        vec![edit(whole, &format!("<{name}>"))],
    )
}

/// A character that the language has no use for.
fn unknown(token: Token<'_>) -> Option<Diagnostic> {
    const KNOWN: &str = "->=!<+*/(),:.[]{}";
    if token.text.chars().all(|c| KNOWN.contains(c)) {
        return None;
    }
    let c = token.text.chars().next()?;
    let shown = match c.is_control() {
        true => format!("the control character U+{:04X}", c as u32),
        false => format!("`{}`", token.text),
    };
    Some(
        Diagnostic::error(
            codes::STRANGE_SIGN,
            token.span,
            format!("{shown} means nothing here"),
        )
        .label("no word or value is written with it")
        .help("take it out; inside a text, between `\"` and `\"`, it may stand"),
    )
}
