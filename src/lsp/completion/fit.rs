//! How what can be written goes together with what stands around the place: nothing is written twice, no two
//! words become one, and what would break the line is not offered.

use super::{Item, ItemSort, Place};
use crate::source::{Source, Span};
use crate::syntax::codes;
use crate::syntax::tokens::{Reader, Sort, Token};
use crate::syntax::tree::Item as TopItem;
use std::sync::Arc;

/// So much text is read for the sake of one list; of a longer part nothing is tried out.
const MOST_TRIED: usize = 4 << 20;

/// What is wrong with a line that is not finished, and no mistake in what has been written of it.
const UNFINISHED: [crate::diagnostic::Code; 6] = [
    codes::UNCLOSED_BLOCK,
    codes::STRAY_CLOSE,
    codes::UNCLOSED_TEXT,
    codes::UNCLOSED_BRACKET,
    codes::INCOMPLETE,
    codes::MISSING,
];

impl Place<'_> {
    /// The items that fit, each written so that it does.
    pub(super) fn fitted(&self, items: Vec<Item>) -> Vec<Item> {
        let place = self;
        let source = place.line.source;
        let rest: Vec<Token<'_>> = place.line.rest().collect();
        let rest = units(&rest);
        let items = items.into_iter().filter_map(|item| {
            let item = without_what_follows(item, &rest)?;
            Some(apart(place, item))
        });
        let items: Vec<Item> = items.collect();
        let part = around(place);
        if part.len() * (items.len() + 1) > MOST_TRIED {
            return items;
        }
        // what is wrong with the word and without it is none of an item's matter
        let word = source.slice(place.line.word);
        let mut before = errors(source, part, place.line.word, "");
        let as_it_is = errors(source, part, place.line.word, word);
        before.retain(|code| as_it_is.contains(code));
        let mut known: Vec<(Shape, bool)> = Vec::new();
        let mut fits = |item: &Item| {
            let shape = Shape::of(item).filter(|_| rest.is_empty());
            let same = known.iter().find(|(known, _)| Some(*known) == shape);
            if let Some((_, fits)) = same {
                return *fits;
            }
            let after = errors(source, part, place.line.word, &item.insert.written());
            let fits = is_no_worse(&before, after);
            known.extend(shape.map(|shape| (shape, fits)));
            fits
        };
        items.into_iter().filter(|item| fits(item)).collect()
    }
}

/// What decides on its form whether an item fits where nothing follows: one action fits where another does.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Shape {
    sort: ItemSort,
    /// Its first sign, where it begins with no letter.
    first: Option<char>,
    with: bool,
}

impl Shape {
    fn of(item: &Item) -> Option<Self> {
        let alike = [
            ItemSort::Action,
            ItemSort::Function,
            ItemSort::Variable,
            ItemSort::Input,
            ItemSort::Param,
            ItemSort::Choice,
            ItemSort::Field,
        ];
        let written = item.insert.written();
        let first = written.trim_start().chars().next();
        alike.contains(&item.sort).then(|| Self {
            sort: item.sort,
            first: first.filter(|first| !first.is_alphabetic()),
            with: written.contains(" with "),
        })
    }
}

/// A word or sign, or several that are one value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Unit<'a> {
    Value,
    /// A name with a colon or an equals sign after it.
    Label(&'a str),
    Other(&'a str),
}

/// What tokens are, and where each begins.
fn units<'a>(tokens: &[Token<'a>]) -> Vec<(u32, Unit<'a>)> {
    let mut units = Vec::new();
    let mut rest = tokens;
    while let Some(first) = rest.first() {
        let (unit, taken) = match (first.sort, rest.get(1)) {
            (Sort::Name, Some(next)) if next.is_sign(":") || next.is_sign("=") => {
                (Unit::Label(first.text), 1)
            }
            (Sort::Name, _) => (Unit::Value, 1 + fields(rest)),
            (Sort::Number | Sort::Text | Sort::OpenText, _) => (Unit::Value, 1),
            (Sort::Sign, Some(name)) if first.text == "<" && name.is_letters() => {
                (Unit::Value, rest.len().min(3))
            }
            _ => (Unit::Other(first.text), 1),
        };
        units.push((first.span.start, unit));
        rest = rest.get(taken..).unwrap_or_default();
    }
    units
}

/// How many tokens the fields of a name are: `.Age.Hours`
fn fields(tokens: &[Token<'_>]) -> usize {
    let glued = tokens.iter().skip(1).take_while(|token| token.glued);
    glued
        .take_while(|token| token.is_sign(".") || token.sort == Sort::Name)
        .count()
}

/// An item less its end, where that is there already; nothing where all of it is.
fn without_what_follows(mut item: Item, rest: &[(u32, Unit<'_>)]) -> Option<Item> {
    if rest.is_empty() {
        return Some(item);
    }
    let written = item.insert.filled();
    let span = Span::new(0, written.len() as u32);
    let tokens: Vec<Token<'_>> = Reader::new(&written, span).collect();
    let own = units(&tokens);
    let follows = |from: &usize| {
        let end = own.get(*from..).unwrap_or_default();
        let same = |(one, other): (&(u32, Unit<'_>), &(u32, Unit<'_>))| one.1 == other.1;
        end.len() <= rest.len() && end.iter().zip(rest).all(same)
    };
    match (0..own.len()).find(follows) {
        Some(0) => None,
        Some(from) => {
            let (at, _) = own.get(from)?;
            item.insert = item.insert.up_to(*at as usize);
            Some(item)
        }
        None => {
            if let (ItemSort::Param, Some((_, Unit::Label(_)))) = (item.sort, rest.first()) {
                item.insert = item.insert.text(", ");
            }
            Some(item)
        }
    }
}

/// A blank goes between what would else be read as one word.
fn apart(place: &Place<'_>, mut item: Item) -> Item {
    use super::Insert;
    let line = place.line;
    let written = item.insert.filled();
    let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '"' | '<' | '>');
    let before = line.source.text().get(..line.word.start as usize);
    let before = before.and_then(|before| before.chars().next_back());
    let ends = |c: char| word(c) && c != '<' || matches!(c, ')' | ']' | '}' | ':' | ',' | '=');
    let touches = line.partial.is_empty() && before.is_some_and(ends);
    if touches && !line.in_text_value() && !written.starts_with([',', ' ', ')', ']', '.']) {
        item.insert = Insert::plain(" ").and(item.insert);
    }
    let next = line.source.text().get(line.word.end as usize..);
    let next = next.and_then(|next| next.chars().next());
    let in_line = line.word.end < line.end;
    if in_line && written.ends_with(word) && next.is_some_and(|next| word(next) || next == '{') {
        item.insert = item.insert.text(" ");
    }
    item
}

/// The part of the text that what is written here can break: from the top of the file's statement above to the
/// one below.
fn around(place: &Place<'_>) -> Span {
    let source = place.line.source;
    let start = |item: &TopItem| match item {
        TopItem::Use(known) => known.span.start,
        TopItem::UseSteps(known) => known.span.start,
        TopItem::Input(known) => known.span.start,
        TopItem::Everywhere(known) => known.span.start,
        TopItem::Every(known) => known.span.start,
        TopItem::When(known) => known.span.start,
        TopItem::Step(known) => known.span.start,
        TopItem::Test(known) => known.span.start,
        TopItem::Stmt(known) => known.span.start,
    };
    let line = place.line.source.line_span(source.line_of(place.line.at));
    let own = place.line.from.min(line.start);
    let starts = place.document.parsed().tree.items.iter().map(start);
    let from = starts.clone().rfind(|at| *at < own);
    let to = starts.clone().find(|at| *at >= line.end);
    let from = source.line_start(source.line_of(from.unwrap_or(0)));
    let to = to.map_or(source.text().len() as u32, |to| {
        source.line_start(source.line_of(to))
    });
    Span::new(from, to.max(line.end))
}

/// The errors of form in a part of a text where this takes the place of a word.
fn errors(source: &Source, part: Span, word: Span, new: &str) -> Vec<u16> {
    let before = source.slice(Span::new(part.start, word.start));
    let after = source.slice(Span::new(word.end, part.end));
    let text = format!("{before}{new}{after}");
    let read = crate::syntax::parse(&Arc::new(Source::new(&**source.name(), text)));
    let wrong = read.problems.iter().map(|problem| problem.code);
    let wrong = wrong.filter(|code| !UNFINISHED.contains(code));
    wrong.map(|code| code.0).collect()
}

fn is_no_worse(before: &[u16], after: Vec<u16>) -> bool {
    let mut known = before.to_vec();
    after.iter().all(|code| {
        let at = known.iter().position(|it| it == code);
        at.map(|at| known.swap_remove(at)).is_some()
    })
}
