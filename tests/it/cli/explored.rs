//! `flow test --explore`: values for what a flow asks of them, and what no run comes to.

use super::Call;
use serde_json::Value;

/// What is found out about a flow, and the tests that its folder has.
fn explored(flow: &str, tests: &str) -> Value {
    let done = Call::new(&["test", "--explore", "-o", "json"])
        .file("it.flow", flow)
        .file("it.test.flow", tests)
        .run();
    let document: Value = serde_json::from_str(&done.out)
        .unwrap_or_else(|why| panic!("{why}: {}", done.everything()));
    document["flows"][0].clone()
}

fn never_tried(explored: &Value) -> Vec<String> {
    let all = explored["never_tried"].as_array().expect("a list");
    let all = all
        .iter()
        .map(|one| one["message"].as_str().unwrap_or_default().to_owned());
    all.collect()
}

/// A flow that acts where a condition is true, and takes what it opens back nowhere.
fn guarded(condition: &str, before: &str) -> String {
    format!(
        "use cxone\n\ninput Kind: text\ninput Count: number\ninput Vip: yes/no\ninput Due: time\ninput Phone: phone \
         number\n\neverywhere on any other -> fail \"no\"\n\nset \
         security user <AgentId>\njoin agent session\n{before}\nif {condition} {{\n    log \"it is so\"\n    emit Rest: 1 / (Count \
         - Count)\n}}\n"
    )
}

/// Each is true for some values alone, which follow from what is written.
#[test]
fn values_are_found_for_simple_conditions() {
    let contacts = "find active contacts giving Contacts";
    for (condition, before) in [
        ("Kind = \"billing\"", ""),
        ("Kind != \"text\"", ""),
        ("Kind in [\"a\", \"b\"]", ""),
        ("contains(Kind, \"bill\")", ""),
        ("starts with(lower(Kind), \"bill\")", ""),
        ("not present(Kind)", ""),
        ("Count > 41", ""),
        ("Count + 1 = 7 and Kind = \"x\"", ""),
        ("Count >= 3 and not (Kind = \"text\" or Vip)", ""),
        ("not Vip", ""),
        ("Due < now - 4h", ""),
        ("now - Due > 36h", ""),
        ("weekday of now in \"Europe/Rome\" = \"Saturday\"", ""),
        ("now > today at 18:00 in \"Europe/Rome\"", ""),
        ("starts with(text(Phone), \"+44\")", ""),
        ("count(Contacts) = 0", contacts),
        ("count(Contacts) > 3", contacts),
        ("count(Contacts where .Age > 40h) > 0", contacts),
        (
            "count(Queued) = 1",
            "find active contacts giving Contacts\nlet Queued = Contacts where .State = InQueue and .MediaType = \"Chat\"",
        ),
        ("Limit = 5", "let Limit = Count"),
    ] {
        let flow = guarded(condition, before);
        let found = explored(&flow, "");
        let none: Vec<String> = Vec::new();
        assert_eq!(never_tried(&found), none, "{condition}: {found:#}");
        let findings = found["findings"].as_array().expect("a list");
        let stops = findings.iter().find(|one| one["type"] == "stops");
        let test = stops.unwrap_or_else(|| panic!("{condition}: {found:#}"))["test"].as_str();
        // what is kept is a test that comes to the same place
        let kept = Call::new(&["test"])
            .file("it.flow", &flow)
            .file("it.test.flow", test.unwrap_or_default())
            .run();
        let why = kept.everything();
        assert!(
            kept.code == 1 && why.contains("divides by zero"),
            "{condition}: {why}"
        );
    }
}

/// A condition within another, in a loop, in a step, and behind a handler.
#[test]
fn values_are_found_for_conditions_within_each_other() {
    let flow = "use cxone\n\neverywhere on any other -> fail\n\nset security user <AgentId>\nfind active contacts giving \
                Contacts\nfor each Contact in Contacts where .State = InQueue, at most 50 {\n    if Contact.MediaType = \
                \"Chat\" {\n        if Contact.Age > 90m { run Old(Contact) }\n    }\n}\n\nstep Old(Which) {\n    if \
                Which.SkillName = \"Service\" {\n        end contact Which.ContactId\n            on InvalidContactId -> {\n                \
                if Which.IsOutbound { log \"outbound\" } else { log \"inbound\" }\n            }\n    }\n}\n";
    assert_eq!(never_tried(&explored(flow, "")), Vec::<String>::new());
}

const CODED: &str = "use cxone\n\neverywhere on any other -> fail\n\nset security user <AgentId>\nfind active contacts \
                     giving Contacts\nlet Sum = sum(Contacts.Age)\nif Sum / 7 = 3m {\n    log \"just so\"\n    log \
                     \"and so\"\n}\n";

/// What does not follow from what is written is named, with its lines; a test has the values.
#[test]
fn what_no_run_comes_to_is_named_and_tests_have_its_values() {
    let found = explored(CODED, "");
    assert_eq!(
        never_tried(&found),
        ["lines 9 to 10 were never tried: the condition was never true"]
    );
    assert_eq!(
        (
            &found["never_tried"][0]["line"],
            &found["never_tried"][0]["end_line"]
        ),
        (&9.into(), &10.into())
    );

    let people = Call::new(&["test", "--explore"])
        .file("it.flow", CODED)
        .run();
    let text = people.everything();
    assert!(
        text.contains("it.flow:8:4") && text.contains("1 part of the flow never tried"),
        "{text}"
    );

    let test = "test \"just so\" {\n    given AgentId = 7\n    given set security user answers Success\n    given find \
                active contacts answers Success with Contacts: [{ Age: 21m }]\n    run this flow\n    expect it \
                finishes\n}\n";
    assert_eq!(never_tried(&explored(CODED, test)), Vec::<String>::new());
}

/// Every statement that nothing comes to is in one line of what is told, once.
#[test]
fn what_is_behind_what_always_ends_is_named_too() {
    let flow = "use cxone\n\neverywhere on any other -> fail\n\nset security user <AgentId>\nif count([1]) = 1 { finish \
                }\nlog \"after\"\nlog \"all\"\n";
    assert_eq!(
        never_tried(&explored(flow, "")),
        ["lines 7 to 8 were never tried: every run ended before"]
    );
}

/// A run is cancelled also while it does nothing but wait: a recording that only the statement behind the
/// pause unmasks stays masked. The test that is proposed shows it, and passes where the flow is mended.
#[test]
fn a_run_is_cancelled_in_its_pauses_too() {
    let head = "use cxone\n\neverywhere on any other -> fail \"no\"\n\nset security user <AgentId>\njoin agent \
                session\nmask recording of contact <ContactId>\n";
    let unmask = "unmask recording of contact <ContactId>";
    let careless = format!("{head}wait 90s\n{unmask}\n");
    let found = explored(&careless, "");
    let findings = found["findings"].as_array().expect("a list");
    let left: Vec<&Value> = findings
        .iter()
        .filter(|one| one["type"] == "leaves-open")
        .collect();
    assert_eq!(left.len(), 1, "{found:#}");
    let test = left[0]["test"].as_str().expect("a test");
    assert!(test.contains("given cancelled after 1ms"), "{test}");
    let careful = format!("{head}try {{\n    wait 90s\n}} always {{\n    {unmask}\n}}\n");
    let answered = "    given unmask recording of contact answers Success\n    run this flow";
    let mended = test.replace("    run this flow", answered);
    for (flow, test, code) in [(&careless, test, 1), (&careful, &*mended, 0)] {
        let kept = Call::new(&["test", "it.flow"]).file("it.flow", format!("{flow}\n{test}"));
        let done = kept.run();
        assert_eq!(done.code, code, "{}", done.everything());
    }
}

/// What is kept below a flow of two systems with the same action names the system.
#[test]
fn the_tests_of_a_flow_of_two_systems_name_the_system() {
    let flow = "use finesse as Phone\nuse cxone as Cloud\n\nPhone: set security user \"1001\"\nPhone: join agent \
                session\nCloud: set security user 7\nCloud: join agent session\nPhone: hold contact 16804377\nCloud: hold \
                contact 1001\n";
    let found = explored(flow, "");
    let findings = found["findings"].as_array().expect("a list");
    assert!(!findings.is_empty(), "{found:#}");
    for one in findings {
        let test = one["test"].as_str().unwrap_or_default();
        let kept = Call::new(&["test"])
            .file("it.flow", flow)
            .file("it.test.flow", test)
            .run();
        // It fails as long as the flow does this, and is no error itself.
        assert_eq!(kept.code, 1, "{test}\n{}", kept.everything());
    }
}
