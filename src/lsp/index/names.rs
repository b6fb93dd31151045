//! Words and names as the walk comes upon them.

use super::build::Builder;
use super::{Name, Place, Sort, What, Word};
use crate::source::Span;
use crate::value::Kind;

impl<'a> Builder<'a> {
    pub(super) fn word(&mut self, span: Span, what: What) {
        if !span.is_empty() {
            self.index.words.push(Word { span, what });
        }
    }

    /// A new name, as yet without a place.
    pub(super) fn name(&mut self, span: Span, sort: Sort, kind: Kind) -> usize {
        self.named(self.source.slice(span), sort, kind)
    }

    pub(super) fn named(&mut self, text: &str, sort: Sort, kind: Kind) -> usize {
        self.index.names.push(Name {
            text: text.into(),
            sort,
            kind,
            places: Vec::new(),
            body: self.body,
            given_by: Vec::new(),
        });
        self.index.names.len() - 1
    }

    /// One more place of a name.
    pub(super) fn place(&mut self, name: usize, span: Span, binds: bool) {
        self.index.names[name].places.push(Place { span, binds });
        self.word(span, What::Name(name));
    }

    /// An input, named here.
    pub(super) fn input(&mut self, span: Span, binds: bool) -> usize {
        let text = self.source.slice(span);
        let at = match self.inputs.get(text) {
            Some(at) => *at,
            None => {
                let at = self.name(span, Sort::Input, Kind::Any);
                self.inputs.insert(text, at);
                at
            }
        };
        self.place(at, span, binds);
        at
    }

    /// A bare name that is no variable.
    pub(super) fn loose(&mut self, span: Span) {
        self.loose.push(span);
    }

    /// A name of `emit`.
    pub(super) fn result(&mut self, span: Span, binds: bool) {
        let text = self.source.slice(span);
        let at = match self.results.get(text) {
            Some(at) => *at,
            None => self.name(span, Sort::Result, Kind::Any),
        };
        self.results.insert(text, at);
        self.place(at, span, binds);
    }

    /// A system's name before a phrase.
    pub(super) fn prefix(&mut self, prefix: Option<Span>) {
        let Some(span) = prefix else { return };
        match self.aliases.get(self.source.slice(span)) {
            Some(at) => self.place(*at, span, false),
            None => {
                let text = self.source.slice(span);
                let mut list = self.systems.list.iter();
                let entry = list.find(|system| system.alias == text);
                self.word(span, What::System(entry.map(|system| system.entry.clone())));
            }
        }
    }
}
