//! What stands after `->`.

use super::clause::block;
use super::messages as say;
use super::phrase::call_step;
use super::value::{at_most, duration, expr};
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::tree::Jump;
use crate::syntax::want::{Of, Want};

const BACKING_OFF: &str = "the form is `retry <n> times backing off <duration> to <duration>`";

/// What a handler of these outcomes does; `then` after its retries.
pub(super) fn reaction<'a>(walk: &mut Walk<'a>, of: &[&'a str], then: bool) -> Way {
    walk.want(|_| Want::Reaction {
        of: of.to_vec(),
        then,
    });
    let Some(token) = walk.peek() else {
        return no_reaction(walk);
    };
    if token.text == "{" {
        return block(walk);
    }
    match token.text {
        "retry" => retry(walk, of),
        "run" => {
            walk.step();
            call_step(walk)
        }
        word => match Jump::of(word, Some(())) {
            Some(jump) if jump.value().is_some() => reaction_value(walk),
            Some(_) => {
                walk.step();
                Ok(())
            }
            None => Err(say::bad_reaction(walk, token)),
        },
    }
}

fn no_reaction(walk: &mut Walk<'_>) -> Way {
    if walk.opens.take().is_some() {
        return Ok(());
    }
    Err(Box::new(
        Diagnostic::error(codes::INCOMPLETE, walk.gap(), "the handler does nothing").help(format!(
            "write one of {}, or a block in braces",
            say::listed()
        )),
    ))
}

fn reaction_value(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.want(|_| Want::Value(Of::Text));
    match walk.peek() {
        Some(next) if next.sort != Sort::Word || say::calls(walk) => expr(walk, "a text", Of::Text),
        _ => Ok(()),
    }
}

/// `retry 3 times every 2s, for at most 5m, then fail`
fn retry<'a>(walk: &mut Walk<'a>, of: &[&'a str]) -> Way {
    walk.head = "retry";
    walk.step();
    retry_count(walk)?;
    retry_pace(walk)?;
    retry_rest(walk, of)
}

fn retry_count(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Word("once"));
    walk.want(|_| Want::Value(Of::Count));
    let Some(token) = walk.peek() else {
        return Ok(());
    };
    if walk.take("once") {
        return Ok(());
    }
    match (token.sort, token.text) {
        (_, "twice") => {
            return Err(say::replace(
                walk,
                token,
                codes::FOREIGN,
                "use `2 times` instead of `twice`".to_owned(),
                "2 times",
            ));
        }
        (_, "up" | "at" | "max" | "maximum") => return Err(say::count_alone(token)),
        (_, "forever" | "always" | "until" | "while") => {
            return Err(say::endless_retry(token));
        }
        (Sort::Number | Sort::Name, _) | (_, "(") => {}
        _ => return Ok(()),
    }
    expr(walk, "how many times", Of::Count)?;
    match walk.peek() {
        Some(time) if matches!(time.text, "time" | "x" | "retries" | "attempts") => {
            Err(say::replace(
                walk,
                time,
                codes::MISSPELT,
                "the count is followed by `times`".to_owned(),
                "times",
            ))
        }
        _ => walk.need_word("times"),
    }
}

fn retry_pace(walk: &mut Walk<'_>) -> Way {
    if walk.take("every") {
        return duration(walk, "how long between two retries");
    }
    walk.want(|_| Want::Word("backing off"));
    let Some(token) = walk.peek() else {
        return Ok(());
    };
    match token.text {
        "backing" => backing_off(walk),
        "backoff" | "back" => {
            let title = format!("use `backing off` instead of `{}`", token.text);
            let found = say::replace(walk, token, codes::MISSPELT, title, "backing off");
            Err(Box::new(found.help(BACKING_OFF)))
        }
        "after" | "in" | "wait" | "delay" | "with"
            if walk.after(1).is_some_and(|n| n.sort == Sort::Number) =>
        {
            Err(say::replace(
                walk,
                token,
                codes::FOREIGN,
                format!("use `every` instead of `{}`", token.text),
                "every",
            ))
        }
        "," if walk
            .after(1)
            .is_some_and(|n| matches!(n.text, "every" | "backing")) =>
        {
            Err(say::comma_too_many(walk, token))
        }
        _ => Ok(()),
    }
}

fn backing_off(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.need_word("off")?;
    duration(walk, "the first wait")?;
    walk.want(|_| Want::Word("to"));
    if walk.peek().is_none_or(|token| token.text != "to") {
        let found = say::missing(walk, "`to` with the longest wait", None);
        return Err(Box::new(found.help(BACKING_OFF)));
    }
    walk.step();
    duration(walk, "the longest wait")
}

/// `, for at most 5m, then fail`
fn retry_rest<'a>(walk: &mut Walk<'a>, of: &[&'a str]) -> Way {
    if let Some(token) = walk
        .peek()
        .filter(|token| matches!(token.text, "for" | "then"))
    {
        return Err(say::comma_before(walk, token));
    }
    if let Some(token) = walk
        .peek()
        .filter(|token| matches!(token.text, "else" | "otherwise"))
    {
        let gap = Span::new(walk.gap().start, token.span.end);
        return Err(Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("use `then` instead of `{}`", token.text),
            )
            .help(say::shown_form(walk))
            .fix("write `, then`", Safety::Safe, vec![edit(gap, ", then")]),
        ));
    }
    let mut limited = false;
    while walk.take(",") {
        if !limited {
            walk.want(|_| Want::Word("for at most"));
        }
        if walk.take("then") {
            return reaction(walk, of, true);
        }
        retry_limit(walk)?;
        limited = true;
    }
    Ok(())
}

fn retry_limit(walk: &mut Walk<'_>) -> Way {
    if walk.peek().is_some_and(|token| token.text == "at") {
        return Err(say::missing(walk, "`for`", Some(" for")));
    }
    walk.need_word("for")?;
    if walk.peek().is_some_and(|token| token.sort == Sort::Number) {
        return Err(say::missing(walk, "`at most`", Some(" at most")));
    }
    at_most(walk, Of::Duration)
}
