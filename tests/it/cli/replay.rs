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
    let elsewhere = Call::new(&["replay", "it.recording"]).env("TZ", "Asia/Tokyo");
    let elsewhere = elsewhere
        .file("it.flow", FLOW)
        .file("it.recording", &recording)
        .run();
    assert_eq!(elsewhere.text(), first.text());
    let stepped = Call::new(&["replay", "it.recording", "--step"])
        .file("it.flow", FLOW)
        .file("it.recording", &recording)
        .stdin("n\nb\n7\nq\n")
        .run();
    assert!(
        stepped.out.contains("   7 | hold contact <ContactId>"),
        "{}",
        stepped.out
    );
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
