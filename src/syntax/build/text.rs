//! Texts with values in them.

use super::{Builder, Cursor, span};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::TextPart;
use pest::iterators::Pair;

impl Builder<'_> {
    pub(super) fn rich(&mut self, pair: Pair<'_, Rule>) -> Vec<TextPart> {
        let mut parts: Vec<TextPart> = Vec::new();
        for part in pair.into_inner() {
            if part.as_rule() == Rule::chars {
                let at: Span = span(&part);
                parts.extend((!at.is_empty()).then_some(TextPart::Chars(at)));
            } else {
                parts.push(TextPart::Value(self.expr(&mut Cursor::inside(part))));
            }
        }
        parts
    }
}
