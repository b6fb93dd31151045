//! The graph itself: a node a place, an edge a way from it to the next.

use super::event::{Act, Always, Call, Each, Event, Seen};
use crate::source::Span;

/// A place on the ways through a script, by its number.
pub(in crate::check) type Node = u32;

/// The graph of a whole file, the bodies one after the other.
#[derive(Default)]
pub(in crate::check) struct Graph<'a> {
    pub(super) nodes: Vec<Place>,
    pub(super) edges: Vec<(Node, Node)>,
    pub acts: Vec<Act<'a>>,
    pub calls: Vec<Call<'a>>,
    pub seen: Vec<Seen<'a>>,
    pub loops: Vec<Each<'a>>,
    /// Blocks that run on every way out: from their first node to the one after their last.
    pub always: Vec<Always>,
    /// What is passed on a way out, by the number in [`Event::Through`].
    pub(super) through: Vec<Vec<u32>>,
    pub(super) bodies: Vec<Body>,
    /// Values that steps have handed on where they come back, and where an outcome leaves them.
    pub from_steps: Vec<(u32, Node)>,
}

/// What a node is.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub event: Event,
    /// What to show of it.
    span: Span,
}

/// A body: the flow itself, a step.
pub(super) struct Body {
    /// Its number among the steps, if it is one.
    pub step: Option<usize>,
    pub entry: Node,
}

impl<'a> Graph<'a> {
    /// Room for the places of a text, as many as texts of that length have.
    pub fn of(text: &str) -> Self {
        let one_for = |bytes: usize| text.len() / bytes;
        Self {
            nodes: Vec::with_capacity(one_for(16)),
            edges: Vec::with_capacity(one_for(16)),
            acts: Vec::with_capacity(one_for(256)),
            ..Self::default()
        }
    }

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
        let body = self.next();
        self.always.push(Always {
            body,
            from: 0,
            to: 0,
        });
        (self.always.len() - 1) as u32
    }

    /// Says where that block was.
    pub fn set_always(&mut self, number: u32, from: Node) {
        let to = self.next();
        let always = &mut self.always[number as usize];
        (always.from, always.to) = (from, to);
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

    pub(super) fn event(&self, node: Node) -> Event {
        self.nodes[node as usize].event
    }

    pub(super) fn span(&self, node: Node) -> Span {
        self.nodes[node as usize].span
    }

    /// Whether what happens has to do with something: a thing's state, an obligation.
    pub(super) fn touches(&self, event: Event, what: &str) -> bool {
        match event {
            Event::Try(act) => self.act(act).touches(what),
            _ => false,
        }
    }

    pub(super) fn act(&self, number: u32) -> &Act<'a> {
        &self.acts[number as usize]
    }

    /// The body that a node is in.
    pub(super) fn body(&self, node: Node) -> &Body {
        let after = self.bodies.partition_point(|body| body.entry <= node);
        &self.bodies[after - 1]
    }
}
