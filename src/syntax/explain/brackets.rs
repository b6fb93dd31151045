//! Values in brackets, and what is missing in them.

use super::messages as say;
use super::value::expr;
use super::walk::{Walk, Way};
use crate::syntax::tokens::{Sort, Token};
use crate::syntax::want::Of;

/// Something after an opening bracket; one that is never closed is reported there.
pub(super) fn in_brackets<'a>(
    walk: &mut Walk<'a>,
    open: Token<'a>,
    close: &'static str,
    inside: impl FnOnce(&mut Walk<'a>) -> Way,
) -> Way {
    walk.step();
    if !walk.unfinished && !say::is_closed(walk, open.text, close) {
        return Err(say::unclosed(walk, open, close));
    }
    inside(walk)
}

pub(super) fn listed_one(walk: &mut Walk<'_>, what: &str) -> Way {
    expr(walk, what, Of::Any)?;
    close(walk, ")")
}

/// Things with commas between them, up to a closing bracket.
pub(super) fn listed<'a>(
    walk: &mut Walk<'a>,
    close: &'static str,
    mut one: impl FnMut(&mut Walk<'a>, &str) -> Way,
) -> Way {
    while !walk.take(close) {
        one(walk, "a value")?;
        if !walk.take(",") && !walk.may(close) {
            return Err(say::no_comma(walk, close));
        }
    }
    Ok(())
}

fn close(walk: &mut Walk<'_>, close: &'static str) -> Way {
    if walk.take(close) {
        return Ok(());
    }
    Err(say::no_comma(walk, close))
}

/// `Name: value` in a record.
pub(super) fn field_value(walk: &mut Walk<'_>) -> Way {
    match walk.peek() {
        Some(token) if token.sort == Sort::Text => walk.step(),
        Some(token) if token.sort == Sort::Word || token.sort == Sort::Mixed => {
            return Err(say::quoted_field(token));
        }
        _ => drop(walk.need_name("a field's name")?),
    }
    if walk.is("=") {
        let token = walk.here();
        return Err(say::colon_for(walk, token));
    }
    walk.need_sign(":")?;
    expr(walk, "a value", Of::Any)
}

/// `<Name>`
pub(super) fn input_value(walk: &mut Walk<'_>) -> Way {
    let open = walk.peek();
    walk.step();
    let name = walk.peek();
    let Some((open, name)) = open.zip(name.filter(|token| token.is_letters())) else {
        return Err(say::no_value(walk, "the input's name"));
    };
    if name.sort != Sort::Name {
        return Err(say::bad_name(name));
    }
    walk.step();
    if walk.take(">") {
        return Ok(());
    }
    Err(say::open_input(walk, open, name))
}
