//! `flow test` on simulators, in place of mocks.

use super::Call;
use super::call::golden;
use super::test::{HOLD, of_hold, tested};

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
