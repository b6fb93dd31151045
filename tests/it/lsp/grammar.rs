//! The grammar of the VS Code extension against the parser: the same class for each word of each
//! right script. Run by the engine that VS Code itself uses, under Node.

use crate::tools;
use std::path::Path;
use std::process::Command;

const ENGINE: [&str; 2] = ["vscode-textmate", "vscode-oniguruma"];

#[test]
fn the_grammar_agrees_with_the_parser() {
    let test = "the_grammar_agrees_with_the_parser";
    if !tools::is_there(test, "node") {
        return;
    }
    let missing = ENGINE
        .iter()
        .find(|name| !tools::node_modules().join(name).exists());
    if let Some(missing) = missing {
        return tools::skipped(test, missing);
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("editors/vscode/test/grammar.js");
    let done = Command::new("node")
        .arg(script)
        .env("NODE_PATH", tools::node_modules())
        .env("FLOW", env!("CARGO_BIN_EXE_flow"))
        .output()
        .unwrap();
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (out, err) = (said(&done.stdout), said(&done.stderr));
    assert!(done.status.success(), "{out}{err}");
    assert!(out.contains(", 0 of another class"), "{out}{err}");
}
