//! Values: names in scope, functions, what a closed list holds, fields, states.

use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::{Action, Param, Thing};
use crate::check::escape;
use crate::lsp::hover::of_function;
use crate::lsp::index::{Name, Sort};
use crate::value::{Function, Kind, Value};
use std::sync::Arc;

/// Words that are values.
const WORDS: [(&str, Kind); 5] = [
    ("true", Kind::YesNo),
    ("false", Kind::YesNo),
    ("now", Kind::Time),
    ("today", Kind::Date),
    ("tomorrow", Kind::Date),
];

impl Place<'_> {
    /// The names that can be read here.
    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        let index = self.index;
        self.here
            .names
            .iter()
            .filter_map(move |at| index.names.get(*at))
    }

    /// Values of a kind; in a phrase or after `with`, inputs have their brackets.
    pub(super) fn values(&self, wanted: &Kind, data: bool) -> Vec<Item> {
        let mut items = closed(wanted);
        if *wanted == Kind::State {
            items.extend(self.all_states());
        }
        items.extend(self.names().map(|name| of_name(name, wanted, data)));
        for (word, kind) in &WORDS {
            if fits(kind, wanted) {
                items.push(Item::word(word, 4));
            }
        }
        if !data || matches!(wanted, Kind::Text | Kind::Number | Kind::Any) {
            items.extend(
                Function::all()
                    .iter()
                    .map(|function| of_call(function, wanted)),
            );
        }
        items
    }

    /// What a parameter can be given: the tenant's own values first.
    pub(super) fn values_of(&self, action: &Action, param: &Param) -> Vec<Item> {
        let mut items = self.of_tenant(action, param);
        items.extend(self.values(&param.kind, true));
        items.extend(self.input_for(param));
        items
    }

    /// What the tenant's list for a parameter holds.
    fn of_tenant(&self, action: &Action, param: &Param) -> Vec<Item> {
        let context = &self.document.context;
        let Some((list, known)) = context.list_of(&action.system, param) else {
            return Vec::new();
        };
        let detail = format!("one of the profile's `{list}`");
        let items = known.iter().map(|value| {
            let label = written(value, &param.kind);
            Item::plain(&label, ItemSort::Choice, detail.clone(), 0)
        });
        items.collect()
    }

    /// The input that a parameter would usually be given by.
    fn input_for(&self, param: &Param) -> Option<Item> {
        let known = self.names().any(|name| name.text == param.name);
        let closed = matches!(param.kind, Kind::OneOf(_) | Kind::YesNo);
        if known || closed {
            return None;
        }
        let label = format!("<{}>", param.name);
        let detail = format!("input: {}", param.kind);
        Some(Item::plain(&label, ItemSort::Input, detail, 2).about(&*param.about))
    }

    /// In a text: names alone.
    pub(super) fn names_in_text(&self) -> Vec<Item> {
        self.names()
            .map(|name| of_name(name, &Kind::Any, false))
            .collect()
    }

    /// The fields of what a path of names leads to.
    pub(super) fn fields(&self, path: &[&str]) -> Vec<Item> {
        let Some((first, rest)) = path.split_first() else {
            return Vec::new();
        };
        let mut known = self.names().filter(|name| *name.text == **first);
        let mut kind = known.next().map_or(Kind::Any, |name| name.kind.clone());
        for name in rest {
            kind = kind
                .field(name)
                .map_or(Kind::Any, |field| field.kind.clone());
        }
        let Kind::Record(Some(fields)) = kind else {
            return Vec::new();
        };
        let items = fields.iter().map(|field| {
            let kind = field.kind.to_string();
            Item::plain(&field.name, ItemSort::Field, kind, 0).about(&*field.about)
        });
        items.collect()
    }

    pub(super) fn things(&self, awaited: bool) -> Vec<Item> {
        let things = self
            .all_things()
            .filter(|thing| thing.awaitable || !awaited);
        let items = things.map(|thing| {
            let insert = match awaited {
                true => Insert::plain(&thing.name),
                false => Insert::plain(&thing.name).text(" ").end(),
            };
            Item::plain(&thing.name, ItemSort::Choice, "", 0).insert(insert)
        });
        items.collect()
    }

    /// Which one is waited for.
    pub(super) fn subject(&self, thing: &str) -> Vec<Item> {
        let Some(thing) = self.all_things().find(|known| *known.name == *thing) else {
            return Vec::new();
        };
        let mut items = self.values(&thing.id, true);
        let name = match &*thing.name {
            "contact" => "ContactId",
            "agent" => "AgentId",
            "dialog" => "DialogId",
            _ => return items,
        };
        let known = items
            .iter()
            .any(|item| item.label.trim_matches(['<', '>']) == name);
        if !known {
            items.push(Item::plain(
                &format!("<{name}>"),
                ItemSort::Input,
                "input",
                2,
            ));
        }
        items
    }

    /// The states of a thing.
    pub(super) fn states(&self, thing: &str) -> Vec<Item> {
        let things = self.all_things().filter(|known| *known.name == *thing);
        things.flat_map(|thing| states_of(thing)).collect()
    }

    fn all_states(&self) -> Vec<Item> {
        self.all_things()
            .flat_map(|thing| states_of(thing))
            .collect()
    }

    fn all_things(&self) -> impl Iterator<Item = &Arc<Thing>> {
        let systems = self.index.systems.iter();
        systems.flat_map(|(_, entry)| &entry.things)
    }
}

fn states_of(thing: &Thing) -> Vec<Item> {
    let states = thing.states.iter().map(|state| {
        Item::plain(
            &state.name,
            ItemSort::Choice,
            format!("state of a {}", thing.name),
            0,
        )
        .about(&*state.about)
    });
    states.collect()
}

/// A value as a script has it: numbers bare, where they are not texts.
fn written(value: &str, kind: &Kind) -> String {
    let number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match number && *kind != Kind::Text {
        true => value.to_owned(),
        false => escape(value),
    }
}

/// What a closed list holds.
fn closed(wanted: &Kind) -> Vec<Item> {
    match wanted {
        Kind::OneOf(names) => {
            let item = |name: &Arc<str>| {
                let bare = name.starts_with(|first: char| first.is_ascii_uppercase())
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
                let label = if bare {
                    name.to_string()
                } else {
                    format!("\"{name}\"")
                };
                Item::plain(&label, ItemSort::Choice, "one of a closed list", 0)
            };
            names.iter().map(item).collect()
        }
        Kind::List(of) => closed(of),
        _ => Vec::new(),
    }
}

/// A name; those of the right kind come first.
fn of_name(name: &Name, wanted: &Kind, data: bool) -> Item {
    let input = name.sort == Sort::Input;
    let label = match input && data {
        true => format!("<{}>", name.text),
        false => name.text.to_string(),
    };
    let sort = if input {
        ItemSort::Input
    } else {
        ItemSort::Variable
    };
    let detail = match (&name.kind, input) {
        (Kind::Any, true) => "input".to_owned(),
        (Kind::Any, false) => String::new(),
        (kind, true) => format!("input: {kind}"),
        (kind, false) => kind.to_string(),
    };
    let rank = match fits(&name.kind, wanted) {
        true if name.kind == *wanted => 0,
        true => 1,
        false => 3,
    };
    Item::plain(&label, sort, detail, rank)
}

fn fits(kind: &Kind, wanted: &Kind) -> bool {
    *wanted == Kind::Any || Value::may_convert(kind, wanted)
}

fn of_call(function: &Function, wanted: &Kind) -> Item {
    let mut insert = Insert::plain(function.name).text("(");
    for (at, kind) in function.takes.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        insert = insert.text(comma).place(&kind.to_string());
    }
    let rank = if fits(&function.gives, wanted) { 4 } else { 5 };
    Item::plain(
        function.name,
        ItemSort::Function,
        function.gives.to_string(),
        rank,
    )
    .about(of_function(function))
    .insert(insert.text(")"))
}
