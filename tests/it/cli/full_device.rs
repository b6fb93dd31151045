//! Output that cannot be written is missed by somebody: the command fails, and says so where it
//! still can.

use super::Call;
use std::fs::File;
use std::process::Stdio;

const RIGHT: &str = "log \"a\"\n";
const LEFT_OVER: &str = "let A = 1\nlog  \"a\"\n";
const FIXED: &str = "let A = 1\nif A == 1 { log \"{A}\" }\n";

fn full() -> File {
    let full = File::options().write(true).open("/dev/full");
    full.expect("Linux has a device that is full")
}

/// Runs it with a full device for its output; the code and what the other stream said.
fn into_full(args: &[&str], results: bool) -> (Option<i32>, String) {
    let call = Call::new(args)
        .file("right.flow", RIGHT)
        .file("left.flow", LEFT_OVER)
        .file("fixed.flow", FIXED);
    let mut command = call.command();
    command.stdin(File::open(call.path("left.flow")).expect("it was written"));
    match results {
        true => command.stdout(full()),
        false => command.stderr(full()),
    };
    let done = command.output().expect("the command is built");
    let said = if results { done.stderr } else { done.stdout };
    (
        done.status.code(),
        String::from_utf8(said).expect("it prints text"),
    )
}

#[test]
fn results_that_cannot_be_written_fail_every_command() {
    for args in [
        &["check", "left.flow"][..],
        &["check", "--output", "concise", "left.flow"],
        &["check", "--output", "json", "right.flow"],
        &["check", "--output", "sarif", "right.flow"],
        &["check", "--output", "gitlab", "right.flow"],
        &["check", "--output", "junit", "right.flow"],
        &["check", "--output", "github", "left.flow"],
        &["check", "--diff", "fixed.flow"],
        &["run", "right.flow"],
        &["run", "--json", "right.flow"],
        &["actions"],
        &["actions", "--json"],
        &["explain", "F012"],
        &["explain", "--json"],
        &["completions", "bash"],
        &["version"],
        &["--version"],
        &["--help"],
        &["run", "--help"],
        &["fmt", "-"],
        &["fmt", "--diff", "left.flow"],
        &["fmt", "--check", "left.flow"],
    ] {
        let (code, said) = into_full(args, true);
        assert_eq!(code, Some(3), "{args:?}: {said}");
        assert!(
            said.contains("cannot write the output: "),
            "{args:?}: {said}"
        );
    }
}

#[test]
fn what_cannot_be_said_on_the_error_stream_is_said_on_the_other() {
    for args in [
        &["check", "left.flow"][..],
        &["run", "right.flow"],
        &["run"],
    ] {
        let (code, said) = into_full(args, false);
        assert_eq!(code, Some(3), "{args:?}: {said}");
        assert!(
            said.contains("cannot write to the standard error: "),
            "{args:?}: {said}"
        );
    }
}

/// A word behind a document would make it unreadable; the exit code alone tells of what was lost.
#[test]
fn a_document_stays_one_where_the_error_stream_is_full() {
    for args in [
        &["check", "--output", "sarif", "left.flow"][..],
        &["check", "--output", "gitlab", "left.flow"],
        &["check", "--output", "json", "left.flow", "gone.flow"],
        &["run", "--json", "--trace", "right.flow"],
    ] {
        let (code, said) = into_full(args, false);
        let read: Result<serde_json::Value, _> = serde_json::from_str(&said);
        assert!(read.is_ok(), "{args:?}: {said}");
        if args[0] == "run" {
            assert_eq!(code, Some(3), "{args:?}: {said}");
        }
    }
}

/// Whoever waits for the address would wait for ever.
#[test]
fn what_serves_ends_where_its_address_is_lost() {
    for args in [
        &["simulate", "cxone"][..],
        &["simulate", "finesse", "--certificate", "cert.pem"],
        &["simulate", "easycim"],
        &["studio", "--no-open"],
    ] {
        let call = Call::new(args);
        let mut child = call.command().stdout(full()).spawn().expect("it is built");
        let until = std::time::Instant::now() + std::time::Duration::from_secs(60);
        let status = loop {
            match child.try_wait().expect("it is ours") {
                Some(status) => break status,
                None if std::time::Instant::now() > until => {
                    child.kill().expect("it is ours");
                    panic!("{args:?} serves on");
                }
                None => std::thread::sleep(std::time::Duration::from_millis(10)),
            }
        };
        let mut said = String::new();
        let mut err = child.stderr.take().expect("it is piped");
        std::io::Read::read_to_string(&mut err, &mut said).expect("it prints text");
        assert_eq!(status.code(), Some(3), "{args:?}: {said}");
        assert!(
            said.contains("cannot write the output: "),
            "{args:?}: {said}"
        );
    }
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let call = Call::new(&["actions"]);
    let mut command = call.command();
    let mut child = command.stdin(Stdio::null()).spawn().expect("it is built");
    drop(child.stdout.take());
    let status = child.wait().expect("it ends");
    assert_eq!(status.code(), Some(0));
}

/// `--results` may name a device, as `/dev/stdout` is one: it is written to, and stays what it is.
#[test]
fn a_device_for_results_is_not_replaced_by_a_file() {
    let call =
        Call::new(&["run", "right.flow", "--results", "device"]).file("right.flow", "emit A: 1\n");
    let device = call.path("device");
    std::os::unix::fs::symlink("/dev/full", &device).expect("a link");
    let done = call.command().output().expect("the command is built");
    assert_eq!(done.status.code(), Some(3), "{done:?}");
    let about = std::fs::symlink_metadata(&device).expect("it is there");
    assert!(about.is_symlink(), "it was replaced");
    let call = Call::new(&["run", "right.flow", "-q", "--results", "/dev/stdout"])
        .file("right.flow", "emit A: 1\n");
    let done = call.run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(done.out.contains("\"results\":{\"A\":1}"), "{}", done.out);
}
