//! `flow test`: what passes, what fails, and what is said of it.

use super::Call;
use super::call::{Done, golden};
use std::io::{BufRead, BufReader};

const HOLD: &str = include_str!("../../../examples/hold.flow");

/// A flow with these tests beside it.
fn tested(args: &[&str], flow: &str, tests: &str) -> Done {
    let all = [&["test"], args].concat();
    let call = Call::new(&all).file("it.flow", flow);
    call.file("it.test.flow", tests).run()
}

/// A test of `HOLD` with these lines; sign-in and session succeed.
fn of_hold(lines: &str) -> String {
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
fn what_no_test_has_seen_is_named_with_its_line() {
    let tests = of_hold(
        "    given hold contact answers Success\n    run this flow\n    expect it finishes\n",
    );
    let done = tested(&["--fail-under", "100"], HOLD, &tests);
    golden!("test-coverage", done.text());
}

#[test]
fn changes_that_no_test_notices_are_named() {
    let tests = of_hold(
        "    given hold contact answers Success\n    run this flow\n    expect it finishes\n",
    );
    golden!("test-mutate", tested(&["--mutate"], HOLD, &tests).text());
}

const CALL: &str = "use finesse\n\ntry 2 times {\n    dial phone \"+12025550100\"\n        on Unknown -> \
                    restart\n        on any other -> fail\n}\n\nhold contact <ContactId>\n    on any other -> \
                    fail\nif 1 = 2 {\n    resume contact <ContactId>\n        on any other -> fail\n}\n";

/// What is found is a test, and that test fails.
#[test]
fn exploring_prints_tests_to_keep() {
    let done = Call::new(&["test", "--explore", "-o", "json"])
        .file("call.flow", CALL)
        .run();
    assert_eq!(done.code, 1, "{}", done.everything());
    let document: serde_json::Value = serde_json::from_str(&done.out).unwrap();
    let findings = document["flows"][0]["findings"].as_array().unwrap();
    let kinds: Vec<&str> = findings
        .iter()
        .map(|found| found["type"].as_str().unwrap())
        .collect();
    assert!(
        kinds.contains(&"repeats") && kinds.contains(&"leaves-open"),
        "{kinds:?}"
    );
    for found in findings {
        let test = found["test"].as_str().unwrap();
        let kept = Call::new(&["test"])
            .file("call.flow", CALL)
            .file("call.test.flow", test)
            .run();
        assert_eq!(kept.code, 1, "{test}{}", kept.everything());
        assert!(!kept.out.contains("F0"), "{test}{}", kept.out);
    }
}

const ASKS: &str = "use cxone\n\nset security user <AgentId>\nawait signal Approved \"may it go on?\", at most \
                    1h\n    on Declined -> fail \"no: {Reason}\"\n    on TimedOut -> finish \"nobody \
                    answered\"\nawait signal Note giving Said\nend contact <ContactId>\n    on any other -> \
                    fail\nlog \"noted {Said}\"\n";

/// A test with these lines, of a flow that asks a person.
fn asks(lines: &str) -> String {
    format!(
        "test \"it\" {{\n    given AgentId = 7, ContactId = \"1001\"\n    given set security user answers \
         Success\n{lines}}}\n"
    )
}

#[test]
fn a_test_answers_what_a_flow_asks_people() {
    for lines in [
        "    given await signal Approved answers Success after 10m\n    given await signal Note answers Success \
         with Value: \"fraud\"\n    given end contact answers Success\n    run this flow\n    expect logged \
         \"noted fraud\"\n    expect await signal Approved called before end contact\n    expect 10m passed\n",
        "    given await signal Approved answers Declined\n    run this flow\n    expect it fails with \"no: the \
         answer was no\"\n    expect end contact called never\n",
        "    given await signal Approved answers Declined with Reason: \"busy\"\n    run this flow\n    expect it \
         fails with \"no: busy\"\n",
        "    given await signal Approved answers TimedOut\n    run this flow\n    expect it finishes with \
         \"nobody answered\"\n    expect await signal Approved ends in TimedOut\n    expect 1h passed\n",
    ] {
        let done = tested(&[], ASKS, &asks(lines));
        assert_eq!(done.code, 0, "{lines}: {}", done.everything());
    }
    let lines = "    run this flow\n    expect it finishes\n";
    let done = tested(&["--coverage"], ASKS, &asks(lines));
    let said = done.everything();
    assert!(
        said.contains("add `given await signal Approved answers Success`"),
        "{said}"
    );
    assert!(
        said.contains("`await signal Approved` never ended in `Declined`"),
        "{said}"
    );
    let wrong = tested(
        &[],
        ASKS,
        &asks("    given await signal Approved answers Declind\n"),
    );
    assert!(
        wrong.everything().contains("Approved answers Declined`?"),
        "{}",
        wrong.everything()
    );
}

/// Every answer of a person is tried, and a finding can be kept as a test.
#[test]
fn exploring_answers_people_too() {
    let done = Call::new(&["test", "--explore", "-o", "json"])
        .file("it.flow", "await signal Stop \"stop?\"\nfail \"stopped\"\n")
        .run();
    let document: serde_json::Value = serde_json::from_str(&done.out).expect(&done.out);
    assert_eq!(document["flows"][0]["singles"]["tried"], 3, "{}", done.out);
    let test = document["flows"][0]["findings"][0]["test"]
        .as_str()
        .unwrap_or_default();
    assert!(test.contains("given await signal Stop answers"), "{test}");
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

/// The same flow against its simulator: real requests over loopback, and waits that take no time.
#[test]
fn simulators_answer_in_place_of_mocks() {
    let done = Call::new(&["test"])
        .file("it.flow", HOLD)
        .file(
            "it.test.flow",
            "test \"settles\" {\n    given AgentId = 7, ContactId = 1002\n    given the simulator has \
             \"small\"\n    run this flow\n    expect it finishes\n    expect hold contact called 3 times\n    \
             expect 4s passed\n}\n\ntest \"a mock before the simulator\" {\n    given AgentId = 7, ContactId = \
             1001\n    given the simulator of cxone has \"small\"\n    given hold contact answers \
             InvalidState\n    run this flow\n    expect it fails with \"agent 7 is still changing state\"\n}\n",
        )
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let finesse = include_str!("../../../examples/hold-finesse.flow");
    let test = "test \"holds\" {\n    given AgentId = 1001, ContactId = 16804377\n    given the simulator has \
                \"small\"\n    run this flow\n    expect hold contact called once\n}\n";
    let done = tested(&["-o", "json"], finesse, test);
    assert!(done.out.contains("\"took_us\""), "{}", done.everything());
    let easycim = include_str!("../../../examples/easycim.flow");
    let test = "test \"saves\" {\n    given the simulator has \"small\"\n    run this flow\n    expect it \
                finishes\n    expect save script for called once\n}\n";
    let done = tested(&[], easycim, test);
    assert_eq!(done.code, 0, "{}", done.everything());
}

/// All simulators have the time that the test sets, years ago as well as in years, and their clocks pass
/// as the run's does: CXone refuses a callback in the past, and a token lasts an hour.
#[test]
fn simulators_have_the_time_of_their_test() {
    let lines = "if now >= 2019-03-31T04:30:00+02:00 and now < 2019-03-31T04:31:00+02:00 {\n    log \"then\"\n}\n";
    let book = |phone: &str, at: &str| {
        format!(
            "schedule callback to <{phone}> at 2019-03-31T{at}:00+02:00\n    with SkillId: 4021, FirstName: \"A\", \
             LastName: \"B\"\n    on InvalidScheduleDate -> {{ log \"{at} is past\" }}\n    on any other -> fail\n"
        )
    };
    let inputs = "\ninput First: phone number = \"+12025550100\"\ninput Second: phone number = \"+12025550101\"\n";
    let user = "set security user <AgentId>\n";
    let cxone = [
        user,
        &book("First", "05:00"),
        &book("Second", "04:00"),
        inputs,
    ]
    .concat();
    let other = |action: &str| format!("{action}\n    on any other -> fail\n");
    for (system, more, given, expect) in [
        (
            "cxone",
            cxone,
            "    given AgentId = 7\n",
            "    expect logged \"04:00 is past\"\n",
        ),
        ("finesse", other("find active contacts"), "", ""),
        ("easycim", other("find agent state"), "", ""),
    ] {
        let flow = format!("use {system}\n\nwait 3h\n{lines}{more}");
        let test = format!(
            "test \"it\" {{\n{given}    given now = 2019-03-31T00:30:00+01:00\n    given zone = \"Europe/Rome\"\n    \
             given the simulator has \"small\"\n    run this flow\n    expect it finishes\n    expect logged \
             \"then\"\n{expect}}}\n"
        );
        let done = tested(&[], &flow, &test);
        assert_eq!(done.code, 0, "{}", done.everything());
        assert!(
            done.everything().contains("1 passed"),
            "{}",
            done.everything()
        );
    }
}

/// A run on a simulator is the same one each time: its accepted trace stands.
#[test]
fn a_trace_on_a_simulator_is_the_same_each_time() {
    let test = "test \"settles\" {\n    given AgentId = 7, ContactId = 1002\n    given the simulator has \
                \"small\"\n    run this flow\n    expect it finishes\n    expect the accepted trace\n}\n";
    let accepted = tested(&["--accept", "settles"], HOLD, test);
    assert_eq!(accepted.code, 0, "{}", accepted.everything());
    let trace = accepted.read("it.traces/settles.trace");
    let again = Call::new(&["test"])
        .file("it.flow", HOLD)
        .file("it.test.flow", test);
    let again = again.file("it.traces/settles.trace", &trace).run();
    assert_eq!(again.code, 0, "{}", again.everything());
}

/// What a simulator has answered counts as much as what a mock has: for coverage, and for changes that
/// should be noticed. A person's answer comes from the test.
#[test]
fn a_run_on_a_simulator_is_seen_as_whole_as_any() {
    let flow = "use cxone\n\nset security user <AgentId>\njoin agent session\nawait signal Go \"go?\"\nfind agent \
                states giving Found\n    on any other -> fail\nif 1 = 1 {\n    log \"there\"\n} else {\n    \
                log \"never\"\n}\n";
    let test = "test \"it\" {\n    given AgentId = 7\n    given the simulator has \"small\"\n    \
                given await signal Go answers Success after 1m\n    run this flow\n    expect it finishes\n    \
                expect logged \"there\"\n    expect await signal Go ends in Success\n}\n";
    let done = tested(
        &["--fail-under", "100", "--mutate", "--lcov", "l"],
        flow,
        test,
    );
    let said = done.everything();
    assert!(said.contains("1 passed"), "{said}");
    assert!(!said.contains("this condition was never true"), "{said}");
    assert!(said.contains("this condition was never false"), "{said}");
    assert!(
        !said.contains("`find agent states` never ended in `Success`"),
        "{said}"
    );
    assert!(done.read("l").contains("DA:9,1\n"), "{}", done.read("l"));
    let noticed = tested(&["--mutate"], flow, test).everything();
    assert!(noticed.contains("1 noticed"), "{noticed}");
    let unanswered = tested(
        &[],
        flow,
        &test.replace("    given await signal Go answers Success after 1m\n", ""),
    );
    assert!(
        unanswered
            .everything()
            .contains("no answer for `await signal Go`"),
        "{}",
        unanswered.everything()
    );
}

/// The same tests on two systems: what is the same, what differs, and what one of them cannot do.
#[test]
fn tests_run_on_several_systems_and_name_what_differs() {
    let on = |flow: &str, tests: &str| tested(&["--on", "cxone,finesse"], flow, tests);
    let lines = "    given hold contact answers InvalidState, Success\n    run this flow\n    expect it finishes\n    expect 2s passed\n";
    let same = on(HOLD, &of_hold(lines));
    assert_eq!(same.code, 0, "{}", same.everything());
    assert!(
        same.err
            .contains("ran 1 test on cxone, finesse: 1 the same, 0 differ"),
        "{}",
        same.everything()
    );

    let flow = "use cxone\n\nset security user <AgentId>\nschedule callback to \"+12025550100\" at now + 1h\n    with \
                FirstName: \"A\", LastName: \"B\", SkillId: 4021\n    on any other -> fail\n";
    let tests = "test \"books\" {\n    given AgentId = 7\n    given set security user answers Success\n    given schedule \
                 callback answers Success\n    run this flow\n    expect it finishes\n}\n";
    golden!("test-on-lacking", on(flow, tests).text());

    // the data of the simulators are not the same: neither is what comes of it
    let lines = "test \"holds\" {\n    given AgentId = 7, ContactId = 1002\n    given the simulator has \"small\"\n    run \
                 this flow\n    expect it finishes\n}\n";
    let differs = on(HOLD, lines);
    assert_eq!(differs.code, 1, "{}", differs.everything());
    assert!(
        differs
            .out
            .contains("test \"holds\" differs\n  cxone: passed\n  finesse: failed: "),
        "{}",
        differs.everything()
    );

    let unknown = tested(&["--on", "cxone,genesys"], HOLD, lines);
    assert_eq!(unknown.code, 3, "{}", unknown.everything());
    assert!(
        unknown.err.contains("unknown system `genesys`"),
        "{}",
        unknown.err
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

/// Which numbers of unavailable codes there are can be looked up; one that there is not is rejected, and the
/// reason is seen afterwards.
#[test]
fn an_unavailable_code_is_looked_up_and_seen() {
    let flow = "use cxone\n\ninput Code: number = 99\n\nset security user 7\nfind unavailable codes of team \"1\" giving Codes\n    \
                on any other -> fail\nlet Named = Codes where .Name = \"Break\"\nlet Break = first(Named)\nset state of agent 7 to \
                Unavailable with OutStateId: Break.OutStateId\n    on any other -> fail\nfind state of agent 7 giving States\n    \
                on any other -> fail\nlet Now = first(States)\nlog \"{Now.Reason}\"\nset state of agent 7 to Unavailable with \
                OutStateId: <Code>\n    on InvalidState -> finish \"no such code\"\n    on any other -> fail\n";
    let test = "test \"it\" {\n    given the simulator has \"small\"\n    run this flow\n    expect it finishes with \"no such \
                code\"\n    expect logged \"Break\"\n}\n";
    let done = Call::new(&["test"])
        .file("it.flow", flow)
        .file("it.test.flow", test)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
}

#[test]
fn finesse_has_data_with_a_preview() {
    let flow = "use finesse\n\nset security user \"1001\"\njoin agent session\naccept preview contact 16804390\n    on any other -> \
                fail\n";
    let test = "test \"it\" {\n    given the simulator has \"preview\"\n    run this flow\n    expect it finishes\n}\n";
    let done = Call::new(&["test"])
        .file("it.flow", flow)
        .file("it.test.flow", test)
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
}
