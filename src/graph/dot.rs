//! The picture in the language of Graphviz.

use super::flat::{Flat, flat};
use super::mermaid::words;
use super::model::{Graph, Sort};
use super::seen::Seen;
use std::fmt::Write;

/// The picture in the language of Graphviz.
pub fn dot(graph: &Graph, seen: Option<&Seen>) -> String {
    let flat = flat(graph);
    let mut out = format!("digraph {} {{\n", quoted(&graph.name));
    out.push_str(
        "    rankdir=TB;\n    node [shape=box, style=rounded, fontname=\"monospace\", fontsize=10];\n    \
         edge [fontname=\"monospace\", fontsize=9];\n",
    );
    nodes(&flat, None, 1, seen, &mut out);
    for number in 0..flat.frames.len() {
        if flat.frames[number].parent.is_none() {
            frame(&flat, number, 1, seen, &mut out);
        }
    }
    for edge in &flat.edges {
        let when = edge.when.map(|when| format!(" [label={}]", quoted(when)));
        let (from, to) = (quoted(edge.from), quoted(edge.to));
        let _ = writeln!(out, "    {from} -> {to}{};", when.unwrap_or_default());
    }
    out.push_str("}\n");
    out
}

fn frame(flat: &Flat<'_>, number: usize, depth: usize, seen: Option<&Seen>, out: &mut String) {
    let indent = "    ".repeat(depth);
    let frame = &flat.frames[number];
    let words = match frame.item {
        Some(item) => words(item, seen),
        None => frame.title.clone(),
    };
    let id = quoted(&format!("cluster_{}", frame.id));
    let _ = writeln!(out, "{indent}subgraph {id} {{");
    let _ = writeln!(
        out,
        "{indent}    label={};\n{indent}    labeljust=l;",
        label(&words)
    );
    nodes(flat, Some(number), depth + 1, seen, out);
    for inner in 0..flat.frames.len() {
        if flat.frames[inner].parent == Some(number) {
            self::frame(flat, inner, depth + 1, seen, out);
        }
    }
    let _ = writeln!(out, "{indent}}}");
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
        let shape = match node.item.sort {
            Sort::Start | Sort::End | Sort::Jump => ", shape=ellipse",
            Sort::If => ", shape=hexagon",
            _ => "",
        };
        let never = seen.is_some_and(|seen| seen.count(node.item) == Some(0));
        let style = if never {
            ", style=\"rounded,dashed\""
        } else {
            ""
        };
        let (id, label) = (quoted(&node.item.id), label(&words(node.item, seen)));
        let _ = writeln!(out, "{indent}{id} [label={label}{shape}{style}];");
    }
}

fn quoted(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", shown.replace('\\', "\\\\").replace('"', "\\\""))
}

/// Lines that begin at the left.
fn label(words: &str) -> String {
    let lines = words.lines().map(|line| {
        let quoted = quoted(line);
        format!("{}\\l", quoted.trim_matches('"'))
    });
    format!("\"{}\"", lines.collect::<String>())
}
