//! Completion where something stands around the place: behind it on the line, above it, in the flow under test.

use super::completion::{SESSION, UNFINISHED, USER, at, cuts, item, labels, lines, offers};
use super::{at_bar, at_bar_in, document};
use contactflow::check::Context;
use contactflow::lsp::completion::completions;

/// What an item makes of a marked text, whatever stands after the place.
fn taken(before: &str, line: &str, label: &str) -> String {
    let (document, place) = at_bar(&format!("{before}{line}"));
    let offered = completions(&document, place);
    let item = item(&offered, label);
    let mut text = document.text().to_owned();
    let word = offered.word.start as usize..offered.word.end as usize;
    text.replace_range(word, &item.insert.written());
    text.split_off(before.len())
}

#[test]
fn what_stands_after_the_place_is_written_once() {
    let hold = "hold contact <ContactId>";
    let retry = "hold contact <C> on InvalidState -> retry 5";
    let wait = "wait until contact <C> is not InQueue, at most 3m";
    for (line, label, becomes) in [
        ("hold con| <ContactId>", hold, hold),
        ("hold con|tact <ContactId>", hold, hold),
        ("hol|d contact <ContactId>", hold, hold),
        ("hold contact <Con|tactId>", "<ContactId>", hold),
        ("hold contact <|>", "<ContactId>", hold),
        (
            "hold contact | on Unknown -> fail",
            "<ContactId>",
            "hold contact <ContactId> on Unknown -> fail",
        ),
        (
            "hold contact |on Unknown -> fail",
            "<ContactId>",
            "hold contact <ContactId> on Unknown -> fail",
        ),
        (
            "if true { hold con| }",
            hold,
            "if true { hold contact <ContactId> }",
        ),
        (&format!("{retry}|"), "times", &format!("{retry} times")),
        (&format!("{wait}|"), "on", &format!("{wait} on ")),
    ] {
        assert_eq!(taken(SESSION, line, label), becomes, "{line}");
    }
    for line in ["hold contact | <ContactId>", "hold |contact <ContactId>"] {
        offers(
            SESSION,
            line,
            &[],
            &[hold, "<ContactId>", "contact <ContactId>"],
        );
    }
    let call = "schedule callback to | at <When>\n    with SkillId: 1\n";
    offers(USER, call, &["<PhoneNumber>"], &[]);
    let offered = at(USER, "sched|\n    with SkillId: 1\n");
    let items = offered.items.iter();
    let mut items = items.filter(|item| item.label.starts_with("schedule callback"));
    let written = items
        .next()
        .map(|item| item.insert.written())
        .unwrap_or_default();
    assert!(
        written.contains("callback to") && !written.contains("with"),
        "{written}"
    );
}

#[test]
fn what_the_line_above_gives_can_be_used_at_once() {
    offers(
        SESSION,
        "dial phone <P>\n    with SkillId: 1\nhold contact |",
        &["ContactId"],
        &[],
    );
    let found = "find active contacts giving Contacts\nfor each C in |";
    offers(SESSION, found, &["Contacts"], &[]);
}

#[test]
fn clauses_are_those_that_can_still_follow() {
    let group = "try {\n    hold contact <C>\n        on any other -> fail\n}\n";
    offers(SESSION, &format!("{group}    |"), &["on", "always"], &[]);
    let all = "try {\n    hold contact <C>\n}\n    on any other -> fail\n    |";
    offers(SESSION, all, &[], &["on"]);
    let done = "try {\n    hold contact <C>\n} always {\n    log \"a\"\n} |";
    offers(SESSION, done, &[], &["always"]);
    let before = "try {\n    hold contact <C>\n}|\nalways {\n    log \"a\"\n}\n";
    offers(SESSION, before, &[], &["always"]);
    let always = "try {\n    hold contact <C>\n} always {\n    resume contact <C>\n        on any other -> |\n}\n";
    offers(SESSION, always, &["fail", "ignore"], &["finish", "restart"]);
    offers("", "await signal CardTaken |", &["on"], &["with"]);
}

#[test]
fn a_step_is_not_offered_where_it_would_come_back_to_itself() {
    let steps = "step A() {\n    run B()\n}\nstep B() {\n    run C()\n}\nstep C() {\n    run |\n}\nstep D() {\n    log \"a\"\n}\n";
    offers("", steps, &["D"], &["A", "B", "C"]);
}

#[test]
fn words_of_the_head_go_on() {
    offers("", "use steps |", &["from"], &["as"]);
    assert_eq!(taken("", "use st|", "steps"), "use steps from \"");
    offers("", "input A: list |", &["of"], &["list of"]);
    offers(
        "",
        "for each X in [1], at most 5, |",
        &["20 at once"],
        &["at most"],
    );
    offers(
        "",
        "every day at 18:00 in \"Europe/Rome\", if |",
        &["running wait"],
        &[],
    );
    let first = at(SESSION, "|");
    let first: Vec<&str> = labels(&first).into_iter().take(12).collect();
    for word in ["if", "let", "log", "try", "wait"] {
        assert!(first.contains(&word), "{word}: {first:?}");
    }
}

#[test]
fn tests_of_flows_know_their_flow() {
    let flow = "use cxone\ninput AgentId: agent id\ninput Pause: duration\nset security user <AgentId>\nawait signal CardTaken, at most 5m\n    on any other -> fail\nemit Sum: 3\n";
    let head = format!("{flow}test \"a\" {{\n");
    let given = at(&head, "    given |\n}");
    assert_eq!(labels(&given)[..2], ["AgentId", "Pause"]);
    let rank = |label: &str| item(&given, label).rank;
    assert!(rank("set security user") < rank("hold contact"));
    offers(
        &head,
        "    given AgentId = 7, |\n}",
        &["Pause"],
        &["AgentId"],
    );
    let below = "    given AgentId = 7\n    given |\n}";
    offers(&head, below, &["Pause"], &["AgentId"]);
    offers(
        &head,
        "    given await signal |\n}",
        &["CardTaken"],
        &["answers"],
    );
    offers(&head, "    expect emitted |\n}", &["Sum"], &[]);
    offers(
        &head,
        "    expect it ends in |\n}",
        &["Throttled"],
        &["Success"],
    );
    let order = "    expect set security user called before |";
    let made = taken(&head, &format!("{order}\n}}"), "await signal CardTaken");
    assert_eq!(
        made,
        format!("{}await signal CardTaken\n}}", order.replace('|', ""))
    );
    let context = Context::default();
    let source = contactflow::source::Source::new("a.flow", flow);
    let beside = context.testing(Some(std::sync::Arc::new(source)));
    let (document, place) = at_bar_in("test \"a\" {\n    given |\n}", beside);
    let offered = completions(&document, place);
    assert_eq!(labels(&offered)[..2], ["AgentId", "Pause"]);
}

/// In the middle of right scripts: whatever is offered, taking it leaves what stands after the place right, and
/// writes nothing twice.
#[test]
fn taking_what_is_offered_keeps_the_rest_of_the_line() {
    let (mut tried, mut bad) = (0, Vec::new());
    let scripts = crate::scripts::under(&["examples", "tests/corpus/right"]).into_iter();
    for (path, text) in scripts {
        for (line, whole) in lines(&text).into_iter().enumerate() {
            if line % 21 != 1 {
                continue;
            }
            for cut in cuts(&text[whole.clone()]) {
                let inside = text[whole.start + cut..].chars().take(2);
                let within = inside.map(char::len_utf8).sum::<usize>();
                for at in [whole.start + cut, whole.start + cut + within] {
                    let offered = completions(&document(&text), at as u32);
                    for item in offered.items.iter().step_by(9) {
                        let mut new = text.clone();
                        let word = offered.word.start as usize..offered.word.end as usize;
                        new.replace_range(word, &item.insert.written());
                        let worse = of_form(&new);
                        let written = new[whole.start..].lines().next().unwrap_or_default();
                        if !worse.is_empty() || doubled(written) > doubled(&text[whole.clone()]) {
                            let name = path.file_name().unwrap().to_string_lossy();
                            bad.push(format!("{name}: {worse:?} by `{}`: {written}", item.label));
                        }
                        tried += 1;
                    }
                }
            }
        }
    }
    assert!(
        bad.is_empty(),
        "{} of {tried}:\n{}",
        bad.len(),
        bad.join("\n")
    );
    assert!(tried > 500, "{tried}");
}

/// What is wrong with the form of a text, but that something in it is not finished.
fn of_form(text: &str) -> Vec<u16> {
    let source = contactflow::source::Source::new("a.flow", text);
    let found = contactflow::syntax::parse(&source).problems;
    let codes = found.iter().map(|found| found.code.0);
    codes.filter(|code| !UNFINISHED.contains(code)).collect()
}

/// How many words of a line stand twice in a row.
fn doubled(line: &str) -> usize {
    let words: Vec<&str> = line.split_whitespace().collect();
    words.windows(2).filter(|two| two[0] == two[1]).count()
}
