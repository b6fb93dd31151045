//! Expressions: operands and what stands between them, put together by what binds closer.

use super::operand::{bad, discard};
use super::operator::{WHERE, closeness, compares, operator, word_of};
use super::{Builder, nodes::Siblings};
use crate::diagnostic::{Diagnostic, own_line};
use crate::source::{Source, Span};
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Expr, ExprKind, Operator};

/// How many operations may stand inside each other in one expression: what walks the tree walks
/// it by recursion.
const MOST_NESTED: u16 = 200;

/// How close `not` binds.
const NOT: u8 = 3;

/// An expression and how high its tree is.
pub(super) type Tall = (Expr, u16);

impl Builder<'_> {
    pub(super) fn expr(&mut self, cursor: &mut Siblings<'_>) -> Expr {
        tall(self, cursor).0
    }

    pub(super) fn value(&mut self, cursor: &mut Siblings<'_>) -> Expr {
        let tall = self.operand(cursor);
        not_too_tall(self, tall).0
    }
}

pub(super) fn tall(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Tall {
    let (first, height) = first(builder, cursor);
    match cursor.rule() {
        Some(Rule::infix | Rule::infix_sum | Rule::sum) => {
            let whole = climb(builder, cursor, (first, height), WHERE + 1);
            let whole = wheres(builder, cursor, whole);
            not_too_tall(builder, whole)
        }
        _ => not_too_tall(builder, (first, height)),
    }
}

fn not_too_tall(builder: &mut Builder<'_>, (expr, height): Tall) -> Tall {
    if height <= MOST_NESTED {
        return (expr, height);
    }
    let span = expr.span;
    discard(expr);
    builder.report(
        Diagnostic::error(codes::TOO_LONG, span, "the expression is too long")
            .label(format!("more than {MOST_NESTED} operations"))
            .help("set variables for parts of it with `let`, and use those"),
    );
    (bad(span), 0)
}

/// An operand, with the `not`s before it.
fn first(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Tall {
    let mut nots = Vec::new();
    while let Some(not) = cursor.eat(Rule::not) {
        nots.push(not.span());
    }
    if nots.is_empty() {
        return builder.operand(cursor);
    }
    let operand = builder.operand(cursor);
    let whole = climb(builder, cursor, operand, NOT);
    nots.into_iter().rev().fold(whole, negate)
}

fn climb(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>, mut left: Tall, least: u8) -> Tall {
    while let Some(operator) = operator_ahead(cursor) {
        let binds = closeness(operator);
        if binds < least {
            break;
        }
        let at = cursor.span();
        no_late_not(builder, cursor, binds);
        let right = first(builder, cursor);
        let right = climb(builder, cursor, right, binds + 1);
        left = join(left, operator, right);
        if compares(operator) {
            no_chain(builder, cursor, at);
        }
    }
    left
}

/// `Xs where .State = InQueue`
fn wheres(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>, mut list: Tall) -> Tall {
    while cursor.rule() == Some(Rule::infix) {
        let at = cursor.span();
        let condition = first(builder, cursor);
        let condition = climb(builder, cursor, condition, WHERE + 1);
        if let ExprKind::Where(..) = list.0.kind {
            second_where(builder, at);
        }
        let span = list.0.span.to(condition.0.span);
        let height = list.1.max(condition.1).saturating_add(1);
        let kind = ExprKind::Where(Box::new(list.0), Box::new(condition.0));
        list = (Expr { span, kind }, height);
    }
    list
}

/// One list, one condition: two of them have one spelling, with `and`.
fn second_where(builder: &mut Builder<'_>, at: Span) {
    builder.report(
        Diagnostic::error(codes::CHAIN, at, "a list has one `where`")
            .label("a second `where` for the same list")
            .help("join both conditions with `and`"),
    );
}

fn operator_ahead(cursor: &Siblings<'_>) -> Option<Operator> {
    let pair = cursor.peek().filter(|pair| pair.text() != "where")?;
    match pair.rule() {
        Rule::infix | Rule::infix_sum | Rule::sum => Some(operator(pair.text())),
        _ => None,
    }
}

/// `A = not B` and `A + not B` read two ways: brackets have to say which.
fn no_late_not(builder: &mut Builder<'_>, cursor: &Siblings<'_>, binds: u8) {
    if let Some(not) = cursor.peek().filter(|p| p.rule() == Rule::not)
        && binds > NOT
    {
        let line = in_parentheses(builder.source, not.span().start);
        let help = match line {
            Some(line) => format!("write `{line}`, or `not` before the whole comparison"),
            None => "write `(not …)`, or `not` before the whole comparison".to_owned(),
        };
        builder.report(
            Diagnostic::error(codes::NOT_HERE, not.span(), "`not` needs parentheses here")
                .label("inside a comparison or a sum")
                .help(help),
        );
    }
}

/// The line with a `not` and its name in parentheses; nothing where more than a name follows.
fn in_parentheses(source: &Source, not: u32) -> Option<String> {
    let after = not as usize + "not".len();
    let rest = source.text().get(after..)?;
    let name = rest.trim_start_matches(' ');
    let in_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.');
    let end = after + (rest.len() - name.len()) + name.find(|c| !in_name(c)).unwrap_or(name.len());
    let next = source
        .text()
        .get(end..)?
        .trim_start_matches(' ')
        .chars()
        .next();
    let is_whole =
        name.starts_with(char::is_alphabetic) && matches!(next, None | Some('\n' | '{' | ')'));
    let span = Span::new(not, end as u32);
    let bracketed = format!("({})", source.slice(span));
    own_line::replaced(source, span, &bracketed).filter(|_| is_whole)
}

fn no_chain(builder: &mut Builder<'_>, cursor: &Siblings<'_>, first: Span) {
    if let Some(next) = operator_ahead(cursor).filter(|&op| compares(op))
        && let Some(pair) = cursor.peek()
    {
        let sign = word_of(next);
        let source = builder.source;
        let middle = source.slice(Span::new(first.end, pair.span().start)).trim();
        let both = Span::at(pair.span().start);
        let line = own_line::replaced(source, both, &format!("and {middle} "));
        let help = match line.filter(|_| !middle.contains(' ')) {
            Some(line) => format!("write `{line}`"),
            None => "split it into two comparisons with `and` between them".to_owned(),
        };
        builder.report(
            Diagnostic::error(codes::CHAIN, pair.span(), "comparisons cannot be chained")
                .label(format!("`{sign}` would compare a yes/no value"))
                .also(first, "the first comparison is a yes/no value")
                .help(help),
        );
    }
}

fn negate((inner, height): Tall, not: Span) -> Tall {
    let span = not.to(inner.span);
    let kind = ExprKind::Not(Box::new(inner));
    (Expr { span, kind }, height.saturating_add(1))
}

fn join((left, a): Tall, operator: Operator, (right, b): Tall) -> Tall {
    let span = left.span.to(right.span);
    let kind = ExprKind::Binary(Box::new(left), operator, Box::new(right));
    (Expr { span, kind }, a.max(b).saturating_add(1))
}
