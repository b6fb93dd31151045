//! The catalogue of easyCIM: its examples are right, and it holds what the vendor documents.

use contactflow::catalogue::{Action, Catalogue, SystemEntry};
use contactflow::check::{self, Context, Profile};
use contactflow::source::Source;
use contactflow::value::Mark;
use std::collections::HashMap;
use std::sync::Arc;

fn easycim() -> &'static Arc<SystemEntry> {
    Catalogue::builtin().system("easycim").unwrap()
}

fn check(name: &str, text: &str, outcomes: &[&str]) -> check::Checked {
    let outcomes = outcomes.iter().map(|one| Arc::from(*one)).collect();
    let context = Context::of([Profile {
        system: "easycim".into(),
        lists: [("dispositions".into(), outcomes)].into(),
        ..Profile::default()
    }]);
    let source = Arc::new(Source::new(name, text));
    check::check_text(&source, Catalogue::builtin(), &context)
}

#[test]
fn every_example_is_a_script_without_a_finding() {
    for action in &easycim().actions {
        let text = format!("use easycim\n{}\n", action.example);
        let found = check(&action.key, &text, &["DONE"]);
        assert!(found.problems.is_empty(), "{text}: {:#?}", found.problems);
        assert!(found.program.is_some());
    }
}

#[test]
fn every_method_of_the_page_leads_to_its_action() {
    for (method, key) in [
        ("openScript", "open script for"),
        ("openScriptInbound", "open inbound script for"),
        ("getContactInfo", "get contact info"),
        ("getContactInfoWS", "get contact info of script"),
        ("saveScript", "save script for"),
        ("MakeCall", "dial phone"),
        ("MakeJob", "make job"),
        ("Hangup", "end contact"),
        ("Answer", "accept contact"),
        ("Hold", "hold contact"),
        ("OfflineEnd", "end offline time of contact"),
        ("SetCallData", "set call data of contact"),
        ("PlayDTMF", "send dtmf"),
        ("StartRecording", "record contact"),
        ("StopRecording", "stop recording contact"),
        ("Transfer_Direct", "transfer contact to"),
        ("Login", "set agent state to"),
        ("PauseSubState", "set agent state to"),
        ("setAgentGroups", "set agent groups to"),
        ("getAgentState", "find agent state"),
        ("getAgentID", "find agent id"),
        ("getAgentGroups", "find agent groups"),
        ("getAgentLoggedInGroups", "find signed-in agent groups"),
        ("getAgentStateByID", "find state of agent"),
        ("getContactList", "find active contacts"),
    ] {
        let named =
            |action: &&Arc<Action>| action.vendor_names.iter().any(|name| **name == *method);
        let found: Vec<&str> = easycim()
            .actions
            .iter()
            .filter(named)
            .map(|one| &*one.key)
            .collect();
        assert_eq!(found, [key], "{method}");
    }
}

#[test]
fn no_vendor_name_stands_for_two_actions() {
    let mut seen = HashMap::new();
    for action in &easycim().actions {
        for name in &action.vendor_names {
            let plain = name.to_lowercase().replace([' ', '-', '_'], "");
            if let Some(other) = seen.insert(plain, &action.key) {
                assert_eq!(other, &action.key, "{name}");
            }
        }
    }
}

#[test]
fn what_is_a_persons_is_marked() {
    for action in &easycim().actions {
        for param in &action.params {
            let personal = ["CallData", "Note", "Labels", "Destination"];
            if personal.contains(&&*param.name) {
                assert_eq!(param.mark, Mark::Personal, "{} {}", action.key, param.name);
            }
        }
        for output in &action.outputs {
            if ["Info", "Fields"].contains(&&*output.name) {
                assert_eq!(
                    output.mark,
                    Mark::Personal,
                    "{} {}",
                    action.key,
                    output.name
                );
            }
        }
    }
}

fn codes(text: &str) -> Vec<String> {
    let found = check("a.flow", &format!("use easycim\n{text}"), &["DONE"]);
    found
        .problems
        .iter()
        .map(|one| one.code.to_string())
        .collect()
}

#[test]
fn the_toolbars_own_rules_find_what_they_are_for() {
    let hold = "on InvalidContactId, AlreadyHeld, NotHeld -> fail";
    let resume = format!(
        "resume contact <ContactId>\n    {}",
        hold.replace("AlreadyHeld, ", "")
    );
    let hold = hold.replace(", NotHeld", "");
    for (text, code) in [
        (format!("hold contact <ContactId>\n    on InvalidState -> retry\n    {hold}\n{resume}\n"), "F130"),
        (
            "await contact giving C\n    on any other -> fail\nlet D = C.CallData\nemit Data: D.Pin\n".into(),
            "F131",
        ),
        (
            "await contact giving C\n    on any other -> fail\nlet Loud = upper(C.CallData.Pin)\nfail \"with {Loud}\"\n".into(),
            "F131",
        ),
        (
            "open script for <ContactId> with Ecid: <Ecid>\n    on any other -> fail\n\
             save script for <ContactId> with OutcomeResult: \"DONE\", OfflineEnd: true\n    on any other -> fail\n\
             end offline time of contact <ContactId>\n    on any other -> fail\n"
                .into(),
            "F132",
        ),
    ] {
        assert!(codes(&text).contains(&code.to_owned()), "{code}: {:?}\n{text}", codes(&text));
    }
    let group =
        "try {\n    hold contact <ContactId>\n} on InvalidState -> fail\n  on any other -> fail\n";
    assert!(
        codes(group).contains(&"F130".to_owned()),
        "{:?}",
        codes(group)
    );
    let save = "save script for <ContactId> with OutcomeResult: \"DONE\", OfflineEnd: true\n    on any other -> fail\n";
    assert_eq!(codes(save), ["F133"]);
    let open = "open script for <ContactId> with Ecid: <Ecid>\n    on any other -> fail\n";
    assert_eq!(codes(open), ["F134"]);
    let other_contact = "open script for <ContactId> with Ecid: <Ecid>\n    on any other -> fail\n\
        save script for <ContactId> with OutcomeResult: \"DONE\", OfflineEnd: true\n    on any other -> fail\n\
        end offline time of contact <Other>\n    on any other -> fail\n";
    assert_eq!(codes(other_contact), Vec::<String>::new());
}

#[test]
fn the_users_line_runs_here_with_a_warning() {
    let found = check(
        "a.flow",
        "use easycim\nhold contact <ContactId> on InvalidState -> retry\n",
        &[],
    );
    assert!(found.program.is_some(), "{:#?}", found.problems);
    assert!(
        found
            .problems
            .iter()
            .any(|one| one.code.to_string() == "F130")
    );
}
