//! Messages: what stands in the way of `test`.

use super::walk::{misspelt, quoted};
use crate::diagnostic::Diagnostic;
use crate::nearest::nearest;
use crate::syntax::codes;
use crate::syntax::explain::walk::Walk;
use crate::syntax::tokens::Token;

pub(in crate::syntax::explain) fn no_test_line(
    walk: &Walk<'_>,
    first: Token<'_>,
) -> Box<Diagnostic> {
    if first.is_letters()
        && let Some(meant) = nearest(first.text, LINES.iter().copied())
    {
        return misspelt(walk, first, meant);
    }
    Box::new(
        Diagnostic::error(
            codes::NOT_A_STATEMENT,
            first.span,
            format!("no line of a test begins with {}", quoted(first)),
        )
        .label("its lines begin with `given`, `run` or `expect`")
        .help("write what is given, then `run this flow`, then what to expect"),
    )
}

const LINES: &[&str] = &["given", "run", "expect"];
