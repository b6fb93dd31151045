//! The picture as a Mermaid flow chart, which GitHub and GitLab draw in Markdown.

use super::flat::{Flat, flat};
use super::model::{Graph, Item, Sort};
use super::seen::Seen;
use super::text::{self, Language};
use std::fmt::Write;

/// The picture as a Mermaid flow chart.
pub fn mermaid(graph: &Graph, seen: Option<&Seen>) -> String {
    let flat = flat(graph);
    let inside = text::write(&Mermaid, &flat, seen);
    let classes = seen.map(|seen| classes(&flat, seen));
    format!("flowchart TD\n{inside}{}", classes.unwrap_or_default())
}

struct Mermaid;

impl Language for Mermaid {
    fn node(&self, item: &Item, words: &str, _never: bool) -> String {
        let (open, close) = match item.sort {
            Sort::Start | Sort::End | Sort::Jump => ("([", "])"),
            Sort::If => ("{{", "}}"),
            _ => ("[", "]"),
        };
        format!("{}{open}{}{close}", id(&item.id), quoted(words))
    }

    fn open(&self, name: &str, words: &str) -> Vec<String> {
        vec![format!("subgraph {}[{}]", id(name), quoted(words))]
    }

    fn close(&self) -> &'static str {
        "end"
    }

    fn edge(&self, from: &str, to: &str, when: Option<&str>) -> String {
        let when = when.map(|when| format!("|{}|", quoted(when)));
        format!("{} -->{} {}", id(from), when.unwrap_or_default(), id(to))
    }
}

/// What is reached is drawn in full, and what is not with a dash.
fn classes(flat: &Flat<'_>, seen: &Seen) -> String {
    let never = flat
        .nodes
        .iter()
        .filter(|node| seen.count(node.item) == Some(0));
    let never: Vec<String> = never.map(|node| id(&node.item.id)).collect();
    match never.is_empty() {
        true => String::new(),
        false => format!(
            "    classDef never stroke-dasharray: 5 4\n    class {} never\n",
            never.join(",")
        ),
    }
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
