//! Every rule's page: its number and name stand on it, its bad example is found, its good one is
//! clean.

use super::{all_said, checked};
use contactflow::check::rules::{self, Page};
use contactflow::check::{Context, Profile};
use contactflow::config::Config;
use contactflow::diagnostic::Severity;
use std::path::Path;
use std::sync::Arc;

#[test]
fn numbers_are_in_order_and_names_are_told_apart() {
    let numbers: Vec<u16> = rules::ALL.iter().map(|page| page.rule.code.0).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
    assert!(numbers.iter().all(|number| *number >= 50), "{numbers:?}");
    let mut names: Vec<&str> = rules::ALL.iter().map(|page| page.rule.name).collect();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), rules::ALL.len());
}

#[test]
fn titles_say_number_name_and_level() {
    for page in rules::ALL {
        let rule = page.rule;
        let title = format!("# {} {} ({})", rule.code, rule.name, rule.level.word());
        assert_eq!(page.text().lines().next(), Some(title.as_str()));
    }
}

#[test]
fn bad_examples_are_found() {
    for page in rules::ALL {
        let rule = page.rule;
        let script = page
            .example("Bad")
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
    for page in rules::ALL {
        let rule = page.rule;
        let script = page
            .example("Good")
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
    let Some(settings) = page.example("Settings") else {
        return Context::default();
    };
    let table: toml::Table = settings.parse().expect("TOML");
    let Some(profile) = table.get("profile") else {
        let config = Config::parse("flow.toml", &settings, Path::new(".")).expect("right settings");
        return Context::default().in_house(config.house().of("page.flow"));
    };
    let profile = &profile["simulator"];
    let text = |key: &str| profile.get(key).and_then(|value| value.as_str());
    let lists = profile.get("lists").and_then(|lists| lists.as_table());
    Context::of([Profile {
        system: text("system").unwrap_or_default().into(),
        platform: text("platform").map(Into::into),
        provided: vec!["SecurityUser".into(), "SessionId".into()],
        lists: lists.into_iter().flatten().map(list).collect(),
        ..Profile::default()
    }])
}

fn list((name, values): (&String, &toml::Value)) -> (Arc<str>, Vec<Arc<str>>) {
    let values = values.as_array().expect("a list").iter();
    let plain = |value: &toml::Value| match value.as_str() {
        Some(text) => text.into(),
        None => value.to_string().into(),
    };
    (name.as_str().into(), values.map(plain).collect())
}
