//! How findings word what they name: lists, types, long texts.

use crate::diagnostic::{Diagnostic, Edit, Safety};
use crate::nearest::is_slip;
use crate::source::Span;
use crate::value::Kind;

/// Offers the nearest right name as a fix, where nothing but the case or a slip differs.
pub(super) trait Swap {
    fn swap(self, at: Span, name: &str, near: Option<&str>) -> Self;
}

impl Swap for Diagnostic {
    fn swap(self, at: Span, name: &str, near: Option<&str>) -> Self {
        let Some(near) = near.filter(|near| is_slip(name, near)) else {
            return self;
        };
        let edit = Edit {
            span: at,
            text: near.to_owned(),
        };
        self.fix(format!("Write `{near}`"), Safety::Unsafe, vec![edit])
    }
}

/// Shows the action that a step does, where what is wrong is the running of that step.
pub(super) fn in_step(problem: Diagnostic, action: &str, step: Option<Span>) -> Diagnostic {
    match step {
        Some(at) => problem.also(at, format!("the step runs `{action}` here")),
        None => problem,
    }
}

/// "Did you mean" where something is near, else the rest.
pub(super) fn said(near: Option<&str>, rest: &str) -> String {
    match near {
        Some(near) => format!("did you mean `{near}`?"),
        None => rest.to_owned(),
    }
}

/// Names in a sentence: `A`, `B` and `C`.
pub(crate) fn listed<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [firsts @ .., last] => format!("{} and {last}", firsts.join(", ")),
    }
}

/// A kind with its article.
pub(super) fn a(kind: &Kind) -> String {
    match kind {
        Kind::OneOf(names) => format!("one of {}", listed(names.iter().map(|name| &**name))),
        Kind::AgentId | Kind::Ecid => format!("an {kind}"),
        Kind::YesNo => "a `yes/no` value".into(),
        Kind::Any => "a value".into(),
        Kind::Text => "text".into(),
        Kind::List(of) if **of == Kind::Any => "a list".into(),
        kind => format!("a {kind}"),
    }
}

/// What to write where a kind is wanted.
pub(super) fn wanted(kind: &Kind) -> String {
    match kind {
        Kind::List(of) if **of == Kind::Any => "a list, like `[1, 2]`".into(),
        Kind::State => "a state by its name, without quotes".into(),
        Kind::Text => "a text, in quotes".into(),
        Kind::PhoneNumber => "a phone number with its country code, in quotes: `\"+…\"`".into(),
        Kind::ContactId | Kind::AgentId | Kind::SkillId => {
            format!("{}: its number, or a variable that holds it", a(kind))
        }
        kind => kind.wanted(),
    }
}

/// Words with their article: `a held contact`, `an agent session`.
pub(super) fn one(words: &str) -> String {
    let article = match words.starts_with(['a', 'e', 'i', 'o', 'u']) {
        true => "an",
        false => "a",
    };
    format!("{article} {words}")
}

/// A script's text in a message: its first line, and not all of a long one.
pub(super) fn shortened(text: &str) -> String {
    const LONGEST: usize = 60;
    let line = text.lines().next().unwrap_or_default().trim_end();
    if line.chars().count() <= LONGEST && line.len() == text.len() {
        return line.to_owned();
    }
    let start: String = line.chars().take(LONGEST).collect();
    format!("{} …", start.trim_end())
}
