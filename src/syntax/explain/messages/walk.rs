//! Messages: what stands in the way of `walk`.

use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::explain::own_line::FORM;
use crate::syntax::explain::walk::{Walk, edit};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::words;
use crate::syntax::words::is_statement_word;
use crate::value::{duration, duration_text};

pub(in crate::syntax::explain) fn shown_form(walk: &Walk<'_>) -> String {
    let mut words = walk.tokens.iter().map(|token| token.text);
    match (words.next(), words.next()) {
        (Some("await"), Some("signal")) => {
            format!("{FORM}`await signal <Name>, at most <duration> giving <Name>`")
        }
        _ => form_of(walk.head),
    }
}

/// Something that has to stand here and does not; `insert` mends it where that is certain.
pub(in crate::syntax::explain) fn missing(
    walk: &Walk<'_>,
    what: &str,
    insert: Option<&str>,
) -> Box<Diagnostic> {
    if let Some(problem) = two_units(walk) {
        return problem;
    }
    let (here, gap) = (walk.here(), walk.gap());
    let title = match walk.peek() {
        Some(token) => format!("expected {what} before {}", quoted(token)),
        None => format!("expected {what} at the end of the line"),
    };
    let problem = Diagnostic::error(codes::MISSING, here, title).help(shown_form(walk));
    Box::new(match insert {
        Some(text) => problem.fix(format!("add {what}"), Safety::Safe, vec![edit(gap, text)]),
        None => problem,
    })
}

/// `emit Name` alone: the result is likely to be called as the value is.
pub(in crate::syntax::explain) fn result_alone(
    walk: &Walk<'_>,
    name: Token<'_>,
) -> Box<Diagnostic> {
    let value = format!(": {}", name.text);
    let title = format!("result `{}` needs a value", name.text);
    Box::new(
        Diagnostic::error(codes::MISSING, walk.here(), title)
            .help(shown_form(walk))
            .fix(
                "add the variable of this name",
                Safety::Safe,
                vec![edit(walk.gap(), &value)],
            ),
    )
}

/// Something that does not belong where it stands.
pub(in crate::syntax::explain) fn left_over(walk: &Walk<'_>) -> Box<Diagnostic> {
    let Some(token) = walk.peek() else {
        return Box::new(unclear(walk));
    };
    if token.sort == Sort::Word && is_statement_word(token.text) && walk.at > 0 {
        return new_line(walk, token);
    }
    if matches!(token.text, ")" | "]" | "}") {
        return closes_nothing(token);
    }
    if let Some(problem) = two_units(walk) {
        return problem;
    }
    if let Some(comma) = comma_before_clause(walk, token) {
        return comma;
    }
    let shown = quoted(token);
    let problem = Diagnostic::error(
        codes::LEFT_OVER,
        token.span,
        format!("{shown} does not belong here"),
    );
    let what = match words::form(walk.head) {
        Some(_) => format!("`{}` is complete before this", walk.head),
        None => "the statement is complete before this".to_owned(),
    };
    let help = match words::form(walk.head) {
        Some(form) if form == walk.head && token.sort == Sort::Word => {
            format!(
                "remove {shown}: `{form}` takes nothing after it, and no action begins with this word"
            )
        }
        _ => format!(
            "remove {shown}, or check the form: {}",
            form_alone(walk.head)
        ),
    };
    Box::new(problem.label(what).help(help))
}

/// `1h 20m`, as people say it: to take a part of it away would be another duration.
fn two_units(walk: &Walk<'_>) -> Option<Box<Diagnostic>> {
    let (first, second) = (walk.before()?, walk.peek()?);
    let mut all = duration(first.text).ok()?;
    let mut last = second;
    for ahead in 0.. {
        let Some(next) = walk.after(ahead).filter(|next| next.sort == Sort::Number) else {
            break;
        };
        let Ok(more) = duration(next.text) else { break };
        all = all.checked_add(more)?;
        last = next;
    }
    let whole = Span::new(first.span.start, last.span.end);
    let one = duration_text(all);
    let is_one = duration(second.text).is_ok();
    is_one.then(|| {
        let title = "a `duration` has one unit";
        Box::new(Diagnostic::error(codes::LEFT_OVER, whole, title).fix(
            format!("write `{one}`"),
            Safety::Safe,
            vec![edit(whole, &one)],
        ))
    })
}

/// `, giving Name`: a clause follows what is above it without a comma.
pub(in crate::syntax::explain) fn comma_before_clause(
    walk: &Walk<'_>,
    comma: Token<'_>,
) -> Option<Box<Diagnostic>> {
    let next = walk.after(1).filter(|_| comma.is_sign(","))?;
    matches!(next.text, "with" | "giving" | "on").then(|| {
        let title = format!("`{}` needs no comma before it", next.text);
        Box::new(Diagnostic::error(codes::LEFT_OVER, comma.span, title).fix(
            "remove the comma",
            Safety::Safe,
            vec![edit(comma.span, "")],
        ))
    })
}

pub(in crate::syntax::explain) fn new_line(walk: &Walk<'_>, token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::LEFT_OVER,
            token.span,
            "each statement needs its own line",
        )
        .label(format!("`{}` begins another statement", token.text))
        .help(two_lines(walk, token).unwrap_or_else(|| {
            format!("move `{}` and what follows it to the next line", token.text)
        }))
        .fix(
            "start a new line",
            Safety::Safe,
            vec![edit(Span::new(walk.gap().start, token.span.start), "\n")],
        ),
    )
}

/// The reader's line as the two that it should be.
fn two_lines(walk: &Walk<'_>, token: Token<'_>) -> Option<String> {
    let line = walk.source.line_span(walk.source.line_of(token.span.start));
    let first = walk
        .source
        .slice(Span::new(line.start, walk.gap().start.max(line.start)));
    let second = walk.source.slice(Span::new(token.span.start, line.end));
    let (first, second) = (first.trim(), second.trim());
    (!first.is_empty()).then(|| format!("write two lines:\n    {first}\n    {second}"))
}

/// A token that has to be another one.
pub(in crate::syntax::explain) fn replace(
    walk: &Walk<'_>,
    token: Token<'_>,
    code: crate::diagnostic::Code,
    title: String,
    by: &str,
) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(code, token.span, title)
            .help(shown_form(walk))
            .fix(
                format!("write `{by}`"),
                Safety::Safe,
                vec![edit(token.span, by)],
            ),
    )
}

pub(in crate::syntax::explain) fn misspelt(
    walk: &Walk<'_>,
    token: Token<'_>,
    word: &str,
) -> Box<Diagnostic> {
    let same = token.text.eq_ignore_ascii_case(word);
    let (code, title) = match same {
        true => (
            codes::CASE,
            format!("keyword `{}` must be lower case", token.text),
        ),
        false => (codes::MISSPELT, format!("unknown keyword `{}`", token.text)),
    };
    let help = match words::form(word) {
        Some(_) => form_of(word),
        None => shown_form(walk),
    };
    Box::new(Diagnostic::error(code, token.span, title).help(help).fix(
        format!("write `{word}`"),
        Safety::Safe,
        vec![edit(token.span, word)],
    ))
}

pub(in crate::syntax::explain) fn no_block(walk: &Walk<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::LEFT_OVER,
            walk.opens.unwrap_or_else(|| walk.here()),
            "a block does not belong here",
        )
        .label("this `{` opens one")
        .help(shown_form(walk)),
    )
}

/// What is left to say where nothing else was found.
pub(in crate::syntax::explain) fn unclear(walk: &Walk<'_>) -> Diagnostic {
    let line = walk.source.line_span(walk.source.line_of(walk.start));
    let end = walk.end.min(line.end).max(walk.start);
    let text = walk.source.slice(Span::new(walk.start, end)).trim_end();
    let span = Span::new(walk.start, walk.start + text.len() as u32);
    Diagnostic::error(codes::NOT_A_STATEMENT, span, "the line could not be read")
        .help(shown_form(walk))
}

/// How the statement or clause that begins with `head` is written, as help says it.
pub(in crate::syntax::explain) fn form_of(head: &str) -> String {
    format!("{FORM}{}", form_alone(head))
}

/// The form alone; an action has none but its words and values.
fn form_alone(head: &str) -> String {
    match words::form(head) {
        Some(form) => format!("`{form}`"),
        None => "an action: words and values, like `hold contact <ContactId>`".to_owned(),
    }
}

/// A closing bracket without its opening one.
pub(in crate::syntax::explain) fn closes_nothing(token: Token<'_>) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(
            codes::STRAY_CLOSE,
            token.span,
            format!("`{}` closes nothing", token.text),
        )
        .help("remove it, or add its opening bracket"),
    )
}

/// A token as a message shows it.
pub(in crate::syntax::explain) fn quoted(token: Token<'_>) -> String {
    const MOST: usize = 30;
    match token.sort {
        Sort::Text | Sort::OpenText => "this text".to_owned(),
        _ if token.text.chars().count() > MOST => {
            let short: String = token.text.chars().take(MOST).collect();
            format!("`{short}…`")
        }
        _ => format!("`{}`", token.text),
    }
}
