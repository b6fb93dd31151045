//! Looking along the ways, from a place forwards or backwards.

use super::event::{Always, Call, Ends, Event};
use super::graph::Graph;
use super::graph::Node;
use super::subject::{Root, Subject};
use crate::check::names::NameMap;
use crate::check::resolve::NameId;
use crate::check::stop::Stop;
use crate::source::Span;

mod closing;

pub(super) use closing::Which;

/// What all questions together may cost, for each node there is: a look at a node costs as much as
/// it has ways in and out.
pub(super) const LOOKS: usize = 80;
/// What they may cost in any script, however small.
pub(super) const AT_LEAST: usize = 400_000;

/// A graph made ready to be asked.
pub(super) struct Search<'g, 'a> {
    pub graph: &'g Graph<'a>,
    stop: &'g Stop,
    after: Ways,
    before: Ways,
    /// Where each call comes back.
    returned: Vec<Node>,
    /// Where outcomes that left a step come out, by where they left it.
    raised: Vec<(Node, Node)>,
    /// The calls of each step.
    callers: Vec<Vec<u32>>,
    /// The body of each step.
    bodies: NameMap<usize, usize>,
    /// Which bodies have to do with something: a thing's state, an obligation.
    touched: NameMap<&'a str, Vec<bool>>,
    /// Which bodies may end the flow, and which of them have a pause in which it may be cut off.
    ending: Vec<bool>,
    pausing: Vec<bool>,
    /// Which blocks that always run have to do with something.
    passed: NameMap<(u32, &'a str, Option<Which<'a>>), bool>,
    /// The block that always runs around each such block, if there is one.
    around: Vec<Option<u32>>,
    /// The lists that the items of loops come from.
    lists: NameMap<NameId, Subject<'a>>,
    spent: usize,
    budget: usize,
    /// Whether the question at hand was given up.
    given_up: Option<Why>,
    unanswered: Vec<(Span, Why)>,
}

/// So many steps deep are calls followed.
pub(in crate::check) const DEEPEST: usize = 16;

/// Why a question was given up.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::check) enum Why {
    /// There are too many paths.
    TooMany,
    /// Steps run steps too deep.
    TooDeep,
}

/// Where one gets from each node.
struct Ways {
    starts: Vec<u32>,
    to: Vec<Node>,
}

impl Ways {
    fn new(nodes: usize, edges: impl Iterator<Item = (Node, Node)> + Clone) -> Self {
        let (starts, to) = sorted(nodes, edges);
        Self { starts, to }
    }

    fn of(&self, node: Node) -> &[Node] {
        let at = node as usize;
        &self.to[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}

/// Edges sorted by their first end, in the order in which they were made: where those of each node
/// start, and their other ends.
pub(super) fn sorted(
    nodes: usize,
    edges: impl Iterator<Item = (Node, Node)> + Clone,
) -> (Vec<u32>, Vec<Node>) {
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
    (starts, to)
}

impl<'g, 'a> Search<'g, 'a> {
    pub fn new(graph: &'g Graph<'a>, stop: &'g Stop) -> Self {
        let nodes = graph.nodes.len();
        let edges = graph.edges.iter().copied();
        let lists = graph.loops.iter();
        let mut search = Self {
            graph,
            stop,
            after: Ways::new(nodes, edges.clone()),
            before: Ways::new(nodes, edges.map(|(from, to)| (to, from))),
            returned: vec![0; graph.calls.len()],
            raised: Vec::new(),
            callers: Vec::new(),
            bodies: NameMap::default(),
            touched: NameMap::default(),
            ending: Vec::new(),
            pausing: Vec::new(),
            passed: NameMap::default(),
            around: around(&graph.always),
            lists: lists.map(|each| (each.item, each.list)).collect(),
            spent: 0,
            budget: nodes * LOOKS + AT_LEAST,
            given_up: None,
            unanswered: Vec::new(),
        };
        search.read_calls();
        let cut = |event| event == Event::Exit(Ends::Cut);
        search.ending = search.bodies_with(|event| matches!(event, Event::Exit(_)) && !cut(event));
        search.pausing = search.bodies_with(cut);
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

    /// Which bodies have a place like this, themselves or in a step that they run. Each stands
    /// after those that it runs; only handlers of last resort stand behind who runs them, which no
    /// step does.
    fn bodies_with(&mut self, is_it: impl Fn(Event) -> bool) -> Vec<bool> {
        let mut all = vec![false; self.graph.bodies.len()];
        self.spent += self.graph.nodes.len();
        for at in 0..all.len() {
            let has = |node: Node| match self.event(node) {
                Event::Call(call) => {
                    let inner = self.bodies.get(&self.call(call).step);
                    inner.is_some_and(|inner| all[*inner])
                }
                event => is_it(event),
            };
            all[at] = self.nodes_of_body(at).any(has);
        }
        all
    }

    /// Begins a question: the looks that are left are for it.
    pub fn ask(&mut self) {
        self.given_up = None;
    }

    /// Ends it: if it was given up, that is remembered.
    pub fn asked(&mut self, at: Span) {
        self.unanswered.extend(self.given_up.map(|why| (at, why)));
    }

    /// Takes note of a look at a node, so many steps deep; whether there may be any.
    pub fn look(&mut self, node: Node, depth: usize) -> bool {
        self.spent += 1 + self.after(node).len() + self.before(node).len();
        let why = match () {
            () if self.spent > self.budget || self.stop.is_stopped() => Why::TooMany,
            () if depth > DEEPEST => Why::TooDeep,
            () => return true,
        };
        self.given_up = Some(why);
        false
    }

    /// Whether the question at hand was given up.
    pub fn has_given_up(&self) -> bool {
        self.given_up.is_some()
    }

    /// How much was looked at.
    #[cfg(test)]
    pub fn spent(&self) -> usize {
        self.spent
    }

    /// The actions around which questions were given up, each once, in the order of the text.
    pub fn unanswered(&mut self) -> Vec<(Span, Why)> {
        let mut unanswered = std::mem::take(&mut self.unanswered);
        unanswered.sort_by_key(|(at, _)| (at.start, at.end));
        unanswered.dedup_by_key(|(at, _)| *at);
        unanswered
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

    pub fn nodes_of(&self, step: usize) -> std::ops::Range<Node> {
        let at = self.bodies.get(&step);
        at.map_or(0..0, |at| self.nodes_of_body(*at))
    }

    fn nodes_of_body(&self, at: usize) -> std::ops::Range<Node> {
        let bodies = &self.graph.bodies;
        let next = bodies.get(at + 1);
        bodies[at].entry..next.map_or(self.graph.next(), |body| body.entry)
    }

    /// What a subject of a caller is called inside of the step; nothing where it has no name
    /// there.
    pub fn inwards(&self, call: u32, subject: Subject<'a>) -> Option<Subject<'a>> {
        let call = self.call(call);
        let same = |known: Subject<'a>, other| known.root != Root::Any && self.may_be(known, other);
        let whole = call.args.iter().find(|(_, known)| same(*known, subject));
        if let Some((var, _)) = whole.filter(|_| subject.root != Root::Any) {
            return Some(Subject::plain(Root::Variable(*var)));
        }
        match subject.root {
            Root::Input(_) | Root::Literal(_) | Root::One | Root::Any => Some(subject),
            Root::Variable(..) => {
                let base = Subject::plain(subject.root);
                let (var, _) = call.args.iter().find(|(_, known)| same(*known, base))?;
                Some(Subject {
                    root: Root::Variable(*var),
                    path: subject.path,
                })
            }
        }
    }

    /// What a subject of a step is called by who calls it.
    pub fn outwards(&self, call: u32, subject: Subject<'a>) -> Option<Subject<'a>> {
        self.call(call).outwards(subject)
    }

    /// The list that a subject is an item of, where a loop goes through it.
    pub fn list_of(&self, subject: Subject<'a>) -> Option<Subject<'a>> {
        let Root::Variable(var) = subject.root else {
            return None;
        };
        let list = self.lists.get(&var).copied();
        list.filter(|list| list.root != Root::Any)
    }

    /// Whether a loop goes through the list that a subject is an item of.
    pub fn goes_through(&self, each: u32, subject: Subject<'a>) -> bool {
        let list = self.graph.loops[each as usize].list;
        self.list_of(subject) == Some(list)
    }

    /// Whether a call hands the list on that a subject is an item of.
    pub fn hands_on_list_of(&self, call: u32, subject: Subject<'a>) -> bool {
        let list = self.list_of(subject);
        list.is_some_and(|list| self.call(call).args.iter().any(|(_, arg)| *arg == list))
    }

    /// Whether two subjects may be the same, for all that is known: items of one list are.
    pub fn may_be(&self, one: Subject<'a>, other: Subject<'a>) -> bool {
        let same_list = || {
            let list = self.list_of(one);
            one.path == other.path && list.is_some() && list == self.list_of(other)
        };
        one.may_be(other) || same_list()
    }

    /// Whether a step has to do with something: a thing's state, an obligation.
    pub fn touches(&mut self, step: usize, what: &'a str) -> bool {
        if !self.touched.contains_key(what) {
            let graph = self.graph;
            let all = self.bodies_with(|event| graph.touches(event, what));
            self.touched.insert(what, all);
        }
        let body = self.bodies.get(&step);
        body.is_some_and(|body| self.touched[what][*body])
    }

    /// Whether the flow may end in a step, or with `cut` be cut off there.
    pub fn may_end(&self, step: usize, cut: bool) -> bool {
        let body = self.bodies.get(&step);
        body.is_some_and(|body| self.ending[*body] || cut && self.pausing[*body])
    }

    /// Whether there is a pause anywhere.
    pub fn has_pauses(&self) -> bool {
        self.pausing.contains(&true)
    }

    /// Whether a step reads what a family of actions has done.
    pub fn looks_after(&mut self, step: usize, family: &str) -> bool {
        let nodes = self.nodes_of(step);
        self.spent += nodes.len();
        nodes.into_iter().any(|node| match self.event(node) {
            Event::Try(act) => {
                let action = self.graph.act(act).action;
                action.reads && *action.family == *family
            }
            _ => false,
        })
    }
}

/// The block around each block that always runs; they are in the order of what they run after.
fn around(all: &[Always]) -> Vec<Option<u32>> {
    let mut open: Vec<u32> = Vec::new();
    let mut around = Vec::with_capacity(all.len());
    for (number, always) in all.iter().enumerate() {
        while open
            .last()
            .is_some_and(|last| all[*last as usize].to <= always.body)
        {
            open.pop();
        }
        around.push(open.last().copied());
        open.push(number as u32);
    }
    around
}
