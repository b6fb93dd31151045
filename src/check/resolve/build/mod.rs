//! Makes the model in one walk: what the file declares first, steps before those that run them,
//! then the flow itself, the handlers of last resort and the tests.

mod actions;
mod blocks;
mod bodies;
mod exprs;
mod inputs;
mod operators;
mod order;
mod reactions;
mod stmts;
mod tests;
mod typer;
mod values;

use super::{Body, BodyKind, Facts, HandlerList, NameId, Owner, Resolved, Site, Sort, Step};
use crate::catalogue::Catalogue;
use crate::check::context::Context;
use crate::check::names::NameMap;
use crate::check::stop::Stop;
use crate::check::systems::Systems;
use crate::source::{Source, Span};
use crate::syntax::tree::{Expr, Handler, Tree};
use std::cell::OnceCell;
use typer::Typer;

pub(in crate::check) use blocks::is_together;
pub(crate) use exprs::words;
pub(in crate::check) use typer::SUGGESTIONS;
pub(in crate::check) use values::is_literal;

impl<'a> Resolved<'a> {
    /// Resolves a parsed script.
    pub fn new(
        source: &'a Source,
        tree: &'a Tree,
        catalogue: &'a Catalogue,
        context: &'a Context,
    ) -> Self {
        let mut resolver = Resolver {
            stop: &context.stop,
            systems: Systems::new(source, tree, catalogue, context),
            values: Typer::new(source),
            steps: Vec::new(),
            step_at: NameMap::default(),
            bodies: Vec::new(),
            everywhere: Vec::new(),
            // an action for so many bytes, or fewer
            sites: Vec::with_capacity(source.text().len() / 128),
            site_at: NameMap::default(),
            reasons_at: NameMap::default(),
            args: Vec::new(),
            outputs: Vec::new(),
            loops: Vec::new(),
        };
        resolver.file(tree);
        resolver.values.resolve_rest();
        let values = resolver.values;
        Resolved {
            source,
            tree,
            catalogue,
            context,
            systems: resolver.systems,
            names: values.names,
            inputs: values.inputs.list,
            steps: resolver.steps,
            bodies: resolver.bodies,
            everywhere: resolver.everywhere,
            sites: resolver.sites,
            facts: values.facts,
            any_broken: values.any_broken,
            unread: values.unread,
            args: resolver.args,
            outputs: resolver.outputs,
            site_at: resolver.site_at,
            reasons_at: resolver.reasons_at,
            step_at: resolver.step_at,
            input_at: values.inputs.at,
            references: values.references.list,
            reference_at: values.references.at,
            outcomes: OnceCell::new(),
        }
    }
}

/// Resolves statements; what is in them is resolved by its [`Typer`].
struct Resolver<'a> {
    stop: &'a Stop,
    systems: Systems<'a>,
    values: Typer<'a>,
    steps: Vec<Step<'a>>,
    step_at: NameMap<&'a str, u32>,
    bodies: Vec<Body>,
    everywhere: Vec<&'a Handler>,
    sites: Vec<Site<'a>>,
    site_at: NameMap<u32, u32>,
    reasons_at: NameMap<u32, NameId>,
    args: Vec<(u16, &'a Expr)>,
    outputs: Vec<NameId>,
    /// The loops around the statement at hand, from the outside in.
    loops: Vec<Loop>,
}

/// A loop around a statement.
struct Loop {
    span: Span,
    /// The first variable that belongs to one round alone.
    first: NameId,
    /// Whether its items are worked on together.
    together: bool,
}

impl<'a> Resolver<'a> {
    fn slice(&self, span: Span) -> &'a str {
        self.values.source.slice(span)
    }

    fn facts(&mut self) -> &mut Facts<'a> {
        &mut self.values.facts
    }

    fn body(&self) -> BodyKind {
        self.bodies.last().map_or(BodyKind::Main, |body| body.kind)
    }

    fn own_handlers(&mut self, handlers: &'a [Handler], owner: Owner) {
        if !handlers.is_empty() {
            self.facts().handlers.push(HandlerList { handlers, owner });
        }
    }

    /// After something that could not be understood: anything may happen.
    fn broken(&mut self, giving: Option<Span>, handlers: &'a [Handler]) {
        self.values.any_broken = true;
        if let BodyKind::Step(step) = self.body() {
            self.steps[step].anything = true;
        }
        if let Some(name) = giving {
            let name = self.assign(name, crate::value::Kind::Any, Sort::Variable);
            self.values.names[name as usize].read = true;
        }
        self.reactions(handlers);
    }
}
