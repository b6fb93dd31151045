//! The ways on which something that is handed on is not there yet: from the start of the flow,
//! forwards, as far as nothing has handed it on.

use super::event::Event;
use super::graph::Graph;
use super::graph::Node;
use crate::check::names::NameMap;
use crate::source::Span;
use std::collections::VecDeque;

/// No node.
const NONE: Node = Node::MAX;

/// The ways without some values, for as many of those as anybody asks for.
pub(in crate::check) struct Without<'g, 'a> {
    graph: &'g Graph<'a>,
    starts: Vec<u32>,
    to: Vec<Node>,
    known: NameMap<u32, Arms>,
}

/// For each node the last arm on a way to it, and for each arm the one before it.
struct Arms {
    last: Vec<Node>,
    before: NameMap<Node, Node>,
}

impl<'g, 'a> Without<'g, 'a> {
    pub fn new(graph: &'g Graph<'a>) -> Self {
        let (starts, to) = super::search::sorted(graph.nodes.len(), graph.edges.iter().copied());
        Self {
            graph,
            starts,
            to,
            known: NameMap::default(),
        }
    }

    /// The last arms and handlers, so many at most, on a shortest way to a node on which nothing
    /// has handed on a value.
    pub fn arms(&mut self, var: u32, node: Node, most: usize) -> Vec<Span> {
        if !self.known.contains_key(&var) {
            let arms = self.look(var);
            self.known.insert(var, arms);
        }
        let arms = &self.known[&var];
        let mut at = arms.last.get(node as usize).copied().unwrap_or(NONE);
        let mut spans = Vec::new();
        while at != NONE && spans.len() < most {
            if self.graph.event(at) == Event::Way {
                spans.push(self.graph.span(at));
            }
            at = arms.before.get(&at).copied().unwrap_or(NONE);
        }
        spans.reverse();
        spans
    }

    fn look(&self, var: u32) -> Arms {
        let graph = self.graph;
        let nodes = graph.nodes.len();
        let given = graph.from_steps.iter();
        let given: NameMap<Node, ()> = given
            .filter(|(known, _)| *known == var)
            .map(|(_, node)| (*node, ()))
            .collect();
        let mut arms = Arms {
            last: vec![NONE; nodes],
            before: NameMap::default(),
        };
        let mut seen = vec![false; nodes];
        let starts = (0..nodes as Node).filter(|node| graph.event(*node) == Event::Start);
        let mut open: VecDeque<(Node, Node)> = starts.map(|node| (node, NONE)).collect();
        while let Some((node, arm)) = open.pop_front() {
            let there = graph.event(node) == Event::HandedOn(var) || given.contains_key(&node);
            if there || std::mem::replace(&mut seen[node as usize], true) {
                continue;
            }
            let mut arm = arm;
            if graph.event(node) == Event::Way {
                arms.before.insert(node, arm);
                arm = node;
            }
            arms.last[node as usize] = arm;
            let after =
                self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize;
            open.extend(self.to[after].iter().map(|next| (*next, arm)));
        }
        arms
    }
}
