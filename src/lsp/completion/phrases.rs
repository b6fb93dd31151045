//! Actions: whole phrases, and the rest of one that is begun.

use super::line::last_words;
use super::values::{Spot, choice, name_fits};
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::{Action, Param, ParamDefault, PhrasePart, SystemEntry};
use crate::lsp::index::Sort;
use crate::syntax::Part;
use crate::value::Kind;
use std::sync::Arc;

impl Place<'_> {
    /// The actions that go on like this; where a value is next, values too.
    pub(super) fn phrase(&self, prefix: Option<&str>, parts: &[Part<'_>]) -> Vec<Item> {
        let mut items = Vec::new();
        let mut wanted: Option<(&Action, &Param)> = None;
        for (alias, entry, action) in self.going_on(prefix, parts) {
            match action.phrase.get(parts.len()) {
                None => continue,
                Some(PhrasePart::Value(index)) => {
                    wanted = wanted.or(Some((action, &action.params[*index])));
                }
                Some(PhrasePart::Word(_)) => {}
            }
            items.push(action_item(
                self,
                alias,
                entry,
                action,
                parts,
                prefix.is_some(),
            ));
        }
        if let Some((action, param)) = wanted {
            items.extend(self.values_of(action, param, Spot::Phrase));
        }
        items
    }

    /// Whether an action is written so, whole.
    pub(super) fn is_complete(&self, prefix: Option<&str>, parts: &[Part<'_>]) -> bool {
        let mut all = self.going_on(prefix, parts);
        all.any(|(_, _, action)| action.phrase.len() == parts.len())
    }

    /// The actions whose phrase begins like this.
    fn going_on<'b>(
        &'b self,
        prefix: Option<&'b str>,
        parts: &'b [Part<'b>],
    ) -> impl Iterator<Item = (&'b Arc<str>, &'b Arc<SystemEntry>, &'b Arc<Action>)> {
        let systems = self.systems_in_scope(prefix);
        systems.flat_map(move |(alias, entry)| {
            let platform = self.document.context.platform_of(&entry.name);
            let actions = entry.actions.iter().filter(move |it| it.is_on(platform));
            let fitting = actions.filter(move |action| begins_so(action, parts));
            fitting.map(move |action| (alias, entry, action))
        })
    }

    fn systems_in_scope<'b>(
        &'b self,
        prefix: Option<&'b str>,
    ) -> impl Iterator<Item = (&'b Arc<str>, &'b Arc<SystemEntry>)> {
        let systems = self.index.systems.iter();
        let systems = systems.map(|(alias, entry)| (alias, entry));
        systems.filter(move |(alias, _)| prefix.is_none_or(|prefix| ***alias == *prefix))
    }

    /// What usually stands for a parameter: a variable of its name, else an input.
    pub(super) fn usual(&self, insert: Insert, param: &Param) -> Insert {
        if let Kind::OneOf(names) = &param.kind
            && let Some(first) = names.first()
        {
            return insert.place(&choice(first));
        }
        let known = self.names().find(|name| name.text == param.name);
        match known {
            Some(name) if name.sort != Sort::Input && name_fits(name, &param.kind) => {
                insert.place(&param.name)
            }
            Some(name) if name.sort == Sort::Input => insert.place(&format!("<{}>", param.name)),
            None if !self.is_taken(&param.name) => insert.place(&format!("<{}>", param.name)),
            _ => insert.hole(&param.name),
        }
    }
}

/// An action, of which these parts are there: the rest is written.
fn action_item(
    place: &Place<'_>,
    alias: &Arc<str>,
    entry: &SystemEntry,
    action: &Action,
    parts: &[Part<'_>],
    prefixed: bool,
) -> Item {
    let from = parts.len();
    let needed = needs(action);
    let missing: Vec<&str> = needed
        .into_iter()
        .filter(|name| !is_provided(place, alias, name))
        .collect();
    let mut insert = Insert::default();
    if from == 0 && !prefixed && is_ambiguous(place, action) {
        insert = insert.text(&format!("{alias}: "));
    }
    let mut insert = phrase_from(place, action, from, insert);
    if !place.line.goes_on() {
        insert = with_required(place, action, insert);
    }
    let label = text_from(action, from - last_words(parts));
    let mut about = action.about.to_string();
    if !missing.is_empty() {
        about.push_str(&format!(
            "\n\nRequires {} from an earlier action.",
            missing.join(", ")
        ));
    }
    let rank = 1 + u8::from(!missing.is_empty());
    Item {
        filter: text_from(action, from),
        ..Item::plain(&label, ItemSort::Action, &*entry.title, rank)
            .about(about)
            .insert(insert)
    }
}

fn phrase_from(place: &Place<'_>, action: &Action, from: usize, mut insert: Insert) -> Insert {
    for (at, part) in action.phrase.iter().enumerate().skip(from) {
        if at > from {
            insert = insert.text(" ");
        }
        insert = match part {
            PhrasePart::Word(word) => insert.text(word),
            PhrasePart::Value(index) => place.usual(insert, &action.params[*index]),
        };
    }
    insert
}

/// The parameters that have to be there and are not in the phrase.
fn with_required(place: &Place<'_>, action: &Action, mut insert: Insert) -> Insert {
    let in_phrase = |index: usize| action.phrase.contains(&PhrasePart::Value(index));
    let params = action.params.iter().enumerate();
    let required = params.filter(|(index, param)| {
        param.required && param.default == ParamDefault::None && !in_phrase(*index)
    });
    for (at, (_, param)) in required.enumerate() {
        let before = if at == 0 {
            "\n    with "
        } else {
            ",\n         "
        };
        insert = insert.text(before).text(&param.name).text(": ");
        insert = place.usual(insert, param);
    }
    insert
}

fn is_provided(place: &Place<'_>, alias: &str, name: &str) -> bool {
    let mut provided = place.here.provided.iter();
    provided.any(|(system, known)| **system == *alias && **known == *name)
}

/// Whether the file uses several systems, and more than one has this action.
fn is_ambiguous(place: &Place<'_>, action: &Action) -> bool {
    let uses = place.document.parsed().tree.items.iter();
    let uses = uses.filter(|item| matches!(item, crate::syntax::tree::Item::Use(_)));
    if uses.count() < 2 {
        return false;
    }
    let having = place.index.systems.iter().filter(|(_, entry)| {
        let mut actions = entry.actions.iter();
        actions.any(|known| known.key == action.key)
    });
    having.count() > 1
}

/// What an action takes from the path, where it cannot do without.
fn needs(action: &Action) -> Vec<&str> {
    let params = action.params.iter().filter(|param| param.required);
    let needs = params.filter_map(|param| match &param.default {
        ParamDefault::Provided(name) => Some(&**name),
        _ => None,
    });
    needs.collect()
}

/// Whether an action's phrase begins with these parts.
fn begins_so(action: &Action, parts: &[Part<'_>]) -> bool {
    let same = |(part, known): (&Part<'_>, &PhrasePart)| match (part, known) {
        (Part::Word(word), PhrasePart::Word(known)) => *word == &**known,
        (Part::Value, PhrasePart::Value(_)) => true,
        _ => false,
    };
    parts.len() <= action.phrase.len() && parts.iter().zip(&action.phrase).all(same)
}

/// The phrase from a part on, as help shows it.
fn text_from(action: &Action, from: usize) -> String {
    let parts = action.phrase.iter().skip(from).map(|part| match part {
        PhrasePart::Word(word) => word.to_string(),
        PhrasePart::Value(index) => format!("<{}>", action.params[*index].name),
    });
    parts.collect::<Vec<_>>().join(" ")
}
