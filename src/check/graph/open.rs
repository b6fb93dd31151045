//! What a script leaves open: from where an action has opened something, forwards, to an end of
//! the flow that nothing on the way has closed it before.

use super::event::{Ends, Event};
use super::graph::Node;
use super::search::Search;
use super::state::Said;
use super::subject::Subject;
use crate::catalogue::Opens;
use crate::check::names::NameSet;
use crate::source::Span;

mod openings;

use openings::{Key, Openings};

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
    let mut openings = Openings::new(search);
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
