//! `tests/corpus`: wrong scripts with one mistake each, and what people are shown of it as a golden
//! beside it; right scripts of which nothing is said.
//!
//! A folder of wrong scripts may have a `settings.toml`: a `[profile.simulator]` with its system,
//! platform and lists, or a `[check]` as in `flow.toml`.

use crate::report::people;
use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, Profile, lint_text};
use contactflow::config::Config;
use contactflow::diagnostic::{Diagnostic, Severity, by_file};
use contactflow::report::Redactor;
use contactflow::source::Source;
use contactflow::syntax::join;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Scripts in which one mistake shows in more than one place.
const SEVERAL: &[&str] = &[
    "broken_line_and_a_wrong_name",
    "camel_names",
    "finesse_values",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder");
    let mut paths: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    paths.sort();
    paths
}

fn scripts(folder: &Path) -> Vec<(String, Arc<Source>)> {
    let paths = entries(folder).into_iter();
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "flow"));
    paths
        .map(|path| {
            let text = std::fs::read_to_string(&path).expect("a script");
            let name = path.file_stem().expect("a name").to_string_lossy();
            let source = Arc::new(Source::new(format!("{name}.flow"), text));
            let whole = join(&source, &mut |file| {
                std::fs::read_to_string(folder.join(file)).map_err(|_| "file not found".to_owned())
            });
            (name.into_owned(), whole)
        })
        .collect()
}

fn topics() -> Vec<PathBuf> {
    let folders = entries(&root().join("wrong")).into_iter();
    folders.filter(|path| path.is_dir()).collect()
}

/// What a folder's scripts are checked with.
pub fn context(settings: &str) -> Context {
    let table: toml::Table = settings.parse().expect("TOML");
    let Some(profile) = table.get("profile") else {
        let config = Config::parse("flow.toml", settings, Path::new("."));
        let config = config.unwrap_or_else(|problem| panic!("{settings}: {problem:?}"));
        return Context::default().in_house(config.house().of(["script.flow"]));
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

fn context_of(folder: &Path) -> Context {
    let settings = std::fs::read_to_string(folder.join("settings.toml"));
    settings.map_or_else(|_| Context::default(), |settings| context(&settings))
}

/// Every wrong script: its name, its text, what it is checked with, and its folder.
pub fn wrong() -> Vec<(String, String, Context, PathBuf)> {
    let topics = topics().into_iter();
    let all = topics.flat_map(|folder| {
        let context = context_of(&folder);
        let topic = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let scripts = scripts(&folder).into_iter();
        scripts.map(move |(name, source)| {
            let home = source.text()[..source.own_end() as usize].to_owned();
            let name = format!("{topic}/{name}");
            (name, home, context.clone(), folder.clone())
        })
    });
    all.collect()
}

fn found(source: &Arc<Source>, context: &Context) -> Vec<Diagnostic> {
    let found = lint_text(source, Catalogue::builtin(), context);
    let matters = |found: &Diagnostic| found.severity > Severity::Note;
    found.into_iter().filter(matters).collect()
}

fn shown(source: &Arc<Source>, found: &[Diagnostic]) -> String {
    let redactor = Redactor::new();
    let people = people(&redactor);
    let files = by_file(source, found.iter().cloned()).into_iter();
    let each = files.flat_map(|(home, found)| {
        let each = found.iter().map(|found| people.finding(&home, found));
        each.collect::<Vec<_>>()
    });
    each.collect::<Vec<_>>().join("\n")
}

#[test]
fn wrong_scripts_are_told_what_is_wrong_once() {
    let mut several = Vec::new();
    for folder in topics() {
        let topic = folder
            .file_name()
            .expect("a name")
            .to_string_lossy()
            .into_owned();
        let context = context_of(&folder);
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(&folder);
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| {
            for (name, source) in scripts(&folder) {
                let all = found(&source, &context);
                // A line that could not be read may leave others without what it gives.
                let of_syntax = |found: &&Diagnostic| found.code.0 < 50;
                let counted = match topic.as_str() {
                    "syntax" | "habits" => all.iter().filter(of_syntax).count().max(1),
                    _ => all.len(),
                };
                if all.is_empty() || counted != 1 && !SEVERAL.contains(&name.as_str()) {
                    several.push(format!("{topic}/{name}: {}", all.len()));
                }
                insta::assert_snapshot!(name, shown(&source, &all));
            }
        });
    }
    assert!(several.is_empty(), "{several:#?}");
}

#[test]
fn nothing_is_said_of_right_scripts() {
    let mut wrong = String::new();
    for (name, source) in scripts(&root().join("right")) {
        let all = found(&source, &Context::default());
        if !all.is_empty() {
            wrong.push_str(&format!("{name}:\n{}\n", shown(&source, &all)));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// What runs on Finesse is right on both of its platforms, or on the one that its name ends in.
#[test]
fn nothing_is_said_of_right_scripts_on_either_platform() {
    let mut counts = [0, 0];
    for (name, source) in scripts(&root().join("right")) {
        if !source.text().contains("use finesse") {
            continue;
        }
        for (at, platform) in ["CCE", "CCX"].into_iter().enumerate() {
            let other = format!("_{}", ["ccx", "cce"][at]);
            if name.ends_with(&other) {
                continue;
            }
            counts[at] += 1;
            let settings =
                format!("[profile.simulator]\nsystem = \"finesse\"\nplatform = \"{platform}\"\n");
            let all = found(&source, &context(&settings));
            assert!(
                all.is_empty(),
                "{name} on {platform}:\n{}",
                shown(&source, &all)
            );
        }
    }
    assert!(counts.iter().all(|count| *count >= 12), "{counts:?}");
}

#[test]
fn the_corpus_is_large_enough() {
    let wrong: usize = topics().iter().map(|folder| scripts(folder).len()).sum();
    assert!(wrong >= 150, "{wrong}");
    let right = scripts(&root().join("right")).len();
    assert!(right >= 60, "{right}");
}

/// Lines of all sorts, to stand in place of a right one.
const OTHERS: &[&str] = &[
    "",
    "}",
    "{",
    "hold contact",
    "hold contact <ContactId",
    "    on InvalidState ->",
    "    on -> retry",
    "log \"open",
    "if A = {",
    "let = 3",
    "for each in Contacts {",
    "    with SkillId 4021",
    "<<<<<<< HEAD",
    "retry",
    "    giving",
    "else {",
    "step (",
    "end contact Contact.ContactId, at most",
];

#[test]
fn another_line_is_one_mistake_at_most() {
    for (name, source) in scripts(&root().join("right")) {
        let lines: Vec<&str> = source.text().lines().collect();
        for at in 0..lines.len() {
            for other in OTHERS {
                let mut changed = lines.clone();
                changed[at] = other;
                let text = changed.join("\n");
                let changed = Arc::new(Source::new("changed.flow", text.as_str()));
                let parsed = contactflow::syntax::parse(&changed).problems;
                let here = parsed
                    .iter()
                    .filter(|found| changed.line_of(found.span().start) as usize == at + 1);
                assert!(
                    here.count() <= 1,
                    "{name}:\n{text}\n{}",
                    shown(&changed, &parsed)
                );
                lint_text(&changed, Catalogue::builtin(), &Context::default());
            }
        }
    }
}
