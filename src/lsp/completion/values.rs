//! Values: names in scope, functions, what a closed list holds, fields, states.

use super::things::all_states;
use super::{Insert, Item, ItemSort, Place};
use crate::catalogue::{Action, Output, Param};
use crate::check::escape;
use crate::lsp::hover::of_function;
use crate::lsp::index::{Name, Sort};
use crate::source::Span;
use crate::syntax::Of;
use crate::syntax::words::OUTCOME_NAMES;
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

/// Where a value stands: what can be written there, and how.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Spot {
    /// In a phrase: no calculations, and inputs in brackets.
    Phrase,
    /// After `with`: inputs in brackets.
    With,
    /// Anywhere else.
    Bare,
}

impl Place<'_> {
    /// The names that can be read here.
    pub(super) fn names(&self) -> impl Iterator<Item = &Name> {
        let index = self.index;
        let known: &[usize] = match self.line.in_test() {
            true => &[],
            false => &self.here.names,
        };
        known.iter().filter_map(move |at| index.names.get(*at))
    }

    /// A value for what it is wanted for.
    pub(super) fn value(&self, of: Of<'_>) -> Vec<Item> {
        match of {
            Of::Any | Of::Text | Of::Condition => self.values(&Kind::Any, Spot::Bare),
            Of::Data => self.values(&Kind::Any, Spot::With),
            Of::Kind(words) => {
                let kind = Kind::parse(words).unwrap_or(Kind::Any);
                self.values(&kind, Spot::Bare)
            }
            Of::Output(name) => {
                let mut outputs = all_outputs(self);
                let output = outputs.find(|output| *output.name == *name);
                let kind = output.map_or(Kind::Any, |output| output.kind.clone());
                self.values(&kind, Spot::Bare)
            }
            Of::Items => self.values(&Kind::List(Arc::new(Kind::Any)), Spot::Bare),
            Of::Time => self.values(&Kind::Time, Spot::Bare),
            Of::Count => count(self),
            Of::Duration => duration(self),
            Of::Param(name) => self.param_value(name),
            Of::Input(name) => {
                let mut inputs = self.index.names.iter();
                let input = inputs.find(|it| it.sort == Sort::Input && *it.text == *name);
                let kind = input.map_or(Kind::Any, |input| input.kind.clone());
                self.values(&kind, Spot::Bare)
            }
        }
    }

    /// Values of a kind, and of no other: what does not fit would be an error.
    pub(super) fn values(&self, wanted: &Kind, spot: Spot) -> Vec<Item> {
        let mut items = closed(wanted);
        if *wanted == Kind::State {
            items.extend(all_states(self));
        }
        let data = spot != Spot::Bare;
        for name in self.names().filter(|name| !is_own_output(self, name)) {
            match name_fits(name, wanted) {
                true => items.push(of_name(name, wanted, data)),
                false => items.extend(fitting_fields(name, wanted)),
            }
        }
        let words = WORDS.iter().filter(|(_, kind)| fits(kind, wanted));
        items.extend(words.map(|(word, _)| Item::word(word, 4)));
        if spot != Spot::Phrase {
            let functions = Function::all().iter();
            let functions = functions.filter(|function| fits(&function.gives, wanted));
            items.extend(functions.map(of_call));
        }
        items
    }

    /// What a parameter can be given: the tenant's own values first.
    pub(super) fn values_of(&self, action: &Action, param: &Param, spot: Spot) -> Vec<Item> {
        let mut items = of_tenant(self, action, param);
        items.extend(self.values(&param.kind, spot));
        items.extend(input_for(self, param));
        items
    }

    /// Whether a name of the script or of the language is written so: no input can be, too.
    pub(super) fn is_taken(&self, name: &str) -> bool {
        let mut names = self.index.names.iter();
        OUTCOME_NAMES.contains(&name)
            || names.any(|known| *known.text == *name && known.sort != Sort::Input)
            || self.names().any(|known| *known.text == *name)
    }

    /// In a text: names alone.
    pub(super) fn names_in_text(&self) -> Vec<Item> {
        self.names()
            .map(|name| of_name(name, &Kind::Any, false))
            .collect()
    }

    /// The fields of what a path of names leads to; of a list of records, those of a record.
    pub(super) fn fields(&self, path: &[&str]) -> Vec<Item> {
        match self.kind_of(path) {
            Kind::List(of) => of_record(&of),
            kind => of_record(&kind),
        }
    }

    /// The fields of an item of the list that a path of names leads to.
    pub(super) fn item_fields(&self, path: &[&str]) -> Vec<Item> {
        match self.kind_of(path) {
            Kind::List(of) => of_record(&of),
            _ => Vec::new(),
        }
    }

    fn kind_of(&self, path: &[&str]) -> Kind {
        let Some((first, rest)) = path.split_first() else {
            return Kind::Any;
        };
        let mut known = self.names().filter(|name| *name.text == **first);
        let mut kind = known.next().map_or(Kind::Any, |name| name.kind.clone());
        for name in rest {
            kind = kind
                .field(name)
                .map_or(Kind::Any, |field| field.kind.clone());
        }
        kind
    }

    /// The calendars of the settings.
    pub(super) fn calendars(&self) -> Vec<Item> {
        let calendars = self.document.context.house.calendars.values();
        let items = calendars.map(|calendar| {
            let zone = calendar.zone.iana_name().unwrap_or_default();
            Item::plain(&calendar.name, ItemSort::Choice, zone, 0)
        });
        items.collect()
    }
}

fn all_outputs<'p>(place: &'p Place<'_>) -> impl Iterator<Item = &'p Output> {
    let systems = place.index.systems.iter();
    let actions = systems.flat_map(|(_, entry)| &entry.actions);
    actions.flat_map(|action| &action.outputs)
}

fn count(place: &Place<'_>) -> Vec<Item> {
    let mut items = place.values(&Kind::Number, Spot::Bare);
    if place
        .line
        .tokens
        .last()
        .is_some_and(|last| last.text == "retry")
    {
        let times = Insert::default().place("3").text(" times");
        items.push(Item::word("3 times", 0).insert(times));
        // a count right after `retry` begins with a capital letter, a digit or a bracket
        items.retain(|item| !item.label.starts_with(|first: char| first.is_lowercase()));
    }
    items
}

fn duration(place: &Place<'_>) -> Vec<Item> {
    let mut items = place.values(&Kind::Duration, Spot::Bare);
    let usual = ["5s", "30s", "5m"].map(|time| Item::plain(time, ItemSort::Choice, "", 2));
    items.extend(usual);
    items
}

/// Whether it is what the action at hand returns: there is none before it has been done.
fn is_own_output(place: &Place<'_>, name: &Name) -> bool {
    let Some(owner) = place
        .here
        .owner
        .as_ref()
        .filter(|_| name.sort != Sort::Input && place.line.goes_on_with_above())
    else {
        return false;
    };
    let inside = |span: &Span| owner.span.start <= span.start && span.end <= owner.span.end;
    let bound = name.places.iter().filter(|place| place.binds);
    let mut bound = bound
        .map(|place| &place.span)
        .chain(&name.given_by)
        .peekable();
    bound.peek().is_some() && bound.all(inside)
}

/// What the tenant's list for a parameter holds.
fn of_tenant(place: &Place<'_>, action: &Action, param: &Param) -> Vec<Item> {
    let context = &place.document.context;
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
fn input_for(place: &Place<'_>, param: &Param) -> Option<Item> {
    let closed = matches!(param.kind, Kind::OneOf(_) | Kind::YesNo);
    if place.is_taken(&param.name) || closed {
        return None;
    }
    let label = format!("<{}>", param.name);
    let detail = format!("input: {}", param.kind);
    Some(Item::plain(&label, ItemSort::Input, detail, 2).about(&*param.about))
}

/// A value as a script has it: numbers bare, where they are not texts.
fn written(value: &str, kind: &Kind) -> String {
    let number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    match number && *kind != Kind::Text {
        true => value.to_owned(),
        false => escape(value),
    }
}

/// One of a closed list, as a script has it: bare where it can be a name.
pub(super) fn choice(name: &str) -> String {
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let capital = name.starts_with(|first: char| first.is_ascii_uppercase());
    match capital && name.bytes().all(letters) {
        true => name.to_owned(),
        false => escape(name),
    }
}

/// What a closed list holds.
fn closed(wanted: &Kind) -> Vec<Item> {
    match wanted {
        Kind::OneOf(names) => {
            let item = |name: &Arc<str>| {
                let label = choice(name);
                Item::plain(&label, ItemSort::Choice, "one of a fixed list", 0)
            };
            names.iter().map(item).collect()
        }
        Kind::List(of) => closed(of),
        _ => Vec::new(),
    }
}

fn of_record(kind: &Kind) -> Vec<Item> {
    let Kind::Record(Some(fields)) = kind else {
        return Vec::new();
    };
    let items = fields.iter().map(|field| {
        let kind = field.kind.to_string();
        Item::plain(&field.name, ItemSort::Field, kind, 0).about(&*field.about)
    });
    items.collect()
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

/// Whether a name can stand for a kind. What one input is has to be one thing everywhere, where no
/// `input` line says what.
pub(super) fn name_fits(name: &Name, wanted: &Kind) -> bool {
    if name.sort == Sort::Reason {
        return matches!(wanted, Kind::Any | Kind::Text);
    }
    let declared = name.places.iter().any(|place| place.binds);
    match name.sort == Sort::Input && !declared {
        true => name.kind == *wanted || name.kind == Kind::Any || *wanted == Kind::Any,
        false => fits(&name.kind, wanted),
    }
}

fn fits(kind: &Kind, wanted: &Kind) -> bool {
    *wanted == Kind::Any || Value::may_convert(kind, wanted)
}

/// The fields of a record that fit where the record itself does not.
fn fitting_fields(name: &Name, wanted: &Kind) -> Vec<Item> {
    let Kind::Record(Some(fields)) = &name.kind else {
        return Vec::new();
    };
    let fields = fields.iter().filter(|field| field.kind == *wanted);
    let items = fields.map(|field| {
        let label = format!("{}.{}", name.text, field.name);
        Item::plain(&label, ItemSort::Field, field.kind.to_string(), 0).about(&*field.about)
    });
    items.collect()
}

fn of_call(function: &Function) -> Item {
    let mut insert = Insert::plain(function.name).text("(");
    for (at, kind) in function.takes.iter().enumerate() {
        let comma = if at > 0 { ", " } else { "" };
        insert = insert.text(comma).hole(&kind.to_string());
    }
    Item::plain(
        function.name,
        ItemSort::Function,
        function.gives.to_string(),
        4,
    )
    .about(of_function(function))
    .insert(insert.text(")"))
}
