//! What state a thing can be in where an action wants to change it: from the action backwards, to
//! what last said so on each way.

use super::event::Act;
use super::event::Event;
use super::graph::Node;
use super::looks::Looked;
use super::search::Search;
use super::subject::{Root, Subject};
use crate::catalogue::{SystemEntry, Thing};
use crate::check::context::Context;
use crate::check::names::NameSet;
use crate::check::systems::Systems;
use crate::source::Span;
use std::sync::Arc;

/// Which thing.
#[derive(Clone, Copy)]
struct Key<'a> {
    system: u16,
    thing: &'a str,
    subject: Subject<'a>,
}

/// What looking backwards has found.
#[derive(Default)]
struct Found {
    /// States, as bits in the order of the catalogue.
    states: u32,
    /// The flow begins before anything says so.
    outside: bool,
    /// It came to the script, and nothing was done with it before.
    new: bool,
    /// Nobody can tell.
    any: bool,
    /// A list said so, and it may be otherwise by now.
    listed: bool,
    /// Where the states come from.
    at: Vec<Node>,
}

/// What was said of states, so that nothing is said that follows from it.
#[derive(Default)]
pub(super) struct Said<'a> {
    /// What those actions are about.
    pub subjects: NameSet<Subject<'a>>,
    /// What some of them want to close, which nothing has opened: if something else is left open,
    /// the one was meant where the other is written.
    pub unopened: NameSet<&'a str>,
}

/// An action that the state of its thing cannot allow.
pub(in crate::check) struct Impossible<'a> {
    /// Its words.
    pub action: &'a str,
    /// What kind of thing it changes: `contact`.
    pub thing: &'a str,
    /// Where.
    pub at: Span,
    /// The states in which it can succeed.
    pub allowed: &'a [Arc<str>],
    /// The states that the thing can be in; empty where nothing has said so.
    pub is: Vec<&'a str>,
    /// Where one of those comes from.
    pub since: Option<Span>,
    /// The thing as the script writes it.
    pub subject: Option<String>,
    /// What it takes back and nothing before it has opened.
    pub unopened: Option<&'a str>,
}

/// Every action that the state of its thing cannot allow.
pub(super) fn impossible<'a>(
    search: &mut Search<'_, 'a>,
    systems: &Systems<'a>,
    context: &Context,
) -> (Vec<Impossible<'a>>, Said<'a>) {
    let graph = search.graph;
    let (mut all, mut said) = (Vec::new(), Said::default());
    for node in 0..graph.next() {
        let Event::Try(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        let Some(state) = &act.action.state else {
            continue;
        };
        if act.thing.root == Root::Any || state.before.is_empty() {
            continue;
        }
        let entry = systems.list[act.system as usize].entry;
        let Some(thing) = entry.thing(&state.thing) else {
            continue;
        };
        let platform = context.platform_of(&entry.name);
        let allowed = state.before(platform);
        search.ask();
        let found = one(search, node, act, entry, thing, allowed);
        match found {
            Some(found) => {
                said.subjects.insert(act.thing);
                said.unopened.extend(found.unopened);
                all.push(found);
            }
            None => search.asked(act.span),
        }
    }
    (all, said)
}

fn one<'a>(
    search: &mut Search<'_, 'a>,
    node: Node,
    act: &Act<'a>,
    entry: &'a SystemEntry,
    thing: &'a Thing,
    allowed: &'a [Arc<str>],
) -> Option<Impossible<'a>> {
    let before = allowed.iter().fold(0, |bits, name| bits | bit(thing, name));
    if allowed.is_empty() {
        return None;
    }
    let key = Key {
        system: act.system,
        thing: &thing.name,
        subject: act.thing,
    };
    let found = look_back(search, node, key, before, thing);
    if found.any || found.states & before != 0 {
        return None;
    }
    let closes = undone(entry, act, allowed);
    let unopened = match (found.outside || found.new, closes) {
        (true, Some(what)) => Some(what),
        (false, _) if found.states != 0 && !comes_out_otherwise(search, node, &found) => None,
        _ => return None,
    };
    Some(Impossible {
        action: act.action.short(),
        thing: &thing.name,
        at: act.span,
        allowed,
        is: names(thing, found.states),
        since: found.at.first().map(|node| search.graph.span(*node)),
        subject: written(act.thing),
        unopened,
    })
}

/// Whether the place runs on ways out too, on which what was found to have set the state may not have
/// happened: it is in the `always` of a group, and that is in the group.
fn comes_out_otherwise(search: &Search<'_, '_>, node: Node, found: &Found) -> bool {
    let mut around = search.graph.always.iter();
    around.any(|one| {
        let within = (one.from..one.to).contains(&node);
        within && found.at.iter().any(|at| (one.body..one.from).contains(at))
    })
}

/// A `wait until` that is over before it begins.
pub(in crate::check) struct OverAtOnce<'a> {
    /// Where it stands.
    pub at: Span,
    /// What is waited for: `contact`.
    pub thing: &'a str,
    /// The states that it is in already.
    pub is: Vec<&'a str>,
    /// Where one of those comes from.
    pub since: Option<Span>,
}

/// Every wait for a state that the thing has already on every way to it.
pub(super) fn over_at_once<'a>(
    search: &mut Search<'_, 'a>,
    systems: &Systems<'a>,
) -> Vec<OverAtOnce<'a>> {
    let graph = search.graph;
    let mut all = Vec::new();
    for node in 0..graph.next() {
        let Event::Seen(number) = graph.event(node) else {
            continue;
        };
        let seen = &graph.seen[number as usize];
        let entry = systems.list[seen.system as usize].entry;
        let Some(thing) = entry
            .thing(seen.thing)
            .filter(|_| seen.subject.root != Root::Any)
        else {
            continue;
        };
        let key = Key {
            system: seen.system,
            thing: seen.thing,
            subject: seen.subject,
        };
        search.ask();
        let found = look_back(search, node, key, !seen.states, thing);
        let sure = !(found.any || found.outside || found.new || found.listed);
        if sure && found.states != 0 && found.states & !seen.states == 0 {
            all.push(OverAtOnce {
                at: graph.span(node),
                thing: &thing.name,
                is: names(thing, found.states),
                since: found.at.first().map(|node| graph.span(*node)),
            });
        }
    }
    all
}

/// What an action takes back, where the states that it needs come from nothing else than what it
/// takes back.
fn undone<'a>(entry: &SystemEntry, act: &Act<'a>, allowed: &[Arc<str>]) -> Option<&'a str> {
    let leads_to = |what: &str, state: &Arc<str>| {
        entry.actions.iter().any(|action| {
            let opens = action.opens.as_ref();
            let after = action.state.as_ref().and_then(|state| state.after.as_ref());
            opens.is_some_and(|opens| *opens.what == *what) && after == Some(state)
        })
    };
    let mut closes = act.closes.iter().map(|closes| closes.what);
    closes.find(|what| allowed.iter().all(|state| leads_to(what, state)))
}

fn bit(thing: &Thing, name: &str) -> u32 {
    let at = thing.states.iter().position(|state| *state.name == *name);
    at.map_or(0, |at| 1 << (at % 32))
}

fn names(thing: &Thing, states: u32) -> Vec<&str> {
    let known = thing.states.iter().enumerate();
    let known = known.filter(|(at, _)| states & (1 << (at % 32)) != 0);
    known.map(|(_, state)| &*state.name).collect()
}

/// A subject as a script writes it, where that is certain.
fn written(subject: Subject<'_>) -> Option<String> {
    match subject {
        Subject {
            root: Root::Input(name),
            path: "",
        } => Some(format!("<{name}>")),
        Subject {
            root: Root::Literal(text),
            ..
        } => Some(text.to_owned()),
        _ => None,
    }
}

/// Looks backwards from a node, until it is certain that the action may succeed.
fn look_back<'a>(
    search: &mut Search<'_, 'a>,
    start: Node,
    key: Key<'a>,
    enough: u32,
    thing: &Thing,
) -> Found {
    let mut found = Found::default();
    let mut seen = Looked::new();
    let first = search.before(start).iter();
    let mut open: Vec<(Node, Subject<'a>)> = first.map(|node| (*node, key.subject)).collect();
    while let Some((node, subject)) = open.pop() {
        if found.any || found.states & enough != 0 {
            break;
        }
        if !seen.insert((node, subject)) {
            continue;
        }
        if !search.look(node, 0) {
            found.any = true;
            break;
        }
        let key = Key { subject, ..key };
        if search.event(node) == Event::Enter {
            found.any |= !enter(search, node, key, &mut open);
        } else if !says(search, node, key, thing, &mut found) {
            let before = search.before(node).iter();
            open.extend(before.map(|node| (*node, subject)));
        }
    }
    found
}

/// A step begins: whoever calls it knows more. Whether all of them can be asked.
fn enter<'a>(
    search: &Search<'_, 'a>,
    node: Node,
    key: Key<'a>,
    open: &mut Vec<(Node, Subject<'a>)>,
) -> bool {
    let step = search.step_of(node);
    let callers = step.map_or(&[][..], |step| search.callers(step));
    for call in callers {
        match search.outwards(*call, key.subject) {
            Some(subject) if subject.root != Root::Any => {
                let before = search.before(search.call(*call).node).iter();
                open.extend(before.map(|node| (*node, subject)));
            }
            _ => return false,
        }
    }
    !callers.is_empty()
}

/// What a node says of the state; whether it says anything, so that what was before it is past.
fn says<'a>(
    search: &mut Search<'_, 'a>,
    node: Node,
    key: Key<'a>,
    thing: &Thing,
    found: &mut Found,
) -> bool {
    let graph = search.graph;
    let is_it = |act: &Act<'_>| {
        let same = act.system == key.system;
        let state = act.action.state.as_ref().filter(|_| same);
        state.is_some_and(|state| *state.thing == *key.thing) && act.thing.may_be(key.subject)
    };
    match graph.event(node) {
        Event::Start => match key.subject.root {
            Root::Input(_) | Root::Literal(_) => found.outside = true,
            _ => found.any = true,
        },
        Event::Done(number) if is_it(graph.act(number)) => {
            let act = graph.act(number);
            let after = act
                .action
                .state
                .as_ref()
                .and_then(|state| state.after.as_ref());
            match after.filter(|_| act.thing == key.subject) {
                Some(after) => found.states |= bit(thing, after),
                None => found.any = true,
            }
            found.at.push(node);
        }
        Event::Failed(number) if is_it(graph.act(number)) => found.any = true,
        Event::Try(number)
            if graph
                .act(number)
                .closes
                .iter()
                .any(|closes| closes.of.is_none()) =>
        {
            found.any = true;
        }
        Event::Seen(number) => {
            let seen = &graph.seen[number as usize];
            if seen.system != key.system || *seen.thing != *key.thing {
                return false;
            }
            match seen.subject == key.subject {
                true => {
                    found.states |= seen.states;
                    found.listed |= seen.listed;
                }
                false if seen.subject.may_be(key.subject) => found.any = true,
                false => return false,
            }
            found.at.push(node);
        }
        Event::Assign(var, awaited) if key.subject.is_of(var) => {
            found.new |= awaited;
            found.any |= !awaited;
        }
        Event::Item(var) if key.subject.is_of(var) => found.any = true,
        Event::Returned(call) | Event::Raised(call, _) => {
            let step = search.call(call).step;
            if !search.touches(step, key.thing) {
                return false;
            }
            found.any = true;
        }
        Event::Through(passed) => {
            if !search.passes(passed, key.thing, None) {
                return false;
            }
            found.any = true;
        }
        _ => return false,
    }
    true
}
