//! What checking hostile text costs: counted, not timed. And that a check can be ended.

use super::{Context, lint_text};
use crate::catalogue::Catalogue;
use crate::nearest;
use crate::source::Source;
use std::sync::Arc;

/// How many names were compared with others while a script was checked.
fn compared(text: String) -> usize {
    let before = nearest::compared();
    let source = Arc::new(Source::new("a.flow", text));
    let found = lint_text(&source, Catalogue::builtin(), &Context::default());
    assert!(!found.is_empty());
    nearest::compared() - before
}

/// So many lines of a script.
type Lines = fn(usize) -> String;

/// Scripts of so many lines, each with a mistake that looks for what may have been meant.
const SHAPES: [(&str, Lines); 9] = [
    ("steps that nobody has", |n| format!("run Nobody{n}()\n")),
    ("steps, and each misspelt", |n| {
        format!("step Greet{n}() {{\n    log \"x\"\n}}\nrun Geert{n}()\n")
    }),
    ("no actions", |_| "a b\n".to_owned()),
    ("actions misspelt", |n| format!("hodl contct {n}\n")),
    ("names misspelt", |n| {
        format!("let Value{n} = 1\nlog \"{{Vlaue{n}}}\"\n")
    }),
    ("outcomes misspelt", |n| {
        format!("hold contact <C> on InvldState{n} -> ignore\n")
    }),
    ("outcomes misspelt of a group", |n| {
        format!("try {{\n    hold contact <C>\n}} on InvldState{n} -> ignore\n")
    }),
    ("parameters misspelt", |n| {
        format!("hold contact <C> with Contct{n}: 1\n")
    }),
    ("prose", |n| {
        format!("Dear customer {n}, we have tried to reach you.\n")
    }),
];

#[test]
fn what_may_have_been_meant_is_looked_for_in_time_that_grows_with_the_text() {
    for (shape, line) in SHAPES {
        let text =
            |lines: usize| "use cxone\n".to_owned() + &(0..lines).map(line).collect::<String>();
        let (few, many) = (compared(text(500)), compared(text(1_000)));
        // twice the text may cost twice as much, and what little any text costs
        assert!(many <= 2 * few + 5_000, "{shape}: {few}, then {many}");
    }
}

#[test]
fn a_check_that_is_stopped_has_found_nothing_and_compares_nothing() {
    let text = "use cxone\n".to_owned() + &"hodl contact <C>\n".repeat(200);
    let source = Arc::new(Source::new("a.flow", text));
    let context = Context::default();
    context.clone().stop.stop();
    let before = nearest::compared();
    assert_eq!(lint_text(&source, Catalogue::builtin(), &context), []);
    assert_eq!(nearest::compared(), before);
    let checked = super::check_text(&source, Catalogue::builtin(), &context);
    assert!(checked.problems.is_empty() && checked.program.is_none());
}
