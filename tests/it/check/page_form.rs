//! Every rule's page has the same headings, says what its mistake does to people, and shows a bad
//! example and a good one that differ in the mistake alone.

use contactflow::report::rule::{self, About};
use std::path::Path;

/// The headings, in order; `Example settings` where the mistake needs some.
const HEADINGS: [&str; 8] = [
    "What it checks",
    "Why it matters",
    "Example",
    "Use instead",
    "Fix",
    "When to suppress",
    "Settings",
    "Related",
];

fn section<'p>(about: &'p About, heading: &str) -> &'p str {
    let page = about.page.split(&*format!("\n## {heading}\n\n")).nth(1);
    let page = page.unwrap_or_else(|| panic!("{} has no {heading}", about.code));
    page.split("\n\n## ").next().unwrap_or_default().trim_end()
}

/// The code of an example, whatever language it is in.
fn code(about: &About, heading: &str) -> String {
    let text = section(about, heading);
    let inside = text.split("```").nth(1).unwrap_or_default();
    inside.split_once('\n').unwrap_or_default().1.to_owned()
}

#[test]
fn pages_have_the_same_headings() {
    for about in rule::all() {
        let lines = about.page.lines();
        let headings = lines.filter_map(|line| line.strip_prefix("## "));
        let headings = headings.filter(|heading| *heading != "Example settings");
        assert_eq!(headings.collect::<Vec<_>>(), HEADINGS, "{}", about.code);
        for heading in HEADINGS {
            let text = section(&about, heading);
            assert!(text.len() > 4, "{}: {heading} is empty", about.code);
        }
    }
}

/// Whom a mistake reaches; or that it reaches nobody.
const PEOPLE: [&str; 11] = [
    "caller",
    "customer",
    "agent",
    "contact",
    "reports ",
    "report ",
    "reviewer",
    "reader",
    "record",
    "phone call",
    "readability",
];

#[test]
fn the_first_sentence_says_whom_a_mistake_reaches() {
    let mut wrong = Vec::new();
    for about in rule::all() {
        let why = section(&about, "Why it matters").replace('\n', " ");
        let first = why.split(". ").next().unwrap_or_default().to_lowercase();
        if !PEOPLE.iter().any(|word| first.contains(word)) {
            wrong.push(format!("{}: {first}", about.code));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_fix_says_how_safe_it_is_and_why() {
    for about in rule::all() {
        let fix = section(&about, "Fix").replace('\n', " ");
        let (safety, text) = fix.split_once(": ").unwrap_or_default();
        let known = ["Safe", "Unsafe", "Safe or unsafe", "None"];
        assert!(known.contains(&safety), "{}: {fix}", about.code);
        let command = text.contains("`flow check --fix");
        let by_command = safety == "None" || command || safety == "Safe or unsafe";
        assert!(by_command && text.len() > 20, "{}: {fix}", about.code);
    }
}

/// `See F074 unhandled-outcome, F076 hopeless-retry; `flow docs outcomes`.`
#[test]
fn related_rules_and_pages_exist() {
    let all = rule::all();
    for about in &all {
        let related = section(about, "Related").replace('\n', " ");
        let related = related.trim_start_matches("See ").trim_end_matches('.');
        let (rules, page) = related.split_once("; ").unwrap_or((related, ""));
        for named in rules.split(", ") {
            let known = all
                .iter()
                .any(|other| format!("{} {}", other.code, other.name) == named);
            let itself = named.starts_with(&about.code.to_string());
            assert!(known && !itself, "{}: `{named}`", about.code);
        }
        if !page.is_empty() {
            let name = page.trim_matches('`').trim_start_matches("flow docs ");
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("docs/{name}.md"));
            assert!(path.exists(), "{}: {page}", about.code);
        }
    }
}

/// Pages whose good example is another way to work, and why.
const ANOTHER_WAY: [(&str, &str); 4] = [
    ("F093", "a `try` around both lines"),
    ("F107", "a step that the policy requires"),
    ("F108", "fewer steps"),
    ("F134", "a `try` around both lines"),
];

/// How many lines one text has that the other has not, where order does not count.
fn differ(a: &str, b: &str) -> usize {
    let mut rest: Vec<&str> = b.lines().map(str::trim).collect();
    let mut only = 0;
    for line in a.lines().map(str::trim) {
        match rest.iter().position(|other| *other == line) {
            Some(at) => drop(rest.remove(at)),
            None => only += 1,
        }
    }
    only
}

#[test]
fn examples_differ_in_the_mistake_alone() {
    let mut wrong = Vec::new();
    for about in rule::all() {
        let code_name = about.code.to_string();
        let (bad, good) = (code(&about, "Example"), code(&about, "Use instead"));
        assert_ne!(bad, good, "{code_name}");
        let lines = (differ(&bad, &good), differ(&good, &bad));
        let another = ANOTHER_WAY.iter().any(|(code, _)| *code == code_name);
        if (lines.0 > 3 || lines.1 > 3) != another {
            wrong.push(format!("{code_name}: {lines:?}\n{bad}--\n{good}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A number that is written otherwise is the same number: what is dialled is not another's phone.
#[test]
fn a_number_in_an_example_keeps_its_digits() {
    let digits = |text: &str| {
        text.chars()
            .filter(char::is_ascii_digit)
            .collect::<String>()
    };
    for about in rule::all()
        .iter()
        .filter(|about| about.code.to_string() == "F125")
    {
        let (bad, good) = (code(about, "Example"), code(about, "Use instead"));
        assert_eq!(digits(&bad), digits(&good));
        assert!(digits(&bad).contains("2025550"), "{bad}");
    }
}
