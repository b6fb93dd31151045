//! Lists of contacts whose state is known: those that were asked for in one state, or sorted out by it.

use super::flow::Flow;
use crate::catalogue::{Look, Thing};
use crate::check::graph::{Event, Root, Seen, Subject};
use crate::check::resolve::{ActionUse, Meaning, NameId};
use crate::source::Span;
use crate::syntax::tree::{Expr, ExprKind, Key};
use crate::value::Operator;

/// What is known of the items of a list.
#[derive(Clone, Copy)]
pub(super) struct Listed<'a> {
    /// The number of the system.
    system: u16,
    thing: &'a Thing,
    look: &'a Look,
    /// The states that they can be in, as bits in the order of the catalogue.
    states: u32,
    /// Where that is said.
    at: Span,
}

/// An action has given a list, or something else, this name.
pub(super) fn record_list<'a>(
    flow: &mut Flow<'_, 'a>,
    used: &ActionUse<'_, 'a>,
    outputs: &[NameId],
) {
    if let [name] = outputs {
        let listed = listed_by(flow, used);
        flow.lists.insert(*name, listed);
    }
}

fn listed_by<'a>(flow: &Flow<'_, 'a>, used: &ActionUse<'_, 'a>) -> Option<Listed<'a>> {
    let action = used.action;
    let [output] = action.outputs.as_slice() else {
        return None;
    };
    let entry = flow.model.systems.list[usize::from(used.system)].entry;
    let mut things = entry.things.iter().filter_map(|thing| {
        let look = thing.look.as_ref()?;
        let is_it = look.action == action.key && look.output.as_ref() == Some(&output.name);
        (is_it && look.id.is_some()).then_some((thing, look))
    });
    let (thing, look) = things.next()?;
    let asked = used.value(&look.state);
    let known = asked.and_then(|asked| Some((state(flow, thing, asked)?, asked.span)));
    let (states, at) = known.unwrap_or((u32::MAX, used.site.span));
    Some(Listed {
        system: used.system,
        thing,
        look,
        states,
        at,
    })
}

/// The bit of a state that is written out.
fn state(flow: &Flow<'_, '_>, thing: &Thing, value: &Expr) -> Option<u32> {
    if !matches!(
        flow.model.meaning_at(value.span.start),
        Some(Meaning::State)
    ) {
        return None;
    }
    let name = flow.slice(value.span);
    let at = thing.states.iter().position(|state| *state.name == *name)?;
    Some(1 << (at % 32))
}

/// `let`: a list, or what is left of one.
pub(super) fn let_list(flow: &mut Flow<'_, '_>, name: NameId, value: &Expr, again: bool) {
    let listed = listed(flow, value).filter(|_| !again);
    flow.lists.insert(name, listed);
}

fn listed<'a>(flow: &Flow<'_, 'a>, list: &Expr) -> Option<Listed<'a>> {
    match &list.kind {
        ExprKind::Group(inner) => listed(flow, inner),
        ExprKind::Name => match flow.model.meaning_at(list.span.start)? {
            Meaning::Name(name) => flow.lists.get(&name).copied().flatten(),
            _ => None,
        },
        ExprKind::SortBy(inner, _) => listed(flow, inner),
        ExprKind::Call(words, args) => match flow.slice(*words) {
            "sort" | "take" | "unique" => listed(flow, args.first()?),
            _ => None,
        },
        ExprKind::Where(inner, condition) => {
            let mut listed = listed(flow, inner)?;
            if let Some((states, at)) = sorted_out(flow, &listed, condition) {
                listed.states &= states;
                listed.at = at;
            }
            Some(listed)
        }
        _ => None,
    }
}

/// The states that a condition on an item leaves.
fn sorted_out(flow: &Flow<'_, '_>, listed: &Listed<'_>, condition: &Expr) -> Option<(u32, Span)> {
    match &condition.kind {
        ExprKind::Group(inner) => sorted_out(flow, listed, inner),
        ExprKind::Binary(left, Operator::And, right) => {
            let left = sorted_out(flow, listed, left);
            match (left, sorted_out(flow, listed, right)) {
                (Some((left, at)), Some((right, _))) => Some((left & right, at)),
                (left, right) => left.or(right),
            }
        }
        ExprKind::Binary(left, Operator::Equal, right) => {
            let ExprKind::Field(of, Key::Name(field)) = &left.kind else {
                return None;
            };
            let is_state = flow.slice(*field) == &*listed.look.state;
            let of_item = matches!(of.kind, ExprKind::Item);
            let state = state(flow, listed.thing, right);
            Some((state.filter(|_| is_state && of_item)?, condition.span))
        }
        _ => None,
    }
}

/// A round of a loop begins: the state of its item is known where that of all of them is.
pub(super) fn record_item(flow: &mut Flow<'_, '_>, item: NameId, list: &Expr) {
    let known = listed(flow, list).filter(|listed| listed.states != u32::MAX);
    let Some((listed, id)) = known.and_then(|listed| Some((listed, listed.look.id.as_ref()?)))
    else {
        return;
    };
    let number = flow.path.graph.seen.len() as u32;
    flow.path.graph.seen.push(Seen {
        system: listed.system,
        thing: &listed.thing.name,
        subject: Subject {
            root: Root::Variable(item),
            path: id,
        },
        states: listed.states,
        listed: true,
    });
    flow.path.pass(Event::Seen(number), listed.at);
}
