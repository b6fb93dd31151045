//! Makes the index of a script.

use super::build::Builder;
use super::here;
use super::types::Index;
use super::words::Words;
use crate::catalogue::Catalogue;
use crate::check::Context;
use crate::check::resolve::Resolved;
use crate::source::Source;
use crate::syntax::tree::Tree;

impl Index {
    /// The words of a parsed script; `place` is one to remember what is there.
    pub fn new(
        source: &Source,
        tree: &Tree,
        catalogue: &Catalogue,
        context: &Context,
        place: Option<u32>,
    ) -> Self {
        let model = Resolved::new(source, tree, catalogue, context);
        let mut builder = Builder::new(&model);
        builder.references();
        Words::new(&mut builder).all();
        let here = place.map(|at| here::here(&builder, at));
        builder.finish(here)
    }
}
