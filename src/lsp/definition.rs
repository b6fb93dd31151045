//! Where a name comes from, and where it stands.

use super::document::Document;
use super::index::Place;
use crate::source::Span;

/// Where the name at a byte is bound: the places to go to.
pub fn definition(document: &Document, at: u32) -> Vec<Span> {
    let index = document.index();
    match index.name_at(at) {
        Some((_, name, _)) => index.bound_at(name),
        None => file_at(document, at).into_iter().collect(),
    }
}

/// The start of the file that a `use steps from` line names, where the byte is in its path.
fn file_at(document: &Document, at: u32) -> Option<Span> {
    let whole = document.whole();
    let mut links = whole.links().iter();
    let link = links.find(|link| link.path.start <= at && at <= link.path.end)?;
    let file = whole.parts().get(*link.to.as_ref().ok()?)?;
    Some(Span::at(file.start))
}

/// Every place of the name at a byte; those that bind it only where they are wanted.
pub fn references(document: &Document, at: u32, binding: bool) -> Vec<Span> {
    let wanted = |place: &&Place| binding || !place.binds;
    let places = places(document, at);
    places
        .iter()
        .filter(wanted)
        .map(|place| place.span)
        .collect()
}

/// Every place of the name at a byte, and whether it gets its value there; in this text and in those
/// whose steps it uses.
fn places(document: &Document, at: u32) -> Vec<Place> {
    match document.index().name_at(at) {
        Some((_, name, _)) => name.places.clone(),
        None => Vec::new(),
    }
}

/// The places in this text alone.
pub fn highlights(document: &Document, at: u32) -> Vec<Place> {
    let own = document.whole().own_end();
    let mut places = places(document, at);
    places.retain(|place| place.span.start < own);
    places
}
