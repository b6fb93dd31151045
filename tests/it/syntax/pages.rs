//! The page of every number of the syntax: its bad example is found, its good one is clean.

use contactflow::catalogue::Catalogue;
use contactflow::check::{Context, lint_text};
use contactflow::diagnostic::{Code, Severity};
use contactflow::source::Source;
use contactflow::syntax::codes;
use std::sync::Arc;

/// No page can show a file that is no text, or one that has no end.
const WITHOUT_EXAMPLES: [Code; 4] = [
    codes::NOT_TEXT,
    codes::TOO_BIG,
    codes::TOO_DEEP,
    codes::TOO_LONG,
];

fn page(code: Code) -> &'static str {
    codes::page(code).unwrap_or_else(|| panic!("{code} has no page"))
}

fn example(code: Code, heading: &str) -> String {
    let (_, rest) = page(code)
        .split_once(&format!("## {heading}\n\n```flow\n"))
        .unwrap_or_else(|| panic!("{code} has no {heading} example"));
    let (script, _) = rest.split_once("\n```").expect("the example ends");
    format!("{script}\n")
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
        if WITHOUT_EXAMPLES.contains(code) {
            continue;
        }
        let bad = errors(&example(*code, "Example"));
        let of_syntax: Vec<Code> = bad.into_iter().filter(|found| found.0 < 50).collect();
        assert!(
            !of_syntax.is_empty() && of_syntax.iter().all(|found| found == code),
            "{code}: {of_syntax:?}"
        );
        assert_eq!(errors(&example(*code, "Use instead")), [], "{code}");
    }
}
