//! Text of any kind: never a panic, no place outside of the text, no mistake told twice.

use super::right::scripts;
use contactflow::diagnostic::Diagnostic;
use contactflow::source::Source;
use contactflow::syntax;
use proptest::prelude::*;

fn problems(text: &str) -> (Source, Vec<Diagnostic>) {
    let source = Source::new("any", text);
    let problems = syntax::parse(&source).problems;
    (source, problems)
}

/// Reads, formats and looks at every place that is spoken of.
fn survives(text: &str) {
    let (source, found) = problems(text);
    for problem in &found {
        let fixes = problem.fix.iter().flat_map(|fix| &fix.edits);
        let labels = problem.labels.iter().map(|label| label.span);
        for span in labels.chain(fixes.map(|edit| edit.span)) {
            let range = span.start as usize..span.end as usize;
            assert!(
                text.get(range).is_some(),
                "{span:?} of {text:?} in {problem:?}"
            );
        }
    }
    match syntax::format(&source) {
        Ok(printed) => prints_the_same(text, &printed),
        Err(refused) => assert_eq!(refused.len(), found.len()),
    }
}

fn prints_the_same(text: &str, printed: &str) {
    let again = syntax::format(&Source::new("again", printed));
    assert_eq!(again.as_deref(), Ok(printed), "of {text:?}");
}

/// A well formed script, by number.
fn script(index: prop::sample::Index) -> String {
    let scripts = scripts();
    scripts[index.index(scripts.len())].1.clone()
}

/// Words and signs from which scripts are made, and some from which they are not.
const PIECES: &[&str] = &[
    "hold",
    "contact",
    "<ContactId>",
    "on",
    "InvalidState",
    "->",
    "retry",
    "3",
    "times",
    "every",
    "2s",
    ",",
    "then",
    "fail",
    "\"text\"",
    "\"{Name}\"",
    "\n",
    "\n    ",
    "{",
    "}",
    "(",
    ")",
    "[",
    "]",
    "if",
    "else",
    "for",
    "each",
    "in",
    "X",
    "at",
    "most",
    "once",
    "repeat",
    "try",
    "always",
    "within",
    "wait",
    "until",
    "is",
    "not",
    "await",
    "run",
    "Step",
    "with",
    "Name:",
    "giving",
    "let",
    "=",
    "+",
    "-",
    "*",
    "/",
    "<",
    ">",
    "and",
    "or",
    "now",
    "today",
    "tomorrow",
    "weekday of",
    ".",
    "Field",
    "use",
    "input",
    "text",
    "step",
    "test",
    "given",
    "expect",
    "everywhere",
    "any other",
    "#",
    "# note\n",
    "\"",
    "\\",
    "ignore",
    "next",
    "leave",
    "restart",
    "return",
    "log",
    "emit",
    ":",
    ";",
    "é",
    "\u{A0}",
    "\t",
    "\r\n",
    "5-3",
    "2026-12-01",
    "09:00",
    "count(",
    "this flow",
    "answers",
    "called",
    "passed",
    "it",
    "finishes",
    "for at most",
    "backing off 1s to 30s",
    "==",
    "“",
    "'",
];

fn soup() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    let blank = prop::sample::select(&["", " ", " ", " "][..]);
    prop::collection::vec((piece, blank), 0..60).prop_map(|parts| {
        parts
            .into_iter()
            .flat_map(|(piece, blank)| [piece, blank])
            .collect()
    })
}

/// How many scripts each property is tried on.
const CASES: u32 = 300;

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        survives(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn any_words(text in soup()) {
        survives(&text);
    }

    #[test]
    fn a_part_of_a_script(index: prop::sample::Index, from: prop::sample::Index, to: prop::sample::Index) {
        let chars: Vec<char> = script(index).chars().collect();
        let (a, b) = (from.index(chars.len()), to.index(chars.len()));
        survives(&chars[a.min(b)..a.max(b)].iter().collect::<String>());
    }

    #[test]
    fn a_line_taken_out_or_doubled(index: prop::sample::Index, line: prop::sample::Index, doubled: bool) {
        let text = script(index);
        let mut lines: Vec<&str> = text.lines().collect();
        let at = line.index(lines.len());
        if doubled { lines.insert(at, lines[at]); } else { lines.remove(at); }
        survives(&lines.join("\n"));
    }

    #[test]
    fn a_spoilt_line_has_one_finding(index: prop::sample::Index, line: prop::sample::Index, at: prop::sample::Index, by in prop::sample::select(PIECES)) {
        let text = script(index);
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let spoilt = line.index(lines.len());
        let chars: Vec<char> = lines[spoilt].chars().collect();
        let cut = at.index(chars.len() + 1);
        let (before, after): (String, String) = (chars[..cut].iter().collect(), chars[cut..].iter().collect());
        prop_assume!(!by.contains(['\n', '#']) && !by.is_empty());
        lines[spoilt] = format!("{before}{by}{after}");
        let text = lines.join("\n");
        survives(&text);
        let (source, found) = problems(&text);
        let here = found.iter().filter(|problem| source.line_of(problem.span().start) == spoilt as u32 + 1).count();
        prop_assert!(here <= 1, "{}\n{found:#?}", lines[spoilt]);
    }
}

/// Long runs of a few pieces: what nests without end, in every mixture.
fn runs() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(PIECES);
    let opened = prop::sample::select(OPENING);
    let few = prop::collection::vec(prop_oneof![piece, opened], 1..5);
    let run = (few, 1usize..300).prop_map(|(few, times)| few.join(" ").repeat(times));
    prop::collection::vec(run, 1..5).prop_map(|runs| runs.concat())
}

/// What opens something.
const OPENING: &[&str] = &[
    "if X {",
    "if X {\n",
    "{\n",
    "try {",
    "else {",
    "on A -> {",
    "step S() {",
    "test \"a\" {",
    "log (",
    "log {a: ",
    "let X = [",
    "f(",
    "= {",
    "{ B: ",
    "\n(",
    "[{",
    "\n  [",
    "within 2s {",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    /// On a thread's usual stack, and deeper than any script may be: it ends in findings.
    #[test]
    fn no_nesting_ends_the_process(text in runs()) {
        let (_, found) = problems(&text);
        prop_assert!(found.len() <= text.lines().count().max(1));
    }
}

#[test]
fn the_deepest_script_needs_little_stack() {
    for part in [
        "if X { ",
        "let A = ((",
        "try {\n",
        "log [{B: ",
        "log f(",
        "on A -> { ",
    ] {
        let opened: usize = part.matches(['{', '(', '[']).count();
        let text = part.repeat(64 / opened);
        let read = move || drop(problems(&text));
        let thread = std::thread::Builder::new().stack_size(1 << 20).spawn(read);
        assert!(thread.is_ok_and(|thread| thread.join().is_ok()), "{part}");
    }
}

#[test]
fn as_many_findings_as_bad_lines() {
    for count in [1, 10, 300] {
        let text: String = (0..count)
            .map(|n| format!("log \"{n}\"\nlet x{n} == {{A}} ; [\nhold contact <ContactId>\n    on InvalidState -> retry 3\n"))
            .collect();
        assert_eq!(problems(&text).1.len(), 2 * count);
    }
}

#[test]
fn brackets_left_open_are_reported_one_by_one() {
    let text = "log (\n".repeat(500);
    assert_eq!(problems(&text).1.len(), 500);
    let text = "let A = [1, (2, { B: 3\n".repeat(500);
    assert_eq!(problems(&text).1.len(), 500);
}

#[test]
fn mistakes_inside_of_blocks_with_a_broken_head_are_found() {
    let text = "if A == 1 {\n    log \"a\n    log \"b\"\n    hold contact {X}\n}\nlet b = 5\n";
    assert_eq!(problems(text).1.len(), 4);
}

#[test]
fn enormous_and_odd_files_get_one_clear_finding() {
    for text in [
        "{".repeat(1_000_000),
        "if A = 1 {\n".repeat(2_000),
        "try {".repeat(2_000),
        "(".repeat(1_000_000),
        "[{(".repeat(300_000),
        "let A = ".to_owned() + &"not ".repeat(100_000) + "B",
        "let A = 1".to_owned() + &" + 1".repeat(300_000),
        "let A = B".to_owned() + &".C".repeat(300_000),
        "hold contact <A> on B -> ".to_owned() + &"retry, then ".repeat(100_000) + "fail",
        "input A: ".to_owned() + &"list of ".repeat(100_000) + "text",
        "let A = [\n".to_owned() + &"[\n".repeat(100_000),
        "let A = (\n".to_owned() + &"(\n".repeat(150) + "1" + &")\n".repeat(151),
        "try {\n".repeat(50) + &"try {".repeat(50) + &"}".repeat(100),
        "x".repeat(10 << 20) + "!",
        "\0".repeat(1000),
        "\u{1}\u{2}binary\u{3}".repeat(1000),
    ] {
        let (_, found) = problems(&text);
        let start: String = text.chars().take(20).collect();
        assert_eq!(
            found.len(),
            1,
            "{start}: {:#?}",
            found.iter().take(3).collect::<Vec<_>>()
        );
    }
}

#[test]
fn a_file_beyond_the_limit_is_refused() {
    let text = " ".repeat(Source::MAX_BYTES + 1);
    let (_, found) = problems(&text);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].code, syntax::codes::TOO_BIG);
}
