//! A step in every file that runs it: those that the editor has open, and the others in its
//! folders.

use super::asking::Asking;
use super::convert;
use super::document::Document;
use super::index::Sort;
use super::requests::Snapshot;
use super::{rename, uri, workspace};
use crate::source::Span;
use lsp_types::{Location, Range, TextEdit, Uri, WorkspaceEdit};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;

/// Where a step is declared: its file's name, and the place there.
struct Home {
    file: Arc<str>,
    at: u32,
}

impl Snapshot {
    /// All places of the step at a byte, in every file; nothing where there is no step.
    pub(super) fn places_of_step(&self, asking: &Asking<'_>, at: u32) -> Option<Vec<Location>> {
        let home = home(asking.document, at)?;
        let mut found = BTreeMap::new();
        for (address, document) in self.who_run(asking, &home) {
            let asking = Asking {
                document: &document,
                uri: &address,
                encoding: asking.encoding,
            };
            let Some(there) = place_in(&document, &home) else {
                continue;
            };
            let spans = super::definition::references(&document, there, true);
            for location in convert::locations(&asking, &spans) {
                found.insert(key(&location), location);
            }
        }
        Some(found.into_values().collect())
    }

    /// The edits that rename the step at a byte in every file. `Err` says why it cannot be done.
    pub(super) fn rename_step(
        &self,
        asking: &Asking<'_>,
        at: u32,
        new: &str,
    ) -> Option<Result<WorkspaceEdit, String>> {
        let home = home(asking.document, at)?;
        Some(self.renamed(asking, &home, new))
    }

    fn renamed(
        &self,
        asking: &Asking<'_>,
        home: &Home,
        new: &str,
    ) -> Result<WorkspaceEdit, String> {
        let mut found = BTreeMap::new();
        for (address, document) in self.who_run(asking, home) {
            let asking = Asking {
                document: &document,
                uri: &address,
                encoding: asking.encoding,
            };
            let Some(there) = place_in(&document, home) else {
                continue;
            };
            let edits = rename::rename(&document, there, new)
                .map_err(|why| format!("{}: {why}", document.source.name()))?;
            let spans: Vec<Span> = edits.iter().map(|edit| edit.span).collect();
            for location in convert::locations(&asking, &spans) {
                found.insert(key(&location), location);
            }
        }
        let mut edits: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for location in found.into_values() {
            let edit = TextEdit::new(location.range, new.to_owned());
            edits.entry(location.uri).or_default().push(edit);
        }
        Ok(convert::edits_by_file(edits))
    }

    /// The texts in which the step may be run: the one at hand, the step's own, and all that use the
    /// steps of its file.
    fn who_run(&self, asking: &Asking<'_>, home: &Home) -> Vec<(Uri, Arc<Document>)> {
        let mut all = Vec::new();
        for (address, document) in &self.open {
            if uses(document, home) {
                all.push((address.clone(), document.clone()));
            }
        }
        let closed = workspace::scripts(&self.folders).into_iter();
        let closed = closed.chain([Path::new(&*home.file).to_owned()]);
        for path in closed {
            let address = uri::of_path(&path);
            let known = all.iter().any(|(known, _)| *known == address);
            if known || self.open.contains_key(&address) {
                continue;
            }
            let Ok(text) = std::fs::read_to_string(&path) else {
                continue;
            };
            let document = Document::new(&uri::name(&address), text, Default::default());
            let document = document.among(asking.document.around().clone());
            if uses(&document, home) {
                all.push((address, Arc::new(document)));
            }
        }
        all
    }
}

fn home(document: &Document, at: u32) -> Option<Home> {
    let index = document.index();
    let (_, name, _) = index
        .name_at(at)
        .filter(|(_, name, _)| name.sort == Sort::Step)?;
    let bound = name.places.iter().find(|place| place.binds)?;
    let (source, own) = document.whole().home(bound.span);
    Some(Home {
        file: source.name().clone(),
        at: own.start,
    })
}

/// Whether a text is the step's own, or uses the steps of its file.
fn uses(document: &Document, home: &Home) -> bool {
    document.source.name() == &home.file
        || document
            .whole()
            .parts()
            .iter()
            .any(|part| *part.source.name() == home.file)
}

/// Where the step stands in a text that has its file.
fn place_in(document: &Document, home: &Home) -> Option<u32> {
    let mut parts = document.whole().parts().iter();
    match parts.find(|part| *part.source.name() == home.file) {
        Some(part) => Some(part.start + home.at),
        None => (document.source.name() == &home.file).then_some(home.at),
    }
}

fn key(location: &Location) -> (String, u32, u32) {
    let Range { start, .. } = location.range;
    (location.uri.0.clone(), start.line, start.character)
}
