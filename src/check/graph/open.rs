//! What a script leaves open: from where an action has opened something, forwards, to an end of
//! the flow that nothing on the way has closed it before.

use super::event::{Ends, Event};
use super::search::{DEEPEST, Search};
use super::subject::Subject;
use super::{Act, Node};
use crate::check::rules;
use crate::diagnostic::Diagnostic;
use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet, VecDeque};

/// Something open, and whether it takes one more action before an end counts.
#[derive(Clone, Copy)]
struct Key<'a> {
    what: &'a str,
    subject: Subject<'a>,
    /// An end counts only behind another action that changes something: what a flow does last may
    /// be all that it is for.
    idle: bool,
}

/// What looking forwards has found.
#[derive(Default)]
struct Reach {
    /// The way to an end of the flow, from the start.
    way: Option<Vec<Node>>,
    /// Whether the step is left by `return` or its end.
    returned: bool,
    escapes: Vec<Node>,
}

/// Every way on which something stays open, each opening once. Of subjects that are in no state for
/// what is done with them enough has been said.
pub(super) fn findings<'a>(
    search: &mut Search<'_, 'a>,
    impossible: &[Subject<'a>],
) -> Vec<Diagnostic> {
    let graph = search.graph;
    let mut findings = Vec::new();
    let closes = graph.acts.iter().flat_map(|act| &act.closes);
    let closed: HashSet<&str> = closes.map(|(what, _)| *what).collect();
    for node in 0..graph.next() {
        let Event::Done(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        let Some(opens) = &act.action.opens else {
            continue;
        };
        let closed = closed.contains(&*opens.what);
        if opens.stays && !closed || impossible.contains(&act.opens) {
            continue;
        }
        let key = Key {
            what: &opens.what,
            subject: act.opens,
            idle: !closed,
        };
        if let Some(way) = reach(search, node, key, false, 0).way {
            findings.push(told(search, act, &way, closed));
        }
    }
    findings
}

fn told(search: &Search<'_, '_>, act: &Act<'_>, way: &[Node], closed: bool) -> Diagnostic {
    let graph = search.graph;
    let taken = way.iter().filter(|node| graph.event(**node) == Event::Way);
    let taken: Vec<_> = taken.map(|node| graph.span(*node)).collect();
    let end = way.last().copied().unwrap_or_default();
    let ends = match graph.event(end) {
        Event::Exit(ends) => ends,
        _ => Ends::Last,
    };
    rules::left_open::problem(&rules::left_open::Known {
        opens: act.action.opens.as_ref(),
        at: act.span,
        taken: &taken,
        end: graph.span(end),
        last: ends == Ends::Last,
        closed,
    })
}

/// Looks forwards from a node. Inside of a step that is only passed through, who called it is
/// left alone.
fn reach<'a>(
    search: &mut Search<'_, 'a>,
    start: Node,
    key: Key<'a>,
    inside: bool,
    depth: usize,
) -> Reach {
    let mut found = Reach::default();
    let mut came: HashMap<(Node, bool), (Node, bool)> = HashMap::new();
    let mut open = VecDeque::from([(start, key.idle)]);
    came.insert((start, key.idle), (start, key.idle));
    while let Some(place) = open.pop_front() {
        if !search.look() || depth > DEEPEST {
            return Reach::default();
        }
        let (node, mut idle) = place;
        let mut on = true;
        match search.event(node) {
            Event::Try(act) => {
                let act = search.graph.act(act);
                on = !act.closes(key.what, key.subject);
                idle &= act.action.reads;
            }
            Event::Done(act) if node != start => {
                let act = search.graph.act(act);
                let again = act.action.opens.as_ref();
                let again = again.is_some_and(|opens| *opens.what == *key.what);
                on = !(again && act.opens.may_be(key.subject));
            }
            Event::Assign(var, _) | Event::Item(var) => {
                let entry = search.graph.body(node).entry;
                on = !key.subject.is_of(entry, var);
            }
            Event::Through(passed) => on = !search.passes(passed, key.what),
            Event::Exit(_) if !idle => {
                found.way = Some(way_to(place, &came));
                return found;
            }
            Event::Return if inside => found.returned = true,
            Event::Escape if inside => found.escapes.push(node),
            Event::Return | Event::Escape => {
                if let Some(mut rest) = out(search, node, key, idle, depth) {
                    let mut way = way_to(place, &came);
                    way.append(&mut rest);
                    found.way = Some(way);
                    return found;
                }
            }
            Event::Call(call) => {
                if let Some(within) = call_of(search, call, key, idle, depth) {
                    if let Some(mut rest) = within.way {
                        let mut way = way_to(place, &came);
                        way.append(&mut rest);
                        found.way = Some(way);
                        return found;
                    }
                    on = false;
                    for next in search.after(node).to_vec() {
                        let goes = match search.event(next) {
                            Event::Raised(_, escape) => within.escapes.contains(&escape),
                            _ => within.returned,
                        };
                        if goes && !came.contains_key(&(next, idle)) {
                            came.insert((next, idle), place);
                            open.push_back((next, idle));
                        }
                    }
                }
            }
            _ => {}
        }
        if on {
            for next in search.after(node) {
                let next = (*next, idle);
                if let Entry::Vacant(new) = came.entry(next) {
                    new.insert(place);
                    open.push_back(next);
                }
            }
        }
    }
    found
}

/// Through a step, where that has to do with it.
fn call_of<'a>(
    search: &mut Search<'_, 'a>,
    call: u32,
    key: Key<'a>,
    idle: bool,
    depth: usize,
) -> Option<Reach> {
    let step = search.call(call).step;
    let subject = search.inwards(call, key.subject)?;
    if !search.touches(step, key.what) {
        return None;
    }
    let entry = search.entry(step)?;
    let key = Key {
        subject,
        idle,
        ..key
    };
    Some(reach(search, entry, key, true, depth + 1))
}

/// Out of a step, to those who called it.
fn out<'a>(
    search: &mut Search<'_, 'a>,
    node: Node,
    key: Key<'a>,
    idle: bool,
    depth: usize,
) -> Option<Vec<Node>> {
    let step = search.step_of(node)?;
    let places: Vec<(u32, Node)> = match search.event(node) {
        Event::Escape => {
            let raised = search.raised(node);
            let raised = raised.into_iter().map(|node| match search.event(node) {
                Event::Raised(call, _) => (call, node),
                _ => (0, node),
            });
            raised.collect()
        }
        _ => {
            let callers = search.callers(step).iter();
            callers
                .map(|call| (*call, search.returned(*call)))
                .collect()
        }
    };
    places.into_iter().find_map(|(call, node)| {
        let subject = search.outwards(call, key.subject)?;
        let key = Key {
            subject,
            idle,
            ..key
        };
        reach(search, node, key, false, depth + 1).way
    })
}

/// The way to a place, from the start of the search.
fn way_to(place: (Node, bool), came: &HashMap<(Node, bool), (Node, bool)>) -> Vec<Node> {
    let mut way = vec![place.0];
    let mut at = place;
    while let Some(before) = came.get(&at).filter(|before| **before != at) {
        way.push(before.0);
        at = *before;
    }
    way.reverse();
    way
}
