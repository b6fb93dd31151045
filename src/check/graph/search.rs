//! Looking along the ways, from a place forwards or backwards.

use super::event::Event;
use super::subject::{Root, Subject};
use super::{Call, Graph, Node};
use std::collections::HashMap;

/// What all questions together may look at, for each node there is.
const LOOKS: usize = 24;
/// So many steps deep are calls followed.
pub(super) const DEEPEST: usize = 12;

/// A graph made ready to be asked.
pub(super) struct Search<'g, 'a> {
    pub graph: &'g Graph<'a>,
    after: Ways,
    before: Ways,
    /// Where each call comes back.
    returned: Vec<Node>,
    /// Where outcomes that left a step come out, by where they left it.
    raised: Vec<(Node, Node)>,
    /// The calls of each step.
    callers: Vec<Vec<u32>>,
    /// The body of each step.
    bodies: HashMap<usize, usize>,
    touched: HashMap<(usize, &'a str), bool>,
    looks: usize,
}

/// Where one gets from each node.
struct Ways {
    starts: Vec<u32>,
    to: Vec<Node>,
}

impl Ways {
    /// Sorts edges by their first end, in the order in which they were made.
    fn new(nodes: usize, edges: impl Iterator<Item = (Node, Node)> + Clone) -> Self {
        let mut starts = vec![0; nodes + 1];
        edges
            .clone()
            .for_each(|(from, _)| starts[from as usize + 1] += 1);
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let mut next = starts.clone();
        let mut to = vec![0; starts[nodes] as usize];
        for (from, end) in edges {
            let at = &mut next[from as usize];
            to[*at as usize] = end;
            *at += 1;
        }
        Self { starts, to }
    }

    fn of(&self, node: Node) -> &[Node] {
        let at = node as usize;
        &self.to[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

impl<'g, 'a> Search<'g, 'a> {
    pub fn new(graph: &'g Graph<'a>) -> Self {
        let nodes = graph.nodes.len();
        let edges = graph.edges.iter().copied();
        let mut search = Self {
            graph,
            after: Ways::new(nodes, edges.clone()),
            before: Ways::new(nodes, edges.map(|(from, to)| (to, from))),
            returned: vec![0; graph.calls.len()],
            raised: Vec::new(),
            callers: Vec::new(),
            bodies: HashMap::new(),
            touched: HashMap::new(),
            looks: nodes * LOOKS + 10_000,
        };
        search.read_calls();
        search
    }

    fn read_calls(&mut self) {
        for (number, call) in self.graph.calls.iter().enumerate() {
            if self.callers.len() <= call.step {
                self.callers.resize(call.step + 1, Vec::new());
            }
            self.callers[call.step].push(number as u32);
        }
        for (node, place) in self.graph.nodes.iter().enumerate() {
            match place.event {
                Event::Returned(call) => self.returned[call as usize] = node as Node,
                Event::Raised(_, escape) => self.raised.push((escape, node as Node)),
                _ => {}
            }
        }
        self.raised.sort_unstable();
        let bodies = self.graph.bodies.iter().enumerate();
        let steps = bodies.filter_map(|(at, body)| Some((body.step?, at)));
        self.bodies = steps.collect();
    }

    /// Takes note of one more look; whether there may be any.
    pub fn look(&mut self) -> bool {
        self.looks = self.looks.saturating_sub(1);
        self.looks > 0
    }

    pub fn after(&self, node: Node) -> &[Node] {
        self.after.of(node)
    }

    pub fn before(&self, node: Node) -> &[Node] {
        self.before.of(node)
    }

    pub fn event(&self, node: Node) -> Event {
        self.graph.event(node)
    }

    /// The step that a node is in, if it is in one.
    pub fn step_of(&self, node: Node) -> Option<usize> {
        self.graph.body(node).step
    }

    /// The calls of a step.
    pub fn callers(&self, step: usize) -> &[u32] {
        self.callers.get(step).map_or(&[], Vec::as_slice)
    }

    pub fn call(&self, number: u32) -> &'g Call<'a> {
        &self.graph.calls[number as usize]
    }

    /// Where a call comes back.
    pub fn returned(&self, call: u32) -> Node {
        self.returned[call as usize]
    }

    /// Where an outcome that left a step comes out in those who called it.
    pub fn raised(&self, escape: Node) -> Vec<Node> {
        let first = self.raised.partition_point(|(known, _)| *known < escape);
        let here = self.raised[first..].iter();
        let here = here.take_while(|(known, _)| *known == escape);
        here.map(|(_, node)| *node).collect()
    }

    /// The first node of a step.
    pub fn entry(&self, step: usize) -> Option<Node> {
        let body = *self.bodies.get(&step)?;
        Some(self.graph.bodies[body].entry)
    }

    fn nodes_of(&self, step: usize) -> std::ops::Range<Node> {
        let bodies = &self.graph.bodies;
        let Some(&at) = self.bodies.get(&step) else {
            return 0..0;
        };
        let end = bodies
            .get(at + 1)
            .map_or(self.graph.next(), |body| body.entry);
        bodies[at].entry..end
    }

    /// What a subject of a caller is called inside of the step; nothing where it has no name
    /// there.
    pub fn inwards(&self, call: u32, subject: Subject<'a>) -> Option<Subject<'a>> {
        let call = self.call(call);
        let entry = self.entry(call.step)?;
        let whole = call.args.iter().find(|(_, known)| *known == subject);
        if let Some((var, _)) = whole.filter(|_| subject.root != Root::Any) {
            return Some(Subject::plain(Root::Variable(entry, *var)));
        }
        match subject.root {
            Root::Input(_) | Root::Literal(_) | Root::One | Root::Any => Some(subject),
            Root::Variable(..) => {
                let base = Subject::plain(subject.root);
                let (var, _) = call.args.iter().find(|(_, known)| *known == base)?;
                Some(Subject {
                    root: Root::Variable(entry, *var),
                    path: subject.path,
                })
            }
        }
    }

    /// What a subject of a step is called by who calls it.
    pub fn outwards(&self, call: u32, subject: Subject<'a>) -> Option<Subject<'a>> {
        let Root::Variable(_, var) = subject.root else {
            return Some(subject);
        };
        let args = &self.call(call).args;
        let (_, arg) = args.iter().find(|(param, _)| *param == var)?;
        match (subject.path, arg.path) {
            ("", _) => Some(*arg),
            (path, "") => Some(Subject {
                root: arg.root,
                path,
            }),
            _ => None,
        }
    }

    /// Whether a step has to do with something: a thing's state, an obligation.
    pub fn touches(&mut self, step: usize, what: &'a str) -> bool {
        if let Some(known) = self.touched.get(&(step, what)) {
            return *known;
        }
        self.touched.insert((step, what), false);
        let nodes = self.nodes_of(step);
        let touches = self.any_touches(nodes, what);
        self.touched.insert((step, what), touches);
        touches
    }

    /// Whether anything in a stretch of nodes has to do with something.
    pub fn any_touches(&mut self, nodes: std::ops::Range<Node>, what: &'a str) -> bool {
        for node in nodes {
            self.looks = self.looks.saturating_sub(1);
            let touches = match self.event(node) {
                Event::Try(act) => self.graph.acts[act as usize].touches(what),
                Event::Call(call) => self.touches(self.call(call).step, what),
                _ => false,
            };
            if touches {
                return true;
            }
        }
        false
    }

    /// Whether a step reads what a family of actions has done.
    pub fn looks_after(&self, step: usize, family: &str) -> bool {
        self.nodes_of(step).any(|node| match self.event(node) {
            Event::Try(act) => {
                let action = self.graph.act(act).action;
                action.reads && *action.family == *family
            }
            _ => false,
        })
    }

    /// Whether something is touched by what always runs on a way out.
    pub fn passes(&mut self, through: u32, what: &'a str) -> bool {
        let graph = self.graph;
        graph.through[through as usize].iter().any(|always| {
            let block = &graph.always[*always as usize];
            self.any_touches(block.from..block.to, what)
        })
    }
}
