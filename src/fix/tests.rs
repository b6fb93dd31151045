use super::*;
use crate::diagnostic::Code;
use crate::source::Span;

/// A warning at every `word`, whose fix writes `by` there.
fn swap(source: &Source, word: &str, by: &str, safety: Safety) -> Vec<Diagnostic> {
    source
        .text()
        .match_indices(word)
        .map(|(at, _)| {
            let span = Span::new(at as u32, (at + word.len()) as u32);
            let edit = Edit {
                span,
                text: by.to_owned(),
            };
            Diagnostic::warning(Code(900), span, "wrong").fix("mend", safety, vec![edit])
        })
        .collect()
}

fn mended(text: &str, look: impl Fn(&Arc<Source>) -> Vec<Diagnostic>) -> Mended {
    mend(&Arc::new(Source::new("a.flow", text)), false, look)
}

#[test]
fn one_fix_makes_the_next_possible() {
    let mended = mended("aaaa", |source| swap(source, "aa", "a", Safety::Safe));
    assert_eq!((mended.source.text(), mended.made.len()), ("a", 3));
    assert!(mended.left.is_empty());
}

#[test]
fn fixes_that_undo_each_other_end() {
    let look = |source: &Arc<Source>| match source.text() {
        "a" => swap(source, "a", "b", Safety::Safe),
        _ => swap(source, "b", "a", Safety::Safe),
    };
    assert_eq!(mended("a", look).made.len(), 1);
}

#[test]
fn a_fix_that_grows_for_ever_ends() {
    let look = |source: &Arc<Source>| swap(source, "a", "aa", Safety::Safe);
    let mended = mended("a", look);
    assert!(mended.source.text().len() <= 1 << ROUNDS);
    assert!(!mended.left.is_empty());
}

#[test]
fn a_fix_that_breaks_something_is_not_made_and_the_others_are() {
    let look = |source: &Arc<Source>| {
        let mut found = swap(source, "x", "y", Safety::Safe);
        let broken = source.text().match_indices("3y");
        found.extend(broken.map(|(at, _)| {
            let span = Span::at(at as u32);
            Diagnostic::error(codes::TOO_DEEP, span, "no longer a script")
        }));
        found
    };
    let mended = mended("1x 2x 3x 4x 5x", look);
    assert_eq!(mended.source.text(), "1y 2y 3x 4y 5y");
    assert_eq!((mended.made.len(), mended.left.len()), (4, 1));
}

#[test]
fn unsafe_fixes_wait_to_be_asked_for() {
    let look = |source: &Arc<Source>| swap(source, "a", "b", Safety::Unsafe);
    assert_eq!(mended("a", look).source.text(), "a");
    let source = Arc::new(Source::new("a.flow", "a"));
    assert_eq!(mend(&source, true, look).source.text(), "b");
}

#[test]
fn edits_outside_of_the_text_are_not_made() {
    let look = |source: &Arc<Source>| {
        let edit = Edit {
            span: Span::new(1, 900),
            text: "b".into(),
        };
        vec![
            Diagnostic::warning(Code(900), Span::at(0), source.name().to_string()).fix(
                "mend",
                Safety::Safe,
                vec![edit],
            ),
        ]
    };
    assert_eq!(mended("é", look).source.text(), "é");
}

#[test]
fn a_thousand_fixes_cost_a_round_and_not_a_round_each() {
    let looks = std::cell::Cell::new(0);
    let text = "x ".repeat(1_000);
    let mended = mended(&text, |source| {
        looks.set(looks.get() + 1);
        swap(source, "x", "y", Safety::Safe)
    });
    assert_eq!((mended.made.len(), looks.get()), (1_000, 2));
}
