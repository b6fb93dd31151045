//! What is to be said of the word under the pointer: from the catalogue, of a name, and the page
//! of a finding there.

mod action;
mod name;
mod outcome;
mod page;
mod word;

pub(super) use action::{action_page, param_line};
pub(super) use outcome::about as about_outcome;

use super::document::Document;
use super::index::{What, Word};
use crate::source::Span;
use crate::value::{Field, Function};

/// What is to be said, in Markdown, and of which part of the text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Said {
    /// What it is about.
    pub span: Span,
    /// What is said.
    pub text: String,
}

/// What is to be said of the word at a byte.
pub fn hover(document: &Document, at: u32) -> Option<Said> {
    let word = document.index().word_at(at);
    let of_word = word.and_then(|word| Some((word.span, of_word(document, word)?)));
    let of_word = of_word.or_else(|| word::at(document, at));
    let pages = page::at(document, at);
    let (span, text) = match (of_word, pages) {
        (Some((span, text)), Some((_, pages))) => (span, format!("{text}\n\n---\n\n{pages}")),
        (Some(word), None) => word,
        (None, pages) => pages?,
    };
    Some(Said { span, text })
}

fn of_word(document: &Document, word: &Word) -> Option<String> {
    let index = document.index();
    let text = document.source.slice(word.span);
    Some(match &word.what {
        What::Action(site) => action_page(index.sites.get(*site)?.does.action()?),
        What::System(Some(entry)) => format!("**{}** (system)\n\n{}", entry.title, entry.about),
        What::Param(action, param) => {
            let line = param_line(action.params.get(*param)?);
            format!("{line}\n\nParameter of `{}`.", action.phrase_text())
        }
        What::Filter(thing, output) => {
            let output = thing.outputs.get(*output)?;
            let (name, kind) = (&output.name, &output.kind);
            let about = &output.about;
            format!(
                "`{name}`: {kind}\n\n{about} The awaited {} must have this value.",
                thing.name
            )
        }
        What::Outcome(of) => outcome::hover(document, text, of)?,
        What::Thing(Some(thing)) => {
            let states = thing.states.iter().map(|state| format!("`{}`", state.name));
            let states: Vec<String> = states.collect();
            format!(
                "**{}**, by its {}. Its states: {}.",
                thing.name,
                thing.id,
                states.join(", ")
            )
        }
        What::Choice => outcome::state(document, text, None)?,
        What::State(thing) => outcome::state(document, text, thing.as_deref())?,
        What::Function(Some(function)) => of_function(function),
        What::Field(Some(field)) => of_field(field),
        What::Name(name) => name::hover(document, index.names.get(*name)?),
        _ => return None,
    })
}

fn of_field(field: &Field) -> String {
    format!("`{}`: {}\n\n{}", field.name, field.kind, field.about)
}

/// A function with what it takes and its examples.
pub fn of_function(function: &Function) -> String {
    let takes: Vec<String> = function.takes.iter().map(ToString::to_string).collect();
    let mut text = format!(
        "`{}({})`: {}\n\n{}",
        function.name,
        takes.join(", "),
        function.gives,
        function.about
    );
    for (example, gives) in function.examples.iter().take(2) {
        text.push_str(&format!("\n\n`{example}` returns `{gives}`"));
    }
    text
}
