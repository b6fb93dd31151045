//! `flow check --changed-since`: in repositories made for it.

use crate::cli::call::{Call, Done};
use crate::tools::skipped;
use std::path::Path;
use std::process::Command;

const OLD: &str = "\
use cxone
set security user <AgentId>
join agent session
hold contact <ContactId>
    on any other -> fail
resume contact <ContactId>
    on any other -> fail
log \"one\" one_too_many
";

/// Runs git in a folder, as nobody in particular.
fn git(folder: &Path, args: &[&str]) -> bool {
    let output = Command::new("git")
        .args([
            "-c",
            "user.name=Ada Example",
            "-c",
            "user.email=ada@example.com",
        ])
        .args([
            "-c",
            "commit.gpgsign=false",
            "-c",
            "init.defaultBranch=main",
        ])
        .args(args)
        .current_dir(folder)
        .output();
    output.is_ok_and(|output| output.status.success())
}

fn commit(folder: &Path, message: &str) -> bool {
    git(folder, &["add", "-A"]) && git(folder, &["commit", "-qm", message])
}

/// A repository with one commit, and a check of what `change` does to it.
fn after(change: impl FnOnce(&Path), args: &[&str]) -> Option<Done> {
    let all: Vec<&str> = ["check", "-o", "concise"]
        .iter()
        .chain(args)
        .copied()
        .collect();
    let call = Call::new(&all)
        .file("old.flow", OLD)
        .file("same.flow", "log \"a\" b\n")
        .file("sub/é \"1\".flow", OLD)
        .env("PATH", &std::env::var("PATH").unwrap_or_default())
        .env("GIT_DIR", "/nowhere");
    let folder = call.path(".");
    if !git(&folder, &["init", "-q"]) {
        skipped("a test of --changed-since", "git");
        return None;
    }
    assert!(commit(&folder, "first"));
    change(&folder);
    Some(call.run())
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

const SINCE_HEAD: &[&str] = &["--changed-since", "HEAD"];

#[test]
fn nothing_changed_is_nothing_found() {
    let Some(done) = after(|_| {}, SINCE_HEAD) else {
        return;
    };
    assert_eq!((done.code, done.out.as_str()), (0, ""), "{}", done.err);
}

#[test]
fn only_what_is_on_changed_lines_is_told() {
    let change = |folder: &Path| {
        let new = format!("log \"first\" word\n{OLD}");
        write(folder, "old.flow", &new);
    };
    let Some(done) = after(change, SINCE_HEAD) else {
        return;
    };
    let lines: Vec<&str> = done.out.lines().collect();
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(
        lines.iter().all(|line| line.starts_with("old.flow:1:")),
        "{}",
        done.out
    );
    assert!(done.err.contains("not shown"), "{}", done.err);
}

#[test]
fn a_name_of_any_shape_is_found() {
    let change = |folder: &Path| write(folder, "sub/é \"1\".flow", "log \"a\" b\n");
    let Some(done) = after(change, SINCE_HEAD) else {
        return;
    };
    assert!(
        done.out.starts_with("sub/é \"1\".flow:1:"),
        "{}",
        done.everything()
    );
}

#[test]
fn what_a_line_taken_away_brings_is_told_where_it_is() {
    let change = |folder: &Path| {
        write(folder, "old.flow", &OLD.replace("join agent session\n", ""));
    };
    let Some(done) = after(change, SINCE_HEAD) else {
        return;
    };
    assert!(
        done.out.contains("old.flow:3:") && done.out.contains("F073"),
        "{}",
        done.everything()
    );
    assert!(!done.out.contains("one_too_many"), "{}", done.out);
}

#[test]
fn a_new_file_is_told_whole() {
    let Some(done) = after(|folder| write(folder, "new.flow", OLD), SINCE_HEAD) else {
        return;
    };
    assert!(done.out.contains("new.flow:8:"), "{}", done.everything());
    let Some(done) = after(
        |folder| {
            write(folder, "new.flow", OLD);
            git(folder, &["add", "new.flow"]);
        },
        SINCE_HEAD,
    ) else {
        return;
    };
    assert!(done.out.contains("new.flow:8:"), "{}", done.everything());
}

#[test]
fn a_branch_is_compared_with_where_it_began() {
    let change = |folder: &Path| {
        git(folder, &["switch", "-qc", "mine"]);
        write(folder, "mine.flow", "log \"a\" mine\n");
        commit(folder, "mine");
        git(folder, &["switch", "-q", "main"]);
        write(folder, "same.flow", "log \"a\"\n");
        commit(folder, "theirs");
        git(folder, &["switch", "-q", "mine"]);
    };
    let Some(done) = after(change, &["--changed-since", "main"]) else {
        return;
    };
    assert!(done.out.contains("mine.flow:1:"), "{}", done.everything());
    assert!(!done.out.contains("same.flow"), "{}", done.out);
}

#[test]
fn what_cannot_be_compared_is_said_plainly() {
    let Some(done) = after(|_| {}, &["--changed-since", "gone"]) else {
        return;
    };
    assert_eq!(done.code, 3);
    assert!(done.err.contains("unknown commit `gone`"), "{}", done.err);
    let Some(done) = after(|_| {}, &["--changed-since", "--output=x"]) else {
        return;
    };
    assert_eq!(done.code, 3, "{}", done.everything());
    let no_git = Call::new(&["check", "--changed-since", "HEAD"])
        .env("PATH", "/nowhere")
        .file("a.flow", "log \"a\"\n")
        .run();
    assert_eq!(no_git.code, 3);
    assert!(
        no_git
            .err
            .contains("git is not installed, or not on the PATH"),
        "{}",
        no_git.err
    );
    let path = std::env::var("PATH").unwrap_or_default();
    let no_repository = Call::new(&["check", "-o", "concise", "--changed-since", "HEAD"])
        .env("PATH", &path)
        .env("GIT_CEILING_DIRECTORIES", "/")
        .file("a.flow", "log \"a\"\n")
        .run();
    assert_eq!(no_repository.code, 3);
    assert!(
        no_repository
            .err
            .contains("files that are in a git repository"),
        "{}",
        no_repository.err
    );
}

#[test]
fn a_shallow_clone_is_named() {
    let Some(done) = after(
        |folder| {
            write(folder, "same.flow", "log \"b\"\n");
            commit(folder, "second");
            let from = format!("file://{}", folder.display());
            assert!(git(
                folder,
                &["clone", "-q", "--depth", "1", &from, "clone"]
            ));
        },
        &["--changed-since", "HEAD~1", "clone"],
    ) else {
        return;
    };
    assert_eq!(done.code, 3);
    assert!(done.err.contains("fetch-depth: 0"), "{}", done.err);
}

#[test]
fn a_file_that_was_only_renamed_brings_nothing() {
    let renamed = |folder: &Path| {
        assert!(git(folder, &["mv", "same.flow", "other.flow"]));
    };
    let Some(done) = after(renamed, SINCE_HEAD) else {
        return;
    };
    assert_eq!(
        (done.code, done.out.as_str()),
        (0, ""),
        "{}",
        done.everything()
    );
    let changed = |folder: &Path| {
        assert!(git(folder, &["mv", "old.flow", "new.flow"]));
        write(folder, "new.flow", &format!("{OLD}log \"two\" too_many\n"));
        assert!(commit(folder, "second"));
    };
    let Some(done) = after(changed, &["--changed-since", "HEAD~1"]) else {
        return;
    };
    assert_eq!(done.out.lines().count(), 1, "{}", done.everything());
    assert!(done.out.starts_with("new.flow:9:"), "{}", done.out);
}

#[test]
fn a_commit_that_a_push_has_left_behind_is_said() {
    let lost = "0123456789abcdef0123456789abcdef01234567";
    let new = "0000000000000000000000000000000000000000";
    for (rev, said) in [(lost, "force push"), (new, "the branch is new")] {
        let Some(done) = after(|_| {}, &["--changed-since", rev]) else {
            return;
        };
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(done.err.contains(said), "{}", done.err);
    }
}
