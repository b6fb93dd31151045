//! The picture as a Mermaid flow chart, which GitHub and GitLab draw in Markdown.

use super::flat::{Flat, flat};
use super::model::{Graph, Item, Sort};
use super::seen::Seen;
use std::fmt::Write;

/// The picture as a Mermaid flow chart.
pub fn mermaid(graph: &Graph, seen: Option<&Seen>) -> String {
    let flat = flat(graph);
    let mut out = String::from("flowchart TD\n");
    let top = (0..flat.frames.len()).filter(|frame| flat.frames[*frame].parent.is_none());
    nodes(&flat, None, 1, seen, &mut out);
    top.for_each(|number| frame(&flat, number, 1, seen, &mut out));
    for edge in &flat.edges {
        let when = edge.when.map(|when| format!("|{}|", quoted(when)));
        let (from, to) = (id(edge.from), id(edge.to));
        let _ = writeln!(out, "    {from} -->{} {to}", when.unwrap_or_default());
    }
    if let Some(seen) = seen {
        classes(&flat, seen, &mut out);
    }
    out
}

fn frame(flat: &Flat<'_>, number: usize, depth: usize, seen: Option<&Seen>, out: &mut String) {
    let indent = "    ".repeat(depth);
    let frame = &flat.frames[number];
    let words = match frame.item {
        Some(item) => words(item, seen),
        None => frame.title.clone(),
    };
    let _ = writeln!(out, "{indent}subgraph {}[{}]", id(frame.id), quoted(&words));
    nodes(flat, Some(number), depth + 1, seen, out);
    for inner in 0..flat.frames.len() {
        if flat.frames[inner].parent == Some(number) {
            self::frame(flat, inner, depth + 1, seen, out);
        }
    }
    let _ = writeln!(out, "{indent}end");
}

fn nodes(
    flat: &Flat<'_>,
    frame: Option<usize>,
    depth: usize,
    seen: Option<&Seen>,
    out: &mut String,
) {
    let indent = "    ".repeat(depth);
    for node in flat.nodes.iter().filter(|node| node.frame == frame) {
        let text = quoted(&words(node.item, seen));
        let (open, close) = match node.item.sort {
            Sort::Start | Sort::End | Sort::Jump => ("([", "])"),
            Sort::If => ("{{", "}}"),
            _ => ("[", "]"),
        };
        let _ = writeln!(out, "{indent}{}{open}{text}{close}", id(&node.item.id));
    }
}

/// What is reached is drawn in full, and what is not with a dash.
fn classes(flat: &Flat<'_>, seen: &Seen, out: &mut String) {
    let never = flat
        .nodes
        .iter()
        .filter(|node| seen.count(node.item) == Some(0));
    let never: Vec<String> = never.map(|node| id(&node.item.id)).collect();
    if !never.is_empty() {
        out.push_str("    classDef never stroke-dasharray: 5 4\n");
        let _ = writeln!(out, "    class {} never", never.join(","));
    }
}

/// The words of a node; lines begin at `\n`.
pub(super) fn words(item: &Item, seen: Option<&Seen>) -> String {
    let mut lines = item.title.clone();
    lines.extend(item.note.map(|note| format!("! {note}")));
    lines.extend(seen.and_then(|seen| seen.said(item)));
    for row in &item.rows {
        let count = seen.and_then(|seen| seen.row(item, row));
        let count = count.map(|count| format!(" ({count}×)"));
        let line = format!("{}: {} {}", row.when, row.mark.sign(), row.does);
        lines.push(format!("{}{}", line.trim_end(), count.unwrap_or_default()));
    }
    lines.join("\n")
}

/// Names as Mermaid takes them: `end` and others would be words of its own.
fn id(name: &str) -> String {
    let sign = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    format!("n_{}", name.chars().map(sign).collect::<String>())
}

/// Mermaid reads HTML and Markdown in texts: what is either is written as a number of a letter.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => out.push_str("<br/>"),
            '"' | '#' | '&' | '<' | '>' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '|' | '\\' => {
                let _ = write!(out, "#{};", c as u32);
            }
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
