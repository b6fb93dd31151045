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
            format!("a line of a test cannot start with {}", quoted(first)),
        )
        .label("its lines start with `given`, `run` or `expect`")
        .help("write the `given` lines, then `run this flow`, then the `expect` lines"),
    )
}

const LINES: &[&str] = &["given", "run", "expect"];
