//! What a text is made of: its graph, its inputs, its tests. The text is what stands in the editor, saved or not.

use super::ask;
use super::files::Folder;
use crate::catalogue::Catalogue;
use crate::check::{self, Checked, Context};
use crate::cli::run::used_systems;
use crate::cli::scripts::{self, Script};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::graph::{self, Seen};
use crate::program::{Input, Program};
use crate::report::text::name;
use crate::report::{Printer, Redactor};
use crate::source::Source;
use crate::syntax::tree::Item;
use crate::value::Mark;
use serde_json::{Value as Json, json};
use std::path::Path;
use std::sync::Arc;

/// The text in the editor as a script of its file.
pub(super) fn script(folder: &Folder, asked: &Json) -> Result<Script, Problem> {
    let path = folder.path(ask::text(asked, "file")?)?;
    let source = match ask::some(asked, "text") {
        Some(text) => Arc::new(Source::new(path.display().to_string(), text)),
        None => scripts::read(&path)?.source,
    };
    let script = Script {
        source,
        path: Some(path),
        marked: false,
    };
    Ok(script.with_files())
}

/// The script, checked as it would run on its default profile; on the simulators where it has none.
pub(super) fn checked(script: &Script, printer: &Printer) -> Result<Checked, Problem> {
    let config = Config::find(&script.folder())?;
    let context = match config.has_default() {
        true => {
            let profiles = config.choose(&[], &[])?;
            Context::of(profiles.iter().map(Profile::for_check))
        }
        false => Context::default(),
    };
    let context = context.in_house(script.house(&config));
    let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
    session::hide(&script.source, &checked.problems, printer);
    Ok(checked)
}

/// What the page shows beside the editor.
pub(super) fn outline(folder: &Folder, asked: &Json) -> Result<Json, Problem> {
    let script = script(folder, asked)?;
    let printer = Printer::of_process();
    let checked = checked(&script, &printer)?;
    let tests = tests(&script);
    let Some(program) = checked.program else {
        return Ok(json!({ "svg": null, "inputs": null, "tests": tests }));
    };
    let inputs = program.inputs.iter().map(|one| input(one, &program));
    Ok(json!({
        "svg": svg(&program, None, printer.redactor()),
        "inputs": inputs.collect::<Vec<_>>(),
        "systems": used_systems(&script),
        "tests": tests,
    }))
}

/// The picture of a program.
pub(super) fn svg(program: &Arc<Program>, seen: Option<&Seen>, redactor: &Redactor) -> String {
    let show = |text: &str| redactor.clean_written(text).into_owned();
    let graph = graph::graph(program, &show);
    let picture = graph::picture(&graph, &program.source, seen);
    let said = graph::said(&graph, &program.source, seen);
    graph::svg(&picture, &name(&graph.name), &said)
}

fn input(input: &Input, program: &Program) -> Json {
    let default = input
        .default
        .as_ref()
        .map(|value| program.source.slice(value.span));
    json!({
        "name": &*input.name,
        "type": input.kind.to_string(),
        "help": input.help.as_deref(),
        "default": default,
        "secret": input.mark.max(input.kind.mark()) == Mark::Secret,
    })
}

/// The names of the tests in a text, and in the file of tests beside it.
fn tests(script: &Script) -> Vec<Json> {
    let own = of_text(&script.source, None);
    let beside = script
        .path
        .as_deref()
        .and_then(crate::cli::test::tests_beside);
    let beside = beside.and_then(|file| Some((scripts::read(&file).ok()?.source, file)));
    let others = beside.map(|(source, file)| of_text(&source, Some(&file)));
    own.into_iter().chain(others.unwrap_or_default()).collect()
}

fn of_text(source: &Arc<Source>, file: Option<&Path>) -> Vec<Json> {
    let tree = crate::syntax::parse(source).tree;
    let tests = tree.items.iter().filter_map(|item| match item {
        Item::Test(test) => Some(test),
        _ => None,
    });
    let file = file
        .and_then(Path::file_name)
        .map(|name| name.to_string_lossy().into_owned());
    let one = |test: &crate::syntax::tree::Test| {
        json!({
            "name": source.slice(test.name).trim_matches('"'),
            "line": source.line_of(test.span.start),
            "beside": file,
        })
    };
    tests.map(one).collect()
}
