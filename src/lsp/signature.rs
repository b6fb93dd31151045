//! What the call takes that is being written: `count(…)`, `run Park(…)`.

use super::document::Document;
use super::position::floor;
use crate::source::Span;
use crate::syntax::tokens::{Reader, Sort, Token};
use crate::syntax::tree::Item;
use crate::value::Function;
use serde_json::{Value, json};

/// So many lines up a call can begin.
const LONGEST: u32 = 20;

/// A call, and which of its arguments is being written.
pub struct Help {
    name: String,
    takes: Vec<String>,
    about: String,
    active: usize,
}

impl Help {
    /// In the protocol's terms.
    pub fn shown(&self) -> Value {
        let label = format!("{}({})", self.name, self.takes.join(", "));
        let takes = self.takes.iter().map(|one| json!({ "label": one }));
        json!({
            "signatures": [{
                "label": label,
                "documentation": { "kind": "markdown", "value": self.about },
                "parameters": takes.collect::<Vec<_>>(),
            }],
            "activeSignature": 0,
            "activeParameter": self.active,
        })
    }
}

/// The call that a byte lies in.
pub fn help(document: &Document, at: u32) -> Option<Help> {
    let source = &document.source;
    let at = floor(source.text(), at);
    let first = source.line_of(at).saturating_sub(LONGEST).max(1);
    let part = Span::new(source.line_start(first), at);
    let mut tokens = tokens_of(document, part);
    let here = |token: &Token<'_>| source.line_of(token.span.start) == source.line_of(at);
    let last = tokens.last().filter(|last| here(last));
    if let Some(inside) = last.and_then(|last| braces(last, at)) {
        tokens = tokens_of(document, inside);
    }
    let (open, active) = innermost(&tokens)?;
    let before = tokens.get(..open)?;
    match before {
        [.., run, name] if name.sort == Sort::Name && run.text == "run" => {
            step(document, name.text, active)
        }
        _ => function(before, active),
    }
}

fn tokens_of(document: &Document, part: Span) -> Vec<Token<'_>> {
    Reader::new(document.source.text(), part)
        .filter(|token| token.sort != Sort::Comment)
        .collect()
}

/// What is in the braces of a text that are open at its end: `"{count(`.
fn braces(text: &Token<'_>, at: u32) -> Option<Span> {
    match text.sort {
        // nothing but blanks can follow it
        Sort::OpenText => {}
        Sort::Text if text.span.end >= at => {}
        _ => return None,
    }
    let open = text.text.rfind('{')?;
    let start = text.span.start + open as u32 + 1;
    (!text.text[open..].contains('}')).then(|| Span::new(start, at))
}

/// The bracket of a call that is open at the end, and how many of its commas follow it. A list or a record may
/// be open in it.
fn innermost(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            _ if token.sort != Sort::Sign => {}
            "{" if !is_record(tokens, index) => {
                // a block: no call reaches into it
                open.clear();
                open.push((index, 0));
            }
            "(" | "[" | "{" => open.push((index, 0)),
            ")" | "]" | "}" => drop(open.pop()),
            "," => {
                if let Some((_, commas)) = open.last_mut() {
                    *commas += 1;
                }
            }
            _ => {}
        }
    }
    open.into_iter()
        .rfind(|(at, _)| tokens.get(*at).is_some_and(|token| token.is_sign("(")))
}

/// A record is a value, and stands where one may; after anything else a brace begins a block.
fn is_record(tokens: &[Token<'_>], brace: usize) -> bool {
    let before = brace.checked_sub(1).and_then(|before| tokens.get(before));
    before.is_some_and(|before| {
        before.sort == Sort::Sign && matches!(before.text, "(" | "," | "[" | ":" | "=")
    })
}

fn step(document: &Document, name: &str, active: usize) -> Option<Help> {
    let source = &document.source;
    let mut items = document.parsed().tree.items.iter();
    let step = items.find_map(|item| match item {
        Item::Step(step) if source.slice(step.name) == name => Some(step),
        _ => None,
    })?;
    let takes = step
        .params
        .iter()
        .map(|param| source.slice(*param).to_owned());
    Some(Help {
        name: name.to_owned(),
        takes: takes.collect(),
        about: "A step of this file.".to_owned(),
        active,
    })
}

/// The function whose last word stands before the bracket; the longest name that fits.
fn function(before: &[Token<'_>], active: usize) -> Option<Help> {
    let words = before
        .iter()
        .rev()
        .take_while(|token| token.sort == Sort::Word);
    let words: Vec<&str> = words.map(|token| token.text).collect();
    if words.first() == Some(&"open") {
        return Some(opening(words.get(1) == Some(&"next"), active));
    }
    let fits = |name: &str| {
        let known: Vec<&str> = name.split(' ').rev().collect();
        words.starts_with(&known)
    };
    let all = Function::all()
        .iter()
        .filter(|function| fits(function.name));
    let function = all.max_by_key(|function| function.name.len())?;
    Some(Help {
        name: function.name.to_owned(),
        takes: function.takes.iter().map(ToString::to_string).collect(),
        about: function.about.to_owned(),
        active,
    })
}

/// `open(support, now)`, `next open(support, now)`: they look into a calendar.
fn opening(next: bool, active: usize) -> Help {
    let (name, about) = match next {
        true => (
            "next open",
            "The first time from then on at which the calendar is open.",
        ),
        false => ("open", "Whether the calendar is open at that time."),
    };
    Help {
        name: name.to_owned(),
        takes: ["calendar", "time", "in zone"].map(str::to_owned).to_vec(),
        about: about.to_owned(),
        active,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<String> {
        let document = Document::new(
            "a.flow",
            format!("{text}\nstep Park(Contact, Why) {{\n}}\n"),
            Default::default(),
        );
        let help = help(&document, text.len() as u32)?;
        Some(format!(
            "{} {} {}",
            help.name,
            help.takes.join("|"),
            help.active
        ))
    }

    #[test]
    fn the_call_at_hand_is_shown() {
        assert_eq!(shown("run Park(").as_deref(), Some("Park Contact|Why 0"));
        assert_eq!(
            shown("run Park(\"a, b\", ").as_deref(),
            Some("Park Contact|Why 1")
        );
        assert_eq!(
            shown("log starts with(count([1, 2]), ").map(|it| it.ends_with('1')),
            Some(true)
        );
        assert_eq!(
            shown("log count(").map(|it| it.starts_with("count ")),
            Some(true)
        );
        assert_eq!(
            shown("let A = next open(support, ").as_deref(),
            Some("next open calendar|time|in zone 1")
        );
        assert_eq!(
            shown("if open(").as_deref(),
            Some("open calendar|time|in zone 0")
        );
        for inside in ["log count([1, 2", "log \"{count(", "log \"a {count([1, "] {
            let help = shown(inside);
            assert!(
                help.is_some_and(|it| it.starts_with("count ") && it.ends_with('0')),
                "{inside}"
            );
        }
        for none in ["log \"a\"", "run Park(1)", "log (1 + ", "let A = [1, "] {
            assert_eq!(shown(none), None, "{none}");
        }
    }
}
