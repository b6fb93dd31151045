//! Completion: what fits, at places in lines of many shapes.

use super::{at_bar, at_bar_in, document};
use contactflow::check::{Context, Profile};
use contactflow::lsp::completion::{Item, Offered, completions};

const USER: &str = "use cxone\nset security user <AgentId>\n";
const SESSION: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

fn at(before: &str, line: &str) -> Offered {
    let (document, place) = at_bar(&format!("{before}{line}"));
    completions(&document, place)
}

fn labels(offered: &Offered) -> Vec<&str> {
    offered
        .items
        .iter()
        .map(|item| item.label.as_str())
        .collect()
}

fn item<'a>(offered: &'a Offered, label: &str) -> &'a Item {
    let found = offered.items.iter().find(|item| item.label == label);
    found.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(offered)))
}

fn has(offered: &Offered, label: &str) -> bool {
    offered.items.iter().any(|item| item.label == label)
}

/// Each line is completed with the wanted, and not with the unwanted.
#[track_caller]
fn offers(before: &str, line: &str, wanted: &[&str], unwanted: &[&str]) {
    let offered = at(before, line);
    for label in wanted {
        assert!(
            has(&offered, label),
            "no `{label}` for {line:?}: {:?}",
            labels(&offered)
        );
    }
    for label in unwanted {
        assert!(!has(&offered, label), "`{label}` for {line:?}");
    }
}

#[test]
fn a_statement_can_be_an_action_or_a_word_of_the_language() {
    for line in ["|", "hol|", "if true {\n    |\n}", "if true { | }"] {
        offers(
            SESSION,
            line,
            &["hold contact <ContactId>", "log", "for each"],
            &["retry"],
        );
    }
    offers("", "|", &["use", "input", "step"], &[]);
    offers(SESSION, "if true {\n|\n}", &[], &["use", "step"]);
}

#[test]
fn actions_whose_needs_are_met_come_first() {
    let rank = |before: &str, label: &str| item(&at(before, "|"), label).rank;
    let (join, hold) = ("join agent session", "hold contact <ContactId>");
    assert!(rank("use cxone\n", "set security user <AgentId>") < rank("use cxone\n", join));
    assert!(rank(USER, join) < rank(USER, hold));
    assert_eq!(rank(SESSION, join), rank(SESSION, hold));
    assert!(
        item(&at(USER, "|"), hold)
            .about
            .contains("Needs SessionId first.")
    );
    let in_step = format!("{SESSION}step A() {{\n    join agent session\n}}\n");
    assert_eq!(rank(&in_step, hold), 1);
}

#[test]
fn phrases_are_filled_in_with_what_is_at_hand() {
    let schedule = "schedule callback to <PhoneNumber> at <ScheduleDate>";
    let offered = at(USER, "sched|");
    let found = offered
        .items
        .iter()
        .find(|item| item.label.starts_with("schedule callback"));
    let found = found.unwrap_or_else(|| panic!("no {schedule}: {:?}", labels(&offered)));
    let snippet = found.insert.snippet();
    assert!(snippet.contains("${1:<"), "{snippet}");
    assert!(
        snippet.contains("SkillId: ${"),
        "required parameters are there: {snippet}"
    );
    assert!(!found.insert.written().contains('$'));
    let hold = at(&format!("{SESSION}let ContactId = 42\n"), "hold|");
    let hold = item(&hold, "hold contact <ContactId>").insert.snippet();
    assert_eq!(hold, "hold contact ${1:ContactId}");
}

#[test]
fn a_phrase_that_is_begun_is_taken_on_from_its_last_value() {
    let (document, place) = at_bar(&format!("{SESSION}hold con|"));
    let offered = completions(&document, place);
    let typed = document.source.slice(offered.phrase);
    assert_eq!(
        (typed, document.source.slice(offered.word)),
        ("hold con", "con")
    );
    let (document, place) = at_bar(&format!("{USER}schedule callback to <PhoneNumber> a|"));
    let offered = completions(&document, place);
    assert_eq!(document.source.slice(offered.phrase), "a");
    assert!(
        offered
            .items
            .iter()
            .any(|item| item.label.starts_with("at <")),
        "{:?}",
        labels(&offered)
    );
}

#[test]
fn values_of_a_phrase_are_names_and_inputs() {
    let before = format!("{SESSION}find active contacts giving Contacts\n");
    let line = "for each Contact in Contacts, at most 5 {\n    hold contact |\n}";
    offers(
        &before,
        line,
        &["Contact", "<ContactId>", "<AgentId>"],
        &["Outcome"],
    );
    let line = "for each Contact in Contacts, at most 5 {\n    hold contact <Con|\n}";
    let (document, place) = at_bar(&format!("{before}{line}"));
    let offered = completions(&document, place);
    assert_eq!(document.source.slice(offered.word), "<Con");
    offers(
        &before,
        "for each Contact in Contacts, at most 5 { end contact Contact.| }",
        &["ContactId"],
        &["Contact"],
    );
}

#[test]
fn parameters_are_those_not_given_yet() {
    let call = "schedule callback to <PhoneNumber> at <When>\n";
    offers(
        USER,
        &format!("{call}    with |"),
        &["FirstName", "SkillId"],
        &["PhoneNumber"],
    );
    let line = format!("{call}    with FirstName: <FirstName>,\n         |");
    offers(USER, &line, &["SkillId"], &["FirstName"]);
    let line = format!(
        "{call}    with |\n         SkillId: 1,\n         Notes: \"x\"\n    on Unknown -> fail\n"
    );
    offers(USER, &line, &["FirstName"], &["SkillId", "Notes"]);
    let offered = at(USER, &format!("{call} with |"));
    assert_eq!(
        item(&offered, "SkillId").rank,
        0,
        "what must be there comes first"
    );
    offers(
        USER,
        "find active contacts with State: |",
        &["InQueue", "Held"],
        &["SkillId"],
    );
    offers(
        USER,
        "find active contacts with State: InQ|",
        &["InQueue"],
        &[],
    );
}

#[test]
fn outcomes_are_those_of_the_action_without_a_handler() {
    let own = ["InvalidState", "InvalidContactId", "Unknown", "any other"];
    offers(
        SESSION,
        "hold contact <ContactId> on |",
        &own,
        &["Success", "TimedOut"],
    );
    offers(SESSION, "hold contact <ContactId>\n    on |", &own, &[]);
    let line =
        "hold contact <ContactId>\n    on InvalidState -> retry\n    on |\n    on Unknown -> fail";
    offers(
        SESSION,
        line,
        &["InvalidContactId"],
        &["InvalidState", "Unknown"],
    );
    let line = "hold contact <ContactId>\n    on InvalidState, |";
    offers(
        SESSION,
        line,
        &["InvalidContactId"],
        &["InvalidState", "any other"],
    );
    let offered = at(SESSION, "hold contact <ContactId> on Inv|");
    let rank = |label: &str| item(&offered, label).rank;
    assert!(rank("InvalidState") < rank("InvalidAgentSession"));
    assert!(rank("InvalidAgentSession") < rank("Throttled"));
}

#[test]
fn outcomes_of_groups_are_those_of_what_is_in_them() {
    let group = "try {\n    hold contact <ContactId>\n}\n";
    offers(
        SESSION,
        &format!("{group}    on |"),
        &["InvalidState"],
        &["TimedOut"],
    );
    let within = "within 30s {\n    hold contact <ContactId>\n} ";
    offers(
        SESSION,
        &format!("{within}on |"),
        &["TimedOut", "InvalidState"],
        &[],
    );
    offers(
        "",
        "repeat at most 3 times { log \"a\" } on |",
        &["Exhausted"],
        &["InvalidState"],
    );
    offers(
        SESSION,
        "wait until contact <C> is Held, at most 3s\n    on |",
        &["TimedOut", "InvalidContactId"],
        &[],
    );
    let step = "run A()\n    on |\nstep A() {\n    hold contact <ContactId>\n}";
    offers(SESSION, step, &["InvalidState"], &["TimedOut"]);
    let all = format!("{SESSION}hold contact <ContactId>\n");
    offers(&all, "everywhere on |", &["InvalidState", "Throttled"], &[]);
}

#[test]
fn reactions_are_those_that_make_sense_here() {
    let plain = ["retry", "fail", "finish", "ignore"];
    offers(
        SESSION,
        "hold contact <ContactId> on InvalidState -> |",
        &plain,
        &["next", "return", "restart"],
    );
    offers(
        SESSION,
        "for each C in [1] { hold contact C on InvalidState -> | }",
        &["next", "leave"],
        &[],
    );
    offers(
        SESSION,
        "step A() { hold contact <C> on InvalidState -> | }",
        &["return", "run A"],
        &["next"],
    );
    offers(
        SESSION,
        "try { hold contact <C> } on InvalidState -> |",
        &["restart"],
        &[],
    );
    let unknown = "schedule callback to <P> at <W> on Unknown -> |";
    offers(USER, unknown, &["fail"], &["retry"]);
    let offered = at(SESSION, "hold contact <C> on InvalidContactId -> |");
    assert!(
        item(&offered, "fail").rank < item(&offered, "retry").rank,
        "repeating changes nothing"
    );
    offers(
        SESSION,
        "hold contact <C> on InvalidState -> retry |",
        &["3 times", "every", ", then"],
        &["fail"],
    );
    offers(
        SESSION,
        "hold contact <C> on InvalidState -> retry 3 times every 2s, |",
        &["then"],
        &["every"],
    );
    offers(
        SESSION,
        "hold contact <C> on InvalidState -> retry, then |",
        &["fail"],
        &["retry"],
    );
}

#[test]
fn waits_know_their_things_and_states() {
    offers(SESSION, "wait until |", &["contact", "agent"], &[]);
    offers(SESSION, "wait until contact |", &["<ContactId>"], &[]);
    offers(
        SESSION,
        "wait until contact <ContactId> is |",
        &["Held", "Active"],
        &["Available"],
    );
    offers(
        SESSION,
        "wait until agent <AgentId> is not A|",
        &["Available"],
        &["Held"],
    );
    offers(SESSION, "await |", &["contact"], &["agent"]);
}

#[test]
fn the_head_of_a_file_is_known() {
    offers("", "use |", &["cxone"], &["log"]);
    offers(
        "",
        "input PhoneNumber: |",
        &["phone number", "list of"],
        &["log"],
    );
    offers(
        "",
        "input PhoneNumber: phone |",
        &["number"],
        &["phone number", "text"],
    );
    offers(
        "",
        "run |\nstep FindCallback(Phone) { log \"{Phone}\" }",
        &["FindCallback"],
        &[],
    );
    assert_eq!(labels(&at("", "input |")), Vec::<&str>::new());
    assert_eq!(labels(&at("", "let |")), Vec::<&str>::new());
}

#[test]
fn names_are_those_in_scope() {
    let text = "let A = 1\nif true {\n    let B = 2\n}\n";
    offers(
        text,
        "log \"{|}\"",
        &["A"],
        &["B", "hold contact <ContactId>"],
    );
    offers(text, "log \"{|", &["A"], &["B"]);
    offers(text, "let C = |", &["A", "count"], &["B", "C"]);
    offers(text, "step S(P) { log | }", &["P"], &["A"]);
    offers(
        SESSION,
        "hold contact <C> on Unknown -> fail \"{|}\"",
        &["C"],
        &[],
    );
    assert_eq!(labels(&at(text, "log \"A |\"")), Vec::<&str>::new());
}

#[test]
fn comments_can_allow_what_is_found_below() {
    let below = "\nhold contact <ContactId>\n";
    offers(SESSION, &format!("# |{below}"), &["flow: allow"], &["log"]);
    offers(
        SESSION,
        &format!("# flow: allow |{below}"),
        &["F074"],
        &["log"],
    );
    assert_eq!(labels(&at("", "# the hold con|")), Vec::<&str>::new());
}

#[test]
fn tests_of_flows_know_their_words() {
    let head = format!("{SESSION}hold contact <ContactId> on any other -> fail\ntest \"a\" {{\n");
    offers(
        &head,
        "    |\n}",
        &["given", "expect", "run this flow"],
        &["log"],
    );
    offers(&head, "    given hol|\n}", &["hold contact"], &["log"]);
    offers(
        &head,
        "    given hold contact answers |\n}",
        &["Success", "InvalidState"],
        &[],
    );
    offers(
        &head,
        "    expect |\n}",
        &["it fails", "hold contact"],
        &["given"],
    );
}

#[test]
fn what_is_offered_can_be_read() {
    let places = [
        ("", "|"),
        (SESSION, "|"),
        (
            SESSION,
            "hold contact <ContactId>\n    on InvalidState -> |",
        ),
    ];
    for (before, line) in places {
        for item in at(before, line).items {
            let text = format!("{before}{}\n", line.replace('|', &item.insert.written()));
            let bad = document(&text)
                .parsed()
                .problems
                .iter()
                .any(|found| found.code.0 == 11);
            assert!(!bad, "`{}` is no statement:\n{text}", item.label);
        }
    }
}

#[test]
fn what_the_profile_lists_comes_first() {
    let profile = |system: &str, list: &str, values: &[&str]| Profile {
        system: system.into(),
        lists: [(
            list.into(),
            values.iter().map(|&value| value.into()).collect(),
        )]
        .into(),
        ..Profile::default()
    };
    let context = Context {
        others: vec![
            profile("easycim", "outcomes", &["SOLD", "said \"{no}\""]),
            profile("finesse", "skills", &["77"]),
            profile("cxone", "skills", &["4021"]),
        ],
        ..Context::default()
    };
    let at = |line: &str| {
        let (document, place) = at_bar_in(line, context.clone());
        completions(&document, place)
    };
    let offered = at("use easycim\nsave script for <ContactId> with OutcomeResult: |");
    assert_eq!(
        labels(&offered)[..2],
        ["\"SOLD\"", "\"said \\\"\\{no}\\\"\""]
    );
    assert_eq!(
        item(&offered, "\"SOLD\"").detail,
        "one of the profile's `outcomes`"
    );
    let offered = at("use cxone\nuse finesse\ncxone: find active contacts with SkillId: |");
    assert_eq!(labels(&offered)[0], "4021");
    assert!(!has(&offered, "77"), "the list of another system");
    let offered = at("use cxone\nhold contact |");
    assert!(!has(&offered, "4021"));
}

#[test]
fn what_the_platform_does_not_have_is_not_offered() {
    for (platform, there) in [(None, true), (Some("CCE"), true), (Some("CCX"), false)] {
        let profile = Profile {
            system: "finesse".into(),
            platform: platform.map(Into::into),
            ..Profile::default()
        };
        let context = Context {
            others: vec![profile],
            ..Context::default()
        };
        let session = "use finesse\nstart agent session with |";
        let (document, place) = at_bar_in(session, context.clone());
        let offered = completions(&document, place);
        assert_eq!(has(&offered, "MobileMode"), there, "{:?}", labels(&offered));
        let (document, place) = at_bar_in("use finesse\n|", context);
        let offered = completions(&document, place);
        let cce = offered
            .items
            .iter()
            .any(|item| item.label.starts_with("find queue "));
        assert_eq!(cce, there, "{:?}", labels(&offered));
    }
}
