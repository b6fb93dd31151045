//! Waits: what they need, end in and give, and what the graph has to know of them.

use super::flow::Flow;
use super::needs::Need;
use super::raise::{Fired, Raise};
use super::record::record_new;
use crate::catalogue::Thing;
use crate::check::graph::{Event, Seen};
use crate::source::Span;
use crate::syntax::tree::{self, Handler};
use crate::syntax::visit::Visit;

/// What the transport can add to the outcomes of watching: nothing is changed by it.
pub(in crate::check) const TRANSPORT: [&str; 4] =
    ["Unauthorized", "Throttled", "Unavailable", "Rejected"];

impl<'a> Flow<'_, 'a> {
    pub(super) fn wait_until(&mut self, wait: &'a tree::WaitUntil, at: Span) {
        self.reads(&wait.at_most);
        self.expr(&wait.subject);
        let model = self.model;
        let Some(used) = model.thing_at(wait.thing.start) else {
            return self.broken(None, &wait.handlers);
        };
        let text = Span::new(at.start, wait.state.end);
        self.record_pause(text);
        needs_of_thing(self, used.system, used.thing, "wait until", text);
        let fired = ends_of_wait(self, used.thing, &wait.handlers, text);
        self.after(&wait.handlers, fired, at, |flow| {
            record_seen(flow, used.system, used.thing, wait, text);
        });
    }

    pub(super) fn await_(&mut self, wait: &'a tree::Await, at: Span) {
        self.reads(&wait.at_most);
        self.reads(wait.with.iter().map(|arg| &arg.value));
        if let Some(known) = &wait.signal {
            return signal(self, wait, known, at);
        }
        let model = self.model;
        let Some(used) = model.thing_at(wait.thing.start) else {
            return self.broken(wait.giving, &wait.handlers);
        };
        let text = Span::new(at.start, wait.thing.end);
        self.record_pause(text);
        needs_of_thing(self, used.system, used.thing, "await", text);
        let outputs = used.outputs();
        for output in outputs {
            self.path.grow(self.var(*output));
        }
        let fired = ends_of_wait(self, used.thing, &wait.handlers, text);
        self.after(&wait.handlers, fired, at, |flow| {
            record_new(flow, outputs, true, text);
            flow.bind_all(outputs);
        });
    }
}

fn signal<'a>(flow: &mut Flow<'_, 'a>, wait: &'a tree::Await, signal: &'a tree::Signal, at: Span) {
    flow.reads(&signal.question);
    let giving = wait.giving.and_then(|name| flow.binds(name));
    let text = Span::new(at.start, signal.name.end);
    flow.record_pause(text);
    let mut fired = Fired::here(flow.path.node);
    let declined = signal.question.is_some().then_some("Declined");
    for name in ["TimedOut"].into_iter().chain(declined) {
        let raise = Raise {
            repeats: true,
            ..Raise::of_statement(name, text)
        };
        flow.raise(&wait.handlers, &mut fired, raise);
    }
    flow.after(&wait.handlers, fired, at, |flow| {
        giving.iter().for_each(|name| flow.bind(*name));
    });
}

fn needs_of_thing<'a>(
    flow: &mut Flow<'_, 'a>,
    system: u16,
    thing: &'a Thing,
    what: &'static str,
    span: Span,
) {
    let vars = thing.needs.iter();
    let vars = vars.filter_map(|name| flow.provided.find(system, name));
    flow.need(Need::new(vars.collect(), what, span));
}

fn ends_of_wait<'a>(
    flow: &mut Flow<'_, 'a>,
    thing: &'a Thing,
    own: &'a [Handler],
    at: Span,
) -> Fired {
    let mut fired = Fired::here(flow.path.node);
    let of_thing = thing.outcomes.iter().map(|outcome| &*outcome.name);
    let of_thing = of_thing.filter(|name| !TRANSPORT.contains(name));
    for name in ["TimedOut"].into_iter().chain(TRANSPORT).chain(of_thing) {
        let raise = Raise {
            name,
            repeats: true,
            ..Raise::of_statement("TimedOut", at)
        };
        flow.raise(own, &mut fired, raise);
    }
    flow.raise_zone(own, &mut fired);
    fired
}

/// A `wait until` that has ended well.
fn record_seen<'a>(
    flow: &mut Flow<'_, 'a>,
    system: u16,
    thing: &'a Thing,
    wait: &'a tree::WaitUntil,
    at: Span,
) {
    let state = flow.slice(wait.state);
    let at_state = thing.states.iter().position(|known| *known.name == *state);
    let bit = at_state.map_or(0, |at| 1u32 << (at % 32));
    let seen = Seen {
        system,
        thing: &thing.name,
        subject: flow.subjects.of(&wait.subject),
        states: if wait.negated { !bit } else { bit },
        listed: false,
    };
    let number = flow.path.graph.seen.len() as u32;
    flow.path.graph.seen.push(seen);
    flow.path.pass(Event::Seen(number), at);
}
