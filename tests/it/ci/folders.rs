//! Which files of a folder are looked at, and in which order.

use crate::cli::call::Call;

const WRONG: &str = "log \"\n";

fn files(call: Call) -> Vec<String> {
    let done = call.run();
    let mut files: Vec<String> = done
        .out
        .lines()
        .filter_map(|line| Some(line.split_once(':')?.0.to_owned()))
        .collect();
    files.dedup();
    files
}

#[test]
fn what_git_ignores_and_what_is_hidden_is_left_alone() {
    let call = Call::new(&["check", "-o", "concise"])
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file(".gitignore", "built\n/old.flow\n")
        .file("a.flow", WRONG)
        .file("old.flow", WRONG)
        .file("built/b.flow", WRONG)
        .file("deep/.gitignore", "*.flow\n!kept.flow\n")
        .file("deep/gone.flow", WRONG)
        .file("deep/kept.flow", WRONG)
        .file(".cache/c.flow", WRONG)
        .file("target/t.flow", WRONG)
        .file("component.js.flow", "// @flow\n");
    assert_eq!(files(call), ["a.flow", "deep/kept.flow", "target/t.flow"]);
}

#[test]
fn a_file_that_is_named_is_always_looked_at() {
    let call = Call::new(&["check", "-o", "concise", "old.flow", ".cache/c.txt"])
        .file(".git/HEAD", "ref: refs/heads/main\n")
        .file(".gitignore", "old.flow\n")
        .file("old.flow", WRONG)
        .file(".cache/c.txt", WRONG);
    assert_eq!(files(call), ["old.flow", ".cache/c.txt"]);
}

#[test]
fn many_files_are_told_in_the_same_order_each_time() {
    let check = || {
        let mut call = Call::new(&["check"]);
        for n in 0..60 {
            let text = format!("{}log \"\n", "log \"fine\"\n".repeat((n * 37) % 50));
            call = call.file(&format!("{}/{n:02}.flow", n % 7), text);
        }
        call.run().text()
    };
    let first = check();
    assert_eq!(first.matches("error[F009 ").count(), 60, "{first}");
    for _ in 0..3 {
        assert_eq!(check(), first);
    }
}

#[test]
fn a_wrong_setting_is_told_once_however_many_files_it_keeps() {
    let done = Call::new(&["check"])
        .file("flow.toml", "default = \"gone\"\n")
        .file("a.flow", "log \"a\"\n")
        .file("b.flow", "log \"b\"\n")
        .file("sub/c.flow", "log \"c\"\n")
        .run();
    assert_eq!(done.code, 3);
    assert_eq!(
        done.err.matches("unknown profile").count(),
        1,
        "{}",
        done.err
    );
}
