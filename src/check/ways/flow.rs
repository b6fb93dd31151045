//! The walk: what it carries along, and what it has found.

use super::frames::Frame;
use super::listed::Listed;
use super::needs::{self, Missing, Needs, Provided};
use super::origins::{self, Origins, Unhandled};
use super::path::{Lost, Path};
use super::raise::Raise;
use super::step::StepWays;
use crate::catalogue::Opens;
use crate::check::graph::Graph;
use crate::check::names::NameMap;
use crate::check::resolve::{BodyKind, NameId, Resolved};
use crate::check::subjects::Subjects;
use crate::source::Span;
use crate::syntax::tree::{Handler, Item};

/// What following the ways has found.
#[derive(Default)]
pub(in crate::check) struct Ways<'a> {
    /// Statements that nothing gets to, the first of each block.
    pub unreachable: Vec<Span>,
    /// Variables that are read where they may have no value.
    pub unbound: Vec<Unbound>,
    /// `repeat` without a way out.
    pub endless: Vec<Span>,
    /// Names of handlers that nothing reaches.
    pub silent: Vec<Span>,
    /// Retries of what is not plainly worth one, each with what it would repeat.
    pub retries: Vec<Retried<'a>>,
    /// Outcomes that nothing handles and that are worth a word.
    pub unhandled: Vec<Unhandled<'a>>,
    /// What is needed and not there on some way.
    pub missing: Vec<Missing<'a>>,
    /// Steps that can be left without a value, by their numbers.
    pub returns_nothing: Vec<bool>,
    /// The ways.
    pub graph: Graph<'a>,
}

/// A variable that is read where it may have no value.
pub(in crate::check) struct Unbound {
    pub name: NameId,
    pub at: Span,
    /// The way on which it has none.
    pub lost: Option<Lost>,
}

/// A `retry` and an outcome that reaches it.
pub(in crate::check) struct Retried<'a> {
    pub handler: &'a Handler,
    /// Whether the handler names the outcome.
    pub named: bool,
    pub raise: Raise<'a>,
}

/// Follows the ways of a script.
pub(in crate::check) fn follow<'a>(model: &Resolved<'a>) -> Ways<'a> {
    let provided = Provided::new(&model.systems);
    let mut flow = Flow {
        model,
        needs: Needs::new(provided.count()),
        subjects: Subjects::new(model),
        lists: NameMap::default(),
        provided,
        path: Path::on(Graph::of(model.source.text())),
        frames: Vec::new(),
        zone: None,
        steps: model.steps.iter().map(|_| StepWays::default()).collect(),
        everywhere: vec![false; model.everywhere.len()],
        body: BodyKind::Main,
        first: 0,
        origins: Origins::default(),
        worth: NameMap::default(),
        opened: NameMap::default(),
        found: Ways::default(),
    };
    flow.bodies();
    flow.finish()
}

pub(super) struct Flow<'m, 'a> {
    pub model: &'m Resolved<'a>,
    pub provided: Provided<'a>,
    /// A zone in the values of the statement at hand that may be none.
    pub zone: Option<Span>,
    pub needs: Needs<'a>,
    pub subjects: Subjects<'m, 'a>,
    /// What is known of the items of lists.
    pub lists: NameMap<NameId, Option<Listed<'a>>>,
    pub path: Path<'a>,
    /// What the statement at hand stands in, from the outside in.
    pub frames: Vec<Frame<'a>>,
    pub steps: Vec<StepWays<'a>>,
    /// Which handlers of last resort something has reached.
    pub everywhere: Vec<bool>,
    pub body: BodyKind,
    /// The first variable of the body at hand.
    pub first: NameId,
    pub origins: Origins<'a>,
    /// Which outcomes are worth a warning, by their place in the catalogue.
    pub worth: NameMap<usize, origins::Worth>,
    /// How each system says that something is opened, where an action that closes it was met.
    pub opened: NameMap<(u16, &'a str), Option<&'a Opens>>,
    pub found: Ways<'a>,
}

impl<'a> Flow<'_, 'a> {
    pub fn slice(&self, span: Span) -> &'a str {
        self.model.slice(span)
    }

    fn bodies(&mut self) {
        let model = self.model;
        for body in &model.bodies {
            self.first = body.first;
            match body.kind {
                BodyKind::Step(step) => self.step(step),
                BodyKind::Main => self.main(),
                BodyKind::Everywhere(number) => self.last_resort(number),
                BodyKind::Test => {}
            }
        }
        self.names_of_everywhere();
    }

    /// Begins a body.
    pub fn begin(&mut self, kind: BodyKind) {
        self.body = kind;
        let step = match kind {
            BodyKind::Step(step) => Some(step),
            BodyKind::Everywhere(number) => Some(self.as_step(number)),
            BodyKind::Main | BodyKind::Test => None,
        };
        self.path.begin(step, kind == BodyKind::Main);
        self.frames.clear();
        self.needs.begin();
        for var in 0..self.provided.count() {
            self.path.grow(var);
            if kind == BodyKind::Main && self.provided.is_from_profile(var, self.model) {
                self.path.bind(var);
            }
        }
    }

    fn main(&mut self) {
        self.begin(BodyKind::Main);
        let stmts = self.model.tree.items.iter().filter_map(|item| match item {
            Item::Stmt(stmt) => Some(stmt),
            _ => None,
        });
        let mut stmts = stmts.collect::<Vec<_>>().into_iter();
        self.stmts(stmts.clone());
        let last = stmts.next_back().map(|stmt| stmt.span);
        self.record_end(last.unwrap_or_default());
    }

    fn last_resort(&mut self, number: usize) {
        let handler = self.model.everywhere[number];
        self.begin(BodyKind::Everywhere(number));
        self.reaction_of(handler);
        self.record_return(handler.span);
    }

    fn finish(mut self) -> Ways<'a> {
        let missing = std::mem::take(&mut self.needs.missing);
        self.found.missing = needs::with_arms(missing, &self.path.graph);
        self.found.unhandled = self.origins.into_unhandled();
        let steps = self.steps.iter();
        self.found.returns_nothing = steps.map(|step| step.returns_nothing).collect();
        self.found.graph = self.path.graph;
        self.found
    }
}
