//! The server under a real editor: Neovim, driven by a script, with this repository's own files
//! for it.

use crate::{scripts, tools};
use contactflow::source::Source;
use contactflow::syntax::format;
use serde_json::Value;
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

/// Runs a Lua script in the editor; gives what it has written.
fn run(lua: &str, folder: &Path, given: (&str, &Path)) -> Value {
    run_with(lua, folder, &[(given.0, given.1.display().to_string())])
}

fn run_with(lua: &str, folder: &Path, given: &[(&str, String)]) -> Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let result = folder.join("result.json");
    let files = format!("set runtimepath^={}", root.join("editors/vim").display());
    let ended = Command::new("nvim")
        .args(["--headless", "--clean", "-n", "--cmd", &files, "-S"])
        .arg(root.join(lua))
        .env("CONTACTFLOW_FLOW", env!("CARGO_BIN_EXE_flow"))
        .env("CONTACTFLOW_RESULT", &result)
        .env("CONTACTFLOW_LUA", root.join("tests/lsp"))
        .envs(given.iter().map(|(name, value)| (name, value)))
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
    if !tools::is_there("neovim_is_served", "nvim") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("hold.flow");
    std::fs::write(&script, SCRIPT).unwrap();
    let said = run(
        "tests/lsp/editor.lua",
        folder.path(),
        ("CONTACTFLOW_SCRIPT", &script),
    );
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    let steps = &said["steps"];
    assert_eq!(steps["filetype"], "contactflow");
    insta::with_settings!({ snapshot_path => "../../lsp", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("neovim", format!("{:#}", readable(said)));
    });
}

/// What a person's own keys make of a line: the words that were typed, and no more.
#[test]
fn completing_with_an_editors_own_keys_writes_what_is_meant() {
    if !tools::is_there(
        "completing_with_an_editors_own_keys_writes_what_is_meant",
        "nvim",
    ) {
        return;
    }
    let lines = [
        (
            "set s",
            "set security user <AgentId>",
            "set security user <AgentId>",
        ),
        ("join a", "join agent session", "join agent session"),
        (
            "hold con",
            "hold contact <ContactId>",
            "hold contact <ContactId>",
        ),
        ("hold contact <C", "<ContactId>", "hold contact <ContactId>"),
        ("for", "for each", "for each "),
        ("try", "try", "try { } on any other -> fail"),
        (
            "wait until contact <ContactId> is H",
            "Held",
            "wait until contact <ContactId> is Held",
        ),
        ("repeat at most 3 t", "times", "repeat at most 3 times"),
    ];
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("hold.flow");
    std::fs::write(&script, "use cxone\nlog \"a\"\n").unwrap();
    let typed: Vec<[&str; 2]> = lines.iter().map(|line| [line.0, line.1]).collect();
    let typed = serde_json::to_string(&typed).unwrap();
    let given = [
        ("CONTACTFLOW_SCRIPT", script.display().to_string()),
        ("CONTACTFLOW_TYPED", typed),
    ];
    let said = run_with("tests/lsp/keys.lua", folder.path(), &given);
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    let written: Vec<&str> = lines.iter().map(|line| line.2).collect();
    assert_eq!(said["lines"], serde_json::json!(written));
}

/// Tests are run from a lens, and what came of them is shown where it is, until the text changes.
#[test]
fn neovim_runs_tests_and_shows_what_they_have_seen() {
    if !tools::is_there("neovim_runs_tests_and_shows_what_they_have_seen", "nvim") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("hold.flow");
    let flow = "use finesse\n\nset security user <AgentId>\njoin agent session\nhold contact <ContactId>\n    on \
                InvalidState -> retry\n    on any other -> fail\n";
    let tests = |name: &str, end: &str| {
        format!(
            "\ntest \"{name}\" {{\n    given AgentId = 7, ContactId = \"1\"\n    given set security user answers Success\n    \
             given join agent session answers Success\n    given hold contact answers Success\n    run this flow\n    \
             expect it {end}\n}}\n"
        )
    };
    let text = format!(
        "{flow}{}{}",
        tests("holds", "finishes"),
        tests("fails", "fails")
    );
    std::fs::write(&script, text).unwrap();
    let said = run(
        "tests/lsp/tests.lua",
        folder.path(),
        ("CONTACTFLOW_SCRIPT", &script),
    );
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    let texts = |name: &str| -> Vec<String> {
        let all = said[name].as_array().unwrap_or_else(|| panic!("{said:#}"));
        all.iter()
            .map(|title| title.as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        texts("before").contains(&"3: Run all tests, show coverage".to_owned()),
        "{said:#}"
    );
    let after = texts("after");
    assert!(
        after.iter().any(|title| title.starts_with("3: coverage ")),
        "{said:#}"
    );
    assert!(after.contains(&"9: passed".to_owned()), "{said:#}");
    assert!(
        after.contains(
            &"18: failed: the run ended differently: expected it fails, got it finished".to_owned()
        ),
        "{said:#}"
    );
    let shown = said["shown"].as_array().unwrap();
    let has = |line: u64, severity: u64, words: &str| {
        shown.iter().any(|one| {
            one[0] == line && one[1] == severity && one[2].as_str().unwrap().contains(words)
        })
    };
    assert!(has(24, 1, "the run ended differently"), "{said:#}");
    assert!(
        has(
            5,
            3,
            "`hold contact` never ended in `InvalidState`\ngiven hold contact answers InvalidState"
        ),
        "{said:#}"
    );
    assert!(
        texts("changed")
            .iter()
            .all(|title| !title.contains("coverage ") || title.contains("show coverage")),
        "{said:#}"
    );
}

/// Without the folder's own name, and in an order that does not depend on the editor.
fn readable(mut said: Value) -> Value {
    let places = said["steps"]["definition"].as_array_mut().unwrap();
    for place in places {
        let uri = place["uri"].as_str().unwrap();
        place["uri"] = uri.rsplit('/').next().unwrap().into();
    }
    // Lua gives the fields of a table in any order.
    said.sort_all_objects();
    said
}

#[test]
fn colours_in_vim_agree_with_the_parser() {
    if !tools::is_there("colours_in_vim_agree_with_the_parser", "nvim") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let scripts = scripts::all()
        .into_iter()
        .map(|(path, _)| path.display().to_string());
    let right = scripts.filter(|path| !path.contains("/wrong/"));
    let list = folder.path().join("scripts.txt");
    std::fs::write(&list, right.collect::<Vec<_>>().join("\n")).unwrap();
    let said = run(
        "tests/lsp/colours.lua",
        folder.path(),
        ("CONTACTFLOW_SCRIPTS", &list),
    );
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    let differ = said["differ"].as_array().map_or(0, Vec::len);
    assert_eq!(differ, 0, "{said:#}");
    assert!(said["words"].as_u64().unwrap() > 1000, "{said:#}");
}

#[test]
fn vim_indents_as_the_formatter_does() {
    if !tools::is_there("vim_indents_as_the_formatter_does", "nvim") {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut list = String::new();
    let mut formatted = Vec::new();
    for (path, text) in scripts::under(&["examples", "tests/corpus/right"]) {
        let meant = format(&Source::new("a.flow", &*text)).expect("it is right");
        let flat: Vec<&str> = meant.lines().map(str::trim_start).collect();
        let copy = folder.path().join(format!("{}.flow", formatted.len()));
        std::fs::write(&copy, flat.join("\n") + "\n").unwrap();
        list.push_str(&format!("{}\n", copy.display()));
        formatted.push((path, copy, meant));
    }
    let names = folder.path().join("scripts.txt");
    std::fs::write(&names, list).unwrap();
    let given = ("CONTACTFLOW_SCRIPTS", names.as_path());
    let said = run("tests/lsp/indent.lua", folder.path(), given);
    assert_eq!(said["failure"], Value::Null, "{said:#}");
    assert!(said["lines"].as_u64().unwrap() > 1000, "{said:#}");
    for (path, copy, meant) in formatted {
        let indented = std::fs::read_to_string(copy).unwrap();
        assert_eq!(indented, meant, "{}", path.display());
    }
}
