//! Classes of words, for colours.

use super::document::Document;
use super::index::{Index, Sort, What, Word};
use crate::source::Span;
use crate::syntax::tokens::{self, Reader, Sort as Look};
use crate::syntax::words::is_word;

/// The classes, by their numbers.
pub const LEGEND: [&str; 13] = [
    "keyword",
    "function",
    "method",
    "parameter",
    "variable",
    "event",
    "enumMember",
    "type",
    "namespace",
    "property",
    "string",
    "number",
    "comment",
];

/// What a word can be besides.
pub const MODIFIERS: [&str; 1] = ["declaration"];

/// A class: its place in the legend.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u32)]
pub enum Class {
    /// A word of the language.
    Keyword,
    /// A word of an action's phrase, or a function.
    Function,
    /// A step.
    Method,
    /// An input, or a parameter of a step.
    Parameter,
    Variable,
    /// An outcome.
    Event,
    /// A state, one out of a closed list.
    EnumMember,
    /// A kind.
    Type,
    /// A system.
    Namespace,
    /// A parameter of an action, a field, a result.
    Property,
    /// A text.
    String,
    /// A number, a time, a duration.
    Number,
    Comment,
}

impl Class {
    /// Its name in the legend.
    #[cfg(feature = "internals")]
    pub fn name(self) -> &'static str {
        LEGEND[self as usize]
    }
}

/// A word with its class.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// Where it stands: never across lines.
    pub span: Span,
    pub class: Class,
    /// Whether it is declared here.
    pub declared: bool,
}

/// Every word that has a class, in the order of the text.
pub fn tokens(document: &Document) -> Vec<Token> {
    let text = document.text();
    let index = document.index();
    let mut words = index.words.iter().peekable();
    let mut found = Vec::new();
    let whole = Reader::new(text, Span::new(0, text.len() as u32));
    for token in whole.flat_map(|token| in_parts(text, token)) {
        while words
            .next_if(|word| word.span.end <= token.span.start)
            .is_some()
        {}
        let known = words
            .peek()
            .filter(|word| word.span.start <= token.span.start);
        let class = match known {
            Some(word) => of_word(index, word),
            None => of_look(token),
        };
        let Some(class) = class.filter(|_| token.sort != Look::Sign) else {
            continue;
        };
        let declared = known.is_some_and(|word| declares(index, word));
        found.push(Token {
            span: token.span,
            class,
            declared,
        });
    }
    found
}

/// A text in its parts, anything else as it is.
fn in_parts<'a>(text: &'a str, token: tokens::Token<'a>) -> Vec<tokens::Token<'a>> {
    match token.sort {
        Look::Text | Look::OpenText => tokens::parts(text, token),
        _ => vec![token],
    }
}

fn of_look(token: tokens::Token<'_>) -> Option<Class> {
    match token.sort {
        Look::Text | Look::OpenText => Some(Class::String),
        Look::Number => Some(Class::Number),
        Look::Comment => Some(Class::Comment),
        Look::Word if is_word(token.text) => Some(Class::Keyword),
        _ => None,
    }
}

fn of_word(index: &Index, word: &Word) -> Option<Class> {
    Some(match &word.what {
        What::Action(_) | What::NoAction | What::Function(_) => Class::Function,
        What::System(_) => Class::Namespace,
        What::Param(..) | What::Filter(..) | What::NoParam | What::Field(_) => Class::Property,
        What::Outcome(_) => Class::Event,
        What::State(_) | What::Choice => Class::EnumMember,
        What::Thing(_) => Class::Function,
        What::Kind => Class::Type,
        What::Name(name) => of_sort(index.names.get(*name)?.sort),
        What::Unbound => Class::Variable,
        What::NoStep => Class::Method,
    })
}

fn of_sort(sort: Sort) -> Class {
    match sort {
        Sort::Variable | Sort::Item | Sort::Output | Sort::Reason => Class::Variable,
        Sort::Param | Sort::Input => Class::Parameter,
        Sort::Step => Class::Method,
        Sort::Result => Class::Property,
        Sort::Alias => Class::Namespace,
    }
}

fn declares(index: &Index, word: &Word) -> bool {
    let What::Name(name) = word.what else {
        return false;
    };
    let places = index.names.get(name).map_or(&[][..], |name| &name.places);
    let at = places.binary_search_by_key(&word.span, |place| place.span);
    at.is_ok_and(|at| places[at].binds)
}
