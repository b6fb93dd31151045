//! `flow test --mutate` and `--explore`, and what a flow asks people.

use super::Call;
use super::call::golden;
use super::test::{HOLD, of_hold, tested};

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
