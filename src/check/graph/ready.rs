//! Who dials while ready for contacts, where the platform refuses that: from the call backwards, to
//! what last set the agent's state on each way.

use super::event::Event;
use super::search::Search;
use super::{Act, Node};
use crate::check::names::NameSet;
use crate::check::systems::Systems;
use crate::check::{Context, rules};
use crate::diagnostic::Diagnostic;
use crate::source::Span;

const SYSTEM: &str = "finesse";
const PLATFORM: &str = "CCX";

/// Every call that an agent makes who was made ready on some way to it.
pub(super) fn findings(
    search: &mut Search<'_, '_>,
    systems: &Systems<'_>,
    context: &Context,
) -> Vec<Diagnostic> {
    let graph = search.graph;
    let made_ready = graph.readies.values().any(|ready| *ready);
    if !made_ready || context.platform_of(SYSTEM) != Some(PLATFORM) {
        return Vec::new();
    }
    let mut findings = Vec::new();
    for node in 0..graph.next() {
        let Event::Try(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        let ours = *systems.list[act.system as usize].entry.name == *SYSTEM;
        if !ours || !matches!(&*act.action.key, "dial phone" | "dial agent") {
            continue;
        }
        let mut ways = Ways::default();
        search.ask();
        look_back(search, node, 0, &mut ways);
        search.asked(act.span);
        if let Some(ready) = ways.ready {
            let found = rules::dial_while_ready::problem(ready, act.span, ways.other);
            findings.push(found);
        }
    }
    findings
}

/// What the ways to a call say.
#[derive(Default)]
struct Ways {
    /// Where the agent was made ready, on one of them.
    ready: Option<Span>,
    /// Whether another one says something else, or nothing.
    other: bool,
    seen: NameSet<Node>,
}

fn look_back(search: &mut Search<'_, '_>, start: Node, depth: usize, ways: &mut Ways) {
    let mut open = search.before(start).to_vec();
    while let Some(node) = open.pop() {
        if !ways.seen.insert(node) {
            continue;
        }
        if !search.look(node, depth) {
            ways.other = true;
            return;
        }
        match search.event(node) {
            Event::Try(number) => match says(search, search.graph.act(number)) {
                Some(Some(at)) => ways.ready = ways.ready.or(Some(at)),
                Some(None) => ways.other = true,
                None => open.extend(search.before(node)),
            },
            Event::Enter => enter(search, node, depth, ways),
            // A step may do anything with the agent's state, and so may what always runs.
            Event::Returned(_) | Event::Raised(..) | Event::Through(_) | Event::Start => {
                ways.other = true;
            }
            Event::Seen(number) if search.graph.seen[number as usize].thing == "agent" => {
                ways.other = true;
            }
            _ => open.extend(search.before(node)),
        }
    }
}

/// A step begins: whoever calls it knows more.
fn enter(search: &mut Search<'_, '_>, node: Node, depth: usize, ways: &mut Ways) {
    let step = search.step_of(node);
    let callers = step.map(|step| search.callers(step).to_vec());
    let callers = callers.unwrap_or_default();
    ways.other |= callers.is_empty();
    for call in callers {
        let at = search.call(call).node;
        look_back(search, at, depth + 1, ways);
    }
}

/// What an action says of the agent's state: nothing; or where it makes the agent ready; or that
/// it is another state, or one that nobody can tell.
fn says(search: &Search<'_, '_>, act: &Act<'_>) -> Option<Option<Span>> {
    match &*act.action.key {
        "set agent state to" => {
            let ready = search.graph.readies.get(&act.span) == Some(&true);
            Some(ready.then_some(act.span))
        }
        "start agent session" | "end agent session" | "sign out agent" => Some(None),
        _ => None,
    }
}
