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
    let tokens: Vec<Token<'_>> = Reader::new(source.text(), part)
        .filter(|token| token.sort != Sort::Comment)
        .collect();
    let (open, active) = innermost(&tokens)?;
    let before = tokens.get(..open)?;
    match before {
        [.., run, name] if name.sort == Sort::Name && run.text == "run" => {
            step(document, name.text, active)
        }
        _ => function(before, active),
    }
}

/// The bracket that is open at the end, and how many commas follow it.
fn innermost(tokens: &[Token<'_>]) -> Option<(usize, usize)> {
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            _ if token.sort != Sort::Sign => {}
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
    open.pop().filter(|(at, _)| tokens[*at].is_sign("("))
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
        for none in ["log \"a\"", "run Park(1)", "log (1 + ", "let A = [1, "] {
            assert_eq!(shown(none), None, "{none}");
        }
    }
}
