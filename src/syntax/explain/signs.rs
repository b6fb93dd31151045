//! Characters that never belong into a script, wherever they stand: quotes of a word processor,
//! signs of other languages, texts and brackets left open.

mod look_alike;

use super::messages as say;
use super::walk::{Walk, edit};
use crate::diagnostic::{Diagnostic, Safety, own_line};
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
        Sort::OpenText => Some(open_text(walk, token)),
        Sort::Sign => foreign(walk, index, token)
            .or_else(|| look_alike::look_alike(walk, index, token))
            .or_else(|| unknown(token)),
        _ => None,
    }
}

fn open_text(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let help = match closed_text(walk, token) {
        Some(line) => format!("write `{line}`; a line break inside a text is `\\n`"),
        None => "add a `\"` at the end of the text; write `\\n` for a line break inside a text"
            .to_owned(),
    };
    let end = Span::at(token.span.end);
    Diagnostic::error(
        codes::UNCLOSED_TEXT,
        Span::new(token.span.start, token.span.start + 1),
        "text is never closed",
    )
    .label("the text starts here")
    .also(end, "its line ends without a `\"`")
    .help(help)
}

/// The line with the text closed: before the brackets that were opened ahead of it, and before the
/// `{` of a block. Nothing where the last quote of a line is the lost one: it may be any of them.
fn closed_text(walk: &Walk<'_>, token: Token<'_>) -> Option<String> {
    let inside = token.text.get(1..)?.trim_end();
    let before = || {
        walk.tokens
            .iter()
            .take_while(|other| other.span.start < token.span.start)
    };
    let block = inside.strip_suffix('{').map(str::trim_end);
    let mut text = block.filter(|text| !text.is_empty()).unwrap_or(inside);
    let mut open: Vec<&str> = Vec::new();
    for other in before().filter(|other| other.sort == Sort::Sign) {
        match other.text {
            "(" => open.push(")"),
            "[" => open.push("]"),
            "{" => open.push("}"),
            _ if open.last() == Some(&other.text) => drop(open.pop()),
            _ => {}
        }
    }
    for bracket in open {
        text = text.strip_suffix(bracket).map_or(text, str::trim_end);
    }
    let at = token.span.start + 1 + text.len() as u32;
    own_line::replaced(walk.source, Span::at(at), "\"").filter(|_| !text.trim().is_empty())
}

/// What others write, what is written here, and why.
const FOREIGN: &[(&str, &str, &str)] = &[
    ("==", "=", "JavaScript and Python compare with `==`"),
    ("===", "=", "JavaScript compares with `===`"),
    ("!==", "!=", "JavaScript writes `!==`"),
    ("<>", "!=", "SQL and Basic write `<>`"),
    ("=<", "<=", ""),
    ("&&", "and", "JavaScript and C join conditions with `&&`"),
    ("&", "and", "texts are joined in one text: `\"{A}{B}\"`"),
    ("||", "or", "JavaScript and C join conditions with `||`"),
    ("|", "or", ""),
    ("=>", "->", "`=>` is the JavaScript arrow"),
    (":=", "=", "Go and Pascal write `:=`"),
];

fn foreign(walk: &Walk<'_>, index: usize, token: Token<'_>) -> Option<Diagnostic> {
    let next = walk.tokens.get(index + 1).copied();
    if let Some(word) = next.filter(|next| say::is_null(next.text))
        && matches!(token.text, "==" | "===" | "!==" | "<>")
    {
        return Some(say::null(walk, word));
    }
    if let Some((_, ours, why)) = FOREIGN.iter().find(|(theirs, ..)| *theirs == token.text) {
        return Some(sign_for_sign(walk, token, ours, why));
    }
    match token.text {
        "//" | "/*" | "--" => Some(comment(walk, token)),
        ";" => Some(semicolon(walk, index, token)),
        "!" => Some(sign_for_sign(
            walk,
            token,
            "not ",
            "JavaScript and C negate with `!`",
        )),
        "+=" | "-=" | "*=" | "/=" | "++" => Some(counting(walk, index, token)),
        "'" | "`" => Some(quotes(walk, token)),
        "$" | "${" | "@" | "%" => Some(sigil(walk, index, token)),
        "{" => in_braces(walk, index, token),
        _ => None,
    }
}

fn sign_for_sign(walk: &Walk<'_>, token: Token<'_>, ours: &str, why: &str) -> Diagnostic {
    let shown = ours.trim_end();
    // Who writes one of another language writes more of them: they are changed together.
    let others = walk.tokens.iter().filter(|other| other.span != token.span);
    let others = others.filter_map(|other| {
        let (_, ours, _) = FOREIGN.iter().find(|(theirs, ..)| *theirs == other.text)?;
        Some(edit(other.span, ours))
    });
    let edits = std::iter::once(edit(token.span, ours))
        .chain(others)
        .collect();
    Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("use `{shown}` instead of `{}`", token.text),
    )
    .label(why)
    .fix(format!("write `{shown}`"), Safety::Safe, edits)
}

fn comment(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let problem = Diagnostic::error(
        codes::FOREIGN,
        token.span,
        format!("`{}` does not start a comment", token.text),
    )
    .label("a comment starts with `#`")
    .help("write `#` before the comment, up to the end of the line");
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
    Diagnostic::error(
        codes::FOREIGN,
        token.span,
        "a statement does not end with `;`",
    )
    .label("the end of the line ends it")
    .help("remove the `;`, and write each statement on its own line")
    .fix("remove the `;`", Safety::Safe, vec![edit(token.span, by)])
}

/// `if [ … ]; then`, `for … in …; do`
fn shell_block(walk: &Walk<'_>, at: Span) -> Diagnostic {
    let shown = walk.source.slice(at);
    let tests = walk.tokens.get(1);
    let tests = tests.is_some_and(|token| matches!(token.text, "[" | "[[" | "test" | "(("));
    Diagnostic::error(
        codes::FOREIGN,
        at,
        format!("a block starts with `{{`, not with `{shown}`"),
    )
    .label("`{` starts a block, `}` ends it")
    .help(match (walk.tokens.first().map(|first| first.text), tests) {
        (Some("for"), _) => "the form is `for each <Name> in <list>, at most <n> { … }`",
        (_, true) => "write the condition without brackets: `if <condition> { … }`",
        (_, false) => "the form is `if <condition> { … } else { … }`",
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
        format!("unknown operator `{}`", token.text),
    )
    .label("`let` sets a variable")
    .help(format!("write `let {name} = {name} {operator} {value}`"))
}

fn quotes(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let problem = Diagnostic::error(codes::FOREIGN, token.span, "a text needs double quotes");
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
        _ => problem.help("write the text in `\"`"),
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
            format!("unknown character `{}`", token.text),
        )
        .help(
            "write a variable as `Name` and an input as `<Name>`, without a character before it",
        );
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
        "" => format!("write only the name; inside a text, in braces: `\"{{{name}}}\"`"),
        _ => format!("write only the name, and set it with `let {name} = <value>`"),
    };
    Diagnostic::error(
        codes::FOREIGN,
        whole,
        format!("use `{name}` instead of `{shown}`"),
    )
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
        format!("use `<{name}>` instead of `{shown}`"),
    )
    .help("write an input in `< >`, and a variable without them")
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
            format!("unknown character {shown}"),
        )
        .help("remove it; inside a text it is allowed"),
    )
}
