//! `flow run --record` and `flow replay`.

use super::Call;
use super::call::{Done, golden};

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
        ("{}", "missing field"),
        ("log", "expected value"),
        ("{\"version\":1}", "missing field"),
    ] {
        let done = replay(&[], FLOW, text);
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(
            done.err.contains("cannot read `it.recording`") && done.err.contains(why),
            "{}",
            done.err
        );
    }
}
