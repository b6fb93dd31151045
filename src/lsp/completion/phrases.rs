//! Actions: whole phrases, and the rest of one that is begun.

use super::slot::Part;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::{Action, Param, ParamDefault, PhrasePart, SystemEntry};
use crate::value::Kind;
use std::sync::Arc;

impl Place<'_> {
    /// The actions that go on like this; where a value is next, values too.
    pub(super) fn phrase(&self, prefix: Option<&str>, parts: &[Part<'_>]) -> Vec<Item> {
        let mut items = Vec::new();
        let mut wanted: Vec<(&Action, &Param)> = Vec::new();
        let mut complete = false;
        for (alias, entry) in self.systems_in_scope(prefix) {
            let platform = self.document.context.platform_of(&entry.name);
            for action in entry.actions.iter().filter(|it| it.is_on(platform)) {
                let Some(rest) = rest_of(action, parts) else {
                    continue;
                };
                match action.phrase.get(rest) {
                    None => complete = true,
                    Some(PhrasePart::Value(index)) => {
                        wanted.push((action, &action.params[*index]));
                    }
                    Some(PhrasePart::Word(_)) => {}
                }
                let from = from_words(action, parts);
                if from < action.phrase.len() && !parts.is_empty() || parts.is_empty() {
                    items.push(self.action(alias, entry, action, from, prefix.is_some()));
                }
            }
        }
        if let Some((action, param)) = wanted.first() {
            items.extend(self.values_of(action, param));
        }
        if complete {
            let words = ["with", "giving", "on"];
            items.extend(
                words.map(|word| Item::word(word, 1).insert(Insert::plain(word).text(" ").end())),
            );
        }
        items
    }

    fn systems_in_scope<'b>(
        &'b self,
        prefix: Option<&'b str>,
    ) -> impl Iterator<Item = (&'b Arc<str>, &'b Arc<SystemEntry>)> {
        let systems = self.index.systems.iter();
        let systems = systems.map(|(alias, entry)| (alias, entry));
        systems.filter(move |(alias, _)| prefix.is_none_or(|prefix| ***alias == *prefix))
    }

    /// An action from one of its parts on.
    fn action(
        &self,
        alias: &Arc<str>,
        entry: &SystemEntry,
        action: &Action,
        from: usize,
        prefixed: bool,
    ) -> Item {
        let needed = needs(action);
        let missing: Vec<&str> = needed
            .into_iter()
            .filter(|name| !self.is_provided(alias, name))
            .collect();
        let mut insert = Insert::default();
        if from == 0 && !prefixed && self.is_ambiguous(action) {
            insert = insert.text(&format!("{alias}: "));
        }
        let insert = self.with_required(action, self.phrase_from(action, from, insert));
        let label = text_from(action, from);
        let mut about = action.about.to_string();
        if !missing.is_empty() {
            about.push_str(&format!("\n\nNeeds {} first.", missing.join(", ")));
        }
        let rank = 1 + u8::from(!missing.is_empty());
        Item {
            whole: true,
            ..Item::plain(&label, ItemSort::Action, &*entry.title, rank)
                .about(about)
                .insert(insert)
        }
    }

    fn phrase_from(&self, action: &Action, from: usize, mut insert: Insert) -> Insert {
        for (at, part) in action.phrase.iter().enumerate().skip(from) {
            if at > from {
                insert = insert.text(" ");
            }
            insert = match part {
                PhrasePart::Word(word) => insert.text(word),
                PhrasePart::Value(index) => insert.place(&self.usual(&action.params[*index])),
            };
        }
        insert
    }

    /// The parameters that have to be there and are not in the phrase.
    fn with_required(&self, action: &Action, mut insert: Insert) -> Insert {
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
            insert = insert.place(&self.usual(param));
        }
        insert
    }

    /// What usually stands for a parameter: a variable of its name, else an input.
    pub(super) fn usual(&self, param: &Param) -> String {
        if let Kind::OneOf(names) = &param.kind
            && let Some(first) = names.first()
        {
            return first.to_string();
        }
        let known = self.names().find(|name| name.text == param.name);
        match known {
            Some(name) if name.sort != crate::lsp::index::Sort::Input => param.name.to_string(),
            _ => format!("<{}>", param.name),
        }
    }

    fn is_provided(&self, alias: &str, name: &str) -> bool {
        let mut provided = self.here.provided.iter();
        provided.any(|(system, known)| **system == *alias && **known == *name)
    }

    /// Whether the file uses several systems, and more than one has this action.
    fn is_ambiguous(&self, action: &Action) -> bool {
        let uses = self.document.parsed().tree.items.iter();
        let uses = uses.filter(|item| matches!(item, crate::syntax::tree::Item::Use(_)));
        if uses.count() < 2 {
            return false;
        }
        let having = self.index.systems.iter().filter(|(_, entry)| {
            let mut actions = entry.actions.iter();
            actions.any(|known| known.phrase_text() == action.phrase_text())
        });
        having.count() > 1
    }
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

/// How many parts of an action's phrase are typed; nothing where it begins otherwise.
fn rest_of(action: &Action, parts: &[Part<'_>]) -> Option<usize> {
    let same = |(part, known): (&Part<'_>, &PhrasePart)| match (part, known) {
        (Part::Word(word), PhrasePart::Word(known)) => *word == &**known,
        (Part::Value, PhrasePart::Value(_)) => true,
        _ => false,
    };
    let fits = parts.len() <= action.phrase.len() && parts.iter().zip(&action.phrase).all(same);
    fits.then_some(parts.len())
}

/// The first part that an item writes anew: words are written whole, from after the last value.
fn from_words(action: &Action, parts: &[Part<'_>]) -> usize {
    let typed = parts.len().min(action.phrase.len());
    let words = parts[..typed]
        .iter()
        .rev()
        .take_while(|part| part.is_word());
    if typed == action.phrase.len() {
        typed
    } else {
        typed - words.count()
    }
}

/// The phrase from a part on, as help shows it.
fn text_from(action: &Action, from: usize) -> String {
    let parts = action.phrase.iter().skip(from).map(|part| match part {
        PhrasePart::Word(word) => word.to_string(),
        PhrasePart::Value(index) => format!("<{}>", action.params[*index].name),
    });
    parts.collect::<Vec<_>>().join(" ")
}
