//! One operand: a name with its fields, a literal, what stands in brackets.

use super::expr::{Tall, tall};
use super::{Builder, nodes::Node, nodes::Siblings};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::codes;
use crate::syntax::grammar::Rule;
use crate::syntax::marks::after_text;
use crate::syntax::tree::{Expr, ExprKind, Key};

impl Builder<'_> {
    /// One operand of a phrase or an expression, with its fields.
    pub(super) fn operand(&mut self, cursor: &mut Siblings<'_>) -> Tall {
        let Some(pair) = cursor.next() else {
            return (bad(Span::default()), 0);
        };
        let mut tall = primary(self, pair);
        while let Some(post) = cursor.eat(Rule::post) {
            let at = post.span();
            tall = field(tall, key(post.text().as_bytes(), 0, at), at.end);
        }
        tall
    }

    /// What stands in brackets after a name, up to what is no value any more.
    pub(super) fn args(&mut self, cursor: &mut Siblings<'_>) -> Vec<Expr> {
        exprs(self, cursor).0
    }
}

fn primary(builder: &mut Builder<'_>, pair: Node<'_>) -> Tall {
    let at = pair.span();
    if !is_bracket(pair.rule()) {
        return leaf(builder, pair, at);
    }
    if !builder.enter(at) {
        return (bad(at), 0);
    }
    let tall = bracket(builder, pair, at);
    builder.leave();
    tall
}

fn bracket(builder: &mut Builder<'_>, pair: Node<'_>, at: Span) -> Tall {
    match pair.rule() {
        Rule::group => group(builder, pair, at),
        Rule::list => list(builder, pair, at),
        Rule::record => record(builder, pair, at),
        Rule::opening => opening(builder, pair, at),
        _ => call(builder, pair, at),
    }
}

fn leaf(builder: &mut Builder<'_>, pair: Node<'_>, at: Span) -> Tall {
    let kind = match pair.rule() {
        Rule::path => return path(builder, at),
        Rule::name => ExprKind::Name,
        Rule::input => ExprKind::Input(Span::new(at.start + 1, at.end - 1)),
        Rule::plain_text | Rule::plain => plain(at),
        Rule::rich_text => ExprKind::Text(builder.rich(pair)),
        Rule::literal => literal(pair.text()),
        Rule::yes => ExprKind::True,
        Rule::no => ExprKind::False,
        Rule::now => ExprKind::Now,
        Rule::now_sum => return tall(builder, &mut pair.inside()),
        Rule::day_at => day_at(builder, pair),
        Rule::weekday => weekday(builder, pair),
        Rule::of_item => return of_item(pair),
        _ => ExprKind::Bad,
    };
    (Expr { span: at, kind }, 1)
}

/// `Name.Field."vendor field"`
fn path(builder: &mut Builder<'_>, at: Span) -> Tall {
    let text = builder.slice(at);
    // byte by byte: names are short
    let mut end = text
        .bytes()
        .position(|byte| byte == b'.')
        .unwrap_or(text.len());
    let name = Expr {
        span: Span::new(at.start, at.start + end as u32),
        kind: ExprKind::Name,
    };
    let mut tall = (name, 1);
    while end < text.len() {
        let from = end + 1;
        end = end_of_field(text, from);
        let span = Span::new(at.start + from as u32, at.start + end as u32);
        tall = field(tall, key(text.as_bytes(), from, span), span.end);
    }
    tall
}

fn group(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> Tall {
    let (inner, height) = tall(builder, &mut pair.inside());
    let kind = ExprKind::Group(Box::new(inner));
    (Expr { span, kind }, height + 1)
}

fn list(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> Tall {
    let (items, height) = exprs(builder, &mut pair.inside());
    let kind = ExprKind::List(items);
    (Expr { span, kind }, height + 1)
}

fn record(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> Tall {
    let mut cursor = pair.inside();
    let (mut fields, mut highest) = (Vec::new(), 0);
    while let Some(key) = cursor.next() {
        let at = key.span();
        let key = match key.rule() {
            Rule::plain => Key::Text(at),
            _ => Key::Name(at),
        };
        let (value, height) = tall(builder, &mut cursor);
        highest = highest.max(height);
        fields.push((key, value));
    }
    let kind = ExprKind::Record(fields);
    (Expr { span, kind }, highest + 1)
}

fn call(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> Tall {
    let mut cursor = pair.inside();
    let name = cursor.span();
    let (args, height) = exprs(builder, &mut cursor);
    let kind = ExprKind::Call(name, args);
    let Some(by) = cursor.eat(Rule::by) else {
        return (Expr { span, kind }, height + 1);
    };
    let by_word = Span::new(by.span().start, by.span().start + 2);
    if builder.slice(name) != "sort" {
        by_of_what(builder, by_word);
    }
    let (field, _) = builder.operand(&mut by.inside());
    let before = builder.text.get(..by_word.start as usize).unwrap_or("");
    let call = Expr {
        span: Span::new(span.start, before.trim_end().len() as u32),
        kind,
    };
    let kind = ExprKind::SortBy(Box::new(call), Box::new(field));
    (Expr { span, kind }, height + 2)
}

/// `next open(support, now + 2h, in Zone)`
fn opening(builder: &mut Builder<'_>, pair: Node<'_>, span: Span) -> Tall {
    let mut cursor = pair.inside();
    let next = cursor.eat(Rule::next).is_some();
    let calendar = cursor.span();
    let (time, height) = tall(builder, &mut cursor);
    let kind = ExprKind::Opening {
        next,
        calendar,
        time: Box::new(time),
        zone: boxed(builder, &mut cursor),
    };
    (Expr { span, kind }, height + 1)
}

fn by_of_what(builder: &mut Builder<'_>, at: Span) {
    builder.report(
        Diagnostic::error(codes::NOT_HERE, at, "only `sort` can have `by`")
            .label("only `sort(…)` goes by a field")
            .help("write `sort(…) by .Field`, or remove `by` and the field"),
    );
}

/// `.Field`, `.Field.Inner`
fn of_item(pair: Node<'_>) -> Tall {
    let item = Expr {
        span: Span::at(pair.span().start),
        kind: ExprKind::Item,
    };
    let mut tall = (item, 1);
    for post in pair.inside() {
        let at = post.span();
        tall = field(tall, key(post.text().as_bytes(), 0, at), at.end);
    }
    tall
}

fn exprs(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> (Vec<Expr>, u16) {
    // operands and what stands between them: hardly ever more than there are values
    let (mut exprs, mut highest) = (Vec::with_capacity(cursor.left()), 0);
    while cursor.rule().is_some_and(|rule| rule != Rule::by) {
        let (expr, height) = tall(builder, cursor);
        highest = highest.max(height);
        exprs.push(expr);
    }
    (exprs, highest)
}

fn day_at(builder: &mut Builder<'_>, pair: Node<'_>) -> ExprKind {
    let mut cursor = pair.inside();
    let tomorrow = cursor.next().is_some_and(|day| day.text() == "tomorrow");
    ExprKind::DayAt {
        tomorrow,
        at: boxed(builder, &mut cursor),
        zone: boxed(builder, &mut cursor),
    }
}

fn weekday(builder: &mut Builder<'_>, pair: Node<'_>) -> ExprKind {
    let mut cursor = pair.inside();
    ExprKind::WeekdayOf {
        time: Box::new(builder.value(&mut cursor)),
        zone: boxed(builder, &mut cursor),
    }
}

fn boxed(builder: &mut Builder<'_>, cursor: &mut Siblings<'_>) -> Option<Box<Expr>> {
    cursor.rule()?;
    Some(Box::new(builder.value(cursor)))
}

fn is_bracket(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::group | Rule::list | Rule::record | Rule::call | Rule::opening
    )
}

pub(super) fn bad(span: Span) -> Expr {
    let kind = ExprKind::Bad;
    Expr { span, kind }
}

/// Lets go of an expression that may be nested without end, without recursion.
pub(super) fn discard(expr: Expr) {
    let mut rest = vec![expr];
    while let Some(expr) = rest.pop() {
        match expr.kind {
            ExprKind::Binary(left, _, right) => rest.extend([*left, *right]),
            ExprKind::Where(list, condition) => rest.extend([*list, *condition]),
            ExprKind::Not(inner) | ExprKind::Field(inner, _) | ExprKind::Group(inner) => {
                rest.push(*inner);
            }
            _ => {}
        }
    }
}

fn plain(at: Span) -> ExprKind {
    let inside = Span::new(at.start + 1, at.end - 1);
    if inside.is_empty() {
        return ExprKind::Text(Vec::new());
    }
    ExprKind::Text(vec![crate::syntax::tree::TextPart::Chars(inside)])
}

fn literal(text: &str) -> ExprKind {
    let bytes = text.as_bytes();
    if bytes.last().is_some_and(u8::is_ascii_lowercase) {
        ExprKind::Duration
    } else if bytes.get(2) == Some(&b':') {
        ExprKind::Clock
    } else if bytes.get(10) == Some(&b'T') {
        ExprKind::Time
    } else if bytes.get(4) == Some(&b'-') {
        ExprKind::Date
    } else {
        ExprKind::Number
    }
}

/// A field's name; one in quotes is a vendor's own.
fn key(text: &[u8], from: usize, span: Span) -> Key {
    match text.get(from) {
        Some(b'"') => Key::Text(span),
        _ => Key::Name(span),
    }
}

/// Where the field ends that begins at `from`.
fn end_of_field(text: &str, from: usize) -> usize {
    if text.as_bytes().get(from) == Some(&b'"') {
        return after_text(text.as_bytes(), from);
    }
    let rest = text.get(from..).unwrap_or("");
    from + rest.find('.').unwrap_or(rest.len())
}

fn field((of, height): Tall, key: Key, end: u32) -> Tall {
    let span = Span::new(of.span.start, end);
    let kind = ExprKind::Field(Box::new(of), key);
    (Expr { span, kind }, height.saturating_add(1))
}
