//! `flow diff`: what is said of every kind of change, and where it is said.

mod kinds;

use crate::cli::call::{Call, Done};
use serde_json::Value as Json;
use std::path::Path;
use std::process::Command;

const HOLD: &str = include_str!("../../graph/hold.flow");

fn golden(name: &str, text: &str) {
    insta::with_settings!({
        snapshot_path => concat!(env!("CARGO_MANIFEST_DIR"), "/tests/diff"),
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::assert_snapshot!(name, text);
    });
}

fn between(before: &str, after: &str, args: &[&str]) -> Done {
    let all = [&["diff", "before.flow", "after.flow"], args].concat();
    Call::new(&all)
        .file("before.flow", before)
        .file("after.flow", after)
        .run()
}

/// What is written otherwise and does the same is no difference, whatever it is.
#[test]
fn what_does_the_same_is_no_difference() {
    let same = [
        HOLD.replace("# hold.flow", "# another remark\n\n#"),
        HOLD.replace("    on", "  on").replace(" -> ", "->"),
        HOLD.replace("every 2s", "every 2000ms"),
        format!(
            "{HOLD}\ntest \"it\" {{\n    given AgentId = 7, ContactId = 1\n    given set security user \
                 answers Unauthorized\n    run this flow\n    expect it fails\n}}\n"
        ),
        HOLD.replace("-> fail \"there", "-> {\n        fail \"there")
            .replace("{ContactId}\"", "{ContactId}\"\n    }"),
    ];
    let named = format!("let A = 1\nlog \"{{A}}\"\n{HOLD}");
    let renamed = named.replace("let A", "let B").replace("{A}", "{B}");
    let pairs = same.into_iter().map(|after| (HOLD.to_owned(), after));
    for (before, after) in pairs.chain([(named, renamed)]) {
        let done = between(&before, &after, &["--exit-code"]);
        assert_eq!(done.code, 0, "{after}\n{}", done.everything());
        assert_eq!(
            done.out,
            "after.flow: no difference in what it does: only comments, layout, names or tests changed\n"
        );
    }
    let done = between(HOLD, HOLD, &[]);
    assert_eq!(done.out, "after.flow: no difference\n");
}

#[test]
fn a_difference_is_an_exit_code_where_that_is_asked_for() {
    let after = HOLD.replace("3 times", "5 times");
    assert_eq!(between(HOLD, &after, &[]).code, 0);
    assert_eq!(between(HOLD, &after, &["--exit-code"]).code, 1);
}

#[test]
fn a_flow_with_errors_is_not_compared() {
    let done = between(HOLD, "use cxone\nhodl contact 1\n", &[]);
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(done.err.contains("after.flow has 1 error"), "{}", done.err);
    let done = Call::new(&["diff", "one.flow"]).run();
    assert_eq!(done.code, 3, "{}", done.everything());
    let done = Call::new(&["diff", "one.flow", "gone.flow"])
        .file("one.flow", HOLD)
        .run();
    assert!(done.err.contains("cannot find gone.flow"), "{}", done.err);
}

#[test]
fn numbers_to_dial_are_hidden() {
    let flow = |number: &str| {
        format!(
            "use cxone\nset security user 7\nschedule callback to \"{number}\" at now + 1h\n    with FirstName: \
             \"A\", LastName: \"B\", SkillId: 4021\n    on any other -> fail\n"
        )
    };
    let (before, after) = (flow("+12025550142"), flow("+12025550143"));
    for form in ["people", "markdown", "json"] {
        let done = between(&before, &after, &["--output", form]);
        assert_eq!(done.code, 0, "{}", done.everything());
        assert!(done.out.contains("[phone number"), "{}", done.out);
        assert!(!done.everything().contains("202555014"), "{}", done.out);
    }
}

/// A name of an action reads as a phrase also without its values.
#[test]
fn an_action_is_called_by_its_words() {
    let flow = |action: &str, note: &str| {
        format!(
            "use cxone\nset security user 7\njoin agent session\n{action}\n    on any other -> fail \"{note}\"\n"
        )
    };
    for (action, name) in [
        ("hold contact 1001", "hold contact"),
        (
            "schedule callback to \"+12025550142\" at now + 1h\n    with FirstName: \"A\", LastName: \"B\", SkillId: 4021",
            "schedule callback to … at …",
        ),
        ("set agent state to Available", "set agent state to …"),
        ("end contact 1001 in session", "end contact … in session"),
    ] {
        let done = between(&flow(action, "a"), &flow(action, "b"), &[]);
        assert!(
            done.out.contains(&format!("  ~ {name} (line 4)")),
            "{}",
            done.everything()
        );
    }
}

#[test]
fn a_comment_for_a_pull_request_has_words_and_graphs() {
    let after = HOLD.replace("3 times", "5 times").replace(
        "    on InvalidContactId -> fail \"there is no contact {ContactId}\"\n",
        "end contact <ContactId>\n",
    );
    let done = between(HOLD, &after, &["--output", "markdown"]);
    golden("comment", &done.out);
    let done = between(HOLD, &after, &["--output", "json"]);
    golden("document", &done.out);
}

/// What a flow says must not become Markdown, HTML or a mention in a comment.
#[test]
fn a_flow_cannot_write_into_the_comment() {
    let after = HOLD.replace("there is no", "<img src=x> @everyone [a](b) **c** #1");
    let done = between(HOLD, &after, &["--output", "markdown"]);
    let words = done.out.split("<details>").next().unwrap_or_default();
    for bad in ["<img", "@everyone", "[a](b)", "**c**", "#1"] {
        assert!(!words.contains(bad), "{bad}: {words}");
    }
}

fn git(folder: &Path, args: &[&str]) {
    let done = Command::new("git")
        .current_dir(folder)
        .args([
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@localhost",
            "-c",
            "commit.gpgsign=false",
        ])
        .args(args)
        .output()
        .expect("git is there");
    assert!(
        done.status.success(),
        "{args:?}: {}",
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn commits_and_folders_are_compared() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    git(folder.path(), &["init", "-q", "-b", "main"]);
    write("flows/hold.flow", HOLD);
    write("flows/old.flow", "log \"a\"\n");
    write("flows/same.flow", "log \"b\"\n");
    write("flows/gone.flow", "log \"c\"\n");
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "before"]);
    write("flows/hold.flow", &HOLD.replace("3 times", "5 times"));
    write("flows/called.flow", "# called otherwise\nlog \"a\"\n");
    write("flows/new.flow", "log \"d\"\n");
    std::fs::remove_file(folder.path().join("flows/old.flow")).unwrap();
    std::fs::remove_file(folder.path().join("flows/gone.flow")).unwrap();
    let call = |args: &[&str], place: &str| {
        let all = [&["diff"], args].concat();
        Call::new(&all).in_folder(&folder.path().join(place)).run()
    };
    let all = call(&["--since", "HEAD"], ".");
    assert_eq!(all.code, 0, "{}", all.everything());
    golden("since", &all.out);
    let one = call(&["HEAD:hold.flow", "hold.flow"], "flows");
    assert!(
        one.out.contains("retries 5 times instead of 3"),
        "{}",
        one.everything()
    );
    let folders = call(&["HEAD:flows", "flows", "--output", "json"], ".");
    let document: Json = serde_json::from_str(&folders.out).expect("JSON");
    let states: Vec<&str> = document["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["state"].as_str().unwrap())
        .collect();
    assert_eq!(states, ["renamed", "gone", "changed", "new", "same"]);
    let none = call(&["HEAD:nothing.flow", "flows/new.flow"], ".");
    assert_eq!(none.code, 3, "{}", none.everything());
    let none = call(&["--since", "nowhere"], ".");
    assert_eq!(none.code, 3, "{}", none.everything());
}

/// The steps of a file that a flow uses are those of its own revision, wherever the two files are.
#[test]
fn steps_of_another_file_are_compared_in_their_own_revisions() {
    let flow = |path: &str| {
        format!(
            "use cxone\nuse steps from \"{path}\"\n\nset security user <AgentId>\nrun Tell(\"a\")\n"
        )
    };
    let steps = |word: &str| format!("step Tell(What) {{\n    log \"{word} {{What}}\"\n}}\n");
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("top.flow", &flow("lib/steps.flow"));
    write("flows/deep.flow", &flow("../lib/steps.flow"));
    write("lib/steps.flow", &steps("old"));
    git(folder.path(), &["init", "-q", "-b", "main"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "-q", "-m", "before"]);
    write("lib/steps.flow", &steps("new"));
    let call = |args: &[&str]| {
        let all = [&["diff"], args].concat();
        Call::new(&all).in_folder(folder.path()).run()
    };
    for name in ["top.flow", "flows/deep.flow"] {
        let before = format!("HEAD:{name}");
        let done = call(&[&before, name, "--exit-code"]);
        assert_eq!(done.code, 1, "{name}: {}", done.everything());
        let said = done.out.contains("old ") && done.out.contains("new ");
        assert!(said, "{name}: {}", done.out);
        let done = call(&["--since", "HEAD", name, "--exit-code"]);
        assert_eq!(done.code, 1, "{name}: {}", done.everything());
        let same = call(&[&before, &before, "--exit-code"]);
        assert_eq!(same.code, 0, "{name}: {}", same.everything());
    }
    // A file that was not there yet is missed in the revision that has none, and named with it.
    std::fs::remove_file(folder.path().join("lib/steps.flow")).unwrap();
    git(folder.path(), &["commit", "-q", "-a", "-m", "gone"]);
    write("lib/steps.flow", &steps("new"));
    let done = call(&["HEAD:top.flow", "top.flow"]);
    assert_eq!(done.code, 2, "{}", done.everything());
}
