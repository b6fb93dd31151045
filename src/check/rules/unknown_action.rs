//! # F051 unknown-action (error)
//!
//! ## What it checks
//!
//! No system of the file has this action.
//!
//! ## Why it matters
//!
//! A misspelt action would leave a caller as before. Names from the vendor's own tools lead to the
//! right action.
//!
//! ## Example
//!
//! ```flow
//! hold kontact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Use instead
//!
//! ```flow
//! hold contact <ContactId>
//!     on InvalidState -> retry
//!     on InvalidContactId -> fail
//! ```
//!
//! ## Fix
//!
//! None: another action has another effect. Help names one only if it is one edit away or the vendor's
//! own name for it.
//!
//! ## Related
//!
//! See F012 misspelt-keyword, F053 unknown-parameter, F052 unknown-outcome; `flow docs
//! from-cxone-studio`.

use super::{Rule, listed, shortened, unknown_choice};
use crate::catalogue::{Action, NotFound, PhrasePart};
use crate::check::resolve::{Found, SUGGESTIONS, Written};
use crate::check::systems::parts;
use crate::check::{Findings, Model};
use crate::diagnostic::Diagnostic;
use crate::source::Span;
use crate::syntax::foreign_word;
use crate::syntax::tree::{self, Phrase};
use crate::value::Kind;
use std::sync::Arc;

pub const RULE: Rule = Rule::error(51, "unknown-action")
    .does("no system performs it: nothing would happen for the caller at this line");

pub(crate) fn find(model: &Model<'_>, found: &mut Findings) {
    if model.systems.broken {
        return;
    }
    let titles = model.systems.list.iter();
    let titles: Vec<&str> = titles.map(|system| &*system.entry.title).collect();
    let unknown = model.sites.iter().filter_map(|site| match site.written {
        _ if !matches!(site.found, Found::None) => None,
        Written::Action(action) => Some((action.system, &action.phrase)),
        Written::Test(phrase) => Some((phrase.system, phrase)),
        Written::WaitUntil(_) | Written::Await(_) => None,
    });
    for (number, (system, phrase)) in unknown.enumerate() {
        let alias = system.map(|span| model.slice(span));
        let meant = (number < SUGGESTIONS)
            .then(|| meant(model, alias, phrase))
            .flatten();
        let text = model.slice(phrase.span);
        if let Some(unfit) = meant
            .as_ref()
            .and_then(|meant| words_for_a_value(model, phrase, meant))
        {
            found.add(unfit);
            continue;
        }
        if let Some(foreign) = foreign_letter(text) {
            found.add(problem_of_letter(text, phrase.span, foreign));
            continue;
        }
        let problem = problem(text, phrase.span, meant.as_ref(), &titles);
        if let Some(help) = subtracted(model, phrase) {
            found.add(problem.label("a calculation needs parentheses").help(help));
            continue;
        }
        found.add(match in_several_words(model, text, meant.as_ref()) {
            Some(help) => problem.label("").help(help),
            None => problem,
        });
    }
}

/// What a phrase may mean: the best that any of the systems knows.
fn meant(model: &Model<'_>, alias: Option<&str>, phrase: &Phrase) -> Option<NotFound> {
    let systems = model.systems.list.iter();
    let systems = systems.filter(|system| alias.is_none_or(|alias| alias == system.alias));
    let mut best: Option<NotFound> = None;
    for system in systems {
        if let Err(found) = system.entry.find(parts(model.source, phrase)) {
            let better = best.as_ref().is_none_or(|best| rank(&found) > rank(best));
            if better {
                best = Some(found);
            }
        }
    }
    best
}

/// A word with a letter of another script in it, which may look just like one of ours: `contаct`.
fn foreign_letter(phrase: &str) -> Option<(&str, char)> {
    let mut words = phrase.split_whitespace().filter(|word| {
        word.starts_with(|first: char| first.is_alphabetic())
            && word.chars().any(|c| c.is_ascii_alphabetic())
    });
    words.find_map(|word| {
        let letter = word
            .chars()
            .find(|letter| !letter.is_ascii() && letter.is_alphabetic())?;
        Some((word, letter))
    })
}

fn problem_of_letter(phrase: &str, at: Span, (word, letter): (&str, char)) -> Diagnostic {
    let code = u32::from(letter);
    RULE.at(at, format!("unknown action `{}`", shortened(phrase)))
        .label(format!(
            "`{word}` contains the letter `{letter}` (U+{code:04X})"
        ))
        .help(format!("type `{word}` again in plain letters, a to z"))
}

/// `schedule callback to <PhoneNumber> at yesterday`: the action is known, and words stand where it needs
/// a value. To write the action's phrase, as for an unknown one, is what the reader has done.
fn words_for_a_value(model: &Model<'_>, phrase: &Phrase, meant: &NotFound) -> Option<Diagnostic> {
    let actions = match meant {
        NotFound::VendorName { action, .. } => std::slice::from_ref(action),
        NotFound::Near(near) => near.as_slice(),
        NotFound::Foreign(_) => return None,
    };
    let fit = |action: &Arc<Action>| Some((action.clone(), words_at(model, phrase, action)?));
    let (action, (words, param)) = actions.iter().find_map(fit)?;
    let param = &action.params[param];
    // Words for one of a few values are told apart elsewhere.
    if matches!(param.kind, Kind::OneOf(_)) {
        return None;
    }
    let written = model.slice(words);
    let title = format!("`{}` needs a value for `{}`", action.short(), param.name);
    let sample = match param.kind {
        Kind::Time | Kind::Date => ", or a time, like `tomorrow at 09:00 in \"Europe/Rome\"`",
        _ => "",
    };
    let help = format!(
        "replace `{written}` with an input, like `<{}>`, or a variable{sample}",
        param.name
    );
    Some(
        RULE.at(words, title)
            .label("lower-case words are not a value")
            .help(help),
    )
}

/// The words that stand in the place of one value of an action's phrase, all else being as it should.
fn words_at(model: &Model<'_>, phrase: &Phrase, action: &Action) -> Option<(Span, usize)> {
    let mut parts = phrase.parts.iter().peekable();
    let mut found = None;
    let mut wanted = action.phrase.iter().peekable();
    while let Some(want) = wanted.next() {
        match (want, parts.next()?) {
            (PhrasePart::Word(want), tree::PhrasePart::Word(word))
                if **want == *model.slice(*word) => {}
            (PhrasePart::Value(_), tree::PhrasePart::Value(_)) => {}
            (PhrasePart::Value(param), tree::PhrasePart::Word(first)) if found.is_none() => {
                let next = wanted.peek().copied();
                let ends = |word: &Span| match next {
                    Some(PhrasePart::Word(next)) => **next == *model.slice(*word),
                    _ => false,
                };
                let mut span = *first;
                while let Some(tree::PhrasePart::Word(word)) = parts.peek()
                    && !ends(word)
                {
                    span = span.to(*word);
                    parts.next();
                }
                found = Some((span, *param));
            }
            _ => return None,
        }
    }
    match parts.next() {
        None => found,
        Some(_) => None,
    }
}

/// `set agent state to Not Ready`, `set agent state NotReady`: the vendor's words for a value, of which
/// there is one here.
fn in_several_words(model: &Model<'_>, text: &str, meant: Option<&NotFound>) -> Option<String> {
    let action = match meant? {
        NotFound::VendorName { action, .. } => action,
        NotFound::Near(near) => match near.as_slice() {
            [action] => action,
            _ => return None,
        },
        NotFound::Foreign(_) => return None,
    };
    let said = text.strip_prefix(&*action.key);
    let said = said.or_else(|| text.strip_prefix(less_to(&action.key)))?;
    let said = said.trim();
    let Some(PhrasePart::Value(param)) = action.phrase.last() else {
        return None;
    };
    let Kind::OneOf(names) = &action.params[*param].kind else {
        return None;
    };
    let known: Vec<&str> = names.iter().map(|name| &**name).collect();
    let state = unknown_choice::synonym(model, said, &known)?;
    Some(format!("write `{} {state}`", action.key))
}

/// `at When -1h`: a value with a minus sign right after another value is meant to be taken from it.
fn subtracted(model: &Model<'_>, phrase: &Phrase) -> Option<String> {
    phrase.parts.windows(2).find_map(|pair| match pair {
        [tree::PhrasePart::Value(from), tree::PhrasePart::Value(less)] => {
            let less = model.slice(less.span).strip_prefix('-')?;
            Some(format!("write `({} - {less})`", model.slice(from.span)))
        }
        _ => None,
    })
}

fn rank(found: &NotFound) -> u8 {
    match found {
        NotFound::VendorName { .. } => 3,
        NotFound::Foreign(_) => 2,
        NotFound::Near(near) => u8::from(!near.is_empty()),
    }
}

/// A phrase that means no action; `found` is what it may have meant.
pub fn problem(phrase: &str, at: Span, found: Option<&NotFound>, systems: &[&str]) -> Diagnostic {
    let phrase = shortened(phrase);
    let title = format!("unknown action `{phrase}`");
    let known = matches!(
        found,
        Some(NotFound::VendorName { .. } | NotFound::Foreign(_))
    );
    let first = phrase.split_whitespace().next().unwrap_or_default();
    let habit = match &*phrase {
        _ if ends_a_block(&phrase) => Some(END),
        _ => foreign_word(first).filter(|_| !known),
    };
    let (label, help) = match found {
        _ if habit.is_some() => (String::new(), habit.map(str::to_owned)),
        Some(NotFound::VendorName { name, action }) if same_words(name, &phrase, &action.key) => {
            let first = action.key.split(' ').next();
            let label = match phrase.split(' ').next() == first {
                true => "",
                false => "an action is lower-case words with spaces",
            };
            let help = format!("write `{}`", action.phrase_text());
            (label.into(), Some(help))
        }
        Some(NotFound::VendorName { .. } | NotFound::Foreign(_)) => (String::new(), None),
        Some(NotFound::Near(near)) if near.len() == 1 && phrase == *near[0].key => {
            (no_values(&near[0].phrase_text()), None)
        }
        _ => (String::new(), None),
    };
    let help = help
        .or_else(|| found.and_then(NotFound::help))
        .unwrap_or_else(|| format!("`flow actions` lists what {} can do", named(systems)));
    RULE.at(at, title).label(label).help(help)
}

/// Other languages close a block with it: nobody who does so ends a contact.
const END: &str = "a block ends with `}`; `finish` ends the run";

/// What other languages say behind `end`.
const BLOCKS: [&str; 16] = [
    "begin",
    "block",
    "case",
    "def",
    "do",
    "each",
    "for",
    "function",
    "if",
    "loop",
    "procedure",
    "repeat",
    "select",
    "sub",
    "try",
    "while",
];

/// `end`, `end if`
fn ends_a_block(phrase: &str) -> bool {
    let mut words = phrase.split_whitespace();
    words.next() == Some("end") && words.next().is_none_or(|word| BLOCKS.contains(&word))
}

/// The words of an action less the `to` before its value, which people leave out.
fn less_to(key: &str) -> &str {
    key.strip_suffix(" to").unwrap_or(key)
}

/// Whether a vendor's name, as it was found and as it was written, has the words of an action.
fn same_words(name: &str, phrase: &str, key: &str) -> bool {
    let letters = |text: &str| -> String {
        let letters = text.chars().filter(char::is_ascii_alphanumeric);
        letters.map(|letter| letter.to_ascii_lowercase()).collect()
    };
    let (name, short) = (letters(name), letters(less_to(key)));
    let is_named = name == short || name == letters(key);
    is_named && letters(phrase).starts_with(&short)
}

fn no_values(phrase: &str) -> String {
    let values = phrase.split(' ').filter(|part| part.starts_with('<'));
    let values: Vec<&str> = values.collect();
    match values.as_slice() {
        [] => String::new(),
        [one] => format!("`{one}` is missing"),
        more => format!("{} are missing", listed(more.iter().copied())),
    }
}

fn named(systems: &[&str]) -> String {
    match systems {
        [firsts @ .., last] if !firsts.is_empty() => format!("{} and {last}", firsts.join(", ")),
        systems => systems.join(", "),
    }
}
