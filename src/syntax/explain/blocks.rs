//! Statements with a block.

use super::clause::{block, clauses};
use super::messages as say;
use super::value::{at_most, duration, expr};
use super::walk::{Walk, Way};
use crate::diagnostic::Diagnostic;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

pub(super) fn for_each(walk: &mut Walk<'_>) -> Way {
    if walk
        .peek()
        .is_some_and(|token| token.sort == Sort::Name || token.text == "every")
    {
        return Err(say::no_each(walk));
    }
    walk.need_word("each")?;
    walk.need_new_name("the item's name")?;
    if let Some(of) = walk
        .peek()
        .filter(|token| token.text == "of" || token.text == "from")
    {
        return Err(say::replace(
            walk,
            of,
            codes::FOREIGN,
            format!("use `in` instead of `{}`", of.text),
            "in",
        ));
    }
    walk.need_word("in")?;
    expr(walk, "the items", Of::Items)?;
    loop_limits(walk)?;
    block(walk)
}

/// `, at most 500, 20 at once`
fn loop_limits(walk: &mut Walk<'_>) -> Way {
    if walk.is("at") || walk.peek().is_some_and(|token| token.sort == Sort::Number) {
        return Err(say::missing(walk, "a comma", Some(",")));
    }
    if !walk.take(",") {
        return Ok(());
    }
    walk.want(|_| Want::Word("at most"));
    walk.want(|_| Want::Word("at once"));
    if walk.is("at") {
        at_most(walk, Of::Count)?;
        if walk.peek().is_some_and(|token| token.sort == Sort::Number) {
            return Err(say::missing(walk, "a comma", Some(",")));
        }
        if !walk.take(",") {
            return Ok(());
        }
        walk.want(|_| Want::Word("at once"));
    }
    at_once(walk)
}

fn at_once(walk: &mut Walk<'_>) -> Way {
    let start = walk.here();
    expr(walk, "how many items in parallel", Of::Count)?;
    if walk.is("at") && walk.after(1).is_some_and(|next| next.text == "most") {
        walk.step();
        return Err(say::missing(walk, "`at once`", None));
    }
    walk.need_words("at once")?;
    if walk.is(",") && walk.after(1).is_some_and(|next| next.text == "at") {
        return Err(Box::new(
            Diagnostic::error(
                codes::ORDER,
                walk.here().to(start),
                "`at most` comes before `at once`",
            )
            .help(say::shown_form(walk)),
        ));
    }
    Ok(())
}

pub(super) fn repeat(walk: &mut Walk<'_>) -> Way {
    if walk.peek().is_some_and(|token| token.sort == Sort::Number) {
        return Err(say::missing(walk, "`at most`", Some(" at most")));
    }
    if let Some(token) = walk
        .peek()
        .filter(|p| matches!(p.text, "until" | "while" | "forever"))
    {
        return Err(say::endless(token));
    }
    if walk.peek().is_none() {
        walk.want(|_| Want::Word("at most"));
        return Err(say::missing(walk, "`at most … times`", None));
    }
    at_most(walk, Of::Count)?;
    walk.need_word("times")?;
    pace(walk)?;
    block(walk)
}

fn pace(walk: &mut Walk<'_>) -> Way {
    if walk.take("every") {
        return duration(walk, "how long between");
    }
    Ok(())
}

pub(super) fn try_stmt(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Value(Of::Count));
    let starts_block = walk.is("{") || walk.peek().is_none();
    if !starts_block {
        expr(walk, "how many times", Of::Count)?;
        walk.need_word("times")?;
        pace(walk)?;
    }
    block(walk)
}

pub(super) fn within(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Value(Of::Duration));
    if walk.is("{") || walk.peek().is_none() {
        return Err(say::missing(walk, "the time limit", None));
    }
    duration(walk, "the time limit")?;
    block(walk)
}

/// What follows a `}` in its line.
pub(super) fn after_block(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::AfterBlock);
    let Some(token) = walk.peek() else {
        return Ok(());
    };
    if matches!(token.text, "elif" | "elsif" | "elseif") {
        walk.head = "else";
        return Err(say::replace(
            walk,
            token,
            codes::FOREIGN,
            format!("use `else if` instead of `{}`", token.text),
            "else if",
        ));
    }
    if let Some(meant) = say::meant_clause(walk, token) {
        return Err(meant);
    }
    if matches!(token.text, "catch" | "except" | "finally" | "rescue") {
        let help = super::foreign::foreign_word(token.text).unwrap_or_default();
        return Err(Box::new(
            Diagnostic::error(
                codes::FOREIGN,
                token.span,
                format!("unknown keyword `{}`", token.text),
            )
            .help(help),
        ));
    }
    if matches!(token.text, "else" | "always" | "on" | "with" | "giving") {
        return clauses(walk);
    }
    Err(say::after_brace(token))
}
