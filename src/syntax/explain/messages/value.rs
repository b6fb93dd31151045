//! Messages: what stands in the way of `value`.

use super::walk::{quoted, shown_form};
use crate::diagnostic::{Diagnostic, Safety, own_line};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::names::capitalised;
use crate::syntax::explain::walk::{Walk, Way, edit, is_between};
use crate::syntax::tokens::{Sort, Token};

/// `is`, `equals`, `contains` between two values: habits from speech.
pub(in crate::syntax::explain) fn comparing_words(walk: &Walk<'_>) -> Way {
    let Some(token) = walk.peek().filter(|token| token.sort == Sort::Word) else {
        return Ok(());
    };
    let left = walk.before().map_or("A", |before| before.text);
    let help = match token.text {
        "is" => "use `=` or `!=` to compare; `is` belongs to `wait until`",
        "equals" | "equal" | "eq" => "use `=` to compare",
        "contains" | "has" => "write `contains(<text>, <part>)`",
        "starts" => "write `starts with(<text>, <part>)`",
        "ends" => "write `ends with(<text>, <part>)`",
        "mod" => "a flow cannot compute a remainder",
        _ => return Ok(()),
    };
    Err(Box::new(
        Diagnostic::error(
            codes::FOREIGN,
            token.span,
            format!("`{}` does not compare values", token.text),
        )
        .label(format!("it follows `{left}`"))
        .help(help),
    ))
}

/// That a value is missing where the next token stands, or at the end.
pub(in crate::syntax::explain) fn no_value(walk: &Walk<'_>, what: &str) -> Box<Diagnostic> {
    let label = match (walk.before(), walk.peek()) {
        (_, None) if walk.opens.is_some() => "before the `{`".to_owned(),
        (Some(before), None) => format!("the line ends after {}", quoted(before)),
        (_, Some(token)) => format!("{} is here instead", quoted(token)),
        (None, None) => String::new(),
    };
    let help = match walk.before() {
        Some(sign) if sign.text != "=" && is_between(sign) => {
            format!("write a value after `{}`", sign.text)
        }
        _ => shown_form(walk),
    };
    Box::new(
        Diagnostic::error(codes::INCOMPLETE, walk.here(), format!("expected {what}"))
            .label(label)
            .help(help),
    )
}

/// `Count(Xs)`, `Park(X)` as a value.
pub(in crate::syntax::explain) fn not_called(token: Token<'_>) -> Box<Diagnostic> {
    let small = token.text.to_lowercase();
    Box::new(
        Diagnostic::error(
            codes::CASE,
            token.span,
            format!("`{}(…)` is not a value", token.text),
        )
        .label("functions are lower case")
        .help(format!(
            "write `{small}(…)` for a function, `run {}(…)` for a step",
            token.text
        )),
    )
}

pub(in crate::syntax::explain) fn apart(walk: &Walk<'_>, open: Token<'_>) -> Box<Diagnostic> {
    let before = walk
        .tokens
        .iter()
        .rev()
        .find(|token| token.span.end <= open.span.start);
    let gap = Span::new(
        before.map_or(open.span.start, |p| p.span.end),
        open.span.start,
    );
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            open.span,
            "a function's `(` must follow it without a space",
        )
        .fix("remove the space", Safety::Safe, vec![edit(gap, "")]),
    )
}

/// A bare word where a value belongs.
pub(in crate::syntax::explain) fn word_as_value(
    walk: &Walk<'_>,
    token: Token<'_>,
    what: &str,
) -> Box<Diagnostic> {
    if crate::syntax::words::is_language_word(token.text) {
        return no_value(walk, what);
    }
    let is_whole = walk.head == "let" && walk.at == 3;
    if is_whole && walk.after(1).is_some_and(|next| !is_between(next)) {
        return action_as_value(walk, token);
    }
    let name = capitalised(token.text);
    let help = match token.text {
        word if is_null(word) => return Box::new(null(walk, token)),
        "yes" => "write `true`".to_owned(),
        "no" => "write `false`".to_owned(),
        // only what a variable holds has fields
        _ if walk.after(1).is_some_and(|next| next.text == ".") => {
            let line = own_line::replaced(walk.source, token.span, &name);
            format!("write `{}`", line.as_ref().unwrap_or(&name))
        }
        word => {
            let quoted = format!("\"{word}\"");
            let text = own_line::replaced(walk.source, token.span, &quoted).unwrap_or(quoted);
            format!("write `{text}` for a text, or `{name}` for a variable")
        }
    };
    Box::new(
        Diagnostic::error(
            codes::NOT_A_VALUE,
            token.span,
            format!("`{}` is not a value", token.text),
        )
        .label(format!("expected {what}"))
        .help(help),
    )
}

/// What other languages write for a value that is not there.
pub(in crate::syntax::explain) fn is_null(word: &str) -> bool {
    matches!(
        word,
        "null" | "nil" | "none" | "undefined" | "None" | "NULL" | "Null"
    )
}

/// `A = null` in a condition, or `Name: null` as an argument.
pub(in crate::syntax::explain) fn null(walk: &Walk<'_>, token: Token<'_>) -> Diagnostic {
    let help = match presence(walk, token) {
        Some(line) => format!("write `{line}`"),
        None => "remove the parameter, or write an empty text, `\"\"`".to_owned(),
    };
    Diagnostic::error(
        codes::NOT_A_VALUE,
        token.span,
        format!("`{}` is not a value", token.text),
    )
    .label("a flow has no empty value")
    .help(help)
}

/// The line of `if A = null` with the question that is meant: `if not present(A)`.
fn presence(walk: &Walk<'_>, null: Token<'_>) -> Option<String> {
    let at = walk
        .tokens
        .iter()
        .position(|token| token.span == null.span)?;
    let asks = match walk.tokens.get(at.checked_sub(1)?)?.text {
        "=" | "==" | "===" => "not present",
        "!=" | "!==" | "<>" => "present",
        _ => return None,
    };
    let mut first = at.checked_sub(2)?;
    while first >= 2 && walk.tokens[first - 1].text == "." {
        first -= 2;
    }
    let is_condition = walk.tokens[..first].iter().any(|token| token.text == "if");
    let operand = Span::new(walk.tokens[first].span.start, walk.tokens[at - 2].span.end);
    let text = format!("{asks}({})", walk.source.slice(operand));
    own_line::replaced(walk.source, operand.to(null.span), &text).filter(|_| is_condition)
}

pub(in crate::syntax::explain) fn action_as_value(
    walk: &Walk<'_>,
    token: Token<'_>,
) -> Box<Diagnostic> {
    let end = walk.tokens.last().map_or(token.span, |last| last.span);
    let action = walk.source.slice(token.span.to(end));
    let name = walk.tokens.get(1).map_or("Name", |name| name.text);
    let action = if action.contains('\n') { "…" } else { action };
    Box::new(
        Diagnostic::error(codes::NOT_A_VALUE, token.span, "an action is not a value")
            .label("an action needs its own line")
            .help(format!(
                "name what it returns with `giving`: `{action} giving {name}`"
            )),
    )
}

/// `+442079460000` without its quotes.
pub(in crate::syntax::explain) fn phone_number(
    walk: &Walk<'_>,
    plus: Token<'_>,
) -> Option<Box<Diagnostic>> {
    let digits = walk
        .tokens
        .iter()
        .find(|next| next.span.start == plus.span.end)?;
    let is_phone = plus.text == "+" && digits.sort == Sort::Number && digits.text.len() >= 7;
    let (text, whole) = (format!("\"+{}\"", digits.text), plus.span.to(digits.span));
    is_phone.then(|| {
        Box::new(
            Diagnostic::error(codes::LITERAL, whole, "a phone number needs quotes")
                .help(format!("write `{text}`: as a number it would lose its `+`"))
                .fix("add quotes", Safety::Safe, vec![edit(whole, &text)]),
        )
    })
}

pub(in crate::syntax::explain) fn indexed(walk: &Walk<'_>) -> Box<Diagnostic> {
    let of = walk.before().map_or("Items", |before| before.text);
    Box::new(
        Diagnostic::error(codes::FOREIGN, walk.here(), "`[ ]` does not select an item")
            .label("`[` starts a list")
            .help(format!(
                "write `first({of})`, `last({of})`, `{of}.Field` or `{of}.\"vendor field\"`"
            )),
    )
}

/// `by Age`: a field of the items begins with a dot.
pub(in crate::syntax::explain) fn no_dot(name: Token<'_>) -> Box<Diagnostic> {
    let dotted = format!(".{}", name.text);
    Box::new(
        Diagnostic::error(
            codes::MISSING,
            name.span,
            format!("expected a dot before `{}`", name.text),
        )
        .label("a field of the items begins with a dot")
        .help(format!("write `by {dotted}`"))
        .fix(
            format!("write `{dotted}`"),
            Safety::Safe,
            vec![edit(name.span, &dotted)],
        ),
    )
}

/// `open("support", now)`, `open(Support, now)`: a calendar is named by a word.
pub(in crate::syntax::explain) fn no_calendar(token: Token<'_>) -> Box<Diagnostic> {
    let word = token.text.trim_matches('"').to_lowercase();
    let fits = word
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let problem = Diagnostic::error(
        codes::NOT_A_VALUE,
        token.span,
        "a calendar is named by a lower-case word",
    )
    .label("expected the name of a calendar of flow.toml")
    .help("write `open(<calendar>, <time>)` with a calendar of `flow.toml`");
    Box::new(match fits && !word.is_empty() {
        true => problem.fix(
            format!("write `{word}`"),
            Safety::Unsafe,
            vec![edit(token.span, &word)],
        ),
        false => problem,
    })
}
