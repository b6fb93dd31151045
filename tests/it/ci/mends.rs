//! Every fix that the checker offers for any script in the tests: it mends what it is for, and
//! breaks nothing.

use crate::scripts::under;
use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::{Diagnostic, Safety, Severity};
use contactflow::fix;
use contactflow::source::Source;
use std::path::Path;
use std::sync::Arc;

/// Every script of the repository, by its path in it.
fn scripts() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let all = under(&["tests", "examples", "src"]).into_iter();
    all.map(|(path, text)| {
        let name = path.strip_prefix(top).unwrap_or(&path);
        (name.display().to_string(), text)
    })
    .collect()
}

fn look(source: &Arc<Source>) -> Vec<Diagnostic> {
    lint_text(source, Catalogue::builtin(), &Context::default())
}

fn source(name: &str, text: impl Into<Arc<str>>) -> Arc<Source> {
    Arc::new(Source::new(name, text))
}

/// Errors of syntax, which hide others, then errors of any kind.
fn errors(found: &[Diagnostic]) -> (usize, usize) {
    let errors = || found.iter().filter(|one| one.severity == Severity::Error);
    let of_syntax = errors().filter(|one| one.code.0 < 50);
    (of_syntax.count(), errors().count())
}

#[test]
fn there_are_many_fixes_to_try() {
    let scripts = scripts();
    let fixes: usize = scripts
        .iter()
        .map(|(name, text)| look(&source(name, text.as_str())))
        .map(|found| found.iter().filter(|one| one.fix.is_some()).count())
        .sum();
    assert!(
        scripts.len() > 150 && fixes > 60,
        "{} {fixes}",
        scripts.len()
    );
}

/// Every form of the language once, with no sense: a near name there is near by chance.
const SENSELESS: &str = "tests/syntax/right/everything.flow";

#[test]
fn every_fix_mends_what_it_is_for() {
    let mut bad = Vec::new();
    for (name, text) in scripts().into_iter().filter(|(name, _)| name != SENSELESS) {
        let before = source(&name, text);
        let found = look(&before);
        for one in &found {
            let Some(fix) = &one.fix else { continue };
            let text = fix::apply(&before, std::slice::from_ref(fix));
            let after = look(&source(&name, text.as_str()));
            let same = |found: &[Diagnostic]| {
                let of = found.iter().filter(|other| other.code == one.code);
                of.count()
            };
            let worse = fix.safety == Safety::Safe && errors(&after) > errors(&found);
            if same(&after) >= same(&found) || worse {
                bad.push(format!("{name}: {}: {}", one.code, fix.title));
            }
        }
    }
    assert!(bad.is_empty(), "{}:\n{}", bad.len(), bad.join("\n"));
}

#[test]
fn all_fixes_together_come_to_rest() {
    for (name, text) in scripts() {
        for with_unsafe in [false, true] {
            let before = source(&name, text.as_str());
            let mended = fix::mend(&before, with_unsafe, look);
            let worse = !with_unsafe && errors(&mended.left) > errors(&look(&before));
            assert!(!worse, "{name}");
            let again = fix::mend(&mended.source, with_unsafe, look);
            assert_eq!(again.made, Vec::<String>::new(), "{name}");
            assert_eq!(again.source.text(), mended.source.text(), "{name}");
        }
    }
}

#[test]
fn every_script_that_can_be_read_is_printed_the_same_twice() {
    let mut printed = 0;
    for (name, text) in scripts() {
        let Ok(once) = contactflow::syntax::format(&source(&name, text.as_str())) else {
            continue;
        };
        let twice = contactflow::syntax::format(&source(&name, once.as_str()));
        assert_eq!(twice.as_ref(), Ok(&once), "{name}");
        printed += 1;
    }
    assert!(printed > 100, "{printed}");
}
