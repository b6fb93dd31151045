//! Who was promised something and is let go though it failed: from the failure forwards.

use super::event::Event;
use super::graph::Node;
use super::search::Search;
use crate::check::names::NameSet;
use crate::source::Span;

/// A promise that may have failed where a caller is let go.
pub(in crate::check) struct LetGo<'a> {
    /// What was promised: `callback`.
    pub promised: &'a str,
    /// The action that was to book it.
    pub by: &'a str,
    /// Where that is.
    pub at: Span,
    /// The action that lets the caller go.
    pub ends: &'a str,
    /// Where that is.
    pub end: Span,
    /// The handler that leads there.
    pub way: Option<Span>,
}

/// Every promise that may have failed where a caller is let go.
pub(super) fn let_go<'a>(search: &mut Search<'_, 'a>) -> Vec<LetGo<'a>> {
    let graph = search.graph;
    let mut findings = Vec::new();
    for node in 0..graph.next() {
        let Event::Failed(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        let Some(promised) = &act.action.promises else {
            continue;
        };
        search.ask();
        let Some((end, way)) = first_end(search, node, promised) else {
            search.asked(act.span);
            continue;
        };
        let ended = graph.act(end);
        findings.push(LetGo {
            promised,
            by: act.action.short(),
            at: act.span,
            ends: ended.action.short(),
            end: ended.span,
            way: way.map(|node| graph.span(node)),
        });
    }
    findings
}

/// The first action on the ways from here that lets somebody go, and the way that leads there.
fn first_end<'a>(
    search: &mut Search<'_, 'a>,
    start: Node,
    promised: &'a str,
) -> Option<(u32, Option<Node>)> {
    let graph = search.graph;
    let family = match graph.event(start) {
        Event::Failed(number) => &graph.act(number).action.family,
        _ => return None,
    };
    let mut seen: NameSet<Node> = NameSet::from_iter([start]);
    let mut open: Vec<(Node, Option<Node>)> = vec![(start, None)];
    while let Some((node, way)) = open.pop() {
        if !search.look(node, 0) {
            return None;
        }
        let mut way = way;
        match graph.event(node) {
            Event::Way => way = way.or(Some(node)),
            Event::Try(number) => {
                let action = graph.act(number).action;
                if action.irreversible && action.state.is_some() {
                    return Some((number, way));
                }
                let looked = action.reads && action.family == *family;
                if looked || action.promises.as_deref() == Some(promised) {
                    continue;
                }
            }
            Event::Call(call) => {
                let step = search.call(call).step;
                if search.touches(step, promised) || search.looks_after(step, family) {
                    continue;
                }
            }
            _ => {}
        }
        let next = search.after(node).iter();
        open.extend(
            next.filter(|next| seen.insert(**next))
                .map(|next| (*next, way)),
        );
    }
    None
}
