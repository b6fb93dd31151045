//! The things that a run has opened and not closed. A flow may hold thousands at once: the one that an action
//! names is found by its id, without going through the others.

use crate::catalogue::{Action, Opens};
use crate::run::effect::Call;
use crate::source::Span;
use crate::value::{Text, Value, phone_number};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What has opened something: an action, or what an action does besides.
#[derive(Clone, Debug)]
pub(super) struct Opener {
    pub action: Arc<Action>,
    pub besides: bool,
}

impl Opener {
    pub fn opens(&self) -> Option<&Opens> {
        match self.besides {
            true => self.action.also_opens.as_ref(),
            false => self.action.opens.as_ref(),
        }
    }

    fn what(&self) -> Option<&Arc<str>> {
        self.opens().map(|opens| &opens.what)
    }

    fn is(&self, other: &Self) -> bool {
        self.besides == other.besides && Arc::ptr_eq(&self.action, &other.action)
    }
}

/// Something that the run has opened.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub by: Opener,
    pub which: Value,
    pub span: Span,
    pub statement: Text,
    /// Whether it is known to be open: an action of unknown result may have opened or closed it.
    pub certain: bool,
    /// Whether it was known to be open when the system refused to close it in its present state: that state may
    /// be passing, and the caller still hears the music.
    pub refused: bool,
}

/// What is open.
#[derive(Clone, Debug, Default)]
pub(super) struct AllOpen {
    /// By what has opened it: that are a few actions.
    groups: Vec<Group>,
    /// How many have been opened so far, which numbers them.
    opened: u64,
}

impl AllOpen {
    pub fn is_empty(&self) -> bool {
        self.groups.iter().all(|group| group.open.is_empty())
    }

    /// In the order in which they were opened.
    pub fn in_order(&self) -> Vec<&Opened> {
        let open = self.groups.iter().flat_map(|group| &group.open);
        let mut open: Vec<_> = open.collect();
        open.sort_by_key(|(number, _)| **number);
        open.into_iter().map(|(_, one)| one).collect()
    }

    /// One more, in place of one that is like it.
    pub fn add(&mut self, one: Opened) {
        let what = one.by.what();
        for group in self
            .groups
            .iter_mut()
            .filter(|group| group.by.what() == what)
        {
            group.remove_like(&one.which);
        }
        let found = self.groups.iter().position(|group| group.by.is(&one.by));
        let at = found.unwrap_or_else(|| {
            self.groups.push(Group::of(&one.by));
            self.groups.len() - 1
        });
        self.opened += 1;
        self.groups[at].insert(self.opened, one);
    }

    /// What an action closes, of which some may stay open: its answer decides.
    pub fn close(
        &mut self,
        action: &Action,
        call: &Call,
        mut stays_open: impl FnMut(&mut Opened) -> bool,
    ) {
        for group in &mut self.groups {
            for number in group.closed_by(action, call) {
                if group
                    .open
                    .get_mut(&number)
                    .is_some_and(|one| !stays_open(one))
                {
                    group.remove(number);
                }
            }
        }
    }
}

/// What one action has opened.
#[derive(Clone, Debug)]
struct Group {
    by: Opener,
    open: BTreeMap<u64, Opened>,
    /// The numbers of those whose ids are written so; those whose ids can be written in several ways are together.
    written: HashMap<Option<String>, Vec<u64>>,
}

impl Group {
    fn of(by: &Opener) -> Self {
        Self {
            by: by.clone(),
            open: BTreeMap::new(),
            written: HashMap::new(),
        }
    }

    fn insert(&mut self, number: u64, one: Opened) {
        let numbers = self.written.entry(spelling(&one.which)).or_default();
        numbers.push(number);
        self.open.insert(number, one);
    }

    fn remove(&mut self, number: u64) {
        let Some(one) = self.open.remove(&number) else {
            return;
        };
        let spelling = spelling(&one.which);
        if let Some(numbers) = self.written.get_mut(&spelling) {
            numbers.retain(|other| *other != number);
            if numbers.is_empty() {
                self.written.remove(&spelling);
            }
        }
    }

    fn remove_like(&mut self, which: &Value) {
        for number in self.perhaps(which) {
            let one = self.open.get(&number);
            if one.is_some_and(|one| one.which.equals(which).unwrap_or(false)) {
                self.remove(number);
            }
        }
    }

    /// The numbers of those that an action closes: the one that it names, or every one where it names none.
    fn closed_by(&self, action: &Action, call: &Call) -> Vec<u64> {
        let closes = |opens: &&Opens| action.closes.contains(&opens.what);
        let Some(opens) = self.by.opens().filter(closes) else {
            return Vec::new();
        };
        let names = |of: &&Arc<str>| action.params.iter().any(|param| param.name == **of);
        let named = opens.closed_by().filter(names);
        let Some(arg) = named.and_then(|of| call.args.get(of)) else {
            return self.open.keys().copied().collect();
        };
        let mut closed = self.perhaps(arg);
        closed.retain(|number| arg.equals(&self.open[number].which).unwrap_or(true));
        closed
    }

    /// The numbers of those that can have this id. The others have another one for sure.
    fn perhaps(&self, which: &Value) -> Vec<u64> {
        let spelling = spelling(which);
        if spelling.is_none() || self.written.contains_key(&None) {
            return self.open.keys().copied().collect();
        }
        self.written.get(&spelling).cloned().unwrap_or_default()
    }
}

/// How an id is written: ids that are equal are written alike. Nothing for one that may be written in several ways.
fn spelling(id: &Value) -> Option<String> {
    let text = match id {
        Value::Nothing => return Some(String::new()),
        Value::Text(text) => text.text.to_string(),
        Value::Number(number) => number.normalize().to_string(),
        _ => return None,
    };
    Some(phone_number(&text).unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::SystemEntry;
    use crate::value::{Mark, Record};

    const DESK: &str = r#"
name = "desk"
title = "A desk"
about = "Puts callers on hold."

[[actions]]
phrase = "hold contact <ContactId>"
family = "desk"
about = "Puts a contact on hold."
params.ContactId = { kind = "contact id", about = "The contact's number." }
opens = { what = "held contact", of = "ContactId", close = "resume the contact" }
example = "hold contact <ContactId>"

[[actions]]
phrase = "resume contact <ContactId>"
family = "desk"
about = "Takes a contact off hold."
params.ContactId = { kind = "contact id", about = "The contact's number." }
closes = ["held contact"]
example = "resume contact <ContactId>"

[[actions]]
phrase = "resume everybody"
family = "desk"
about = "Takes every contact off hold."
closes = ["held contact"]
example = "resume everybody"
"#;

    fn action(phrase: &str) -> Arc<Action> {
        let desk = SystemEntry::from_toml(DESK).unwrap();
        let mut actions = desk.actions.iter();
        actions
            .find(|action| action.phrase_text() == phrase)
            .unwrap()
            .clone()
    }

    fn held(by: &Arc<Action>, id: Value) -> Opened {
        Opened {
            by: Opener {
                action: by.clone(),
                besides: false,
            },
            which: id,
            span: Span::default(),
            statement: "hold".into(),
            certain: true,
            refused: false,
        }
    }

    fn call(of: Option<Value>) -> Call {
        let id = of.map(|id| ("ContactId".into(), id));
        Call {
            system: "desk".into(),
            action: "resume".into(),
            args: Record::from_iter(id),
            reads: false,
        }
    }

    fn ids(open: &AllOpen) -> Vec<String> {
        let open = open.in_order().into_iter();
        open.map(|one| one.which.to_string()).collect()
    }

    #[test]
    fn what_is_opened_again_is_opened_last_and_what_is_named_is_closed() {
        let (hold, resume) = (
            action("hold contact <ContactId>"),
            action("resume contact <ContactId>"),
        );
        let mut open = AllOpen::default();
        for id in ["1", "2", "3", "1"] {
            open.add(held(&hold, Value::text(id)));
        }
        assert_eq!(ids(&open), ["2", "3", "1"]);
        open.close(&resume, &call(Some(Value::number(3))), |_| false);
        assert_eq!(ids(&open), ["2", "1"]);
        open.close(&resume, &call(Some(Value::number(2))), |one| {
            one.certain = false;
            true
        });
        let certain: Vec<_> = open.in_order().iter().map(|one| one.certain).collect();
        assert_eq!(
            (ids(&open), certain),
            (vec!["2".into(), "1".into()], vec![false, true])
        );
        open.close(&action("resume everybody"), &call(None), |_| false);
        assert!(open.is_empty());
    }

    #[test]
    fn one_of_thousands_is_found_without_the_others() {
        let (hold, resume) = (
            action("hold contact <ContactId>"),
            action("resume contact <ContactId>"),
        );
        let mut open = AllOpen::default();
        for id in 0..10_000 {
            open.add(held(&hold, Value::number(id)));
        }
        for id in 0..10_000 {
            let id = Value::text(format!("{id}"));
            let group = &open.groups[0];
            assert_eq!(group.perhaps(&id).len(), 1);
            open.close(&resume, &call(Some(id)), |_| false);
        }
        assert!(open.is_empty() && open.groups[0].written.is_empty());
    }

    /// An id that can be written in several ways is compared with every other.
    #[test]
    fn ids_of_other_kinds_are_compared() {
        let (hold, resume) = (
            action("hold contact <ContactId>"),
            action("resume contact <ContactId>"),
        );
        let mut open = AllOpen::default();
        open.add(held(&hold, Value::YesNo(true)));
        open.add(held(&hold, Value::text("1")));
        open.add(held(&hold, Value::text("true")));
        assert_eq!(ids(&open), ["1", "true"]);
        open.close(&resume, &call(Some(Value::YesNo(true))), |_| false);
        assert!(
            open.is_empty(),
            "what cannot be compared may be meant: {open:?}"
        );
    }

    #[test]
    fn ids_that_are_equal_are_written_alike() {
        let text = |text: &str| Value::text(text);
        let phone = |text: &str| Value::text(text).with_mark(Mark::PhoneNumber);
        let all = [
            Value::Nothing,
            text(""),
            text("1002"),
            text("01002"),
            text("1002.0"),
            Value::number(1002),
            text("+442079460000"),
            phone("+442079460000"),
            phone("+44 20 7946 0000"),
            phone("+12025550100"),
        ];
        for (a, b) in all.iter().flat_map(|a| all.iter().map(move |b| (a, b))) {
            let written = (spelling(a), spelling(b));
            assert!(written.0.is_some());
            let equal = a.equals(b).unwrap_or(false);
            assert!(!equal || written.0 == written.1, "{a:?} {b:?}");
        }
        assert_eq!(spelling(&Value::YesNo(true)), None);
    }
}
