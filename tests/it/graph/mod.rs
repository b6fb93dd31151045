//! Pictures of flows: what they show, and that nothing in them lies over something else.

mod command;
mod geometry;
mod moves;

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, check_text};
use contactflow::graph::{self, Graph, Picture};
use contactflow::program::Program;
use contactflow::source::Source;
use std::sync::Arc;

/// The program of a text; nothing where it has errors.
pub fn program(name: &str, text: &str) -> Option<Arc<Program>> {
    let source = Arc::new(Source::new(name, text));
    check_text(&source, Catalogue::builtin(), &Context::default()).program
}

/// The picture of a text without errors.
pub fn drawn(text: &str) -> (Graph, Picture) {
    let program = program("it.flow", text).expect("it has no errors");
    picture(&program)
}

fn picture(program: &Program) -> (Graph, Picture) {
    let graph = graph::graph(program, &|text| text.to_owned());
    let picture = graph::picture(&graph, &program.source, None);
    (graph, picture)
}

/// Every flow of the examples and the corpus that has no errors.
pub fn all() -> Vec<(String, Arc<Program>)> {
    let flows = crate::scripts::all().into_iter();
    let flows = flows.filter_map(|(path, text)| {
        let name = path.display().to_string();
        Some((name.clone(), program(&name, &text)?))
    });
    let flows: Vec<_> = flows.collect();
    assert!(flows.len() > 150, "only {} flows", flows.len());
    flows
}
