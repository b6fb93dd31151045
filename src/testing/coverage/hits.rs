//! What one run has reached.

use super::point::Point;
use crate::outcome::Outcome;
use crate::run::event::EventKind;
use crate::source::Span;
use crate::testing::Seen;
use std::collections::{BTreeMap, BTreeSet};

/// The ids of the points, and the paths of the statements, that a run has reached.
pub fn hits(points: &[Point], seen: &Seen) -> BTreeSet<String> {
    let known: BTreeSet<&str> = points.iter().map(|point| point.id.as_str()).collect();
    let mut reached: BTreeSet<String> = seen.visited.iter().map(|path| path.to_string()).collect();
    let always = seen.visited.iter().map(|path| format!("always@{path}"));
    reached.extend(always.filter(|id| known.contains(id.as_str())));
    // which handler retries what, by where it is: its next failure without a retry has used it up
    let mut retried: BTreeMap<Span, Span> = BTreeMap::new();
    for (at, event) in seen.events.iter().enumerate() {
        match &event.kind {
            EventKind::Answered { answer, .. } => {
                let named = format!("outcome@{}:{}", event.span.start, answer.outcome);
                reached.insert(match known.contains(named.as_str()) {
                    true => named,
                    false => format!("outcome@{}:*", event.span.start),
                });
                let next = seen.events.get(at + 1).map(|next| &next.kind);
                let again = matches!(next, Some(EventKind::Retrying { .. }));
                let failed = answer.outcome != Outcome::SUCCESS;
                if let Some(handler) = retried.remove(&event.span).filter(|_| failed && !again) {
                    reached.insert(format!("used-up@{}", handler.start));
                }
            }
            EventKind::Retrying { handler, .. } => {
                reached.insert(format!("handler@{}", handler.start));
                retried.insert(event.span, *handler);
            }
            EventKind::Handled { handler, .. } => {
                reached.insert(format!("handler@{}", handler.start));
            }
            _ => {}
        }
    }
    reached
}
