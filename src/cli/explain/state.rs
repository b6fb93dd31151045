//! What a state means: `Held` of a contact.

use crate::catalogue::{Catalogue, State, SystemEntry, Thing};

/// The page of a state; nothing for an unknown one.
pub(super) fn page(wanted: &str) -> Option<String> {
    let found: Vec<_> = all().filter(|found| is_called(found.2, wanted)).collect();
    let (_, thing, state) = found.first()?;
    let lines = found.iter().map(|(system, thing, state)| {
        let own = state.vendor_names.join(", ");
        let own = match own.is_empty() {
            true => String::new(),
            false => format!(" ({} calls it {own})", system.title),
        };
        let named = match state.name == found[0].2.name {
            true => String::new(),
            false => format!("`{}`: ", state.name),
        };
        format!(
            "    {} of {}: {named}{}{own}\n",
            thing.name, system.title, state.about
        )
    });
    let lines: String = lines.collect();
    let actions = match is_of_an_action(wanted) {
        true => format!("`flow actions {wanted}` lists the actions with this word.\n"),
        false => String::new(),
    };
    Some(format!(
        "{} (state)\n\n{lines}\nWait for it: `wait until {} <id> is {}, at most <duration>`. `flow docs language` has the whole language.\n{actions}",
        state.name, thing.name, state.name
    ))
}

/// Whether an action has this word.
pub(super) fn is_of_an_action(wanted: &str) -> bool {
    let systems = Catalogue::builtin().systems();
    let mut actions = systems.flat_map(|system| system.actions.iter());
    let wanted = wanted.to_lowercase();
    actions.any(|action| action.key.split(' ').any(|word| word == wanted) || *action.key == *wanted)
}

fn all() -> impl Iterator<Item = (&'static SystemEntry, &'static Thing, &'static State)> {
    let things = Catalogue::builtin()
        .systems()
        .flat_map(|system| system.things.iter().map(move |thing| (&**system, &**thing)));
    things.flat_map(|(system, thing)| thing.states.iter().map(move |state| (system, thing, state)))
}

fn is_called(state: &State, wanted: &str) -> bool {
    let is = |name: &str| name.eq_ignore_ascii_case(wanted);
    is(&state.name) || state.vendor_names.iter().any(|name| is(name))
}
