//! Values: where one belongs, and what stands there instead.

use super::brackets::{field_value, in_brackets, input_value, listed, listed_one};
use super::messages as say;
use super::walk::{Walk, Way, is_between};
use super::{literal, text};
use crate::diagnostic::Diagnostic;
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::{Of, Want};
use crate::syntax::{codes, depth};

/// An expression. `what` says what it is for, where none stands here.
pub(super) fn expr<'a>(walk: &mut Walk<'a>, what: &str, of: Of<'a>) -> Way {
    let of = match of {
        Of::Any if walk.data => Of::Data,
        of => of,
    };
    loop {
        walk.want(|_| Want::Value(of));
        while walk.is("not") {
            walk.step();
        }
        operand(walk, what)?;
        say::comparing_words(walk)?;
        if of == Of::Condition {
            for word in ["and", "or", "in"] {
                walk.want(|_| Want::Word(word));
            }
        }
        if matches!(of, Of::Condition | Of::Any | Of::Items) {
            walk.want(|_| Want::Word("where"));
        }
        if !walk.peek().is_some_and(is_between) {
            return Ok(());
        }
        walk.step();
    }
}

/// One value, with its fields.
pub(super) fn operand(walk: &mut Walk<'_>, what: &str) -> Way {
    let Some(token) = walk.peek() else {
        return Err(say::no_value(walk, what));
    };
    if walk.depth > depth::MOST_OPEN {
        return Err(Box::new(depth::problem(token.span.start)));
    }
    walk.depth += 1;
    one_operand(walk, token, what)?;
    walk.depth -= 1;
    fields(walk)
}

fn one_operand<'a>(walk: &mut Walk<'a>, token: Token<'a>, what: &str) -> Way {
    match token.sort {
        Sort::Name => name_value(walk, token)?,
        Sort::Number => {
            literal::check(walk, token)?;
            walk.step();
        }
        Sort::Text => {
            text::check(walk, token)?;
            walk.step();
        }
        Sort::Word => word_value(walk, token, what)?,
        Sort::Mixed if walk.data && walk.before().is_some_and(|colon| colon.text == ":") => {
            return Err(say::mixed_value(walk, token));
        }
        Sort::Mixed => return Err(say::bad_name(token)),
        Sort::OpenText | Sort::Comment => return Err(say::no_value(walk, what)),
        Sort::Sign => sign_value(walk, token, what)?,
    }
    Ok(())
}

fn name_value<'a>(walk: &mut Walk<'a>, token: Token<'a>) -> Way {
    walk.step();
    match walk.peek() {
        Some(next) if next.text == "(" && next.glued => Err(say::not_called(token)),
        _ => Ok(()),
    }
}

fn word_value<'a>(walk: &mut Walk<'a>, token: Token<'a>, what: &str) -> Way {
    match token.text {
        "true" | "false" | "now" => {
            walk.step();
            Ok(())
        }
        "today" | "tomorrow" => day(walk),
        "weekday" => weekday(walk),
        "await" => Err(say::await_as_value(walk, token)),
        "open" if opens(walk, 1) => opening(walk, 1),
        "next" if opens(walk, 2) => opening(walk, 2),
        _ => call(walk, token, what),
    }
}

fn day(walk: &mut Walk<'_>) -> Way {
    walk.step();
    if walk.take("at") {
        operand(walk, "a time of day")?;
        if walk.take("in") {
            operand(walk, "a time zone")?;
        }
    }
    Ok(())
}

fn weekday(walk: &mut Walk<'_>) -> Way {
    walk.step();
    walk.need_word("of")?;
    if let Some(day) = walk
        .peek()
        .filter(|day| matches!(day.text, "today" | "tomorrow"))
    {
        let title = format!("`weekday of` needs a time, not `{}`", day.text);
        let time = if day.text == "today" {
            "now"
        } else {
            "(now + 1d)"
        };
        return Err(say::replace(walk, day, codes::FOREIGN, title, time));
    }
    walk.want(|_| Want::Value(Of::Time));
    operand(walk, "a time")?;
    if walk.take("in") {
        operand(walk, "a time zone")?;
    }
    Ok(())
}

/// Whether `open(` ends so many words from here.
pub(super) fn opens(walk: &Walk<'_>, words: usize) -> bool {
    let word = walk
        .after(words - 1)
        .is_some_and(|word| word.text == "open");
    word && walk
        .after(words)
        .is_some_and(|sign| sign.text == "(" && sign.glued)
}

/// `open(support, now)`, `next open(support, now + 2h, in Zone)`
fn opening(walk: &mut Walk<'_>, words: usize) -> Way {
    walk.at += words;
    let Some(open) = walk.peek() else {
        return Ok(());
    };
    in_brackets(walk, open, ")", |walk| {
        walk.want(|_| Want::Calendar);
        match walk.peek() {
            Some(token) if token.sort == Sort::Word => walk.step(),
            Some(token) if token.sort != Sort::Sign => return Err(say::no_calendar(token)),
            _ => return Err(say::missing(walk, "the calendar's name", None)),
        }
        if walk.is(")") {
            // the time is missing too: a comma alone would not do
            let form = "the form is `open(<calendar>, <time>)`; the present time is `now`";
            return Err(Box::new(say::missing(walk, "`,`", None).help(form)));
        }
        walk.need_sign(",")?;
        // its brackets tell values from words: inputs need none of their own
        let data = std::mem::replace(&mut walk.data, false);
        expr(walk, "a time", Of::Time)?;
        if walk.take(",") {
            walk.need_word("in")?;
            operand(walk, "a time zone")?;
        }
        walk.data = data;
        walk.need_sign(")")
    })
}

/// `.Field` of an item, after `where` and `by`
fn item_field(walk: &mut Walk<'_>) -> Way {
    if walk.is(".") {
        return fields(walk);
    }
    match walk.peek().filter(|token| token.sort == Sort::Name) {
        Some(name) => Err(say::no_dot(name)),
        None => Err(say::no_value(walk, "a field of the items, like `.State`,")),
    }
}

/// `count(Xs)`, `starts with(A, B)`
fn call<'a>(walk: &mut Walk<'a>, token: Token<'a>, what: &str) -> Way {
    let words = (0..).take_while(|&n| walk.after(n).is_some_and(|p| p.sort == Sort::Word));
    let words = words.count();
    match walk.after(words) {
        Some(open) if open.text == "(" && open.glued => {
            walk.at += words;
            let any = |walk: &mut Walk<'a>, what: &str| expr(walk, what, Of::Any);
            in_brackets(walk, open, ")", |walk| listed(walk, ")", any))?;
            match token.text == "sort" && walk.take("by") {
                true => item_field(walk),
                false => Ok(()),
            }
        }
        Some(open) if open.text == "(" && words > 0 => Err(say::apart(walk, open)),
        _ => Err(say::word_as_value(walk, token, what)),
    }
}

fn sign_value<'a>(walk: &mut Walk<'a>, token: Token<'a>, what: &str) -> Way {
    match token.text {
        "<" => input_value(walk),
        "(" => in_brackets(walk, token, ")", |walk| listed_one(walk, what)),
        "[" => in_brackets(walk, token, "]", |walk| {
            listed(walk, "]", |walk, what| expr(walk, what, Of::Any))
        }),
        "{" => in_brackets(walk, token, "}", |walk| {
            listed(walk, "}", |w, _| field_value(w))
        }),
        "." => item_field(walk),
        "-" => minus(walk, token),
        "+" => Err(say::phone_number(walk, token).unwrap_or_else(|| say::no_value(walk, what))),
        _ => Err(say::no_value(walk, what)),
    }
}

fn minus<'a>(walk: &mut Walk<'a>, minus: Token<'a>) -> Way {
    walk.step();
    match walk.peek() {
        Some(next) if next.sort == Sort::Number => {
            literal::check(walk, next)?;
            walk.step();
            Ok(())
        }
        _ => Err(Box::new(
            Diagnostic::error(
                codes::LITERAL,
                minus.span,
                "only a number can have a minus sign",
            )
            .label("something else follows it")
            .help("subtract from zero: `0 - Amount`"),
        )),
    }
}

/// `.Field`, `."vendor field"`
fn fields(walk: &mut Walk<'_>) -> Way {
    while walk.is(".") {
        walk.step();
        match walk.peek() {
            Some(token) if matches!(token.sort, Sort::Name | Sort::Text) => walk.step(),
            Some(token) if token.is_letters() => return Err(say::quoted_field(token)),
            _ => return Err(say::no_value(walk, "a field's name")),
        }
    }
    if walk.is("[") && walk.peek().is_some_and(|token| token.glued) {
        return Err(say::indexed(walk));
    }
    Ok(())
}

/// `at most 30s`
pub(super) fn at_most<'a>(walk: &mut Walk<'a>, of: Of<'a>) -> Way {
    if walk.is("at") && walk.after(1).is_some_and(|next| next.text == "least") {
        return Err(say::at_least(walk));
    }
    walk.need_words("at most")?;
    expr(walk, "the limit", of)
}

/// `, at most 30s`
pub(super) fn time_limit(walk: &mut Walk<'_>) -> Way {
    let least = walk.is("at") && walk.after(1).is_some_and(|next| next.text == "least");
    if walk.is("at") && !least {
        return Err(say::missing(walk, "a comma", Some(",")));
    }
    if walk.is(",")
        && walk
            .after(1)
            .is_some_and(|next| matches!(next.text, "with" | "giving" | "on"))
    {
        return Err(say::left_over(walk));
    }
    if !walk.take(",") && !least {
        return Ok(());
    }
    if say::is_limit(walk) {
        return Err(say::limit_word(walk));
    }
    if walk.peek().is_some_and(|next| next.sort == Sort::Number) {
        return Err(say::missing(walk, "`at most`", Some(" at most")));
    }
    at_most(walk, Of::Duration)
}

/// A duration, `5s`: told apart where a plain number stands.
pub(super) fn duration(walk: &mut Walk<'_>, what: &str) -> Way {
    if let (Some(number), Some(word)) = (walk.peek(), walk.after(1))
        && number.sort == Sort::Number
        && word.sort == Sort::Word
    {
        literal::check(walk, number)?;
    }
    expr(walk, what, Of::Duration)
}
