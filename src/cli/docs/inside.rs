//! What `build/inside.rs` has put into the command: inflated when the first of it is asked for.

use std::ops::Range;
use std::sync::LazyLock;

include!(concat!(env!("OUT_DIR"), "/inside.rs"));

static BYTES: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let deflated = include_bytes!(concat!(env!("OUT_DIR"), "/inside.deflated"));
    // A test reads all of it.
    miniz_oxide::inflate::decompress_to_vec(deflated).unwrap_or_default()
});

/// Texts by name.
pub(super) type Texts = LazyLock<Vec<(&'static str, &'static str)>>;

/// Every page, by name.
pub(super) static PAGES: Texts = LazyLock::new(|| texts(PAGE_PLACES));

/// Flows and programs of the folder `examples`, by name.
pub(super) static EXAMPLES: Texts = LazyLock::new(|| texts(EXAMPLE_PLACES));

/// Files that documents show or link to, by their places below `docs`.
pub(super) fn assets() -> impl Iterator<Item = (&'static str, &'static [u8])> {
    ASSET_PLACES.iter().map(|(name, place)| (*name, at(place)))
}

fn texts(places: &[(&'static str, Range<usize>)]) -> Vec<(&'static str, &'static str)> {
    let text = |place| std::str::from_utf8(at(place)).unwrap_or_default();
    places
        .iter()
        .map(|(name, place)| (*name, text(place)))
        .collect()
}

fn at(place: &Range<usize>) -> &'static [u8] {
    BYTES.get(place.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{EXAMPLES, PAGES, assets};

    #[test]
    fn all_of_it_can_be_read() {
        let texts = PAGES.iter().chain(EXAMPLES.iter());
        for (name, text) in texts {
            assert!(!text.is_empty(), "{name}");
        }
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
        for (name, bytes) in assets() {
            assert_eq!(bytes, std::fs::read(folder.join(name)).unwrap(), "{name}");
        }
        assert!(assets().count() > 0);
    }
}
