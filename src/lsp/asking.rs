//! What a request is about.

use super::document::Document;
use super::position::Encoding;
use lsp_types::Uri;

/// A text that a request is about.
pub(super) struct Asking<'a> {
    pub document: &'a Document,
    pub uri: &'a Uri,
    pub encoding: Encoding,
}
