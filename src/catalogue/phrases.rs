//! Finds the action that a line of a script means, or what its author may have meant.

use super::{Action, Foreign, PhrasePart, SystemEntry};
use crate::nearest::near;
use std::sync::Arc;

/// A part of a phrase as a script has it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// A lower-case word.
    Word(&'a str),
    /// A value, with its text: `<ContactId>`, `42`.
    Value(&'a str),
}

/// No action has this phrase.
#[derive(Clone, Debug)]
pub enum NotFound {
    /// Another tool's name for an action that is there.
    VendorName {
        /// That name, as the catalogue spells it.
        name: Arc<str>,
        /// The action.
        action: Arc<Action>,
    },
    /// Another tool's name for something that is no action here.
    Foreign(Foreign),
    /// The actions whose phrases are nearest, best first; empty where none is near.
    Near(Vec<Arc<Action>>),
}

impl NotFound {
    /// What to write instead, in one line; nothing where nobody can tell.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::VendorName { name, action } => {
                let phrase = action.phrase_text();
                Some(format!("write `{phrase}` for `{name}`"))
            }
            Self::Foreign(foreign) => Some(foreign.help.to_string()),
            Self::Near(actions) => near_help(actions),
        }
    }
}

fn near_help(actions: &[Arc<Action>]) -> Option<String> {
    let phrases: Vec<String> = actions
        .iter()
        .map(|action| format!("`{}`", action.phrase_text()))
        .collect();
    match phrases.as_slice() {
        [] => None,
        [only] => Some(format!("did you mean {only}?")),
        [firsts @ .., last] => Some(format!("did you mean {} or {last}?", firsts.join(", "))),
    }
}

/// What may stand after another tool's word and changes nothing of what it means.
const THINGS: [&str; 12] = [
    "a", "agent", "call", "caller", "contact", "customer", "for", "number", "phone", "session",
    "the", "to",
];

/// How many phrases are suggested at most.
const SUGGESTIONS: usize = 3;

/// The phrases of a system, word by word.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrases {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// The words that may come next, in order.
    words: Vec<(Arc<str>, u32)>,
    /// Where a value leads.
    value: Option<u32>,
    /// The action whose phrase ends here.
    action: Option<u32>,
}

impl Phrases {
    /// The index of these actions; of two with one phrase the first stands.
    pub(super) fn new(actions: &[Arc<Action>]) -> Self {
        let mut phrases = Self {
            nodes: vec![Node::default()],
        };
        for (index, action) in actions.iter().enumerate() {
            let end = action
                .phrase
                .iter()
                .fold(0, |node, part| phrases.grow(node, part));
            phrases.nodes[end as usize]
                .action
                .get_or_insert(index as u32);
        }
        phrases
    }

    fn grow(&mut self, node: u32, part: &PhrasePart) -> u32 {
        let fresh = self.nodes.len() as u32;
        let here = &mut self.nodes[node as usize];
        let next = match part {
            PhrasePart::Value(_) => *here.value.get_or_insert(fresh),
            PhrasePart::Word(word) => match here.place(word) {
                Ok(at) => here.words[at].1,
                Err(at) => {
                    here.words.insert(at, (word.clone(), fresh));
                    fresh
                }
            },
        };
        if next == fresh {
            self.nodes.push(Node::default());
        }
        next
    }

    fn find<'a>(&self, parts: impl Iterator<Item = Part<'a>>) -> Option<usize> {
        let mut node = self.nodes.first()?;
        for part in parts {
            let next = match part {
                Part::Word(word) => node.words[node.place(word).ok()?].1,
                Part::Value(_) => node.value?,
            };
            node = &self.nodes[next as usize];
        }
        node.action.map(|index| index as usize)
    }
}

impl Node {
    fn place(&self, word: &str) -> Result<usize, usize> {
        self.words
            .binary_search_by(|(known, _)| (known.len(), &**known).cmp(&(word.len(), word)))
    }
}

impl SystemEntry {
    /// The action with this phrase, and no word about what else may be meant: for a search in
    /// several systems.
    pub fn lookup<'a>(&self, parts: impl Iterator<Item = Part<'a>>) -> Option<&Arc<Action>> {
        self.actions.get(self.phrases.find(parts)?)
    }

    /// The action with this phrase. Does not allocate where there is one.
    pub fn find<'a, P>(&self, parts: P) -> Result<&Arc<Action>, NotFound>
    where
        P: Iterator<Item = Part<'a>> + Clone,
    {
        match self.phrases.find(parts.clone()) {
            Some(index) => Ok(&self.actions[index]),
            None => Err(self.not_found(&parts.collect::<Vec<_>>())),
        }
    }

    /// The action of this phrase without its values, `hold contact`; for tests, which may leave
    /// the values out.
    pub fn find_key<'a>(
        &self,
        words: impl Iterator<Item = &'a str> + Clone,
    ) -> Option<&Arc<Action>> {
        self.actions
            .iter()
            .find(|action| action.key.split(' ').eq(words.clone()))
    }

    /// What a name from another tool (`Hangup`, `END A CONTACT`) stands for here. Case, spaces and
    /// hyphens do not matter, and what follows the name does not either.
    pub fn from_elsewhere(&self, text: &str) -> Option<NotFound> {
        let words: Vec<&str> = text.split_whitespace().take(LONGEST_NAME).collect();
        let known = |count: usize| {
            let rest = words[count..].iter();
            let mut others = rest.filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()));
            // `stop masking` is no stop of a contact: another word means something else.
            others
                .all(|word| THINGS.contains(word))
                .then(|| self.elsewhere(&plain(&words[..count].concat())))?
        };
        (1..=words.len()).rev().find_map(known)
    }

    fn not_found(&self, parts: &[Part<'_>]) -> NotFound {
        if parts.len() > LONGEST_PHRASE {
            return NotFound::Near(Vec::new());
        }
        let words: Vec<&str> = parts.iter().filter_map(word).collect();
        if let Some(action) = self.find_key(words.iter().copied()) {
            return NotFound::Near(vec![action.clone()]);
        }
        if let Some(found) = self.elsewhere(&plain(&words.concat())) {
            return found;
        }
        let names: Vec<&str> = parts.iter().map_while(name_like).collect();
        if let Some(found) = self.renamed(&names) {
            return found;
        }
        let near = self.near(parts, &words);
        if near.first().is_some_and(|(distance, _)| *distance <= SLIP) {
            return suggestions(near);
        }
        self.from_elsewhere(&names.join(" "))
            .unwrap_or_else(|| suggestions(near))
    }

    /// `retrieve contact`: a vendor's word for an action, with words of its phrase after it.
    fn renamed(&self, names: &[&str]) -> Option<NotFound> {
        (1..=names.len().min(LONGEST_NAME)).rev().find_map(|count| {
            let found = self.vendor_name(&plain(&names[..count].concat()))?;
            let NotFound::VendorName { action, .. } = &found else {
                return None;
            };
            let in_key = |name: &&str| action.key.split(' ').any(|word| word == *name);
            names[count..].iter().all(in_key).then_some(found)
        })
    }

    fn elsewhere(&self, name: &str) -> Option<NotFound> {
        if name.is_empty() {
            return None;
        }
        self.foreign_name(name).or_else(|| self.vendor_name(name))
    }

    /// What exactly these words of the desk or of another tool stand for; nothing where they are a
    /// vendor's name of an action, or mean nothing.
    pub fn foreign_name(&self, words: &str) -> Option<NotFound> {
        let wanted = plain(words);
        let mut foreign = self.foreign.iter();
        let found = foreign.find(|known| !wanted.is_empty() && plain(&known.name) == wanted)?;
        Some(NotFound::Foreign(found.clone()))
    }

    fn vendor_name(&self, wanted: &str) -> Option<NotFound> {
        self.actions.iter().find_map(|action| {
            let mut names = action.vendor_names.iter();
            let name = names.find(|name| plain(name) == wanted)?;
            Some(NotFound::VendorName {
                name: name.clone(),
                action: action.clone(),
            })
        })
    }

    /// The actions that are near, with their distances, nearest first.
    fn near(&self, parts: &[Part<'_>], words: &[&str]) -> Vec<(usize, &Arc<Action>)> {
        let said = words.join(" ");
        let values = parts.len() - words.len();
        let mut found: Vec<(usize, &Arc<Action>)> = self
            .actions
            .iter()
            .filter_map(|action| {
                let distance = distance(&said, action)?;
                let holes = action.phrase.len() - action.key.split(' ').count();
                Some((distance * 2 + values.abs_diff(holes), action))
            })
            .collect();
        found.sort_by_key(|(distance, _)| *distance);
        match (found.is_empty(), words) {
            (true, [verb]) => {
                let values = parts.iter().filter_map(value);
                self.of_verb(verb, &values.collect::<Vec<_>>())
            }
            _ => found,
        }
    }

    /// `dial <PhoneNumber>`: the actions that begin so and take as many values; where the value's
    /// name says which, that one.
    fn of_verb(&self, verb: &str, values: &[&str]) -> Vec<(usize, &Arc<Action>)> {
        let holes = |action: &Action| action.phrase.len() - action.key.split(' ').count();
        let begins = |action: &&Arc<Action>| {
            action.key.split(' ').next() == Some(verb) && holes(action) == values.len()
        };
        let fits = |action: &&Arc<Action>| {
            let names = |value: &&str| action.params.iter().any(|param| *param.name == **value);
            values.iter().all(names)
        };
        let mut actions: Vec<&Arc<Action>> = self.actions.iter().filter(begins).collect();
        if actions.iter().any(fits) {
            actions.retain(fits);
        }
        let near = actions.into_iter();
        near.map(|action| (SLIP + 1, action)).collect()
    }
}

/// What a slip of the pen makes at most: two letters.
const SLIP: usize = 4;

/// The best of those that are near, and those that are hardly farther away.
fn suggestions(near: Vec<(usize, &Arc<Action>)>) -> NotFound {
    let best = near.first().map_or(0, |(distance, _)| *distance);
    let near = near.into_iter();
    NotFound::Near(
        near.take_while(|(distance, _)| *distance <= best + 1)
            .take(SUGGESTIONS)
            .map(|(_, action)| action.clone())
            .collect(),
    )
}

/// Nobody means an action by more words and values than this.
const LONGEST_PHRASE: usize = 40;

/// The words of a vendor's longest name.
const LONGEST_NAME: usize = 6;

/// How far a phrase's words are from what was said: by the letters of each word, by a word left out
/// or added, by spaces. A phrase with another word in it does something else, however few letters
/// that takes: `get contact` is not `end contact`.
fn distance(said: &str, action: &Action) -> Option<usize> {
    by_words(said, &action.key)
        .or_else(|| by_spaces(said, &action.key))
        .or_else(|| word_apart(said, &action.key).then_some(4))
}

/// Word by word: each the same, or near.
fn by_words(said: &str, key: &str) -> Option<usize> {
    let (words, others) = (said.split(' '), key.split(' '));
    if words.clone().count() != others.clone().count() {
        return None;
    }
    let mut words = words.zip(others);
    words.try_fold(0, |sum, (word, other)| match word == other {
        true => Some(sum),
        false => near(word, other).map(|distance| sum + distance.max(1)),
    })
}

/// The same letters with other spaces, or none.
fn by_spaces(said: &str, key: &str) -> Option<usize> {
    let letters = |text: &str| text.replace(' ', "");
    (letters(said) == letters(key)).then_some(1)
}

/// Whether one word more or less makes one of the other. That of a medium makes another action.
fn word_apart(said: &str, key: &str) -> bool {
    let (short, long) = if said.len() < key.len() {
        (said, key)
    } else {
        (key, said)
    };
    let (short, long): (Vec<&str>, Vec<&str>) =
        (short.split(' ').collect(), long.split(' ').collect());
    if short.len() < 2 || short.len() + 1 != long.len() {
        return false;
    }
    let first = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    short[first..] == long[first + 1..] && !MEDIA.contains(&long[first])
}

/// What actions are about that have the same words otherwise.
const MEDIA: [&str; 9] = [
    "call",
    "calls",
    "chat",
    "contact",
    "conference",
    "email",
    "item",
    "sms",
    "voicemail",
];

/// The name of a value, less its brackets.
fn value<'a>(part: &Part<'a>) -> Option<&'a str> {
    match part {
        Part::Word(_) => None,
        Part::Value(text) => Some(text.trim_start_matches('<').trim_end_matches('>')),
    }
}

fn word<'a>(part: &Part<'a>) -> Option<&'a str> {
    match part {
        Part::Word(word) => Some(word),
        Part::Value(_) => None,
    }
}

/// A part that may belong to a vendor's name: a word, or a bare capitalised one.
fn name_like<'a>(part: &Part<'a>) -> Option<&'a str> {
    let (Part::Word(text) | Part::Value(text)) = part;
    let fits = |letter: char| letter.is_alphanumeric() || letter == '-' || letter == '_';
    text.chars().all(fits).then_some(*text)
}

/// A name without case, spaces, hyphens and underscores.
pub(super) fn plain(name: &str) -> String {
    name.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
