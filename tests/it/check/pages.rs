//! Every rule's page: its number and name stand on it, its bad example is found, its good one is
//! clean.

use super::{all_said, checked};
use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::check::rules::{self, Page};
use contactflow::diagnostic::Severity;

/// The checker's rules, and those that the crate's systems bring.
fn all() -> impl Iterator<Item = &'static Page> {
    rules::all(Catalogue::builtin())
}

#[test]
fn numbers_are_in_order_and_names_are_told_apart() {
    let own: Vec<u16> = rules::ALL.iter().map(|page| page.rule.code.0).collect();
    assert!(own.is_sorted_by(|a, b| a < b), "{own:?}");
    let mut numbers: Vec<u16> = all().map(|page| page.rule.code.0).collect();
    assert!(
        numbers.iter().all(|number| (50..800).contains(number)),
        "{numbers:?}"
    );
    let mut names: Vec<&str> = all().map(|page| page.rule.name).collect();
    assert!(names.len() > own.len(), "no system brings a rule");
    let count = names.len();
    numbers.sort_unstable();
    numbers.dedup();
    names.sort_unstable();
    names.dedup();
    assert_eq!((numbers.len(), names.len()), (count, count));
}

#[test]
fn titles_say_number_name_and_level() {
    for page in all() {
        let rule = page.rule;
        let title = format!("# {} {} ({})", rule.code, rule.name, rule.level.word());
        assert_eq!(page.text().lines().next(), Some(title.as_str()));
    }
}

#[test]
fn bad_examples_are_found() {
    for page in all() {
        let rule = page.rule;
        let script = page
            .example("Example")
            .unwrap_or_else(|| panic!("{} has no bad example", rule.name));
        let (source, checked) = checked("bad.flow", &script, &context(page));
        let found = checked
            .problems
            .iter()
            .filter(|found| found.code == rule.code);
        assert!(
            found.count() > 0,
            "{}:\n{}",
            rule.name,
            all_said(&source, &checked)
        );
        let others = checked
            .problems
            .iter()
            .filter(|found| found.code != rule.code && found.severity == Severity::Error);
        assert_eq!(
            others.count(),
            0,
            "{}:\n{}",
            rule.name,
            all_said(&source, &checked)
        );
    }
}

#[test]
fn good_examples_are_clean() {
    for page in all() {
        let rule = page.rule;
        let script = page
            .example("Use instead")
            .unwrap_or_else(|| panic!("{} has no good example", rule.name));
        let (source, checked) = checked("good.flow", &script, &context(page));
        let clean = checked
            .problems
            .iter()
            .all(|found| found.severity == Severity::Note);
        assert!(clean, "{}:\n{}", rule.name, all_said(&source, &checked));
        assert!(checked.program.is_some(), "{}", rule.name);
    }
}

/// What a page's examples are checked with: nothing, or what its settings say.
fn context(page: &Page) -> Context {
    let Some(settings) = page.example("Example settings") else {
        return Context::default();
    };
    crate::corpus::context(&settings)
}
