//! `flow run --record` and `flow replay`.

use super::Call;
use super::call::{Done, golden};
use crate::tools::is_there;
use std::process::Command;

const FLOW: &str = "use cxone\n\ninput Phone: phone number\n\nset security user <AgentId>\njoin agent session\nhold contact \
                    <ContactId>\n    on InvalidState -> retry 3 times every 100ms\n    on any other -> fail\nwait \
                    50ms\nlog \"held for {Phone}\"\nresume contact <ContactId>\n    on any other -> fail\n";

/// A run of `FLOW` on the simulator, recorded.
fn recorded() -> Done {
    let args = [
        "run",
        "it.flow",
        "--input",
        "ContactId=1001",
        "--input",
        "Phone=+12025550142",
        "--record",
        "it.recording",
    ];
    let done = Call::new(&args).file("it.flow", FLOW).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    done
}

fn replay(args: &[&str], flow: &str, recording: &str) -> Done {
    let all = [&["replay", "it.recording"], args].concat();
    let call = Call::new(&all).file("it.flow", flow);
    call.file("it.recording", recording).run()
}

#[test]
fn a_recorded_run_runs_again_to_the_same_trace_anywhere() {
    let recording = recorded().read("it.recording");
    assert!(!recording.contains("2025550142"), "{recording}");
    let first = replay(&[], FLOW, &recording);
    assert_eq!(first.code, 0, "{}", first.everything());
    assert!(
        first.out.contains("hold contact 1001 -> Success"),
        "{}",
        first.out
    );
    // another machine: its zone, its language, its folder
    for (zone, folder) in [("Asia/Tokyo", "deep/in/it"), ("America/St_Johns", ".")] {
        let file = format!("{folder}/it.recording");
        let elsewhere = Call::new(&["replay", &file])
            .env("TZ", zone)
            .env("LANG", "de_DE.UTF-8");
        let elsewhere = elsewhere
            .file(&format!("{folder}/it.flow"), FLOW)
            .file(&file, &recording)
            .run();
        assert_eq!(elsewhere.text(), first.text());
    }
    // another day: a recording that is years old says so, and is the same run
    let made = serde_json::from_str::<serde_json::Value>(&recording).unwrap();
    let made = made["recorded"].as_str().unwrap().to_owned();
    let old = replay(&[], FLOW, &recording.replace(&made, "2020-02-29T23:59:59Z"));
    assert_eq!((old.code, &old.out), (0, &first.out));
    assert!(old.err.contains("days old"), "{}", old.err);
    let stepped = Call::new(&["replay", "it.recording", "--step"])
        .file("it.flow", FLOW)
        .file("it.recording", &recording)
        .stdin("n\nb\n7\nContactId\nPhone\nNope\nbreak 12\nc\nq\n")
        .run();
    let lines: Vec<&str> = stepped
        .out
        .lines()
        .filter(|line| !line.starts_with("     "))
        .collect();
    let expected = [
        "   5 | set security user <AgentId>",
        "   6 | join agent session",
        "   5 | set security user <AgentId>",
        "   7 | hold contact <ContactId>",
        "ContactId = 1001",
    ];
    assert_eq!(lines[..5], expected, "{}", stepped.out);
    assert_eq!(
        lines.last(),
        Some(&"  12 | resume contact <ContactId>"),
        "{}",
        stepped.out
    );
    assert!(
        stepped.err.contains("unknown variable `Nope`"),
        "{}",
        stepped.err
    );
    assert!(!stepped.everything().contains("2025550142"));
}

/// What `faketime` sets so that a program believes in another day.
fn another_day(day: &str) -> Vec<(String, String)> {
    let shown = Command::new("faketime").args(["-f", day, "env"]).output();
    let shown = String::from_utf8(shown.expect("faketime runs").stdout).expect("text");
    let pairs = shown.lines().filter_map(|line| line.split_once('='));
    let own = pairs.filter(|(name, _)| *name == "LD_PRELOAD" || name.starts_with("FAKETIME"));
    // how long something takes is another matter than what day it is
    let monotonic = ("FAKETIME_DONT_FAKE_MONOTONIC", "1");
    let own = own.chain([monotonic]);
    own.map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The machine's clock decides nothing: a recording is the same run on another day, in another zone, in
/// another language, and so is a test on a simulator. One that was made there runs again here.
#[test]
fn on_another_day_everything_is_the_same() {
    if !is_there("on_another_day_everything_is_the_same", "faketime") {
        return;
    }
    let recording = recorded().read("it.recording");
    let here = replay(&[], FLOW, &recording);
    let test = "test \"it\" {\n    given AgentId = 7, ContactId = 1002, Phone = \"+12025550142\"\n    given the simulator has \
                \"small\"\n    run this flow\n    expect it finishes\n    expect the accepted trace\n}\n";
    let tested = |args: &[&str]| {
        Call::new(args)
            .file("it.flow", FLOW)
            .file("it.test.flow", test)
    };
    let accepted = tested(&["test", "--accept", "it"]).run();
    assert_eq!(accepted.code, 0, "{}", accepted.everything());
    let trace = accepted.read("it.traces/it.trace");
    for (day, zone, language) in [
        ("@2031-02-28 23:59:58", "Pacific/Kiritimati", "tr_TR.UTF-8"),
        ("@2001-09-09 01:46:40", "America/St_Johns", "C"),
    ] {
        let there = |call: Call| {
            let call = call
                .env("TZ", zone)
                .env("LANG", language)
                .env("LC_ALL", language);
            let days = another_day(day);
            days.iter()
                .fold(call, |call, (name, value)| call.env(name, value))
        };
        let call = Call::new(&["replay", "deep/it.recording"]);
        let call = call
            .file("deep/it.flow", FLOW)
            .file("deep/it.recording", &recording);
        let again = there(call).run();
        assert_eq!((again.code, &again.out), (0, &here.out), "{}", again.err);
        let call = tested(&["test"]).file("it.traces/it.trace", &trace);
        let passed = there(call).run();
        assert_eq!(passed.code, 0, "{day}: {}", passed.everything());

        let args = [
            "run",
            "it.flow",
            "--input",
            "ContactId=1001",
            "--input",
            "Phone=+12025550142",
        ];
        let call = Call::new(&[&args[..], &["--record", "it.recording"]].concat());
        let made = there(call.file("it.flow", FLOW)).run();
        assert_eq!(made.code, 0, "{day}: {}", made.everything());
        let made = made.read("it.recording");
        assert!(made.contains(&day[1..5]), "it was made that day: {made}");
        let back = replay(&[], FLOW, &made);
        let elsewhere = Call::new(&["replay", "it.recording"]);
        let elsewhere = elsewhere.file("it.flow", FLOW).file("it.recording", &made);
        assert_eq!(
            (back.code, &back.out),
            (0, &there(elsewhere).run().out),
            "{}",
            back.err
        );
    }
}

/// A time that is past today was none when a test or a recording begins.
#[test]
fn a_flow_whose_time_has_passed_still_runs_in_its_tests() {
    if !is_there(
        "a_flow_whose_time_has_passed_still_runs_in_its_tests",
        "faketime",
    ) {
        return;
    }
    let flow = "use cxone\n\nset security user <AgentId>\nschedule callback to \"+12025550100\" at 2030-06-01T10:00:00+02:00\n    with SkillId: 4021, \
                FirstName: \"A\", LastName: \"B\"\n    on any other -> fail\n";
    let test = "test \"it\" {\n    given AgentId = 7\n    given set security user answers Success\n    given schedule callback answers Success\n    run this flow\n    expect it finishes\n}\n";
    let years_later = |args: &[&str]| {
        let call = Call::new(args)
            .file("it.flow", flow)
            .file("it.test.flow", test);
        let days = another_day("@2031-02-28 23:59:58");
        days.iter()
            .fold(call, |call, (name, value)| call.env(name, value))
            .run()
    };
    let checked = years_later(&["check", "it.flow"]);
    assert!(
        checked.everything().contains("F139"),
        "{}",
        checked.everything()
    );
    let tested = years_later(&["test"]);
    assert_eq!(tested.code, 0, "{}", tested.everything());
}

/// What a flow says itself is in no recording, and the flow is still the recorded one.
#[test]
fn a_number_in_the_flow_is_replaced_in_its_recording_and_replays() {
    let flow = "use finesse\n\ninput Colleague: text = \"2002\"\n\ndial phone <Colleague>\n    on any other -> { log \
                \"not one\" }\ndial phone \"2003\"\n    on any other -> { log \"not the other\" }\n";
    let args = ["run", "it.flow", "--record", "it.recording"];
    let done = Call::new(&args).file("it.flow", flow).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let recording = done.read("it.recording");
    assert!(recording.contains("dial phone person 2"), "{recording}");
    let again = replay(&[], flow, &recording);
    assert_eq!(again.code, 0, "{}{recording}", again.everything());
    // the same person twice is another run than two persons
    let other = flow.replace("\"2003\"", "\"2002\"");
    let other = replay(&[], &other, &recording);
    assert_eq!(other.code, 1, "{}", other.everything());
}

/// A step of the flow is stepped over, into and out of.
#[test]
fn steps_of_a_flow_are_stepped_into_and_out_of() {
    let flow = "let A = 1\nrun Twice(A)\nlog \"done\"\n\nstep Twice(N) {\n    let Two = N + N\n    log \"{Two}\"\n}\n";
    let done = Call::new(&["run", "it.flow", "--record", "it.recording"])
        .file("it.flow", flow)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let recording = done.read("it.recording");
    for (commands, meant) in [
        ("n\nn\nn\n", &["   1", "   2", "   3"][..]),
        ("n\ni\nN\no\n", &["   1", "   2", "   6", "N = 1", "   3"]),
        (
            "n\ni\nn\nTwo\nb\nb\nb\n",
            &[
                "   1", "   2", "   6", "   7", "Two = 2", "   6", "   2", "   1",
            ],
        ),
    ] {
        let stepped = Call::new(&["replay", "it.recording", "--step"]);
        let stepped = stepped
            .file("it.flow", flow)
            .file("it.recording", &recording);
        let stepped = stepped.stdin(commands).run();
        let lines = stepped
            .out
            .lines()
            .filter(|line| !line.starts_with("     "));
        let lines: Vec<&str> = lines
            .map(|line| line.split(" | ").next().unwrap())
            .collect();
        assert_eq!(lines, meant, "{}", stepped.out);
    }
}

#[test]
fn a_changed_flow_is_told_where_it_does_otherwise() {
    let recording = recorded().read("it.recording");
    let changed = FLOW.replace("resume contact", "end contact");
    let done = replay(&[], &changed, &recording);
    assert_eq!(done.code, 1, "{}", done.everything());
    assert!(
        done.err.contains("recorded: resume contact 1001"),
        "{}",
        done.err
    );
    assert!(
        done.err.contains("now:      end contact 1001"),
        "{}",
        done.err
    );
    for form in ["json", "markdown"] {
        let done = Call::new(&["replay", "all", "--with", "new.flow", "-o", form])
            .file("new.flow", &changed)
            .file("all/a.recording", &recording)
            .file("all/b.recording", &recording)
            .run();
        assert_eq!(done.code, 1, "{}", done.everything());
        golden!(format!("replay-{form}"), done.text());
    }
}

#[test]
fn a_recording_becomes_a_test_that_passes() {
    let recording = recorded().read("it.recording");
    let test = replay(&["--to-test"], FLOW, &recording);
    let done = Call::new(&["test"])
        .file("it.flow", FLOW)
        .file("it.test.flow", &test.out)
        .run();
    assert_eq!(done.code, 0, "{}{}", test.out, done.everything());
}

#[test]
fn what_is_no_recording_is_said_so() {
    for (text, why) in [
        ("{}", "or it is damaged"),
        ("log", "is not a recording"),
        ("{\"version\":1}", "or it is damaged"),
    ] {
        let done = replay(&[], FLOW, text);
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(
            done.err.contains("`it.recording`") && done.err.contains(why),
            "{}",
            done.err
        );
    }
}
