//! The ways through a script: a graph of what matters on them, made while the walk goes, one node
//! a place and one edge a way from it to the next. What looks along it ([`open`], [`state`],
//! [`promise`]) asks from a place outwards and stops where the answer is; a budget that grows with
//! the script bounds all the asking together.

mod event;
mod open;
mod promise;
mod ready;
mod search;
mod state;
mod subject;
mod without;
#[cfg(test)]
mod work;

pub(super) use event::{Act, Always, Call, Each, Ends, Event, Seen};
pub(super) use open::LeftOpen;
pub(super) use promise::LetGo;
pub(super) use ready::MadeReady;
pub(super) use search::{DEEPEST, Why};
pub(super) use state::Impossible;
pub(super) use subject::{Root, Subject};
pub(super) use without::Without;

use super::model::Model;
use crate::source::Span;
use search::Search;

/// A place on the ways through a script, by its number.
pub(super) type Node = u32;

/// The graph of a whole file, the bodies one after the other.
#[derive(Default)]
pub(super) struct Graph<'a> {
    nodes: Vec<Place>,
    edges: Vec<(Node, Node)>,
    pub acts: Vec<Act<'a>>,
    pub calls: Vec<Call<'a>>,
    pub seen: Vec<Seen<'a>>,
    pub loops: Vec<Each<'a>>,
    /// Blocks that run on every way out: from their first node to the one after their last.
    pub always: Vec<Always>,
    /// What is passed on a way out, by the number in [`Event::Through`].
    through: Vec<Vec<u32>>,
    bodies: Vec<Body>,
    /// Values that steps have handed on where they come back, and where an outcome leaves them.
    pub from_steps: Vec<(u32, Node)>,
}

/// What a node is.
#[derive(Clone, Copy)]
struct Place {
    event: Event,
    /// What to show of it.
    span: Span,
}

/// A body: the flow itself, a step.
struct Body {
    /// Its number among the steps, if it is one.
    step: Option<usize>,
    entry: Node,
}

impl<'a> Graph<'a> {
    /// Begins a body; gives its first node.
    pub fn begin(&mut self, step: Option<usize>, main: bool) -> Node {
        let event = if main { Event::Start } else { Event::Enter };
        let entry = self.lone(event, Span::default());
        self.bodies.push(Body { step, entry });
        entry
    }

    /// A node that nothing leads to.
    pub fn lone(&mut self, event: Event, span: Span) -> Node {
        self.nodes.push(Place { event, span });
        (self.nodes.len() - 1) as Node
    }

    /// Adds a way.
    pub fn edge(&mut self, from: Node, to: Node) {
        self.edges.push((from, to));
    }

    /// The number that the next node gets.
    pub fn next(&self) -> Node {
        self.nodes.len() as Node
    }

    /// A number for a block that always runs and is still to be walked.
    pub fn plan_always(&mut self) -> u32 {
        self.always.push(Always { from: 0, to: 0 });
        (self.always.len() - 1) as u32
    }

    /// Says where that block was.
    pub fn set_always(&mut self, number: u32, from: Node) {
        let to = self.next();
        self.always[number as usize] = Always { from, to };
    }

    /// Remembers what is passed on a way out.
    pub fn passed(&mut self, always: Vec<u32>) -> u32 {
        self.through.push(always);
        (self.through.len() - 1) as u32
    }

    /// The nodes since a place that leave something open.
    pub fn opening_since(&self, from: Node) -> Vec<Node> {
        let opens = |node: &Node| match self.nodes[*node as usize].event {
            Event::Done(act) => self.acts[act as usize].action.opens.is_some(),
            Event::Returned(_) => true,
            _ => false,
        };
        (from..self.next()).filter(opens).collect()
    }

    fn event(&self, node: Node) -> Event {
        self.nodes[node as usize].event
    }

    fn span(&self, node: Node) -> Span {
        self.nodes[node as usize].span
    }

    /// Whether what happens has to do with something: a thing's state, an obligation.
    fn touches(&self, event: Event, what: &str) -> bool {
        match event {
            Event::Try(act) => self.act(act).touches(what),
            _ => false,
        }
    }

    fn act(&self, number: u32) -> &Act<'a> {
        &self.acts[number as usize]
    }

    /// The body that a node is in.
    fn body(&self, node: Node) -> &Body {
        let after = self.bodies.partition_point(|body| body.entry <= node);
        &self.bodies[after - 1]
    }
}

/// What asking the graph has found.
#[derive(Default)]
pub(super) struct Asked<'a> {
    /// Actions that the state of their thing cannot allow.
    pub impossible: Vec<Impossible<'a>>,
    /// What stays open on some way.
    pub left_open: Vec<LeftOpen<'a>>,
    /// Promises that may have failed where a caller is let go.
    pub let_go: Vec<LetGo<'a>>,
    /// Actions that want an agent who is not ready, by one who was made ready.
    pub made_ready: Vec<MadeReady>,
    /// Actions around which not every way was followed to its end.
    pub unanswered: Vec<(Span, Why)>,
}

impl<'a> Asked<'a> {
    /// Asks everything that rules want to know of the ways.
    pub fn new(model: &Model<'a>, graph: &Graph<'a>) -> Self {
        let asks = |act: &Act<'_>| act.is_of_interest() || act.action.agent.is_some();
        if !graph.acts.iter().any(asks) {
            return Self::default();
        }
        let mut search = Search::new(graph);
        let (impossible, said) = state::impossible(&mut search, &model.systems, model.context);
        let left_open = open::left_open(&mut search, &said);
        let let_go = promise::let_go(&mut search);
        let made_ready = ready::made_ready(&mut search, model);
        let unanswered = search.unanswered();
        #[cfg(test)]
        work::done(graph, search.spent());
        Self {
            impossible,
            left_open,
            let_go,
            made_ready,
            unanswered,
        }
    }
}
