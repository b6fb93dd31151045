//! `flow graph`: a flow as a picture.

mod coverage;
mod trace;

use super::args::{GraphArgs, GraphForm};
use super::checked;
use super::exit::Exit;
use super::session::tell;
use crate::graph::{self, Graph, Seen};
use crate::program::Program;
use crate::report::text::name;
use crate::report::{Printer, json};
pub(super) use coverage::read as coverage_of;

pub(super) fn graph(args: &GraphArgs, printer: &Printer) -> Exit {
    let program = match checked::read(&args.file, &args.profile, printer) {
        Ok(program) => program,
        Err(exit) => return exit,
    };
    let redactor = printer.redactor();
    let show = |text: &str| redactor.clean_written(text).into_owned();
    let graph = graph::graph(&program, &show);
    let seen = match (&args.trace, &args.coverage) {
        (Some(file), _) => trace::read(file, &program).map(Some),
        (None, Some(file)) => coverage::read(file, &program).map(Some),
        (None, None) => Ok(None),
    };
    match seen {
        Ok(seen) => {
            draw(args.output, &program, &graph, seen.as_ref(), printer);
            Exit::Done
        }
        Err(problem) => tell(&problem, printer),
    }
}

fn draw(form: GraphForm, program: &Program, graph: &Graph, seen: Option<&Seen>, printer: &Printer) {
    let source = &program.source;
    match form {
        GraphForm::Svg => {
            let picture = graph::picture(graph, source, seen);
            let said = graph::said(graph, source, seen);
            printer.result(&graph::svg(&picture, &name(&graph.name), &said));
        }
        GraphForm::Mermaid => printer.result(&graph::mermaid(graph, seen)),
        GraphForm::Dot => printer.result(&graph::dot(graph, seen)),
        GraphForm::Json => {
            let picture = graph::picture(graph, source, seen);
            let mut document = graph::json(graph, &picture, source, seen);
            document["version"] = json::VERSION.into();
            keep_former(&mut document);
            printer.json_result(&document, true);
        }
    }
}

/// What has a `type` has it under its former name too.
fn keep_former(document: &mut serde_json::Value) {
    for list in ["nodes", "frames"] {
        let items = document[list].as_array_mut().into_iter().flatten();
        items.for_each(|item| json::also(item, "type", json::KIND));
    }
}
