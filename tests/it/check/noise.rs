//! Whatever it is handed, the checker answers: half a script, lines in any order, any line gone.

use super::checked;
use super::corpus::scripts;
use contactflow::check::Context;

/// Checks a text; its findings stand inside of it, and there is a program just where none of
/// them is an error.
fn survives(text: &str) {
    let (source, checked) = checked("noise.flow", text, &Context::default());
    for found in &checked.problems {
        for label in &found.labels {
            assert!(label.span.start <= label.span.end, "{found:?}\n{text}");
            assert!(
                label.span.end as usize <= source.text().len(),
                "{found:?}\n{text}"
            );
        }
    }
    assert_eq!(checked.program.is_none(), checked.has_errors(), "{text}");
}

fn all() -> Vec<String> {
    let texts = ["right", "wrong/checker"].into_iter().flat_map(scripts);
    texts.map(|(_, text)| text).collect()
}

#[test]
fn any_line_can_be_gone() {
    for text in all() {
        let lines: Vec<&str> = text.lines().collect();
        for gone in 0..lines.len() {
            let mut rest = lines.clone();
            rest.remove(gone);
            survives(&rest.join("\n"));
        }
    }
}

#[test]
fn a_text_can_end_anywhere() {
    for text in all() {
        let ends = text.char_indices().map(|(at, _)| at);
        for end in ends.step_by(7) {
            survives(&text[..end]);
        }
    }
}

#[test]
fn lines_can_stand_in_any_order() {
    for text in all() {
        let mut lines: Vec<&str> = text.lines().collect();
        lines.reverse();
        survives(&lines.join("\n"));
        lines.sort_unstable();
        survives(&lines.join("\n"));
    }
}

#[test]
fn scripts_of_every_sort_can_stand_in_one_file() {
    survives(&all().concat());
}
