//! `flow test`: what passes, what fails, and what is said of it.

use super::Call;
use super::call::{Done, golden};

pub(super) const HOLD: &str = include_str!("../../../examples/hold.flow");

/// A flow with these tests beside it.
pub(super) fn tested(args: &[&str], flow: &str, tests: &str) -> Done {
    let all = [&["test"], args].concat();
    let call = Call::new(&all).file("it.flow", flow);
    call.file("it.test.flow", tests).run()
}

/// A test of `HOLD` with these lines; sign-in and session succeed.
pub(super) fn of_hold(lines: &str) -> String {
    format!(
        "test \"it\" {{\n    given AgentId = 7, ContactId = 1001\n    given set security user answers \
         Success\n    given join agent session answers Success\n{lines}}}\n"
    )
}

fn problems(done: &Done) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_str(&done.out).expect(&done.out);
    let problems = document["tests"][0]["findings"].as_array().unwrap().clone();
    let kind = |problem: &serde_json::Value| problem["type"].as_str().unwrap().to_owned();
    problems.iter().map(kind).collect()
}

#[test]
fn the_examples_are_tested_whole() {
    let examples = concat!(env!("CARGO_MANIFEST_DIR"), "/examples");
    let done = Call::new(&["test", examples, "--fail-under", "100", "--mutate"]).run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let scripts = crate::scripts::under(&["examples"]);
    for (path, _) in scripts {
        let path = path.display().to_string();
        if let Some(flow) = path
            .strip_suffix(".flow")
            .filter(|flow| !flow.ends_with(".test"))
        {
            let tests = format!("{flow}.test.flow: ");
            assert!(
                done.out.contains(&tests),
                "{path} has no tests: {}",
                done.out
            );
        }
    }
}

#[test]
fn a_failure_shows_the_line_and_what_happened() {
    let tests = of_hold(
        "    given hold contact answers InvalidState, Success\n    run this flow\n    \
         expect it fails with \"agent 7 is still changing state\"\n",
    );
    golden!("test-failure", tested(&[], HOLD, &tests).text());
    let tests = of_hold(
        "    given hold contact answers InvalidState\n    run this flow\n    expect hold contact \
         called 3 times\n    expect 4s passed\n    expect logged \"held\"\n",
    );
    golden!("test-expectations", tested(&[], HOLD, &tests).text());
}

#[test]
fn what_a_test_lacks_or_has_too_much_fails_it() {
    let run = "    run this flow\n";
    for (lines, kind) in [
        ("    expect it finishes\n".to_owned(), "runs-nothing"),
        (format!("{run}{run}    expect it finishes\n"), "runs-twice"),
        (
            format!("    given hold contact answers Success\n{run}"),
            "expects-nothing",
        ),
        (format!("{run}    expect it finishes\n"), "unmocked-action"),
        (
            format!(
                "    given hold contact answers InvalidState, InvalidState\n{run}    expect it fails\n"
            ),
            "used-up-mock",
        ),
        (
            format!(
                "    given hold contact answers Success, Success\n{run}    expect it finishes\n"
            ),
            "unused-mock",
        ),
        (
            format!(
                "    given hold contact answers Success\n    given hold contact 1002 answers Success\n{run}    \
                 expect it finishes\n"
            ),
            "unused-mock",
        ),
        (
            format!("    given hold contact answers nothing\n{run}    expect it finishes\n"),
            "never-ends",
        ),
        (
            format!("    given hold contact answers Success\n{run}    expect nothing left\n"),
            "expectation",
        ),
        (
            format!("    given hold contact answers Success\n{run}    expect it fails\n"),
            "end",
        ),
    ] {
        let done = tested(&["--output", "json"], HOLD, &of_hold(&lines));
        assert_eq!(done.code, 1, "{lines}: {}", done.everything());
        assert_eq!(problems(&done), [kind], "{lines}: {}", done.out);
    }
}

#[test]
fn answers_come_by_value_late_and_as_slowly_as_systems_ask() {
    let flow = "use cxone\n\nset security user <AgentId>\njoin agent session\nfor each Id in [\"1\", \"2\"], at \
                most 2 {\n    hold contact Id\n        on Throttled -> retry\n        on any other -> \
                fail\n}\nwait until contact \"2\" is Held, at most 30s\n    on TimedOut -> \
                finish \"late\"\n    on any other -> fail\n";
    let tests = "test \"it\" {\n    given AgentId = 7\n    given set security user answers Success\n    given \
                 join agent session answers Success\n    given hold contact answers Success after 5s\n    \
                 given hold contact \"2\" answers Throttled with RetryAfter: 1h, Success after 2m\n    given wait \
                 until contact \"2\" is Held answers TimedOut\n    run this flow\n    expect it finishes with \
                 \"late\"\n    expect hold contact \"2\" called 2 times\n    expect hold contact \"1\" called \
                 once\n    expect hold contact \"1\" called before hold contact \"2\"\n    expect \
                 3755s passed\n}\n";
    let done = tested(&[], flow, tests);
    assert_eq!(done.code, 0, "{}", done.everything());
}

/// What the flow has dialled to ask somebody is left too, and so is what may have been done.
#[test]
fn a_consult_call_and_a_mask_of_unknown_result_are_left() {
    let consult = "use cxone\n\nconsult agent 8 with ParentContactId: \"1001\" giving ConsultId\n    on any other -> \
                   fail\nend contact ConsultId in session\n    on any other -> fail\n";
    // The call has ended, and the caller whom it put on hold is not resumed.
    let resumes = format!("{consult}resume contact \"1001\"\n    on any other -> fail\n");
    let resumes = resumes.as_str();
    let mask = "use cxone\n\nmask recording of contact \"1001\"\n    on any other -> ignore\nunmask recording of \
                contact \"1001\"\n    on any other -> ignore\n";
    let cases = [
        (
            consult,
            "consult agent answers Success with ContactId: \"2001\"",
            "end contact 2001 in session answers Success",
            1,
        ),
        (
            resumes,
            "consult agent answers Success with ContactId: \"2001\"",
            "end contact 2001 in session answers Success\n    given resume contact 1001 answers Success",
            0,
        ),
        (
            consult,
            "consult agent answers Success with ContactId: \"2001\"",
            "end contact 2001 in session answers Unavailable",
            1,
        ),
        (
            mask,
            "mask recording of contact answers Unknown",
            "unmask recording of contact answers Success",
            0,
        ),
        (
            mask,
            "mask recording of contact answers Unknown",
            "unmask recording of contact answers Unknown",
            1,
        ),
        (
            mask,
            "mask recording of contact answers Rejected",
            "unmask recording of contact answers Rejected",
            0,
        ),
    ];
    for (flow, opens, closes, code) in cases {
        let session = "set security user 7\njoin agent session\n";
        let flow = flow.replacen("use cxone\n\n", &format!("use cxone\n\n{session}"), 1);
        let tests = format!(
            "test \"it\" {{\n    given set security user answers Success\n    given join agent session answers \
             Success\n    given {opens}\n    given {closes}\n    run this flow\n    expect nothing left\n}}\n"
        );
        let done = tested(&[], &flow, &tests);
        assert_eq!(done.code, code, "{opens}, {closes}: {}", done.everything());
    }
}

#[test]
fn the_clock_is_the_tests_own_also_when_it_changes() {
    let flow =
        "emit Morning: today at 09:00\nwait 24h\nemit Next: today at 09:00\nemit Later: now\n";
    let tests = "test \"the spring change\" {\n    given now = 2026-03-28T12:00:00+01:00\n    given zone = \
                 \"Europe/Rome\"\n    run this flow\n    expect it finishes\n    expect emitted Morning = \
                 2026-03-28T09:00:00+01:00\n    expect emitted Next = 2026-03-29T09:00:00+02:00\n    \
                 expect emitted Later = 2026-03-29T13:00:00+02:00\n    expect 24h passed\n}\n";
    let done = tested(&[], flow, tests);
    assert_eq!(done.code, 0, "{}", done.everything());
}

#[test]
fn a_step_is_tested_by_itself_and_a_run_is_cancelled() {
    let flow = "use cxone\n\ninput ContactId: contact id\n\nrun Hold(ContactId)\n\nstep Hold(Contact) {\n    try {\n        hold contact \
                Contact\n            on any other -> fail\n        wait 1h\n    } always {\n        resume contact \
                Contact\n            on any other -> fail\n    }\n}\n";
    let tests = "test \"it\" {\n    given ContactId = 1001\n    given hold contact 2002 answers Success\n    \
                 given resume contact 2002 answers Success\n    given cancelled after 10m\n    run \
                 Hold(\"2002\")\n    expect it is cancelled\n    expect it ends in Cancelled\n    expect resume \
                 contact ends in Success\n    expect nothing left\n    expect 10m passed\n}\n";
    let args = ["test", "it.flow"];
    let done = Call::new(&args)
        .file(
            "it.flow",
            format!("{flow}\n{tests}").replace("use cxone\n\n", ""),
        )
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
}

#[test]
fn what_no_test_has_seen_is_named_with_its_line() {
    let tests = of_hold(
        "    given hold contact answers Success\n    run this flow\n    expect it finishes\n",
    );
    let done = tested(&["--fail-under", "100"], HOLD, &tests);
    golden!("test-coverage", done.text());
}

#[test]
fn a_wait_times_out_at_its_limit_in_the_words_of_the_test() {
    let flow = "use finesse\n\nwait until contact \"1\" is Held, at most 30s\n    on TimedOut -> fail \"late: \
                {Reason}\"\n    on any other -> fail\n";
    let test = |answer: &str, reason: &str| {
        format!(
            "test \"it\" {{\n    given wait until contact is Held answers TimedOut{answer}\n    run this flow\n    \
             expect it fails with \"late: {reason}\"\n    expect 30s passed\n}}\n"
        )
    };
    for (answer, reason, code) in [
        ("", "the state was not Held at the time limit", 0),
        (" with Reason: \"still ringing\"", "still ringing", 0),
        (" after 5s", "", 1),
    ] {
        let done = tested(&[], flow, &test(answer, reason));
        assert_eq!(done.code, code, "{answer}: {}", done.everything());
    }
}

#[test]
fn a_test_of_two_systems_says_which_it_means() {
    let flow =
        "use cxone\nuse finesse as Desk\n\nDesk: hold contact \"1\"\n    on any other -> fail\n";
    let test = |line: &str| {
        format!(
            "test \"it\" {{\n    given {line} answers Success\n    run this flow\n    expect it finishes\n}}\n"
        )
    };
    let done = tested(&[], flow, &test("hold contact"));
    assert_eq!(done.code, 2, "{}", done.everything());
    assert!(
        done.everything()
            .contains("`cxone: hold contact` or `Desk: hold contact`"),
        "{}",
        done.everything()
    );
    assert_eq!(tested(&[], flow, &test("Desk: hold contact")).code, 0);
}

/// A phone number of a test is shown nowhere.
#[test]
fn what_nobody_may_see_is_hidden_in_results_too() {
    let flow = "log \"calls {Phone}\"\nfail \"no {Phone}\"\n\ninput Phone: phone number\n";
    let test = "test \"it\" {\n    given Phone = \"+12025550100\"\n    run this flow\n    expect it fails with \
                \"no +12025550199\"\n}\n";
    for form in ["people", "json", "junit", "tap", "github"] {
        let done = tested(&["-o", form], flow, test);
        assert_eq!(done.code, 1);
        assert!(
            !done.everything().contains("20255501"),
            "{form}: {}",
            done.everything()
        );
    }
}
