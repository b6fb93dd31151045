//! The order of a file: what it declares first, then its bodies, each with variables of its own.

use super::Resolver;
use super::order;
use crate::check::resolve::{Body, BodyKind, Input, Meaning, Place, Role, Sort, Step};
use crate::source::Span;
use crate::syntax::tree::{self, Item, Tree};
use crate::value::Kind;

impl<'a> Resolver<'a> {
    pub(super) fn file(&mut self, tree: &'a Tree) {
        for item in &tree.items {
            match item {
                Item::Input(line) => self.input(line),
                Item::Step(step) => self.declare_step(step),
                Item::Everywhere(everywhere) => self.everywhere.extend(&everywhere.handlers),
                _ => {}
            }
        }
        self.arrivals(tree);
        let order = order::steps_in_order(&self.steps, |name| self.step_named(self.slice(name)));
        self.facts().rings.extend(order.rings);
        for step in order.steps {
            self.step(step);
        }
        self.main(tree);
        self.last_resorts();
        self.tests(tree);
    }

    /// Begins a body of its own names.
    pub(super) fn begin(&mut self, kind: BodyKind, span: Span) {
        self.values.body = self.bodies.len() as u32;
        let first = self.values.names.len() as u32;
        self.bodies.push(Body { kind, span, first });
        self.loops.clear();
    }

    pub(super) fn end(&mut self) {
        let end = self.bodies.last().map_or(0, |body| body.span.end);
        self.values.close(0, end);
    }

    fn input(&mut self, line: &'a tree::Input) {
        let name = self.slice(line.name);
        let words = self.slice(line.kind.span);
        let kind = Kind::parse(words).unwrap_or(Kind::Any);
        if let Some(first) = self.values.inputs.get(name) {
            return self.values.bind(line.name, Meaning::Input(first as u32));
        }
        if let Some(default) = &line.default {
            let role = Role::named("the default", Place::Free);
            match kind {
                Kind::Secret => self.values.expr(default, Place::Free),
                _ => self.values.value(default, &kind, role),
            };
        }
        let input = self.values.inputs.add(Input {
            name,
            mark: kind.mark(),
            kind,
            span: line.name,
            declared: Some(line),
            used: false,
        });
        self.values.bind(line.name, Meaning::Input(input as u32));
    }

    /// What arrives sets the inputs of the same names: those that the file uses are inputs though no line
    /// declares them.
    fn arrivals(&mut self, tree: &'a Tree) {
        for item in &tree.items {
            let Item::When(line) = item else { continue };
            let alias = line.system.map(|system| self.slice(system));
            let thing = self.systems.thing(0, alias, self.slice(line.thing));
            let outputs = crate::check::trigger::outputs(thing);
            // Of a line that is wrong, nothing more is said than that.
            let guessed = self.systems.list.iter().filter(|_| outputs.is_empty());
            let guessed = guessed.flat_map(|system| &system.entry.things);
            let guessed = guessed.filter(|thing| thing.arrives);
            for output in outputs
                .iter()
                .chain(guessed.flat_map(|thing| &thing.outputs))
            {
                self.values.inputs.offer(output, line.head);
            }
        }
    }

    /// The number of a declared step; the first of several with one name.
    pub(super) fn step_named(&self, name: &str) -> Option<usize> {
        self.step_at.get(name).map(|at| *at as usize)
    }

    /// Whether a file may run a step: it is its own, or that of a file that it names itself.
    fn sees(&self, at: u32, step: usize) -> bool {
        let source = self.values.source;
        let (from, of) = (
            source.owner_of(at),
            source.owner_of(self.steps[step].step.span.start),
        );
        let mut links = source.links().iter();
        from == of || links.any(|link| source.part_of(link.path.start) == from && link.to == Ok(of))
    }

    /// The step that a `run` at a place means.
    pub(super) fn step_seen(&self, name: Span) -> Option<usize> {
        let step = self.step_named(self.slice(name))?;
        self.sees(name.start, step).then_some(step)
    }

    fn declare_step(&mut self, step: &'a tree::Step) {
        let number = self.steps.len() as u32;
        let first = *self.step_at.entry(self.slice(step.name)).or_insert(number);
        self.values.bind(step.name, Meaning::Step(first));
        self.steps.push(Step {
            step,
            params: Vec::new(),
            returns: None,
            used: first != number,
            anything: false,
        });
    }

    fn step(&mut self, number: usize) {
        let step = self.steps[number].step;
        self.begin(BodyKind::Step(number), step.span);
        for param in &step.params {
            let text = self.slice(*param);
            if let Some(first) = self.values.scope.get(text) {
                // Of two with one name, that the first is not read is no news.
                self.values.names[first as usize].read = true;
            }
            let id = self
                .values
                .declare(text, *param, param.end, Sort::Param, Kind::Any);
            self.values.bind(*param, Meaning::Name(id));
            self.steps[number].params.push(id);
        }
        self.stmts(&step.body.stmts);
        self.end();
    }

    fn main(&mut self, tree: &'a Tree) {
        let end = self.values.source.own_end();
        self.begin(BodyKind::Main, Span::new(0, end));
        let stmts = tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        self.stmts(stmts);
        self.end();
    }

    fn last_resorts(&mut self) {
        for number in 0..self.everywhere.len() {
            let handler = self.everywhere[number];
            self.begin(BodyKind::Everywhere(number), handler.span);
            self.reaction_of(handler);
            self.end();
        }
    }
}
