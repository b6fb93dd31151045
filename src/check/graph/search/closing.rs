//! What closes what is open: in blocks that always run, and in the steps that they run.

use super::Search;
use crate::check::graph::event::Event;
use crate::check::graph::graph::Node;
use crate::check::graph::subject::Subject;

/// What always runs has to be about this.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::check::graph) struct Which<'a> {
    pub subject: Subject<'a>,
    /// Whether an action that ends a contact, or hands it over, counts only where it is certain to mean this one.
    pub strict: bool,
}

/// How many steps deep is looked for what closes something; deeper, it counts as closed.
const CALLS: usize = 8;

impl<'a> Search<'_, 'a> {
    /// Whether something is touched by what always runs on a way out.
    pub fn passes(&mut self, through: u32, what: &'a str, which: Option<Which<'a>>) -> bool {
        let graph = self.graph;
        let mut passed = graph.through[through as usize].iter();
        passed.any(|always| self.always_touches(*always, what, which))
    }

    /// Whether something is touched by what always runs where the flow ends in a step that is called
    /// here: those blocks are around the call, not in the step.
    pub fn passes_around(&mut self, node: Node, what: &'a str, which: Option<Which<'a>>) -> bool {
        let graph = self.graph;
        let before = graph.always.partition_point(|always| always.body <= node);
        let mut next = (before as u32).checked_sub(1);
        while let Some(always) = next {
            self.spent += 1;
            let block = &graph.always[always as usize];
            if (block.body..block.from).contains(&node) && self.always_touches(always, what, which)
            {
                return true;
            }
            next = self.around[always as usize];
        }
        false
    }

    /// Whether some block that always runs has to do with something.
    pub fn closed_always(&mut self, what: &'a str) -> bool {
        (0..self.around.len() as u32).any(|always| self.always_touches(always, what, None))
    }

    fn always_touches(&mut self, always: u32, what: &'a str, which: Option<Which<'a>>) -> bool {
        if let Some(known) = self.passed.get(&(always, what, which)) {
            return *known;
        }
        let graph = self.graph;
        let block = &graph.always[always as usize];
        let touches = (block.from..block.to).any(|node| {
            self.spent += 1;
            if let Some(which) = which {
                return self.closes_it(node, what, which, 0);
            }
            match graph.event(node) {
                Event::Call(call) => self.touches(graph.calls[call as usize].step, what),
                event => graph.touches(event, what),
            }
        });
        self.passed.insert((always, what, which), touches);
        touches
    }

    /// Whether something is closed at a node, or in a step that is called there. A loop over a list may
    /// come to it.
    fn closes_it(&mut self, node: Node, what: &'a str, which: Which<'a>, depth: usize) -> bool {
        let graph = self.graph;
        match graph.event(node) {
            Event::Try(act) => graph.act(act).closes.iter().any(|closes| {
                // The field of a record may be the id by another name.
                let told = |of: Subject<'a>| !of.path.is_empty() || self.may_be(of, which.subject);
                // Who ends a call may mean the one to the colleague. Else a variable may hold the same id; of two
                // inputs each is a contact of its own.
                let strictly = which.strict && closes.if_done;
                let is_it = |of| told(of) || !strictly && !of.is_apart(which.subject);
                closes.what == what && closes.of.is_none_or(is_it)
            }),
            Event::Call(call) => {
                let step = graph.calls[call as usize].step;
                let subject = self.inwards(call, which.subject);
                let inner = Which {
                    subject: subject.unwrap_or(which.subject),
                    ..which
                };
                self.touches(step, what)
                    && (depth == CALLS
                        || self.nodes_of(step).any(|node| {
                            self.spent += 1;
                            self.closes_it(node, what, inner, depth + 1)
                        }))
            }
            _ => false,
        }
    }
}
