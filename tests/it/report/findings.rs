//! Findings of the checker.

use super::{HOLD, golden, people, span};
use contactflow::diagnostic::{Code, Diagnostic, Edit, Safety};
use contactflow::report::{Redactor, concise, json};
use contactflow::source::{Source, Span};
use contactflow::value::Mark;

fn unknown_outcome(source: &Source) -> Diagnostic {
    let place = span(source, "InvalidState ");
    let place = Span::new(place.start, place.end - 1);
    Diagnostic::error(Code(12), place, "`hold contact` has no outcome InvalidStat")
        .label("no such outcome")
        .also(span(source, "hold contact <ContactId>"), "of this action")
        .help("did you mean InvalidState?")
        .fix(
            "Write InvalidState",
            Safety::Safe,
            vec![Edit {
                span: place,
                text: "InvalidState".into(),
            }],
        )
}

#[test]
fn people_see_the_lines_and_what_to_do() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    golden!(
        "finding",
        people(&redactor).finding(&source, &unknown_outcome(&source))
    );
}

#[test]
fn far_places_are_shown_apart() {
    let source = Source::new("examples/hold.flow", HOLD);
    let redactor = Redactor::new();
    let found = Diagnostic::warning(
        Code(31),
        span(&source, "hold contact <ContactId>"),
        "the contact stays on hold",
    )
    .label("held here")
    .also(span(&source, "use cxone"), "in this system");
    golden!("finding-apart", people(&redactor).finding(&source, &found));
}

#[test]
fn a_finding_in_an_empty_file_or_past_its_end_is_shown() {
    let redactor = Redactor::new();
    for text in ["", "log \"a\"", "log \"a\"\n"] {
        let source = Source::new("a.flow", text);
        let end = text.len() as u32;
        for place in [
            Span::at(end),
            Span::new(end, end + 100),
            Span::new(900, 800),
        ] {
            let found = Diagnostic::error(Code(1), place, "something is missing").label("here");
            let shown = people(&redactor).finding(&source, &found);
            assert!(
                shown.contains("error[F001 not-text]: something is missing"),
                "{shown}"
            );
            assert!(shown.contains("a.flow:"), "{shown}");
        }
    }
}

#[test]
fn what_is_hidden_moves_no_mark() {
    let text = "schedule callback to \"+12025550123\" at now on Missing -> fail\n";
    let source = Source::new("a.flow", text);
    let redactor = Redactor::new();
    redactor.register_written("+12025550123", Mark::PhoneNumber);
    let found = Diagnostic::error(
        Code(12),
        span(&source, "Missing"),
        "there is no outcome Missing",
    )
    .label("not one of its outcomes")
    .also(span(&source, "+12025550123"), "for this number");
    golden!("finding-hidden", people(&redactor).finding(&source, &found));
}

#[test]
fn a_line_without_end_is_cut_around_the_place() {
    let text = format!(
        "log \"{}\" extra {}",
        "é".repeat(5_000_000),
        "x".repeat(100_000)
    );
    let source = Source::new("long.flow", text);
    let redactor = Redactor::new();
    let found =
        Diagnostic::error(Code(2), span(&source, "extra"), "this is too much").label("here");
    golden!(
        "finding-long-line",
        people(&redactor).finding(&source, &found)
    );
}

#[test]
fn a_mark_over_many_lines_shows_its_first() {
    let text = format!("try {{\n{}", "    wait 1s\n".repeat(1_000));
    let source = Source::new("a.flow", text.as_str());
    let redactor = Redactor::new();
    let found = Diagnostic::error(
        Code(3),
        Span::new(0, text.len() as u32),
        "this block is never closed",
    );
    let shown = people(&redactor).finding(&source, &found);
    assert!(shown.lines().count() < 12, "{shown}");
}

#[test]
fn control_characters_of_a_script_do_not_reach_the_terminal() {
    let source = Source::new("a.flow", "log \"\u{1b}[2J\u{7}\" extra\n");
    let redactor = Redactor::new();
    let found = Diagnostic::error(Code(2), span(&source, "extra"), "this is too much");
    let shown = people(&redactor).finding(&source, &found);
    assert!(
        !shown.contains('\u{1b}') && !shown.contains('\u{7}'),
        "{shown:?}"
    );
}

#[test]
fn one_line_and_json_say_the_same() {
    let source = Source::new("examples/hold.flow", HOLD);
    let found = unknown_outcome(&source);
    golden!("finding-concise", concise::finding(&source, &found));
    golden!(
        "finding-json",
        format!("{:#}", json::findings(&source, &[found]))
    );
}

#[test]
fn a_thousand_findings_cost_the_same_in_a_large_file() {
    let shown = |lines: usize| {
        let text = "hold contact <ContactId>\n".repeat(lines);
        let source = Source::new("a.flow", text.as_str());
        let redactor = Redactor::new();
        let started = std::time::Instant::now();
        for n in 0..200 {
            let at = (text.len() - 25 * (n + 1)) as u32;
            let found = Diagnostic::error(Code(1), Span::new(at, at + 4), "wrong").label("here");
            assert!(people(&redactor).finding(&source, &found).contains("wrong"));
        }
        started.elapsed()
    };
    shown(1_000);
    let (small, large) = (shown(1_000), shown(100_000));
    assert!(
        large < small * 20 + std::time::Duration::from_millis(200),
        "{small:?} {large:?}"
    );
}
