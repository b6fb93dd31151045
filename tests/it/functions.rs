//! The reference lists every function, with the words and examples of the program itself.

use contactflow::value::{Function, Kind};

fn line(function: &Function) -> String {
    let takes: Vec<String> = function.takes.iter().map(plain).collect();
    let (example, gives) = function.examples[0];
    let about = function.about;
    format!(
        "| `{}({})` | {about} | `{example}` is `{gives}` |",
        function.name,
        takes.join(", ")
    )
}

fn plain(kind: &Kind) -> String {
    match kind {
        Kind::Any => "value".into(),
        Kind::List(of) if **of == Kind::Any => "list".into(),
        other => other.to_string(),
    }
}

#[test]
fn the_reference_lists_every_function() {
    let reference = include_str!("../../docs/language.md");
    let lines: Vec<String> = Function::all().iter().map(line).collect();
    let missing: Vec<&String> = lines
        .iter()
        .filter(|line| !reference.contains(line.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "docs/language.md lacks:\n{}",
        lines.join("\n")
    );
}
