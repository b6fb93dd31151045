//! Texts of every shape: nothing that can be asked makes the server fall over.

use super::{document, questions};
use crate::scripts;
use contactflow::lsp::position::floor;
use proptest::prelude::*;
use std::sync::LazyLock;

static SCRIPTS: LazyLock<Vec<String>> = LazyLock::new(|| {
    let small = scripts::all().into_iter().map(|(_, text)| text);
    small.filter(|text| text.len() < 3000).collect()
});

/// What is typed, pasted or left over in the middle of work.
const SCRAPS: [&str; 30] = [
    "",
    "\"",
    "{",
    "}",
    "(",
    ")",
    "[",
    "<",
    ">",
    "on ",
    "->",
    "with ",
    "giving ",
    ",",
    ":",
    ".",
    "retry",
    "é𝄞",
    "\n",
    "\r\n",
    "#",
    "# flow: allow ",
    "<A",
    "Name",
    "hold contact ",
    "test \"a\" {",
    "step S(",
    "wait until contact ",
    "\\",
    "if ",
];

#[test]
fn every_script_can_be_asked_everything_at_its_words() {
    for (_, text) in scripts::all() {
        let document = document(&text);
        questions::whole(&document);
        for word in document.index().words.iter().take(40) {
            questions::at(&document, word.span.start);
            questions::at(&document, word.span.end);
        }
    }
}

#[test]
fn half_a_script_can_be_asked_everything_where_it_ends() {
    for text in SCRIPTS.iter() {
        for (at, _) in text.char_indices().step_by(17) {
            let document = document(&text[..at]);
            questions::at(&document, at as u32);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_edit_makes_a_question_fall_over(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0usize..12, prop::sample::select(&SCRAPS[..])), 1..5),
        places in prop::collection::vec(any::<prop::sample::Index>(), 3),
    ) {
        let mut text = which.get(&SCRIPTS).clone();
        for (place, length, scrap) in edits {
            let start = floor(&text, place.index(text.len() + 1) as u32) as usize;
            let end = floor(&text, (start + length) as u32) as usize;
            text.replace_range(start..end, scrap);
        }
        let document = document(&text);
        questions::whole(&document);
        for place in places {
            questions::at(&document, place.index(text.len() + 1) as u32);
        }
    }
}
