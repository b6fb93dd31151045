//! Flows that use the steps of other files: what is said of either, what runs, what is kept.

use super::Call;

const WRAP: &str = "use cxone\n\nstep Park(Contact) {\n    hold contact Contact\n        on any other -> fail\n    \
    resume contact Contact\n        on any other -> fail\n    log \"parked {Contact}\"\n}\n";
const MAIN: &str = "use cxone\nuse steps from \"lib/wrap.flow\"\n\nset security user 7\n    on any other -> fail\n\
    join agent session\n    on any other -> fail\nrun Park(1001)\n";

fn two(args: &[&str]) -> Call {
    Call::new(args)
        .file("main.flow", MAIN)
        .file("lib/wrap.flow", WRAP)
}

#[test]
fn a_step_of_another_file_runs_and_is_shown_there() {
    let done = two(&["run", "main.flow", "--trace"]).run();
    assert_eq!(
        (done.code, &*done.out),
        (0, "parked 1001\n"),
        "{}",
        done.err
    );
    let failed = Call::new(&["run", "main.flow"])
        .file("main.flow", MAIN.replace("1001", "4711"))
        .file("lib/wrap.flow", WRAP)
        .run();
    assert_eq!(failed.code, 1, "{}", failed.everything());
    for part in [
        "lib/wrap.flow:4:",
        "main.flow:2: the steps of this file are used here",
    ] {
        assert!(failed.err.contains(part), "{part}: {}", failed.err);
    }
}

#[test]
fn a_mistake_in_a_file_that_two_use_is_told_once_and_where_it_is() {
    let broken = WRAP.replace("hold contact", "hodl contact");
    let check = |args: &[&str]| {
        Call::new(args)
            .file("a.flow", MAIN)
            .file("b.flow", MAIN)
            .file("lib/wrap.flow", &broken)
            .run()
    };
    let one = check(&["check", "a.flow"]);
    assert_eq!(one.code, 2, "{}", one.everything());
    assert!(one.out.contains("lib/wrap.flow:4:5"), "{}", one.out);
    assert!(
        one.out.contains("a.flow:2: the steps of this file"),
        "{}",
        one.out
    );
    let all = check(&["check", "--output", "concise"]);
    let told = all.out.lines().filter(|line| line.contains("error F051"));
    assert_eq!(told.count(), 1, "{}", all.everything());
    assert!(all.out.contains("lib/wrap.flow:4:5"), "{}", all.out);
    let json = check(&["check", "--output", "json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let files = json["files"].as_array().unwrap().iter();
    let with: Vec<&str> = files
        .filter(|file| !file["findings"].as_array().unwrap().is_empty())
        .filter_map(|file| file["file"].as_str())
        .collect();
    assert_eq!(with, ["lib/wrap.flow"]);
    assert_eq!(json["errors"], 1);
}

#[test]
fn a_file_of_steps_alone_is_right_and_says_that_it_runs_nothing() {
    let done = two(&["check"]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    assert!(
        done.err.contains("no errors, no warnings"),
        "{}",
        done.everything()
    );
    let run = two(&["run", "lib/wrap.flow"]).run();
    assert_eq!(run.code, 0, "{}", run.everything());
    assert!(run.err.contains("it has only steps"), "{}", run.err);
}

#[test]
fn fixes_and_the_formatter_change_the_file_that_is_named_alone() {
    let text = MAIN
        .replace("run Park", "run    Park")
        .replace("1001)", "01001)");
    let call = |args: &[&str]| {
        Call::new(args)
            .file("main.flow", &text)
            .file("lib/wrap.flow", WRAP)
            .run()
    };
    let fixed = call(&["check", "--fix", "main.flow"]);
    assert_eq!(fixed.read("lib/wrap.flow"), WRAP);
    assert!(
        !fixed.read("main.flow").contains("step Park"),
        "{}",
        fixed.read("main.flow")
    );
    let formatted = call(&["fmt", "main.flow"]);
    assert_eq!(
        formatted.read("main.flow"),
        text.replace("run    Park", "run Park")
    );
}

#[test]
fn a_file_means_its_own_system_whatever_the_flow_uses() {
    let main = MAIN
        .replace("use cxone", "use finesse")
        .replace("1001", "<ContactId>");
    let done = Call::new(&["check", "--output", "json", "main.flow"])
        .file("main.flow", main)
        .file("lib/wrap.flow", WRAP)
        .run();
    // CXone needs a session, which `use finesse` alone would not ask for.
    assert!(
        done.out.contains("join agent session"),
        "{}",
        done.everything()
    );
}

#[test]
fn tests_of_a_flow_reach_the_steps_of_other_files() {
    let test = "test \"it parks\" {\n    given set security user answers Success\n    \
                given join agent session answers Success with SessionId: \"S1\"\n    given hold contact answers Success\n    \
                given resume contact answers Success\n    run this flow\n    \
                expect it finishes\n    expect hold contact called once\n}\n\
                test \"it does not resume what is not held\" {\n    \
                given set security user answers Success\n    \
                given join agent session answers Success with SessionId: \"S1\"\n    given hold contact answers InvalidState\n    run this flow\n    expect it fails\n    \
                expect resume contact called once\n}\n";
    let done = two(&["test", "main.flow"])
        .file("main.test.flow", test)
        .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    let said = done.everything();
    assert!(said.contains("main.test.flow:16"), "{said}");
    assert!(said.contains("1 passed"), "{said}");
}
