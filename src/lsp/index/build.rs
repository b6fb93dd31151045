//! The walk: what the file declares first, then each body with names of its own.

use super::env::Env;
use super::{Index, Sort, What};
use crate::catalogue::{Action, Catalogue, Thing};
use crate::check::Context;
use crate::check::systems::{Found, Systems};
use crate::source::{Source, Span};
use crate::syntax::tree::{Block, Handler, Item, KindForm, KindRef, Phrase, Step, Stmt, Tree};
use crate::value::Kind;
use std::collections::HashMap;
use std::sync::Arc;

/// The alias of a system, and the name of what it has handed on.
pub(super) type HandedOn = (Arc<str>, Arc<str>);

pub(super) struct Builder<'a> {
    pub source: &'a Source,
    pub catalogue: &'a Catalogue,
    pub systems: Systems<'a>,
    pub index: Index,
    pub env: Env<'a>,
    pub inputs: HashMap<&'a str, usize>,
    /// The steps, each with its name's place in the index and its body.
    pub steps: HashMap<&'a str, (usize, Span)>,
    /// What each step hands on.
    pub step_provides: HashMap<&'a str, Vec<HandedOn>>,
    pub results: HashMap<&'a str, usize>,
    pub aliases: HashMap<&'a str, usize>,
    /// Bare names that were no variables: inputs, if the file has one of that name.
    pub loose: Vec<Span>,
    /// The place that is asked for, until it is passed.
    pub cursor: Option<u32>,
    pub provided: Vec<HandedOn>,
    pub body: usize,
    pub depth: usize,
    pub loops: usize,
    pub tries: usize,
}

impl Index {
    /// The words of a parsed script; `place` is one to remember what is there.
    pub fn new(
        source: &Source,
        tree: &Tree,
        catalogue: &Catalogue,
        context: &Context,
        place: Option<u32>,
    ) -> Self {
        let systems = Systems::new(source, tree, catalogue, context);
        let mut builder = Builder {
            source,
            catalogue,
            systems,
            index: Self::default(),
            env: Env::default(),
            inputs: HashMap::new(),
            steps: HashMap::new(),
            step_provides: HashMap::new(),
            results: HashMap::new(),
            aliases: HashMap::new(),
            loose: Vec::new(),
            cursor: None,
            provided: Vec::new(),
            body: 0,
            depth: 0,
            loops: 0,
            tries: 0,
        };
        builder.file(tree, place);
        builder.of_profile(context);
        builder.finish()
    }
}

impl<'a> Builder<'a> {
    fn file(&mut self, tree: &'a Tree, place: Option<u32>) {
        self.index.systems = self
            .systems
            .list
            .iter()
            .map(|system| (Arc::from(system.alias), system.entry.clone()))
            .collect();
        self.declare(tree);
        self.bodies_of_steps(tree, place);
        self.cursor = place.filter(|_| self.index.here.is_none());
        self.main(tree);
        if let Some(place) = place {
            self.pass_everywhere(tree, place);
        }
        self.everywhere(tree);
        for item in &tree.items {
            if let Item::Test(test) = item {
                self.test(test);
            }
        }
    }

    fn declare(&mut self, tree: &'a Tree) {
        for item in &tree.items {
            match item {
                Item::Use(line) => self.use_line(line),
                Item::Input(line) => {
                    self.input(line.name, true);
                    let kind = self.kind(&line.kind);
                    if let Some(at) = self.inputs.get(self.source.slice(line.name)) {
                        self.index.names[*at].kind = kind;
                    }
                }
                Item::Step(step) => self.declare_step(step),
                _ => {}
            }
        }
        for item in &tree.items {
            if let Item::Input(line) = item
                && let Some(default) = &line.default
            {
                let kind = Kind::parse(self.source.slice(line.kind.span)).unwrap_or(Kind::Any);
                self.value(default, &kind);
            }
        }
    }

    fn use_line(&mut self, line: &'a crate::syntax::tree::Use) {
        let entry = self.catalogue.system(self.source.slice(line.system));
        self.word(line.system, What::System(entry.cloned()));
        if let Some(alias) = line.alias {
            let text = self.source.slice(alias);
            let at = match self.aliases.get(text) {
                Some(at) => *at,
                None => self.name(alias, Sort::Alias, Kind::Any),
            };
            self.aliases.insert(text, at);
            self.place(at, alias, true);
        }
    }

    fn declare_step(&mut self, step: &'a Step) {
        let text = self.source.slice(step.name);
        let at = match self.steps.get(text) {
            Some((at, _)) => *at,
            None => self.name(step.name, Sort::Step, Kind::Any),
        };
        self.steps.entry(text).or_insert((at, step.body.span));
        self.place(at, step.name, true);
    }

    fn bodies_of_steps(&mut self, tree: &'a Tree, place: Option<u32>) {
        let mut body = 0;
        for item in &tree.items {
            let Item::Step(step) = item else { continue };
            body += 1;
            self.begin(body);
            self.cursor = place.filter(|at| step.span.start < *at && *at < step.span.end);
            for param in &step.params {
                let at = self.name(*param, Sort::Param, Kind::Any);
                self.env.show(self.source.slice(*param), at);
                self.place(at, *param, true);
            }
            self.block(&step.body);
            let gives = std::mem::take(&mut self.provided);
            self.step_provides
                .insert(self.source.slice(step.name), gives);
        }
    }

    fn main(&mut self, tree: &'a Tree) {
        self.begin(0);
        let mut last: Option<&'a Stmt> = None;
        for item in &tree.items {
            let start = match item {
                Item::Stmt(stmt) => stmt.span.start,
                Item::Everywhere(known) => known.span.start,
                Item::Step(known) => known.span.start,
                Item::Test(known) => known.span.start,
                Item::Use(known) => known.span.start,
                Item::Input(known) => known.span.start,
            };
            self.pass(start, last);
            last = None;
            if let Item::Stmt(stmt) = item {
                self.stmt(stmt);
                last = Some(stmt);
            }
        }
        self.pass_all(last);
    }

    fn everywhere(&mut self, tree: &'a Tree) {
        self.begin(usize::MAX);
        for item in &tree.items {
            if let Item::Everywhere(known) = item {
                self.handlers(&known.handlers, &super::Of::Anywhere);
            }
        }
    }

    /// Begins a body of its own names.
    pub(super) fn begin(&mut self, body: usize) {
        self.body = body;
        self.env.clear();
        self.provided.clear();
        (self.depth, self.loops, self.tries) = (0, 0, 0);
    }

    pub(super) fn block(&mut self, block: &'a Block) {
        let opened = self.env.open();
        self.depth += 1;
        let mut last = None;
        for stmt in &block.stmts {
            self.pass(stmt.span.start, last);
            self.stmt(stmt);
            last = Some(stmt);
        }
        self.pass_end(block.span, last);
        self.depth -= 1;
        self.env.close(opened);
    }

    pub(super) fn handlers(&mut self, handlers: &'a [Handler], of: &super::Of) {
        for handler in handlers {
            self.handler(handler, of);
        }
    }

    /// A kind as written.
    fn kind(&mut self, kind: &KindRef) -> Kind {
        match &kind.form {
            KindForm::Words => self.word(kind.span, What::Kind),
            KindForm::List(of) => {
                self.kind(of);
            }
            KindForm::OneOf(_) => {}
        }
        Kind::parse(self.source.slice(kind.span)).unwrap_or(Kind::Any)
    }

    pub(super) fn action_of(
        &self,
        prefix: Option<Span>,
        phrase: &Phrase,
    ) -> Option<(u16, &'a Arc<Action>)> {
        let prefix = prefix.or(phrase.system);
        let alias = prefix.map(|span| self.source.slice(span));
        match self.systems.action(self.source, alias, phrase) {
            Found::One(system, action) => Some((system, action)),
            _ => None,
        }
    }

    pub(super) fn thing_of(
        &self,
        prefix: Option<Span>,
        thing: Span,
    ) -> Option<(u16, &'a Arc<Thing>)> {
        let alias = prefix.map(|span| self.source.slice(span));
        match self.systems.thing(alias, self.source.slice(thing)) {
            Found::One(system, thing) => Some((system, thing)),
            _ => None,
        }
    }

    /// What the profile brings is there from the start.
    fn of_profile(&mut self, context: &Context) {
        let Some(here) = self.index.here.as_mut() else {
            return;
        };
        for profile in context.profiles() {
            for (alias, entry) in &self.index.systems {
                if entry.name == profile.system {
                    let given = profile.provided.iter();
                    here.provided
                        .extend(given.map(|name| (alias.clone(), name.clone())));
                }
            }
        }
    }

    fn finish(mut self) -> Index {
        for span in std::mem::take(&mut self.loose) {
            match self.inputs.get(self.source.slice(span)) {
                Some(at) => self.place(*at, span, false),
                None => self.word(span, What::Unbound),
            }
        }
        let mut index = self.index;
        for name in &mut index.names {
            name.places.sort_unstable();
            name.places.dedup();
            name.given_by.sort_unstable();
        }
        index.words.sort_by_key(|word| word.span);
        index.words.dedup_by_key(|word| word.span);
        index.sites.sort_by_key(|site| site.span);
        index
    }
}
