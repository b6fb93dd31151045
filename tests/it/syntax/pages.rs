//! The page of every number of the syntax: its bad example is found, its good one is clean.

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::{Code, Severity};
use contactflow::source::Source;
use contactflow::syntax::codes;
use std::sync::Arc;

/// What a page shows shortened: the invisible by its number, and the many by an ellipsis.
fn in_full(code: Code, shown: &str) -> String {
    let many = |part: &str, times: usize| part.repeat(times);
    match code {
        codes::NOT_TEXT => shown.replace("<U+0000>", "\0"),
        codes::TOO_BIG if shown.trim_end().ends_with('…') => {
            let one = shown.trim_end().trim_end_matches('…');
            many(one, Source::MAX_BYTES / one.len() + 1)
        }
        codes::TOO_DEEP => shown
            .replace("(((…(", &many("(", 65))
            .replace(")…)))", &many(")", 65)),
        codes::TOO_LONG => shown.replace("… + ", &many("2 + ", 200)),
        _ => shown.to_owned(),
    }
}

fn page(code: Code) -> &'static str {
    codes::page(code).unwrap_or_else(|| panic!("{code} has no page"))
}

fn example(code: Code, heading: &str) -> String {
    let (_, rest) = page(code)
        .split_once(&format!("## {heading}\n\n```"))
        .unwrap_or_else(|| panic!("{code} has no {heading} example"));
    let (_, rest) = rest.split_once('\n').expect("the example begins");
    let (script, _) = rest.split_once("\n```").expect("the example ends");
    in_full(code, &format!("{script}\n"))
}

/// The numbers of the errors in a script.
fn errors(script: &str) -> Vec<Code> {
    let source = Arc::new(Source::new("page.flow", script));
    lint_text(&source, Catalogue::builtin(), &Context::default())
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.code)
        .collect()
}

#[test]
fn every_number_has_a_page_with_a_name() {
    let mut names: Vec<&str> = Vec::new();
    for (code, _) in codes::ALL {
        let title = page(*code).lines().next().expect("it has a title");
        let name = codes::name(*code).expect("it has a name");
        assert_eq!(title, format!("# {code} {name} (error)"));
        assert!(page(*code).contains("## Why it matters\n"), "{code}");
        assert!(!page(*code).contains("\n# F"), "{code} runs into the next");
        names.push(name);
    }
    names.sort_unstable();
    assert!(names.windows(2).all(|two| two[0] != two[1]), "{names:?}");
}

#[test]
fn examples_are_what_they_are_said_to_be() {
    for (code, _) in codes::ALL {
        let bad = errors(&example(*code, "Example"));
        let of_syntax: Vec<Code> = bad.into_iter().filter(|found| found.0 < 50).collect();
        assert!(
            !of_syntax.is_empty() && of_syntax.iter().all(|found| found == code),
            "{code}: {of_syntax:?}"
        );
        assert_eq!(errors(&example(*code, "Use instead")), [], "{code}");
    }
}
