//! What help shows of the reader's own lines, and whom an action is for.

use crate::catalogue::Action;
use crate::diagnostic::own_line;
use crate::source::{Source, Span};

/// The line of the handler at a place with another end, `on Unavailable -> fail "…"`; nothing where
/// it takes more than one line.
pub(super) fn handler(source: &Source, at: Span, end: &str) -> Option<String> {
    let text = source.slice(at);
    let (head, _) = text.split_once("->").filter(|_| text.starts_with("on "))?;
    let whole = format!("{head}-> {end}");
    own_line::replaced(source, at, &whole).filter(|_| !text.contains('\n'))
}

/// The line of a loop without its `, 5 at once`.
pub(super) fn one_by_one(source: &Source, head: Span) -> Option<String> {
    let line = source.line_span(source.line_of(head.start));
    let text = source.slice(line);
    let end = text.find(" at once")? + " at once".len();
    let start = text[..end].rfind(',')?;
    let part = Span::new(line.start + start as u32, line.start + end as u32);
    own_line::replaced(source, part, "")
}

/// The line of one of several things with commas between them, without that one.
pub(super) fn without(source: &Source, one: Span) -> Option<String> {
    let text = source.text();
    let after = text.get(one.end as usize..)?;
    let before = text.get(..one.start as usize)?;
    let part = match (after.strip_prefix(", "), before.strip_suffix(", ")) {
        (Some(_), _) => Span::new(one.start, one.end + 2),
        (None, Some(_)) => Span::new(one.start - 2, one.end),
        (None, None) => return None,
    };
    own_line::replaced(source, part, "")
}

/// Whom an action is for, as a desk says it.
pub(super) fn whose(action: &Action) -> &'static str {
    const CUSTOMER: [&str; 3] = ["callback", "lead", "campaign"];
    const AGENT: [&str; 4] = ["agent", "supervisor", "session", "user"];
    const CALLER: [&str; 10] = [
        "contact",
        "call",
        "conference",
        "consult",
        "participant",
        "recording",
        "dtmf",
        "phone",
        "dial",
        "chat",
    ];
    let words: Vec<&str> = action.key.split(' ').collect();
    let about = |known: &[&str]| words.iter().any(|word| known.contains(word));
    match () {
        () if about(&CUSTOMER) => "the customer",
        () if about(&CALLER) => "the caller",
        () if about(&AGENT) => "the agent",
        () => "the record",
    }
}
