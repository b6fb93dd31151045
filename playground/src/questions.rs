//! The questions of a page, and their answers.

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, check_text};
use contactflow::graph;
use contactflow::lsp::AtOnce;
use contactflow::report::rule;
use contactflow::source::Source;
use lsp_server::Message;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::sync::Arc;

thread_local! {
    static EDITOR: RefCell<AtOnce> = RefCell::default();
}

/// The answer to a question, as JSON.
pub fn answer(question: &[u8]) -> Vec<u8> {
    let answer = match serde_json::from_slice::<Value>(question) {
        Ok(question) => about(&question),
        Err(error) => json!({ "error": error.to_string() }),
    };
    answer.to_string().into_bytes()
}

fn about(question: &Value) -> Value {
    let text = |name: &str| question[name].as_str().unwrap_or_default();
    match text("ask") {
        "lsp" => lsp(&question["message"]),
        "graph" => picture(text("text")),
        // a page whose policy forbids styles in line takes it once
        "style" => json!({ "style": graph::STYLE }),
        "explain" => explain(text("code")),
        other => json!({ "error": format!("unknown question `{other}`") }),
    }
}

/// A message of the editor, and what it leads to.
fn lsp(message: &Value) -> Value {
    let message: Message = match serde_json::from_value(message.clone()) {
        Ok(message) => message,
        Err(error) => return json!({ "error": error.to_string() }),
    };
    let answers = EDITOR.with_borrow_mut(|editor| editor.take(message));
    let answers = answers.iter().map(|answer| {
        let mut answer = serde_json::to_value(answer).unwrap_or_default();
        answer["jsonrpc"] = "2.0".into();
        answer
    });
    json!({ "messages": answers.collect::<Vec<_>>() })
}

/// The picture of a flow without errors; of another one, how many it has.
fn picture(text: &str) -> Value {
    let source = Arc::new(Source::new("playground.flow", text));
    let checked = check_text(&source, Catalogue::builtin(), &Context::default());
    let Some(program) = checked.program else {
        let errors = checked.problems.iter();
        let errors =
            errors.filter(|found| found.severity == contactflow::diagnostic::Severity::Error);
        return json!({ "errors": errors.count() });
    };
    let parts = graph::graph(&program, &|text| text.to_owned());
    let picture = graph::picture(&parts, &source, None);
    let said = graph::said(&parts, &source, None);
    let svg = graph::svg(&picture, "playground.flow", &said);
    let style = format!("<style>{}</style>", graph::STYLE);
    json!({ "svg": svg.replacen(&style, "", 1) })
}

fn explain(code: &str) -> Value {
    let wanted = code.trim_start_matches('F').parse().unwrap_or_default();
    let about = rule::about(contactflow::diagnostic::Code(wanted));
    about.map_or(
        Value::Null,
        |about| json!({ "name": about.name, "page": about.page }),
    )
}
