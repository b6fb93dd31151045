//! What a script leaves open: from where an action has opened something, forwards, to an end of
//! the flow that nothing on the way has closed it before.

use super::event::{Ends, Event};
use super::graph::Node;
use super::looks::{Notes, Place};
use super::search::{Search, Which};
use super::state::Said;
use super::subject::Subject;
use crate::catalogue::Opens;
use crate::check::names::{NameMap, NameSet};
use crate::source::Span;

/// Something open, and whether it takes one more action before an end counts.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key<'a> {
    what: &'a str,
    subject: Subject<'a>,
    /// An end counts only behind another action that changes something: what a flow does last may
    /// be all that it is for.
    idle: bool,
    /// A pause in which the run is cut off counts as an end too.
    cut: bool,
    /// Whether what always runs closes it only where it is about this very thing.
    exact: bool,
    /// Whether that has to be certain: to end the call to a colleague is none of the caller's who waits for
    /// its end.
    strict: bool,
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
struct Reach {
    /// The way to an end of the flow, from the start.
    way: Option<Vec<Node>>,
    /// Whether the step is left by `return` or its end.
    returned: bool,
    escapes: Vec<Node>,
}

/// A look forwards for what is open, and what is known of it by now.
struct Openings<'s, 'g, 'a> {
    search: &'s mut Search<'g, 'a>,
    /// How steps go that are entered with something open.
    steps: NameMap<(Node, Key<'a>), Reach>,
    /// Places from where it is closed on every way.
    closed: NameSet<(Node, Key<'a>)>,
    /// Whether an end of the flow in a step leaves it open.
    ends: NameMap<(usize, &'a str, Option<Which<'a>>), bool>,
    /// What earlier looks have written on, for the next.
    spare: Vec<Notes>,
}

/// Something that stays open on some way.
pub(in crate::check) struct LeftOpen<'a> {
    /// What the catalogue says of it.
    pub opens: &'a Opens,
    /// The action that opens it.
    pub at: Span,
    /// The arms and handlers on the way to the end, and the actions that fail on it (`true`).
    pub taken: Vec<(Span, bool)>,
    /// Where the flow ends.
    pub end: Span,
    /// Whether that is after its last statement.
    pub last: bool,
    /// Whether the script closes one on some other way.
    pub closed: bool,
    /// Whether it is open only where the result of the action is unknown.
    pub maybe: bool,
    /// Whether it is open only where the run is cut off in a pause.
    pub cut: bool,
    /// What the same action leaves open besides.
    pub also: Option<&'a Opens>,
}

/// Every way on which something stays open, each opening once. A subject that is in no state for
/// what is done with it is not told again.
pub(super) fn left_open<'a>(search: &mut Search<'_, 'a>, said: &Said<'a>) -> Vec<LeftOpen<'a>> {
    let graph = search.graph;
    let mut findings = Vec::new();
    let closes = graph.acts.iter().flat_map(|act| &act.closes);
    let closed: NameSet<&str> = closes.map(|closes| closes.what).collect();
    let mut openings = Openings {
        search,
        steps: NameMap::default(),
        closed: NameSet::default(),
        ends: NameMap::default(),
        spare: Vec::new(),
    };
    // Only who closes it on every way out relies on that: `always` does not run for what is before it.
    let acts = graph.acts.iter();
    let opened = acts.flat_map(|act| act.action.opened());
    let opened: NameSet<&str> = opened.map(|opens| &*opens.what).collect();
    let always = opened.into_iter();
    let always: NameSet<&str> = always
        .filter(|what| openings.search.closed_always(what))
        .collect();
    // What has succeeded and stays open is told once, not again for where its result is unknown.
    let mut told_of: NameSet<(u32, &str)> = NameSet::default();
    for maybe in [false, true] {
        for node in 0..graph.next() {
            let number = match graph.event(node) {
                Event::Done(number) if !maybe => number,
                Event::Maybe(number) if maybe => number,
                _ => continue,
            };
            let act = graph.act(number);
            let is_closed = |opens: &Opens| closed.contains(&*opens.what);
            // What is only joined was there before, and is left as it was.
            let asks = |(opens, subject): &(&'a Opens, Subject<'a>)| {
                let what = &*opens.what;
                let is_said = said.subjects.contains(subject) || said.unopened.contains(what);
                let relied_on = opens.must || always.contains(what);
                !(opens.stays || is_said || maybe && !relied_on)
            };
            let opened = act.opened().filter(asks);
            let opened = opened.filter(|(opens, _)| !told_of.contains(&(number, &*opens.what)));
            let opened: Vec<_> = opened.collect();
            for (opens, subject) in opened {
                let closed = is_closed(opens);
                let key = Key {
                    what: &opens.what,
                    subject,
                    idle: !closed && !opens.must,
                    cut: false,
                    exact: opens.closed_by().is_some(),
                    strict: opens.by.is_some(),
                };
                openings.search.ask();
                let mut way = openings.from(node, key, false, 0).way;
                // What is left so on an ordinary way is told for that one: to cut the run off is rarer.
                if way.is_none() && !maybe && !key.idle && openings.search.has_pauses() {
                    way = openings.from(node, Key { cut: true, ..key }, false, 0).way;
                }
                let Some(way) = way else {
                    openings.search.asked(act.span);
                    continue;
                };
                told_of.insert((number, &*opens.what));
                let found = told(openings.search, act.span, opens, &way, closed);
                findings.push(LeftOpen {
                    maybe: maybe || opens.perhaps,
                    ..found
                });
            }
        }
    }
    findings.sort_by_key(|found: &LeftOpen<'_>| found.at.start);
    together(findings)
}

/// What one action leaves open is told once: to end the call to a colleague and to resume the caller
/// go into the same lines.
fn together(findings: Vec<LeftOpen<'_>>) -> Vec<LeftOpen<'_>> {
    let mut all: Vec<LeftOpen<'_>> = Vec::with_capacity(findings.len());
    for found in findings {
        match all.last_mut().filter(|last| last.at == found.at) {
            Some(last) => last.also = Some(found.opens),
            None => all.push(found),
        }
    }
    all
}

fn told<'a>(
    search: &Search<'_, 'a>,
    at: Span,
    opens: &'a Opens,
    way: &[Node],
    closed: bool,
) -> LeftOpen<'a> {
    let graph = search.graph;
    let taken = way.iter().filter_map(|node| {
        let fails = match graph.event(*node) {
            Event::Way => false,
            Event::Fails => true,
            _ => return None,
        };
        Some((graph.span(*node), fails))
    });
    let end = way.last().copied().unwrap_or_default();
    let ends = match graph.event(end) {
        Event::Exit(ends) => ends,
        _ => Ends::Last,
    };
    LeftOpen {
        opens,
        at,
        taken: taken.collect(),
        end: graph.span(end),
        last: ends == Ends::Last,
        closed,
        maybe: false,
        cut: ends == Ends::Cut,
        also: None,
    }
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

impl<'a> Openings<'_, '_, 'a> {
    /// Looks forwards from a node.
    fn from(&mut self, start: Node, key: Key<'a>, inside: bool, depth: usize) -> Reach {
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
