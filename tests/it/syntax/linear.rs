//! Long scripts of every odd form: half typed, or made to be slow. They stop no editor and no
//! server.

use contactflow::source::Source;
use contactflow::syntax;

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

/// An exponential reading of any of these would never end; how time grows is measured in
/// `benches/`.
#[test]
fn long_forms_are_read_to_their_end() {
    for form in FORMS {
        let source = script(*form, 12_000 / form.1.len());
        let read = syntax::parse(&source);
        let formatted = syntax::format(&source);
        assert_eq!(read.problems.is_empty(), formatted.is_ok(), "{form:?}");
    }
}
