//! The files of `flow test`: tests beside their flow, parts of them, and accepted traces.

use super::Call;
use super::call::golden;
use super::test::{HOLD, of_hold, tested};
use std::io::{BufRead, BufReader};

#[test]
fn parts_share_the_tests_and_their_coverage_adds_up() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/hold.test.flow");
    let mut names = Vec::new();
    let mut data = Vec::new();
    for part in ["1/3", "2/3"] {
        let done = Call::new(&[
            "test",
            examples,
            "--shard",
            part,
            "-o",
            "json",
            "--coverage-to",
            "c.json",
        ])
        .run();
        let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        for test in document["tests"].as_array().unwrap() {
            names.push(test["name"].to_string());
        }
        data.push(done.read("c.json"));
    }
    let mut last = Call::new(&[
        "test",
        examples,
        "--shard",
        "3/3",
        "--fail-under",
        "100",
        "--coverage-from",
        "0.json",
        "--coverage-from",
        "1.json",
        "--lcov",
        "lcov.info",
        "--html",
        "page.html",
    ]);
    for (number, data) in data.iter().enumerate() {
        last = last.file(&format!("{number}.json"), data);
    }
    let last = last.run();
    assert_eq!(last.code, 0, "{}", last.everything());
    let before = names.len();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), before, "no test is in two parts");
    let lcov = last.read("lcov.info");
    assert!(
        lcov.contains("BRDA:7,0,0,") && lcov.ends_with("end_of_record\n"),
        "{lcov}"
    );
    assert!(
        last.read("page.html")
            .contains("hold contact &lt;ContactId&gt;")
    );
}

#[test]
fn traces_are_accepted_and_held_against_each_run() {
    let tests = of_hold(
        "    given hold contact answers InvalidState, Success\n    run this flow\n    expect the accepted trace\n",
    );
    let first = tested(&[], HOLD, &tests);
    assert_eq!(first.code, 1);
    golden!("test-trace", first.text());
    let accepted = tested(&["--accept", "it", "--accept", "nobody"], HOLD, &tests);
    assert_eq!(accepted.code, 0, "{}", accepted.everything());
    assert!(accepted.err.contains("`nobody`"), "{}", accepted.err);
    let trace = accepted.read("it.traces/it.trace");
    let again = Call::new(&["test"])
        .file("it.flow", HOLD)
        .file("it.test.flow", &tests)
        .file("it.traces/it.trace", &trace)
        .run();
    assert_eq!(again.code, 0, "{}", again.everything());
    let rejected = Call::new(&["test", "--review"])
        .file("it.flow", HOLD)
        .file("it.test.flow", &tests)
        .file("it.traces/it.trace", trace.replace("2s", "3s"))
        .stdin("r\n")
        .run();
    assert_eq!(rejected.code, 1, "{}", rejected.everything());
    assert!(rejected.read("it.traces/it.trace").contains("3s"));
}

/// Tests whose names differ in signs alone have a trace each.
#[test]
fn traces_of_names_that_are_alike_are_not_mixed_up() {
    let block = |name: &str, text: &str| {
        format!(
            "test \"{name}\" {{\n    given Text = \"{text}\"\n    run this flow\n    expect it finishes\n    expect the \
             accepted trace\n}}\n"
        )
    };
    let tests = [
        block("it works", "one"),
        block("It works!", "two"),
        block("?!", "three"),
    ]
    .concat();
    let flow = "log Text\n\ninput Text: text\n";
    let accepted = tested(&["--accept", "it", "--accept", "?!"], flow, &tests);
    assert_eq!(accepted.code, 0, "{}", accepted.everything());
    let traces = std::fs::read_dir(accepted.path("it.traces")).unwrap();
    let texts: Vec<String> = traces
        .map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap())
        .collect();
    for text in ["one", "two", "three"] {
        let with = texts
            .iter()
            .filter(|trace| trace.contains(&format!("\"{text}\"")));
        assert_eq!(with.count(), 1, "{text}: {texts:?}");
    }
}

/// Its systems, inputs and steps count for a file of tests, wherever it is read.
#[test]
fn a_file_of_tests_is_checked_with_its_flow() {
    let flow = "use finesse\n\ninput ContactId: contact id\n\nrun Hold(ContactId)\n\nstep Hold(Contact) {\n    \
                hold contact Contact\n        on any other -> fail\n}\n";
    let test = "test \"it\" {\n    given ContactId = \"1001\"\n    given hold contact answers NOPE\n    run \
                Hold(\"1001\")\n    expect it finishes\n}\n";
    for (wrong, right, message) in [
        (
            "NOPE",
            "Success",
            "unknown outcome `NOPE` for `hold contact`",
        ),
        ("given ContactId", "given ContactId", ""),
        ("run Hold", "run Hodl", "unknown step `Hodl`"),
        ("given ContactId", "given ContactIdd", "ContactIdd"),
        ("Hold(\"1001\")", "Hold()", "Hold"),
    ] {
        let test = match wrong {
            "NOPE" => test.to_owned(),
            _ => test.replace("NOPE", "Success").replace(wrong, right),
        };
        let done = Call::new(&["check", "it.test.flow", "-o", "json"])
            .file("it.flow", flow)
            .file("it.test.flow", &test)
            .run();
        match message {
            "" => assert_eq!(done.code, 0, "{test}{}", done.everything()),
            message => assert!(done.out.contains(message), "{test}{}", done.everything()),
        }
    }
    // a fix is made in the file of tests, at its own place
    let fixed = Call::new(&["check", "--fix", "--unsafe-fixes", "it.test.flow"])
        .file("it.flow", flow)
        .file("it.test.flow", test.replace("NOPE", "InvalidSate"))
        .run();
    assert!(
        fixed
            .read("it.test.flow")
            .contains("answers InvalidState\n"),
        "{}",
        fixed.everything()
    );
    // a flow that cannot be read says nothing of its tests
    let broken = Call::new(&["check", "it.test.flow"])
        .file("it.flow", "step {\n")
        .file("it.test.flow", test.replace("NOPE", "Success"))
        .run();
    assert_eq!(broken.code, 0, "{}", broken.everything());
}

/// Who names a flow means the tests beside it.
#[test]
fn a_flow_that_is_named_brings_the_file_of_its_tests() {
    let lines =
        "    given hold contact answers Success\n    run this flow\n    expect it finishes\n";
    let done = Call::new(&["test", "it.flow"])
        .file("it.flow", HOLD)
        .file("it.test.flow", of_hold(lines))
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(
        done.everything().contains("1 passed"),
        "{}",
        done.everything()
    );
}

/// Whatever decides what the tests find: the flow beside the named file, and a file whose steps it uses.
#[test]
fn tests_run_again_when_a_file_changes() {
    let call = Call::new(&["test", "it.test.flow", "--watch"])
        .file("it.flow", "use steps from \"steps.flow\"\n\nrun Say()\n")
        .file("steps.flow", "step Say() {\n    log \"one\"\n}\n")
        .file(
            "it.test.flow",
            "test \"it\" {\n    run this flow\n    expect logged \"one\"\n}\n",
        );
    let mut child = call.command().spawn().expect("the command is built");
    let mut lines = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    let mut rounds = |file: &str, text: &str, counted: &str| {
        let waits =
            |line: &std::io::Result<String>| line.as_ref().unwrap().contains("waiting for changes");
        assert!(lines.any(|line| waits(&line)), "it waits");
        let told = |line: &std::io::Result<String>| line.as_ref().unwrap().contains(counted);
        assert!(out.any(|line| told(&line)), "{counted}");
        std::fs::write(call.path(file), text).unwrap();
    };
    rounds(
        "steps.flow",
        "step Say() {\n    log \"another\"\n}\n",
        "1 passed, 0 failed",
    );
    rounds(
        "steps.flow",
        "step Say() {\n    log \"one\"\n}\n",
        "0 passed, 1 failed",
    );
    rounds("it.flow", "log \"none of them\"\n", "1 passed, 0 failed");
    rounds("it.flow", "log \"one\"\n", "0 passed, 1 failed");
    child.kill().expect("it still waits");
    child.wait().expect("it ends");
}

#[test]
fn no_tests_and_no_flow_are_said_plainly() {
    golden!(
        "test-none",
        Call::new(&["test"])
            .file("a.flow", "log \"a\"\n")
            .run()
            .text()
    );
    let alone = Call::new(&["test"])
        .file("a.test.flow", "test \"a\" {\n}\n")
        .run();
    golden!("test-no-flow", alone.text());
    let wrong = tested(
        &[],
        HOLD,
        "test \"it\" {\n    given hold contact answers Nope\n    run this flow\n}\n",
    );
    golden!("test-wrong", wrong.text());
}
