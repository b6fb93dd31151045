//! What would change in a file, as a unified diff.

use super::look::{Look, Style};
use similar::TextDiff;

/// Lines shown before and after a change.
const CONTEXT: usize = 3;

/// The change of one file; empty where there is none.
pub fn unified(path: &str, old: &str, new: &str, look: Look) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut unified = diff.unified_diff();
    let text = unified
        .context_radius(CONTEXT)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string();
    text.split_inclusive('\n')
        .map(|line| painted(line, look))
        .collect()
}

fn painted(line: &str, look: Look) -> String {
    let bare = line.trim_end_matches(['\n', '\r']);
    let end = &line[bare.len()..];
    let style = match bare.as_bytes() {
        [b'-', b'-', b'-', b' ', ..] | [b'+', b'+', b'+', b' ', ..] => Style::Strong,
        [b'-', ..] => Style::Bad,
        [b'+', ..] => Style::Good,
        [b'@', b'@', ..] => Style::Name,
        _ => return line.to_owned(),
    };
    format!("{}{end}", look.paint(style, bare))
}
