//! What values are resolved with: the variables, the inputs and what was found out of them.

use super::inputs::Inputs;
use crate::catalogue::nearest;
use crate::check::names::NameMap;
use crate::check::resolve::scope::Scope;
use crate::check::resolve::{
    Brackets, Facts, Meaning, Name, NameId, Place, Reference, Shadowed, Sort, Typed, Unresolved,
};
use crate::source::{Source, Span};
use crate::value::{Kind, Value};

/// So many names that nobody knows are compared with those that are known: files with more have
/// other worries.
pub(in crate::check) const SUGGESTIONS: usize = 50;

/// A flow has a variable for so many bytes, or fewer.
const A_NAME: usize = 64;

/// Resolves the values of a script.
pub(super) struct Typer<'a> {
    pub source: &'a Source,
    pub names: Vec<Name<'a>>,
    pub scope: Scope<'a>,
    pub inputs: Inputs<'a>,
    pub references: References,
    pub facts: Facts<'a>,
    pub any_broken: bool,
    pub unread: Vec<Span>,
    /// The body at hand, by its number.
    pub body: u32,
    /// The type of the item that a `where` or `by` around looks at.
    pub item: Option<Kind>,
    /// How many facts there are that rules will find wrong: where one part of a comparison is, the
    /// other is not said to be wrong because of it.
    pub wrong: u32,
}

/// Where names stand.
pub(super) struct References {
    pub list: Vec<Reference>,
    pub at: NameMap<u32, u32>,
}

impl References {
    /// Room for those of a text that has one every 32 bytes: most have fewer.
    fn of(text: &str) -> Self {
        let count = text.len() / 32;
        Self {
            list: Vec::with_capacity(count),
            at: NameMap::with_capacity_and_hasher(count, Default::default()),
        }
    }

    fn add(&mut self, span: Span, to: Meaning, binds: bool) {
        self.at.insert(span.start, self.list.len() as u32);
        self.list.push(Reference { span, to, binds });
    }
}

impl<'a> Typer<'a> {
    pub fn new(source: &'a Source) -> Self {
        Self {
            source,
            names: Vec::with_capacity(source.text().len() / A_NAME),
            scope: Scope::default(),
            inputs: Inputs::default(),
            references: References::of(source.text()),
            facts: Facts::of(source.text()),
            any_broken: false,
            unread: Vec::new(),
            body: 0,
            item: None,
            wrong: 0,
        }
    }

    pub fn slice(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }

    /// A name stands here.
    pub fn refer(&mut self, span: Span, to: Meaning) {
        self.references.add(span, to, false);
    }

    /// A name gets its value here, or is declared.
    pub fn bind(&mut self, span: Span, to: Meaning) {
        self.references.add(span, to, true);
    }

    /// A new variable, which can be read from a byte on.
    pub fn declare(
        &mut self,
        text: &'a str,
        at: Span,
        from: u32,
        sort: Sort,
        kind: Kind,
    ) -> NameId {
        let id = self.names.len() as NameId;
        self.names.push(Name {
            text,
            sort,
            kind,
            span: at,
            visible: Span::new(from, u32::MAX),
            read: sort == Sort::Reason,
            empty: false,
            body: self.body,
        });
        self.scope.show(text, id);
        id
    }

    /// A new variable where its name is written. One that is called like an input is noted.
    pub fn declare_written(&mut self, at: Span, sort: Sort, kind: Kind) -> NameId {
        let text = self.slice(at);
        if let Some(input) = self.inputs.get(text) {
            let input = input as u32;
            self.facts.shadowed.push(Shadowed { at, input });
        }
        let id = self.declare(text, at, at.end, sort, kind);
        self.bind(at, Meaning::Name(id));
        id
    }

    /// Ends a block whose names can be read up to a byte.
    pub fn close(&mut self, opened: usize, end: u32) {
        let names = &mut self.names;
        self.scope
            .close(opened, |id| names[id as usize].visible.end = end);
    }

    /// Text that could not be read: the names in it may be used there, or get a value.
    pub fn unread(&mut self, at: Span) {
        self.any_broken = true;
        self.unread.push(at);
    }

    /// A bare name: a variable, an input, or nobody knows what yet.
    pub fn bare(&mut self, span: Span, place: Place) -> Kind {
        let text = self.slice(span);
        if let Some(id) = self.scope.get(text) {
            return self.read(id, span);
        }
        let Some(at) = self.inputs.find(text) else {
            return self.unresolved(text, span, place);
        };
        self.refer(span, Meaning::Input(at as u32));
        let input = &mut self.inputs.list[at];
        input.used = true;
        let kind = input.kind.clone();
        if place == Place::Data {
            self.wrong += 1;
            self.facts.brackets.push(Brackets::Missing(span));
        }
        kind
    }

    /// A variable is read.
    pub fn read(&mut self, id: NameId, span: Span) -> Kind {
        self.refer(span, Meaning::Name(id));
        let known = &mut self.names[id as usize];
        known.read = true;
        known.kind.clone()
    }

    fn unresolved(&mut self, name: &'a str, span: Span, place: Place) -> Kind {
        self.refer(span, Meaning::Unknown);
        let near = self.near_here(name);
        if let Some(id) = near.and_then(|near| self.scope.get(near)) {
            // What a misspelt name may mean is used.
            self.names[id as usize].read = true;
        }
        self.facts.unresolved.push(Unresolved {
            name,
            near,
            span,
            place,
            beside_anything: false,
            in_where: self.item.is_some(),
        });
        Kind::Any
    }

    /// The name that is nearest to an unknown one, of those that are known here.
    fn near_here(&self, name: &str) -> Option<&'a str> {
        if self.facts.unresolved.len() > SUGGESTIONS {
            return None;
        }
        let written = |id: NameId| self.names[id as usize].sort != Sort::Reason;
        let names = self.scope.names().filter(|(_, id)| written(*id));
        nearest(name, names.map(|(name, _)| name))
    }

    /// Keeps what is wanted of a value for the rules.
    pub fn note(&mut self, typed: Typed<'a>) {
        let truthy = typed.wanted == Kind::YesNo && typed.has == Kind::Text;
        let fits = !truthy && Value::may_convert(&typed.has, &typed.wanted);
        self.wrong += u32::from(!fits);
        self.facts.typed.push(typed);
    }

    /// Bare names that were no variable where they stand may be inputs that a later line names.
    pub fn resolve_rest(&mut self) {
        for known in &self.facts.unresolved {
            let Some(input) = self.inputs.get(known.name) else {
                continue;
            };
            self.inputs.list[input].used = true;
            if let Some(at) = self.references.at.get(&known.span.start) {
                self.references.list[*at as usize].to = Meaning::Input(input as u32);
            }
        }
    }
}
