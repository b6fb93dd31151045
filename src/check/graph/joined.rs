//! Who ends what was only joined: from the action backwards, to what last opened it on each way.

use super::event::{Closes, Event};
use super::graph::Node;
use super::search::Search;
use crate::check::names::NameSet;
use crate::source::Span;

/// An action that ends what was there before the script.
pub(in crate::check) struct JoinedEnds {
    /// The number of its site.
    pub site: u32,
    /// Where it is.
    pub at: Span,
    /// Where it was joined.
    pub joined: Span,
}

/// Every action that ends, on some way, what was joined and not opened.
pub(super) fn joined_ends(search: &mut Search<'_, '_>) -> Vec<JoinedEnds> {
    let graph = search.graph;
    let stays = |what: &str| {
        let opens = graph
            .acts
            .iter()
            .filter_map(|act| act.action.opens.as_ref());
        opens
            .into_iter()
            .any(|opens| opens.stays && *opens.what == *what)
    };
    let mut all = Vec::new();
    for node in 0..graph.next() {
        let Event::Try(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        // Who says which one is ended knows it.
        let mut closes = act.closes.iter().filter(|closes| closes.of.is_none());
        let Some(Closes { what, .. }) = closes.find(|closes| stays(closes.what)) else {
            continue;
        };
        search.ask();
        match look_back(search, node, what) {
            Some(joined) => all.push(JoinedEnds {
                site: act.site,
                at: act.span,
                joined,
            }),
            None => search.asked(act.span),
        }
    }
    all
}

fn look_back(search: &mut Search<'_, '_>, start: Node, what: &str) -> Option<Span> {
    let mut seen: NameSet<Node> = NameSet::default();
    let mut open = search.before(start).to_vec();
    while let Some(node) = open.pop() {
        if !seen.insert(node) {
            continue;
        }
        if !search.look(node, 0) {
            return None;
        }
        match search.event(node) {
            Event::Done(number) => match opened(search, number, what) {
                Some(Some(joined)) => return Some(joined),
                Some(None) => continue,
                None => {}
            },
            Event::Returned(call) | Event::Raised(call, _) => {
                let step = search.call(call).step;
                if let Some(found) = opened_in(search, step, what) {
                    match found {
                        Some(joined) => return Some(joined),
                        None => continue,
                    }
                }
            }
            Event::Enter => {
                let step = search.step_of(node);
                let callers = step.map(|step| search.callers(step).to_vec());
                let calls = callers.unwrap_or_default();
                open.extend(calls.iter().map(|call| search.call(*call).node));
            }
            _ => {}
        }
        open.extend(search.before(node));
    }
    None
}

/// Where an action joins it; nothing inside where it opens it itself, nothing where it does neither.
fn opened(search: &Search<'_, '_>, act: u32, what: &str) -> Option<Option<Span>> {
    let act = search.graph.act(act);
    let opens = act.action.opens.as_ref()?;
    (*opens.what == *what).then(|| opens.stays.then_some(act.span))
}

/// The same of the last action of a step that does either.
fn opened_in(search: &Search<'_, '_>, step: usize, what: &str) -> Option<Option<Span>> {
    let nodes = search.nodes_of(step).rev();
    let mut found = nodes.filter_map(|node| match search.event(node) {
        Event::Done(act) => opened(search, act, what),
        _ => None,
    });
    found.next()
}
