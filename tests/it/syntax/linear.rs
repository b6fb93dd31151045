//! Four times the text takes about four times as long, whatever the text is like: a script half
//! typed, or made to be slow, does not stop an editor or a server.

use contactflow::source::Source;
use contactflow::syntax;
use std::time::{Duration, Instant};

/// Forms that are repeated, with what stands around them.
const FORMS: &[(&str, &str, &str)] = &[
    (
        "",
        "hold contact <ContactId> on InvalidState -> retry\n",
        "",
    ),
    ("", "log \"{A} and {B}\" # why\n\n", ""),
    ("", "let x == 5\n", ""),
    ("", "if A == 1 {\n    log \"a\n}\n", ""),
    ("", "}\n", ""),
    ("", "log (\n", ""),
    ("", "foo (\n", ""),
    ("", "foo [{(\n", ""),
    ("", "\" { ", ""),
    ("let A = ", "[(", ""),
    ("let A = [", "1, ", ""),
    ("let A = [", "\n", ""),
    ("let A = [", "\n# note", ""),
    ("let A = [\n", "1,\n", "]"),
    ("let A = [\n", "1,\n", "2 2]"),
    ("let A = ", "1 + ", "1"),
    ("let A = ", "not ", "B"),
    ("let A = B", ".C", ""),
    ("let A = B", ".\"c d\"", ""),
    ("let A = ", "f(", ""),
    ("let A = ", "today at ", "B"),
    ("hold contact", " <A>", ""),
    ("hold contact", " now", ""),
    ("hold contact <A>\n", "    on B -> ignore\n", ""),
    (
        "hold contact <A>\n",
        "    on B -> {\n        log \"a\"\n    }\n",
        "",
    ),
    ("hold contact <A> on ", "B, ", "C -> fail"),
    ("hold contact <A> on B -> ", "retry, then ", "fail"),
    ("hold contact <A> with ", "B: 1, ", "C: 2"),
    ("hold contact <A> with ", "B: 1, ", "c: 2"),
    ("if A { }", " else if B { }", ""),
    ("", "if A { ", ""),
    ("if A {\n", "log \"a\"\n", ""),
    ("if A {", " ", "}"),
    ("", "\t", "!"),
    ("", "1", "x!"),
    ("", "x", "!"),
    ("log \"", "\\n", "\""),
    ("log \"", "{A}", "\""),
    ("log \"", "{", "\""),
    ("input A: one of ", "\"b\", ", "\"c\""),
    ("input A: ", "list of ", "text"),
    (
        "test \"a\" {\n",
        "given hold contact answers A with B: 1, C\n",
        "}",
    ),
    ("test \"a\" {\n", "given hold contact answer A\n", "}"),
    ("", "test \"a\" {\n", ""),
    ("", "step A() {\n", ""),
];

fn script(form: (&str, &str, &str), times: usize) -> Source {
    let (before, part, after) = form;
    Source::new("long", [before, &part.repeat(times), after].concat())
}

fn time(source: &Source) -> Duration {
    let start = Instant::now();
    let read = syntax::parse(source);
    let formatted = syntax::format(source);
    assert_eq!(read.problems.is_empty(), formatted.is_ok());
    start.elapsed()
}

fn shortest(source: &Source) -> Duration {
    (0..3).map(|_| time(source)).min().unwrap_or_default()
}

/// Linear growth is 4, quadratic growth 16; a busy machine may say what it likes once or twice.
fn grows_too_fast(form: (&str, &str, &str)) -> bool {
    let times = 3_000 / form.1.len();
    let (short, long) = (script(form, times), script(form, 4 * times));
    (0..4).all(|_| shortest(&long) > 10 * shortest(&short) + Duration::from_millis(3))
}

#[test]
fn time_grows_with_the_length_alone() {
    let slow: Vec<_> = FORMS.iter().filter(|form| grows_too_fast(**form)).collect();
    assert!(slow.is_empty(), "{slow:?}");
}
