//! Slips of which the reader's own line shows what is meant.

use crate::cli::call::Call;

/// What is said of a flow, a line a finding.
fn said(flow: &str) -> String {
    let done = Call::new(&["check", "-", "--output", "concise"]);
    done.stdin(flow).run().everything()
}

#[test]
fn an_outcome_of_another_handler_is_never_the_one_that_was_caught() {
    let flow = |compared: &str| {
        format!(
            "use cxone\n\nset security user <AgentId>\njoin agent session\nhold contact <ContactId>\n    \
             on InvalidState, InvalidContactId -> {{\n        if Outcome = \"{compared}\" {{ finish \"it\" }}\n        \
             fail\n    }}\n    on any other -> {{\n        if Outcome in [\"Throttled\", \"{compared}\"] {{ fail \"later\" }}\n        \
             fail\n    }}\nresume contact <ContactId>\n    on any other -> fail\n"
        )
    };
    let never = |name: &str| format!("`Outcome` is never `{name}` in this handler");
    for (name, times) in [
        ("InvalidState", 1),
        ("Unauthorized", 1),
        ("InvalidPhoneNumber", 2),
    ] {
        let all = said(&flow(name));
        let found = all.matches(&never(name)).count();
        // A flow that never books a callback knows no outcome of one.
        let unknown = all.matches("unknown outcome").count();
        assert_eq!(found + unknown, times, "{name}: {all}");
    }
}

#[test]
fn a_calculation_in_an_action_is_shown_in_parentheses() {
    for time in ["When - 1h", "When -1h", "When-1h"] {
        let flow = format!(
            "use cxone\n\nset security user <AgentId>\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
             schedule callback to \"+12025550134\" at {time}\n    \
             with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n    on any other -> fail\n"
        );
        let all = said(&flow);
        assert!(all.contains("(When - 1h)"), "{time}: {all}");
    }
}

/// What is set in a group may not have happened on the way on which its `always` runs.
#[test]
fn an_always_runs_on_ways_on_which_nothing_has_changed() {
    let flow = "use finesse\n\nset security user <AgentId>\njoin agent session\nmonitor agent 1002 giving Listening\n    \
                on any other -> fail\ntry {\n    wait until contact Listening is Dropped, at most 30m\n} always {\n    \
                end contact Listening\n        on InvalidContactId -> ignore\n        on any other -> fail\n}\n";
    let all = said(flow);
    assert!(!all.contains("F101"), "{all}");
}
