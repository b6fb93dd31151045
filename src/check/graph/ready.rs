//! Who does something while ready for contacts that wants an agent who is not: from the action
//! backwards, to what last set the agent's state on each way. Which actions set it, and which want
//! it, the catalogue says.

use super::event::Act;
use super::event::Event;
use super::graph::Node;
use super::search::Search;
use crate::check::names::NameSet;
use crate::check::resolve::Resolved;
use crate::source::Span;

/// An action by an agent who was made ready on some way to it.
pub(in crate::check) struct MadeReady {
    /// The number of its site.
    pub site: u32,
    /// Where the agent was made ready.
    pub ready: Span,
    /// Whether another way says something else, or nothing.
    pub other: bool,
}

/// Every action that wants an agent who is not ready, by one who was made ready.
pub(super) fn made_ready(search: &mut Search<'_, '_>, model: &Resolved<'_>) -> Vec<MadeReady> {
    let graph = search.graph;
    let mut all = Vec::new();
    let makes_ready = |act: &Act<'_>| says(act, model).flatten().is_some();
    if !graph.acts.iter().any(makes_ready) {
        return all;
    }
    for node in 0..graph.next() {
        let Event::Try(number) = graph.event(node) else {
            continue;
        };
        let act = graph.act(number);
        if !wants_not_ready(act, model) {
            continue;
        }
        let mut ways = Ways::default();
        search.ask();
        look_back(search, model, node, 0, &mut ways);
        search.asked(act.span);
        if let Some(ready) = ways.ready {
            all.push(MadeReady {
                site: act.site,
                ready,
                other: ways.other,
            });
        }
    }
    all
}

fn wants_not_ready(act: &Act<'_>, model: &Resolved<'_>) -> bool {
    let Some(agent) = &act.action.agent else {
        return false;
    };
    let platform = model.context.platform_of(&act.action.system);
    let mut wants = agent.not_ready_on.iter();
    wants.any(|known| Some(&**known) == platform)
}

/// What the ways to an action say.
#[derive(Default)]
struct Ways {
    /// Where the agent was made ready, on one of them.
    ready: Option<Span>,
    /// Whether another one says something else, or nothing.
    other: bool,
    seen: NameSet<Node>,
}

fn look_back(
    search: &mut Search<'_, '_>,
    model: &Resolved<'_>,
    start: Node,
    depth: usize,
    ways: &mut Ways,
) {
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
            Event::Try(number) => match says(search.graph.act(number), model) {
                Some(Some(at)) => ways.ready = ways.ready.or(Some(at)),
                Some(None) => ways.other = true,
                None => open.extend(search.before(node)),
            },
            Event::Enter => enter(search, model, node, depth, ways),
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
fn enter(
    search: &mut Search<'_, '_>,
    model: &Resolved<'_>,
    node: Node,
    depth: usize,
    ways: &mut Ways,
) {
    let step = search.step_of(node);
    let callers = step.map(|step| search.callers(step).to_vec());
    let callers = callers.unwrap_or_default();
    ways.other |= callers.is_empty();
    for call in callers {
        let at = search.call(call).node;
        look_back(search, model, at, depth + 1, ways);
    }
}

/// What an action says of the agent's state: nothing; or where it makes the agent ready; or that
/// it is another state, or one that nobody can tell.
fn says(act: &Act<'_>, model: &Resolved<'_>) -> Option<Option<Span>> {
    let agent = act.action.agent.as_ref()?;
    if agent.changes {
        return Some(None);
    }
    let param = agent.state.as_deref()?;
    let state = model.action_of(act.site)?.choice(param);
    let ready = state.is_some_and(|state| agent.ready.iter().any(|known| **known == *state));
    Some(ready.then_some(act.span))
}
