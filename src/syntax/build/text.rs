//! Texts with values in them.

use super::{Builder, nodes::Node};
use crate::source::Span;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::TextPart;

impl Builder<'_> {
    pub(super) fn rich(&mut self, pair: Node<'_>) -> Vec<TextPart> {
        let mut parts: Vec<TextPart> = Vec::with_capacity(pair.inside().count());
        for part in pair.inside() {
            if part.rule() == Rule::chars {
                let at: Span = part.span();
                parts.extend((!at.is_empty()).then_some(TextPart::Chars(at)));
            } else {
                parts.push(TextPart::Value(self.expr(&mut part.inside())));
            }
        }
        parts
    }
}
