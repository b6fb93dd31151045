//! `flow signal`: what one program says to a run in another.

use super::Call;
use super::call::Done;
use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

/// A folder with a journal.
struct Place(tempfile::TempDir);

impl Place {
    fn new(flow: &str) -> Self {
        let folder = tempfile::tempdir().expect("there is room for a folder");
        std::fs::write(folder.path().join("wait.flow"), flow).unwrap();
        Self(folder)
    }

    fn call(&self, args: &[&str]) -> Call {
        let journal = self.0.path().join("journal");
        Call::new(args)
            .in_folder(self.0.path())
            .env("FLOW_JOURNAL", &journal.display().to_string())
    }

    fn done(&self, args: &[&str]) -> Done {
        self.call(args).run()
    }

    /// A run of the flow that has said a line, and its name.
    fn begun(&self, line: &str) -> (Child, BufReader<std::process::ChildStdout>, String) {
        let call = self.call(&["run", "wait.flow", "--journal", "--quiet"]);
        let mut command = call.command();
        command.stdin(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn().expect("the command is built");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut said = String::new();
        while said.trim() != line {
            said.clear();
            assert!(out.read_line(&mut said).unwrap() > 0, "`{line}` is said");
        }
        let listed = self.done(&["runs"]);
        let name = listed
            .out
            .split_whitespace()
            .next()
            .expect("a run")
            .to_owned();
        (child, out, name)
    }
}

fn rest(out: BufReader<std::process::ChildStdout>) -> Vec<String> {
    out.lines().map(|line| line.expect("it is text")).collect()
}

const TWO: &str = "log \"begun\"\nawait signal First giving One, at most 1h\n    on TimedOut -> fail\n\
                   log \"first: {One}\"\nawait signal Second giving Two, at most 1h\n    \
                   on TimedOut -> fail\nlog \"second: {Two}\"\n";

#[test]
fn a_run_in_another_process_hears_what_it_waits_for_and_keeps_the_rest() {
    let place = Place::new(TWO);
    let (mut child, out, run) = place.begun("begun");
    let early = place.done(&["signal", &run, "Second", "+12025550134"]);
    assert_eq!(early.code, 0, "{}", early.everything());
    assert!(early.out.contains("keeps Second"), "{}", early.out);
    let now = place.done(&["signal", &run[..6], "First", "go", "--output", "json"]);
    assert_eq!(now.code, 0, "{}", now.everything());
    assert!(now.out.contains("\"result\": \"heard\""), "{}", now.out);
    assert_eq!(rest(out), ["first: go", "second: +12025550134"]);
    assert!(child.wait().unwrap().success());
    let over = place.done(&["signal", &run, "First"]);
    assert_eq!(over.code, 1, "{}", over.everything());
    assert!(over.err.contains("is over: it succeeded"), "{}", over.err);
}

#[test]
fn signals_outlive_the_program_of_a_run() {
    let place = Place::new(TWO);
    let (mut child, out, run) = place.begun("begun");
    let kept = place.done(&["signal", &run, "Second", "two"]);
    assert!(kept.out.contains("keeps Second"), "{}", kept.everything());
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    assert_eq!(rest(out), Vec::<String>::new());
    let late = place.done(&["signal", &run, "First", "one"]);
    assert_eq!(late.code, 0, "{}", late.everything());
    assert!(
        late.out.contains("no program drives it now"),
        "{}",
        late.out
    );
    assert!(late.err.contains("flow resume"), "{}", late.err);
    let resumed = place.done(&["resume", &run]);
    assert_eq!(resumed.code, 0, "{}", resumed.everything());
    assert_eq!(resumed.out, "first: one\nsecond: two\n");
}

#[test]
fn what_cannot_be_heard_is_refused_with_what_can() {
    let flow = "log \"begun\"\nawait signal Approved \"may it go on?\", at most 1h\n    \
                on TimedOut, Declined -> fail \"no\"\nlog \"approved\"\n";
    let place = Place::new(flow);
    let (mut child, out, run) = place.begun("begun");
    let near = place.done(&["signal", &run, "Aproved"]);
    assert_eq!(near.code, 1, "{}", near.everything());
    assert!(
        near.err.contains("did you mean `Approved`?"),
        "{}",
        near.err
    );
    let vague = place.done(&["signal", &run, "Approved", "perhaps"]);
    assert_eq!(vague.code, 1, "{}", vague.everything());
    assert!(vague.err.contains("must be `yes` or `no`"), "{}", vague.err);
    let unknown = place.done(&["signal", "zzzz", "Approved"]);
    assert!(
        unknown.err.contains("unknown run `zzzz`"),
        "{}",
        unknown.err
    );
    let no = place.done(&["signal", &run, "Approved", "no"]);
    assert_eq!(no.code, 0, "{}", no.everything());
    assert_eq!(rest(out), Vec::<String>::new());
    assert_eq!(child.wait().unwrap().code(), Some(1));
}
