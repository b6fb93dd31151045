//! Scripts with one mistake each: what is said of it, and that the offered mend mends it.

use contactflow::diagnostic::{Diagnostic, Edit, Safety};
use contactflow::source::Source;
use contactflow::syntax;
use std::fmt::Write;
use std::path::PathBuf;

fn scripts() -> Vec<(String, String)> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/wrong/syntax");
    let paths = std::fs::read_dir(folder).expect("the folder of wrong scripts");
    let mut scripts: Vec<_> = paths
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "flow"))
        .map(|path| {
            let name = path
                .file_stem()
                .expect("a name")
                .to_string_lossy()
                .into_owned();
            (name, std::fs::read_to_string(path).expect("a script"))
        })
        .collect();
    scripts.sort();
    assert!(scripts.len() >= 60);
    scripts
}

/// A finding in plain words, with its places as people count them.
fn plain(source: &Source, problem: &Diagnostic) -> String {
    let mut text = format!(
        "{} {}: {}\n",
        problem.code,
        problem.severity.word(),
        problem.message
    );
    for label in &problem.labels {
        let (from, to) = (source.place(label.span.start), source.place(label.span.end));
        let _ = writeln!(
            text,
            "  {}:{}-{}:{}  {}",
            from.line, from.column, to.line, to.column, label.text
        );
    }
    if let Some(help) = &problem.help {
        let _ = writeln!(text, "  help: {help}");
    }
    if let Some(fix) = &problem.fix {
        let _ = writeln!(text, "  fix ({:?}): {}", fix.safety, fix.title);
    }
    text
}

fn mended(text: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<_> = edits.iter().collect();
    edits.sort_by_key(|edit| std::cmp::Reverse(edit.span.start));
    let mut text = text.to_owned();
    for edit in edits {
        text.replace_range(edit.span.start as usize..edit.span.end as usize, &edit.text);
    }
    text
}

#[test]
fn one_mistake_is_one_finding() {
    let several: Vec<_> = scripts()
        .into_iter()
        .map(|(name, text)| {
            (
                syntax::parse(&Source::new("wrong", text)).problems.len(),
                name,
            )
        })
        .filter(|(count, _)| *count != 1)
        .collect();
    assert!(several.is_empty(), "{several:?}");
}

#[test]
fn no_finding_speaks_of_the_grammar() {
    for (name, text) in scripts() {
        for problem in syntax::parse(&Source::new("wrong", text)).problems {
            let help = problem.help.as_deref().unwrap_or("");
            assert!(!help.is_empty(), "{name}: no help");
            for words in [problem.message.as_str(), help, &problem.labels[0].text] {
                for jargon in ["token", "EOI", "_s", "operand", "infix", "parse"] {
                    assert!(!words.contains(jargon), "{name}: {words}");
                }
            }
        }
    }
}

#[test]
fn a_safe_mend_leaves_nothing_to_report() {
    let mut mends = 0;
    for (name, text) in scripts() {
        let problems = syntax::parse(&Source::new("wrong", text.as_str())).problems;
        for fix in problems.iter().filter_map(|problem| problem.fix.as_ref()) {
            let after = mended(&text, &fix.edits);
            let source = Source::new(name.as_str(), after.as_str());
            let left = syntax::parse(&source).problems;
            let left: String = left.iter().map(|problem| plain(&source, problem)).collect();
            mends += 1;
            assert!(
                fix.safety == Safety::Unsafe || left.is_empty(),
                "{name}: {after}\n{left}"
            );
        }
    }
    assert!(mends >= 50, "{mends}");
}
