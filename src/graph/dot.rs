//! The picture in the language of Graphviz.

use super::flat::flat;
use super::model::{Graph, Item, Sort};
use super::seen::Seen;
use super::text::{self, Language};

/// The picture in the language of Graphviz.
pub fn dot(graph: &Graph, seen: Option<&Seen>) -> String {
    let inside = text::write(&Dot, &flat(graph), seen);
    format!(
        "digraph {} {{\n    rankdir=TB;\n    node [shape=box, style=rounded, fontname=\"monospace\", fontsize=10];\n    \
         edge [fontname=\"monospace\", fontsize=9];\n{inside}}}\n",
        quoted(&graph.name)
    )
}

struct Dot;

impl Language for Dot {
    fn node(&self, item: &Item, words: &str, never: bool) -> String {
        let shape = match item.sort {
            Sort::Start | Sort::End | Sort::Jump => ", shape=ellipse",
            Sort::If => ", shape=hexagon",
            _ => "",
        };
        let style = match never {
            true => ", style=\"rounded,dashed\"",
            false => "",
        };
        format!(
            "{} [label={}{shape}{style}];",
            quoted(&item.id),
            label(words)
        )
    }

    fn open(&self, id: &str, words: &str) -> Vec<String> {
        let id = quoted(&format!("cluster_{id}"));
        vec![
            format!("subgraph {id} {{"),
            format!("label={};", label(words)),
            "labeljust=l;".to_owned(),
        ]
    }

    fn close(&self) -> &'static str {
        "}"
    }

    fn edge(&self, from: &str, to: &str, when: Option<&str>) -> String {
        let when = when.map(|when| format!(" [label={}]", quoted(when)));
        format!(
            "{} -> {}{};",
            quoted(from),
            quoted(to),
            when.unwrap_or_default()
        )
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    let shown: String = text.chars().filter(|c| !c.is_control()).collect();
    shown.replace('\\', "\\\\").replace('"', "\\\"")
}

/// Lines that begin at the left.
fn label(words: &str) -> String {
    let lines = words.lines().map(|line| format!("{}\\l", escaped(line)));
    format!("\"{}\"", lines.collect::<String>())
}
