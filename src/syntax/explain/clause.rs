//! `with`, `giving` and `on`.

use super::messages as say;
use super::names::VALUE_NAME;
use super::reaction::reaction;
use super::value::{expr, time_limit};
use super::walk::{Walk, Way, edit};
use crate::diagnostic::{Diagnostic, Safety};
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::tokens::Sort;
use crate::syntax::want::{Of, Want};

/// The clauses that follow on the same line.
pub(super) fn clauses(walk: &mut Walk<'_>) -> Way {
    loop {
        want_clauses(walk);
        let Some(token) = walk.peek().filter(|token| token.sort == Sort::Word) else {
            return walk.need_end();
        };
        if !matches!(token.text, "with" | "giving" | "on" | "else" | "always") {
            return walk.need_end();
        }
        walk.head = token.text;
        walk.step();
        match token.text {
            "with" => args(walk)?,
            "giving" => given_name(walk)?,
            "on" => handler_part(walk)?,
            "else" => return else_clause(walk),
            _ => return block(walk),
        }
    }
}

/// The clauses that may follow the one just read, in their order.
fn want_clauses(walk: &mut Walk<'_>) {
    let after: &[&str] = match walk.head {
        "" => &["with", "giving", "on"],
        "with" | "await" | "run" => &["giving", "on"],
        "retry" | "on" | "giving" | "wait" => &["on"],
        _ => &[],
    };
    for word in after {
        walk.want(|_| Want::Word(word));
    }
    // a signal has no values to choose it by
    let signal = walk.tokens.iter().any(|token| token.text == "signal");
    if walk.head == "when" || walk.head == "await" && !signal {
        walk.want(|_| Want::Word("with"));
    }
}

pub(super) fn with(walk: &mut Walk<'_>) -> Way {
    args(walk)?;
    clauses(walk)
}

pub(super) fn args(walk: &mut Walk<'_>) -> Way {
    let mut given = Vec::new();
    loop {
        walk.want(|_| Want::Param {
            given: given.clone(),
        });
        arg(walk, &mut given)?;
        if walk.is(",") && walk.after(1).is_some_and(|next| next.text == "at") {
            return time_limit(walk);
        }
        if walk.take(",") {
            if walk.peek().is_none() && !walk.unfinished {
                return Err(say::last_comma(walk));
            }
            if say::is_limit(walk) {
                return Err(say::limit_word(walk));
            }
            continue;
        }
        match walk.peek() {
            Some(next) if next.sort == Sort::Name => {
                return Err(say::missing(walk, "a comma", Some(",")));
            }
            _ => return Ok(()),
        }
    }
}

fn arg<'a>(walk: &mut Walk<'a>, given: &mut Vec<&'a str>) -> Way {
    let name = walk.need_name(VALUE_NAME)?;
    given.push(name.text);
    walk.want(|_| Want::Sign(":"));
    match walk.peek() {
        Some(sign) if sign.text == "=" => return Err(say::colon_for(walk, sign.span)),
        Some(sign) if sign.text == ":" => walk.step(),
        _ => return Err(say::no_colon(walk, name)),
    }
    walk.data = true;
    expr(walk, "the value", Of::Param(name.text))?;
    walk.data = false;
    say::no_and(walk)
}

pub(super) fn giving(walk: &mut Walk<'_>) -> Way {
    given_name(walk)?;
    clauses(walk)
}

fn given_name(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Giving);
    let name = walk.need_name("the name for what the action returns")?;
    if walk.is(",") && walk.after(1).is_some_and(|next| next.text == "at") {
        return time_limit(walk);
    }
    if walk.is(",") {
        return Err(Box::new(
            Diagnostic::error(codes::LEFT_OVER, walk.here(), "`giving` has one name").help(
                format!(
                    "`{0}` holds everything that the action returns, as fields: `{0}.<Field>`",
                    name.text
                ),
            ),
        ));
    }
    Ok(())
}

pub(super) fn handler(walk: &mut Walk<'_>) -> Way {
    handler_part(walk)?;
    clauses(walk)
}

fn handler_part(walk: &mut Walk<'_>) -> Way {
    walk.head = "on";
    let named = outcomes(walk)?;
    arrow(walk)?;
    reaction(walk, &named, false)
}

/// The outcomes of a handler.
fn outcomes<'a>(walk: &mut Walk<'a>) -> Way<Vec<&'a str>> {
    let mut named = Vec::new();
    walk.want(|_| Want::Outcome { named: Vec::new() });
    let Some(first) = walk.peek() else {
        return Err(say::missing(walk, "the outcome", None));
    };
    if first.text == "any" {
        walk.step();
        walk.need_word("other")?;
        return Ok(vec!["any"]);
    }
    if let Some(problem) = say::everything(first) {
        return Err(Box::new(problem));
    }
    loop {
        walk.want(|_| Want::Outcome {
            named: named.clone(),
        });
        let name = walk.need_name("the outcome")?;
        named.push(name.text);
        if name.text == "Default" {
            return Err(say::default_branch(name.span));
        }
        if let Some(or) = walk.peek().filter(|next| matches!(next.text, "or" | "and")) {
            return Err(say::comma_between_outcomes(walk, or));
        }
        if !walk.take(",") {
            return Ok(named);
        }
    }
}

fn arrow(walk: &mut Walk<'_>) -> Way {
    if walk.take("->") {
        return Ok(());
    }
    match walk.peek() {
        Some(token) if matches!(token.text, ":" | "then" | "=" | ">" | "do") => {
            let gap = Span::new(walk.gap().start, token.span.end);
            Err(Box::new(
                Diagnostic::error(
                    codes::FOREIGN,
                    token.span,
                    format!("use `->` in a handler, not `{}`", token.text),
                )
                .fix("write `->`", Safety::Safe, vec![edit(gap, " ->")]),
            ))
        }
        Some(dash) if dash.text == "-" && walk.after(1).is_some_and(|next| next.text == ">") => {
            Err(say::split_arrow(walk, dash))
        }
        _ => Err(say::missing(walk, "`->`", Some(" ->"))),
    }
}

/// The `{` of a block, and where it stands on the line whole, the block and what follows.
pub(super) fn block(walk: &mut Walk<'_>) -> Way {
    walk.want(|_| Want::Sign("{"));
    match walk.peek() {
        None if walk.opens.take().is_some() => Ok(()),
        None => Err(say::no_brace(walk)),
        Some(token) if token.text == "{" => {
            skip_block(walk);
            after_one_line_block(walk)
        }
        Some(token) if token.text == "then" || token.text == ":" || token.text == "do" => {
            Err(say::no_then(walk, token))
        }
        Some(_) => Err(say::missing(walk, "`{`", None)),
    }
}

fn skip_block(walk: &mut Walk<'_>) {
    let mut depth = 0usize;
    while let Some(token) = walk.peek() {
        walk.step();
        match token.text {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return;
        }
    }
}

fn after_one_line_block(walk: &mut Walk<'_>) -> Way {
    match walk.peek().map(|token| token.text) {
        Some("else" | "always" | "on") => clauses(walk),
        _ => walk.need_end(),
    }
}

pub(super) fn if_stmt(walk: &mut Walk<'_>) -> Way {
    expr(walk, "the condition", Of::Condition)?;
    block(walk)
}

pub(super) fn else_clause(walk: &mut Walk<'_>) -> Way {
    if let Some(token) = walk
        .peek()
        .filter(|p| matches!(p.text, "elif" | "elsif" | "elseif"))
    {
        return Err(say::replace(
            walk,
            token,
            codes::FOREIGN,
            format!("`{}` is written `if` after `else`", token.text),
            "if",
        ));
    }
    match walk.take("if") {
        true => if_stmt(walk),
        false => block(walk),
    }
}
