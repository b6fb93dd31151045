//! Where a name comes from, and where it stands.

use super::document::Document;
use super::index::Place;
use crate::source::Span;

/// Where the name at a byte is bound: the places to go to.
pub fn definition(document: &Document, at: u32) -> Vec<Span> {
    let index = document.index();
    match index.name_at(at) {
        Some((_, name, _)) => index.bound_at(name),
        None => Vec::new(),
    }
}

/// Every place of the name at a byte; those that bind it only where they are wanted.
pub fn references(document: &Document, at: u32, binding: bool) -> Vec<Span> {
    let wanted = |place: &&Place| binding || !place.binds;
    let places = highlights(document, at);
    places
        .iter()
        .filter(wanted)
        .map(|place| place.span)
        .collect()
}

/// Every place of the name at a byte, and whether it gets its value there.
pub fn highlights(document: &Document, at: u32) -> Vec<Place> {
    match document.index().name_at(at) {
        Some((_, name, _)) => name.places.clone(),
        None => Vec::new(),
    }
}
