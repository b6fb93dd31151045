//! A comment at every gap between words: the formatter and the fixes leave it with what it is about.

use super::checked;
use super::corpus::scripts;
use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::check::lint_text;
use contactflow::fix;
use contactflow::source::{Source, Span};
use contactflow::syntax::tokens::{Reader, Sort};
use contactflow::syntax::{self, format};
use std::sync::Arc;

/// Scripts with something to allow, something to mend, and of every shape.
const FOLDERS: [&str; 6] = [
    "right",
    "wrong/promises",
    "wrong/states",
    "wrong/loops",
    "wrong/checker",
    "wrong/habits",
];

fn found(text: &str) -> Vec<String> {
    let (source, checked) = checked("comments.flow", text, &Context::default());
    let said = |found: &contactflow::diagnostic::Diagnostic| {
        let words = source.slice(found.span()).split_whitespace();
        let words: Vec<&str> = words.take(3).collect();
        let message: Vec<&str> = found.message.split_whitespace().collect();
        format!("{} {} {}", found.code, message.join(" "), words.join(" "))
    };
    let mut all: Vec<String> = checked.problems.iter().map(said).collect();
    all.sort();
    all
}

fn is_clean(text: &str) -> bool {
    syntax::parse(&Source::new("comments.flow", text)).is_clean()
}

/// The text with a comment at each gap where one may stand; every `step`th of them.
fn with_comment<'a>(
    text: &'a str,
    comment: &'a str,
    step: usize,
    first: usize,
) -> impl Iterator<Item = String> + 'a {
    let whole = Span::new(0, text.len() as u32);
    let gaps = Reader::new(text, whole).filter(|token| token.sort != Sort::Comment);
    let gaps = gaps
        .map(|token| token.span.end as usize)
        .skip(first % step)
        .step_by(step);
    let texts = gaps.map(move |at| format!("{}  {comment}\n{}", &text[..at], &text[at..]));
    texts.filter(|text| is_clean(text))
}

/// The codes of a script's warnings, and one that says nothing of it.
fn codes(text: &str) -> Vec<String> {
    let (_, checked) = checked("comments.flow", text, &Context::default());
    let mut codes: Vec<String> = checked
        .problems
        .iter()
        .map(|it| it.code.to_string())
        .collect();
    codes.sort();
    codes.dedup();
    codes.truncate(2);
    codes.push("F074".to_owned());
    codes
}

#[test]
fn formatting_keeps_a_comment_about_its_line() {
    let mut tried = 0;
    for (number, (name, text)) in FOLDERS.into_iter().flat_map(scripts).enumerate() {
        if !is_clean(&text) || text.len() > 1500 {
            continue;
        }
        for code in codes(&text) {
            let comment = format!("# flow: allow {code} it is meant so");
            for text in with_comment(&text, &comment, 9, number) {
                let printed = format(&Source::new(&*name, &*text)).expect("it is right");
                let (old, new) = (found(&text), found(&printed));
                assert_eq!(old, new, "{name}:\n{text}\n---\n{printed}");
                let again = format(&Source::new(&*name, &*printed)).expect("it is right");
                assert_eq!(again, printed, "{name}:\n{text}");
                tried += 1;
            }
        }
    }
    assert!(tried > 300, "only {tried}");
}

/// What stands before a comment on its line.
fn before<'a>(text: &'a str, comment: &str) -> &'a str {
    let line = text.lines().find(|line| line.contains(comment));
    let before = line.and_then(|line| line.split_once(comment));
    before.map_or("", |(before, _)| before.trim())
}

#[test]
fn fixes_keep_every_comment_where_it_is() {
    let look = |source: &Arc<Source>| lint_text(source, Catalogue::builtin(), &Context::default());
    let mut tried = 0;
    for (number, (name, text)) in FOLDERS.into_iter().flat_map(scripts).enumerate() {
        let source = Arc::new(Source::new(&*name, &*text));
        if text.len() > 1500 || look(&source).iter().all(|found| found.fix.is_none()) {
            continue;
        }
        for text in with_comment(&text, "# kept", 7, number) {
            let source = Arc::new(Source::new(&*name, &*text));
            let mended = fix::mend(&source, true, look);
            let new = mended.source.text();
            assert_eq!(
                new.matches("# kept").count(),
                1,
                "{name}:\n{text}\n---\n{new}"
            );
            let word = before(&text, "# kept").split_whitespace().next_back();
            let word = word.unwrap_or("").trim_end_matches(',');
            let now = before(new, "# kept");
            let elsewhere = !now.contains(word) && new.contains(word);
            assert!(!elsewhere, "{name}: `{word}`\n{text}\n---\n{new}");
            tried += 1;
        }
    }
    assert!(tried > 40, "only {tried}");
}

/// The shapes that were seen to go wrong, and their neighbours.
#[test]
fn comments_of_every_clause_stay() {
    for text in [
        "hold contact <A> on InvalidState -> retry 3 times, # flow: allow F074 the desk\n    for at most 5m\n",
        "run S(1,  # flow: allow F074 only for S\n2)\nhold contact <A>\nstep S(A, B) { log \"{A}{B}\" }\n",
        "let A = [1, # flow: allow F081 why\n2]\n",
        "hold contact <A> on Unknown -> fail on InvalidState -> retry # flow: allow F076 why\n",
        "# flow: allow F076 why\nhold contact <A> on Unknown -> fail on InvalidState -> retry\n",
        "try { hold contact <A> } # flow: allow F074 why\n    on InvalidState -> fail\n",
        "if true { # flow: allow F074 why\n    hold contact <A>\n}\nelse { # flow: allow F081 why\n    let B = 1\n}\n",
        "hold contact <A>\n    with X: 1, # flow: allow F074 why\n    Y: 2\n",
    ] {
        let text = format!("use cxone\nset security user <U>\njoin agent session\n{text}");
        let printed = format(&Source::new("a.flow", &*text)).expect("it can be read");
        assert_eq!(found(&text), found(&printed), "{text}\n---\n{printed}");
    }
}
