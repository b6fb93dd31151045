//! Completion: what fits, at places in lines of many shapes.

use super::{at_bar, at_bar_in, document};
use contactflow::check::{Context, Profile};
use contactflow::lsp::completion::{Item, Offered, completions};

pub(super) const USER: &str = "use cxone\nset security user <AgentId>\n";
pub(super) const SESSION: &str = "use cxone\nset security user <AgentId>\njoin agent session\n";

pub(super) fn at(before: &str, line: &str) -> Offered {
    let (document, place) = at_bar(&format!("{before}{line}"));
    completions(&document, place)
}

pub(super) fn labels(offered: &Offered) -> Vec<&str> {
    offered
        .items
        .iter()
        .map(|item| item.label.as_str())
        .collect()
}

pub(super) fn item<'a>(offered: &'a Offered, label: &str) -> &'a Item {
    let found = offered.items.iter().find(|item| item.label == label);
    found.unwrap_or_else(|| panic!("no `{label}` in {:?}", labels(offered)))
}

fn has(offered: &Offered, label: &str) -> bool {
    offered.items.iter().any(|item| item.label == label)
}

/// Each line is completed with the wanted, and not with the unwanted.
#[track_caller]
pub(super) fn offers(before: &str, line: &str, wanted: &[&str], unwanted: &[&str]) {
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
    let first: Vec<String> = labels(&at("", "|"))[..2]
        .iter()
        .map(|it| it.to_string())
        .collect();
    assert_eq!(
        first,
        ["use", "use cxone"],
        "nothing can be done without a system"
    );
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
            .contains("Requires SessionId from an earlier action.")
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
fn a_phrase_that_is_begun_is_taken_on_from_its_last_word() {
    let (document, place) = at_bar(&format!("{SESSION}hold con|"));
    let offered = completions(&document, place);
    assert_eq!(document.source.slice(offered.word), "con");
    let hold = item(&offered, "hold contact <ContactId>");
    assert_eq!(hold.insert.written(), "contact <ContactId>");
    assert_eq!(hold.filter, "contact <ContactId>");
    let (document, place) = at_bar(&format!("{USER}schedule callback to <PhoneNumber> a|"));
    let offered = completions(&document, place);
    assert_eq!(document.source.slice(offered.word), "a");
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
        &["Contact.ContactId", "<ContactId>"],
        &["Outcome", "Contact", "<AgentId>", "SessionId", "count"],
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
    // what follows on the line, or below, counts too; `any other` is the last
    let follows = "hold contact <ContactId>\n    on |, InvalidContactId -> fail";
    let taken = &["InvalidContactId", "any other"];
    offers(SESSION, follows, &["InvalidState"], taken);
    let below = "hold contact <ContactId>\n    on |\n    on Unknown -> fail";
    offers(SESSION, below, &["InvalidState"], &["Unknown", "any other"]);
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
        &["return"],
        &["next", "run A"],
    );
    offers(
        SESSION,
        "step A() { log \"a\" }\nhold contact <C> on InvalidState -> |",
        &["run A"],
        &["return"],
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
fn what_goes_on_with_a_statement_is_offered() {
    offers(
        SESSION,
        "hold contact <C> on InvalidState -> retry 3 |",
        &["times"],
        &["3 times"],
    );
    offers("", "repeat |", &["at most"], &["times"]);
    offers("", "repeat at most 3 |", &["times"], &[]);
    offers("", "repeat at most 3 times |", &["every", "{ … }"], &[]);
    offers("", "for each X in [1] |", &[", at most", "{ … }"], &["in"]);
    offers("", "for each X in [1], |", &["at most"], &[]);
    offers("", "if true |", &["and", "or", "{ … }"], &["on"]);
    offers(SESSION, "wait until contact <C> is Held|", &[], &["log"]);
    offers(
        SESSION,
        "wait until contact <C> is Held |",
        &[", at most", "on"],
        &["with"],
    );
    offers(SESSION, "hold contact <C> |", &["on", "giving"], &["log"]);
    offers(SESSION, "hold contact |", &["<ContactId>"], &["on"]);
    offers(
        "let Pause = 3s\nlet Count = 3\n",
        "wait |",
        &["Pause", "30s"],
        &["Count", "count"],
    );
    offers(
        "let Pause = 3s\nlet Count = 3\n",
        "repeat at most |",
        &["Count"],
        &["Pause", "now"],
    );
}

#[test]
fn an_action_does_not_take_what_it_returns() {
    let line = "start agent session with |\n";
    let offered = at("use finesse\nset security user <A>\n", line);
    let own: Vec<&str> = labels(&offered);
    assert!(!own.contains(&"SessionId"), "{own:?}");
}

/// Errors that say no more than that somebody has not finished: something is missing, or open; an
/// action's words go on, or it needs another before it.
pub(super) const UNFINISHED: [u16; 10] = [6, 7, 9, 10, 14, 15, 51, 61, 73, 124];

/// What only the whole flow shows: a name that has no value on one of the ways to the place, two
/// types that a calculation or a name would have.
const OF_THE_FLOW: [u16; 2] = [71, 65];

/// The errors from a place on: what stands above may only now be read.
fn errors(text: &str, from: usize) -> Vec<u16> {
    use contactflow::diagnostic::Severity;
    let document = document(text);
    let found = document.problems().iter();
    let errors = found
        .filter(|found| found.severity == Severity::Error && found.span().start as usize >= from);
    let mut codes: Vec<u16> = errors.map(|found| found.code.0).collect();
    codes.sort_unstable();
    codes
}

/// At the words of right scripts: whatever is offered, taking it makes no other error than that the
/// line is not finished.
#[test]
fn taking_what_is_offered_makes_no_error() {
    let (mut taken, mut bad) = (0, Vec::new());
    // what a file of tests says of inputs is right beside its flow alone
    let one_of_flows = |path: &std::path::Path| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        !name.ends_with(".test.flow")
    };
    let scripts = crate::scripts::under(&["examples", "tests/corpus/right"]).into_iter();
    for (path, text) in scripts.filter(|(path, _)| one_of_flows(path)) {
        for (line, whole) in lines(&text).into_iter().enumerate() {
            if line % 3 != 0 {
                continue;
            }
            for cut in cuts(&text[whole.clone()]) {
                let at = whole.start + cut;
                let closing = closing(&text[..at]);
                let open = format!("{}{closing}", &text[..at]);
                let before = errors(&open, whole.start);
                for item in completions(&document(&open), at as u32)
                    .items
                    .iter()
                    .step_by(5)
                {
                    let new = format!("{}{}{closing}", &text[..at], item.insert.written());
                    let worse = new_errors(&before, &errors(&new, whole.start));
                    if !worse
                        .iter()
                        .all(|code| UNFINISHED.contains(code) || OF_THE_FLOW.contains(code))
                    {
                        let line = new[whole.start..].lines().next().unwrap_or_default();
                        let name = path.file_name().unwrap().to_string_lossy();
                        bad.push(format!(
                            "{name}: {worse:?} by `{}`: {line}",
                            item.insert.written()
                        ));
                    }
                    taken += 1;
                }
            }
        }
    }
    assert!(
        bad.is_empty(),
        "{} of {taken}:\n{}",
        bad.len(),
        bad.join("\n")
    );
    assert!(taken > 500, "{taken}");
}

pub(super) fn lines(text: &str) -> Vec<std::ops::Range<usize>> {
    let mut start = 0;
    let lines = text.split('\n').map(|line| {
        let range = start..start + line.trim_end().len();
        start += line.len() + 1;
        range
    });
    lines.collect()
}

/// The braces that close what is open at the end of a text.
fn closing(text: &str) -> String {
    let code = text
        .lines()
        .map(|line| line.split('#').next().unwrap_or(""));
    let code = code.flat_map(|line| line.split('"').step_by(2));
    let open = code.flat_map(str::chars).fold(0i32, |open, c| match c {
        '{' => open + 1,
        '}' => open - 1,
        _ => open,
    });
    "\n}".repeat(open.max(0) as usize) + "\n"
}

/// Where words of a line begin.
pub(super) fn cuts(line: &str) -> Vec<usize> {
    if line.contains('#') {
        return Vec::new();
    }
    let places = line.match_indices(' ').map(|(at, _)| at + 1);
    let begins = |at: &usize| line[*at..].starts_with(|c: char| !c.is_whitespace());
    let inside_text = |at: &usize| line[..*at].matches('"').count() % 2 == 1;
    places
        .filter(begins)
        .filter(|at| !inside_text(at))
        .collect()
}

fn new_errors(before: &[u16], after: &[u16]) -> Vec<u16> {
    let mut known = before.to_vec();
    let fresh = after.iter().filter(|code| {
        let at = known.iter().position(|it| it == *code);
        at.map(|at| known.swap_remove(at)).is_none()
    });
    fresh.copied().collect()
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
            profile("easycim", "dispositions", &["SOLD", "said \"{no}\""]),
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
        "one of the profile's `dispositions`"
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

#[test]
fn a_condition_of_items_offers_their_fields() {
    let before = "use cxone\nset security user <AgentId>\nfind active contacts giving Contacts\n";
    for line in [
        "let Old = Contacts where .|",
        "let Old = Contacts where .State = InQueue and .|",
        "let Old = sort(Contacts) by .|",
        "let Ids = Contacts.|",
    ] {
        offers(before, line, &["Age", "State", "ContactId"], &["log"]);
    }
    offers(before, "let Old = Contacts |", &["where"], &[]);
}
