//! The server under a real editor: Neovim, driven by a script, with this repository's own files
//! for it.

use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

const SCRIPT: &str = "use cxone
set security user <AgentId>
join   agent session
let Wait = 2s
log \"𝄞 {Wait}\"
hold contct <ContactId> on any other -> fail
wait (Wait)
";

/// Whether a tool is there. Where tests have to run whole, it has to be.
fn is_there(test: &str, tool: &str) -> bool {
    let version = Command::new(tool)
        .arg("--version")
        .stdout(Stdio::null())
        .status();
    if version.is_ok_and(|status| status.success()) {
        return true;
    }
    eprintln!("skipped: {test}: {tool} is not installed");
    let must = std::env::var_os("CONTACTFLOW_REQUIRE_TOOLS").is_some_and(|all| all == "1");
    assert!(!must, "{tool} is not installed");
    false
}

fn in_neovim(folder: &Path) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let script = folder.join("hold.flow");
    let result = folder.join("result.json");
    std::fs::write(&script, SCRIPT).unwrap();
    let files = format!("set runtimepath^={}", root.join("editors/vim").display());
    let ended = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "--cmd", &files, "-S"])
        .arg(root.join("tests/lsp/editor.lua"))
        .env("CONTACTFLOW_FLOW", env!("CARGO_BIN_EXE_flow"))
        .env("CONTACTFLOW_SCRIPT", &script)
        .env("CONTACTFLOW_RESULT", &result)
        .env("XDG_STATE_HOME", folder)
        .env("XDG_CACHE_HOME", folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .unwrap();
    assert!(ended.success(), "{ended}");
    let text = std::fs::read_to_string(&result).expect("the editor wrote what it saw");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn neovim_is_served() {
    if !is_there("neovim_is_served", "nvim") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let said = in_neovim(folder.path());
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    let steps = &said["steps"];
    assert_eq!(steps["filetype"], "contactflow");
    assert_eq!(steps["mistake"], json!([["F051", 5, 0, 1]]));
    insta::with_settings!({ snapshot_path => "../../lsp", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("neovim", format!("{:#}", readable(said)));
    });
}

/// Without the folder's own name.
fn readable(mut said: Value) -> Value {
    let places = said["steps"]["definition"].as_array_mut().unwrap();
    for place in places {
        let uri = place["uri"].as_str().unwrap();
        place["uri"] = uri.rsplit('/').next().unwrap().into();
    }
    said
}
