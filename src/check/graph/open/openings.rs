//! A look forwards for what is open, through loops and steps, to an end of the flow.

use crate::check::graph::event::{Ends, Event};
use crate::check::graph::graph::Node;
use crate::check::graph::looks::{Notes, Place};
use crate::check::graph::search::{Search, Which};
use crate::check::graph::subject::Subject;
use crate::check::names::{NameMap, NameSet};

/// Something open, and whether it takes one more action before an end counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Key<'a> {
    pub what: &'a str,
    pub subject: Subject<'a>,
    /// An end counts only behind another action that changes something: what a flow does last may
    /// be all that it is for.
    pub idle: bool,
    /// A pause in which the run is cut off counts as an end too.
    pub cut: bool,
    /// Whether what always runs closes it only where it is about this very thing.
    pub exact: bool,
    /// Whether that has to be certain: to end the call to a colleague is none of the caller's who waits for
    /// its end.
    pub strict: bool,
}

impl<'a> Key<'a> {
    /// What always runs has to be about this, where that counts.
    fn exactly(&self) -> Option<Which<'a>> {
        self.exact.then_some(Which {
            subject: self.subject,
            strict: self.strict,
        })
    }
}

/// What looking forwards has found.
#[derive(Clone, Default)]
pub(super) struct Reach {
    /// The way to an end of the flow, from the start.
    pub way: Option<Vec<Node>>,
    /// Whether the step is left by `return` or its end.
    returned: bool,
    escapes: Vec<Node>,
}

/// A look forwards for what is open, and what is known of it by now.
pub(super) struct Openings<'s, 'g, 'a> {
    pub search: &'s mut Search<'g, 'a>,
    /// How steps go that are entered with something open.
    steps: NameMap<(Node, Key<'a>), Reach>,
    /// Places from where it is closed on every way.
    closed: NameSet<(Node, Key<'a>)>,
    /// Whether an end of the flow in a step leaves it open.
    ends: NameMap<(usize, &'a str, Option<Which<'a>>), bool>,
    /// What earlier looks have written on, for the next.
    spare: Vec<Notes>,
}

/// One look forwards from a place.
struct Look<'a> {
    start: Node,
    key: Key<'a>,
    /// Inside of a step that is only passed through, who called it is left alone.
    inside: bool,
    depth: usize,
    notes: Notes,
    found: Reach,
}

/// How it goes on from a node.
enum On {
    /// To what is after it.
    All,
    /// To these.
    To(Vec<Node>),
    /// The way to an end of the flow goes on so, and others go on to these.
    Ends(Vec<Node>, Vec<Node>),
    Nowhere,
}

impl<'a> Look<'a> {
    fn new(start: Node, key: Key<'a>, inside: bool, depth: usize, mut notes: Notes) -> Self {
        notes.begin((start, key.idle));
        Self {
            start,
            key,
            inside,
            depth,
            notes,
            found: Reach::default(),
        }
    }

    /// Keeps the first way to an end of the flow.
    fn ends(&mut self, place: Place, rest: Vec<Node>) {
        if self.found.way.is_none() {
            let mut way = self.notes.way_to(place);
            way.extend(rest);
            self.found.way = Some(way);
        }
    }

    fn go(&mut self, nodes: &[Node], from: Place, idle: bool) {
        for node in nodes {
            self.notes.come((*node, idle), from);
        }
    }
}

impl<'s, 'g, 'a> Openings<'s, 'g, 'a> {
    pub fn new(search: &'s mut Search<'g, 'a>) -> Self {
        Self {
            search,
            steps: NameMap::default(),
            closed: NameSet::default(),
            ends: NameMap::default(),
            spare: Vec::new(),
        }
    }

    /// Looks forwards from a node.
    pub fn from(&mut self, start: Node, key: Key<'a>, inside: bool, depth: usize) -> Reach {
        let notes = self.spare.pop();
        let notes = notes.unwrap_or_else(|| Notes::of(self.search.graph.next()));
        let mut look = Look::new(start, key, inside, depth, notes);
        while let Some(place) = look.notes.open.pop_front() {
            let (node, mut idle) = place;
            if !self.search.look(node, depth) {
                look.found = Reach::default();
                break;
            }
            if let Event::Try(act) = self.search.event(node) {
                idle &= self.search.graph.act(act).action.reads;
            }
            match self.on(&mut look, node, idle) {
                On::All => look.go(self.search.after(node), place, idle),
                On::To(nodes) => look.go(&nodes, place, idle),
                On::Ends(rest, others) => {
                    look.ends(place, rest);
                    if !look.inside {
                        break;
                    }
                    look.go(&others, place, idle);
                }
                On::Nowhere => {}
            }
        }
        self.spare.push(look.notes);
        look.found
    }

    fn on(&mut self, look: &mut Look<'a>, node: Node, idle: bool) -> On {
        let key = Key { idle, ..look.key };
        let goes = match self.search.event(node) {
            Event::Exit(Ends::Cut) if !key.cut => false,
            Event::Exit(_) if !idle && self.ends_so(node, key, look.inside) => {
                return On::Ends(Vec::new(), Vec::new());
            }
            Event::Return if look.inside => {
                look.found.returned = true;
                false
            }
            Event::Escape if look.inside => {
                look.found.escapes.push(node);
                false
            }
            Event::Return | Event::Escape => return self.out(node, key, look.depth),
            Event::Call(call) => return self.through(call, node, key, look),
            Event::Each(each) if self.search.goes_through(each, key.subject) => {
                return On::To(self.rounds(node));
            }
            Event::Through(passed) => !self.search.passes(passed, key.what, key.exactly()),
            Event::Try(act) => {
                let search = &*self.search;
                let is_it = |of| search.may_be(of, key.subject);
                !search.graph.act(act).closes(key.what, false, is_it)
            }
            Event::Done(act) if node != look.start => {
                let act = self.search.graph.act(act);
                let search = &*self.search;
                if act.closes(key.what, true, |of| search.may_be(of, key.subject)) {
                    return On::Nowhere;
                }
                !act.opened()
                    .any(|(opens, subject)| *opens.what == *key.what && subject.may_be(key.subject))
            }
            Event::Assign(var, _) | Event::Item(var) => !key.subject.is_of(var),
            _ => true,
        };
        if goes { On::All } else { On::Nowhere }
    }

    /// A loop through the list that has the thing in it comes to that thing too: there is no way
    /// past its rounds.
    fn rounds(&self, node: Node) -> Vec<Node> {
        let after = self.search.after(node).iter().copied();
        let is_round = |next: &Node| matches!(self.search.event(*next), Event::Item(_));
        after.filter(is_round).collect()
    }

    /// Through a step, where that has to do with it or may end the flow.
    fn through(&mut self, call: u32, node: Node, key: Key<'a>, look: &Look<'a>) -> On {
        let step = self.search.call(call).step;
        let touches = self.search.touches(step, key.what);
        if touches && self.search.hands_on_list_of(call, key.subject) {
            return On::Nowhere;
        }
        if !touches && !self.search.may_end(step, key.cut) {
            return On::All;
        }
        // What has no name in the step is not touched there.
        let inner = self.search.inwards(call, key.subject);
        let inner = inner.unwrap_or(key.subject);
        let Some(entry) = self.search.entry(step) else {
            return On::All;
        };
        let within = self.within(
            entry,
            Key {
                subject: inner,
                ..key
            },
            look.depth,
        );
        let goes = |next: &Node| match self.search.event(*next) {
            Event::Raised(_, escape) => within.escapes.contains(&escape),
            _ => within.returned,
        };
        let after = self.search.after(node).iter().copied();
        let after = after.filter(goes).collect();
        match within.way {
            Some(rest)
                if !self.search.passes_around(node, key.what, key.exactly())
                    && self.ends_so(node, key, look.inside) =>
            {
                On::Ends(rest, after)
            }
            _ => On::To(after),
        }
    }

    /// Whether an end of the flow here leaves it open: where that is in a step, blocks around its calls
    /// still run. Who is only passing through the step knows the call, and looks at those itself.
    fn ends_so(&mut self, node: Node, key: Key<'a>, inside: bool) -> bool {
        let Some(step) = self.search.step_of(node).filter(|_| !inside) else {
            return true;
        };
        let place = (step, key.what, key.exactly());
        if let Some(known) = self.ends.get(&place) {
            return *known;
        }
        self.ends.insert(place, true);
        let calls = self.search.callers(step).to_vec();
        let so = calls.is_empty()
            || calls.iter().any(|call| {
                let node = self.search.call(*call).node;
                let around = self.search.passes_around(node, key.what, key.exactly());
                !around && self.ends_so(node, key, false)
            });
        self.ends.insert(place, so);
        so
    }

    /// How a step goes, looked at once.
    fn within(&mut self, entry: Node, key: Key<'a>, depth: usize) -> Reach {
        if let Some(known) = self.steps.get(&(entry, key)) {
            return known.clone();
        }
        let reach = self.from(entry, key, true, depth + 1);
        if !self.search.has_given_up() {
            self.steps.insert((entry, key), reach.clone());
        }
        reach
    }

    /// Out of a step, to those who called it.
    fn out(&mut self, node: Node, key: Key<'a>, depth: usize) -> On {
        for (call, node) in self.callers(node) {
            let Some(subject) = self.search.outwards(call, key.subject) else {
                continue;
            };
            let key = Key { subject, ..key };
            if self.closed.contains(&(node, key)) {
                continue;
            }
            if let Some(way) = self.from(node, key, false, depth + 1).way {
                return On::Ends(way, Vec::new());
            }
            if self.search.has_given_up() {
                break;
            }
            self.closed.insert((node, key));
        }
        On::Nowhere
    }

    /// Where one comes out who leaves a step here, and of which call.
    fn callers(&self, node: Node) -> Vec<(u32, Node)> {
        if self.search.event(node) == Event::Escape {
            let raised = self.search.raised(node).into_iter();
            let call = |node: Node| match self.search.event(node) {
                Event::Raised(call, _) => Some((call, node)),
                _ => None,
            };
            return raised.filter_map(call).collect();
        }
        let step = self.search.step_of(node);
        let calls = step.map_or(&[][..], |step| self.search.callers(step));
        let calls = calls.iter();
        calls
            .map(|call| (*call, self.search.returned(*call)))
            .collect()
    }
}
