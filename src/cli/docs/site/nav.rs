//! The table of contents: what `docs/README.md` lists, and the pages that are made of the catalogue.

use super::page::{Page, capital};
use super::reference;
use crate::cli::docs::pages::CONTENTS;

pub(super) struct Nav {
    pub sections: Vec<Section>,
}

pub(super) struct Section {
    pub title: String,
    pub entries: Vec<Entry>,
}

pub(super) struct Entry {
    /// A page, without its ending.
    pub path: String,
    pub label: String,
}

impl Nav {
    /// The pages before and after one, as somebody reads who reads all.
    pub fn around(&self, page: &Page) -> (Option<&Entry>, Option<&Entry>) {
        let all: Vec<&Entry> = self
            .sections
            .iter()
            .flat_map(|section| &section.entries)
            .collect();
        let Some(at) = all.iter().position(|entry| entry.path == page.path) else {
            return (None, None);
        };
        let before = at.checked_sub(1).and_then(|at| all.get(at).copied());
        (before, all.get(at + 1).copied())
    }
}

pub(super) fn nav(playground: bool) -> Nav {
    let mut sections = of_documents();
    if playground && let Some(first) = sections.first_mut() {
        let label = "Playground".to_owned();
        first.entries.push(Entry {
            path: "playground".to_owned(),
            label,
        });
    }
    let entries = reference::lists()
        .into_iter()
        .map(|(path, label)| Entry { path, label });
    let made = Section {
        title: "Every one".to_owned(),
        entries: entries.collect(),
    };
    // before what is there to be understood, behind what is looked up
    let last = sections.len().saturating_sub(1);
    sections.insert(last, made);
    Nav { sections }
}

/// The tables of the documents' own page: a head names a section, the links below are its pages.
fn of_documents() -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in CONTENTS.lines() {
        let Some((cell, rest)) = line.strip_prefix("| ").and_then(|row| row.split_once(" |"))
        else {
            continue;
        };
        if rest.trim() == "|" {
            sections.push(Section {
                title: capital(cell),
                entries: Vec::new(),
            });
        } else if let Some(section) = sections.last_mut() {
            section.entries.extend(links(cell));
        }
    }
    sections
}

/// `[Language](language.md)`, as often as it is there.
fn links(cell: &str) -> impl Iterator<Item = Entry> {
    let simulators = cell.starts_with("Simulators");
    cell.split('[').skip(1).filter_map(move |link| {
        let (label, rest) = link.split_once("](")?;
        let path = rest.split(')').next()?.strip_suffix(".md")?;
        let label = match simulators {
            true => format!("{label}'s simulator"),
            false => label.to_owned(),
        };
        Some(Entry {
            path: path.to_owned(),
            label,
        })
    })
}
