//! A system that a host program brings has rules of its own, and they are as good as the crate's.

use contactflow::catalogue::{Catalogue, SystemEntry};
use contactflow::check::policy::{Level, Levels};
use contactflow::check::rules::{self, Page, Rule, RuleSet};
use contactflow::check::{Context, Findings, Model, lint_text};
use contactflow::diagnostic::Code;
use contactflow::source::Source;
use std::sync::Arc;

const NO_SHOUTING: Rule = Rule::warning(800, "no-shouting");

const RULES: RuleSet = &[Page::new(
    NO_SHOUTING,
    "//! # F800 no-shouting (warning)",
    find,
)];

/// A ticket's title is no place to shout.
fn find(model: &Model<'_>, found: &mut Findings) {
    for used in model.actions_of("desk") {
        if let Some((title, at)) = used
            .text("Title")
            .filter(|(title, _)| *title == title.to_uppercase())
        {
            found.add(NO_SHOUTING.at(at, format!("`{title}` shouts")));
        }
    }
}

fn catalogue() -> Catalogue {
    let desk = SystemEntry::from_toml(
        r#"
        name = "desk"
        title = "The help desk"
        about = "Tickets of the help desk."
        [[actions]]
        phrase = "open ticket"
        about = "Opens a ticket."
        params.Title = { kind = "text", required = true, about = "What it is about." }
        example = "open ticket with Title: \"a\""
        "#,
    );
    let desk = desk.expect("the table is right").with_rules(RULES);
    Catalogue::builtin().clone().with(desk)
}

fn codes(text: &str) -> Vec<Code> {
    let source = Arc::new(Source::new("a.flow", text));
    let found = lint_text(&source, &catalogue(), &Context::default());
    found.iter().map(|found| found.code).collect()
}

#[test]
fn a_system_brings_its_rules() {
    let shouts = "use desk\nopen ticket with Title: \"HELP\"\n    on any other -> fail\n";
    assert_eq!(codes(shouts), [Code(800)]);
    assert_eq!(codes(&shouts.replace("HELP", "Help")), []);
}

#[test]
fn its_rules_say_nothing_of_other_systems() {
    assert_eq!(codes("use cxone\nset security user \"ADA\"\n"), []);
}

#[test]
fn its_findings_are_allowed_like_any_other() {
    let allowed = "use desk\n# flow: allow F800 it is urgent\nopen ticket with Title: \"HELP\"\n    on any other -> fail\n";
    assert_eq!(codes(allowed), []);
}

#[test]
fn its_rules_are_looked_up_by_number_and_name() {
    let catalogue = catalogue();
    let page = rules::page(Code(800), &catalogue).expect("the page");
    assert_eq!(page.rule.name, "no-shouting");
    assert!(rules::named("no-shouting", &catalogue).is_some());
    assert_eq!(rules::near("no-shoutin", &catalogue), Some("no-shouting"));
    let mut levels = Levels::default();
    assert_eq!(levels.set("F800", Level::Off, &catalogue), Ok(()));
}

#[test]
fn what_it_finds_in_a_whole_file_waits_for_lines_that_can_be_read() {
    let unread = "use easycim\nopen script for <ContactId> with Ecid: <Ecid>\n    on any other -> fail\nsave script for (\n";
    let source = Arc::new(Source::new("a.flow", unread));
    let found = lint_text(&source, Catalogue::builtin(), &Context::default());
    assert!(
        found.iter().all(|found| found.code != Code(134)),
        "{found:?}"
    );
}
