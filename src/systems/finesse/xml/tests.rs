use super::*;

fn read(text: &str) -> Element {
    Element::read(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

#[test]
fn names_are_read_without_prefix_and_case() {
    let top = read("<p:A xmlns:p='urn:x'><b>1</b><B>2</B><c/></p:A>");
    let a = top.child("a").expect("it is there");
    assert_eq!(a.says("B"), Some("1"));
    assert_eq!(a.children("b").count(), 2);
    assert_eq!(a.says("c"), None, "what is empty says nothing");
}

#[test]
fn text_is_read_as_it_was_meant() {
    for (written, meant) in [
        ("<a> x </a>", "x"),
        ("<a>R&amp;D &lt;b&gt; &#65;&#x42;</a>", "R&D <b> AB"),
        ("<a><![CDATA[<b>]]></a>", "<b>"),
        ("<a>x<!-- y -->z</a>", "xz"),
        ("<a>M&S</a>", "M&S"),
        ("<a>&nbsp;&odd;</a>", "&nbsp;&odd;"),
        ("<?xml version='1.0'?><a>é\u{1f600}</a>", "é\u{1f600}"),
    ] {
        assert_eq!(read(written).says("a"), Some(meant), "{written}");
    }
}

#[test]
fn what_is_no_document_is_an_error_or_empty() {
    for wrong in ["<a>", "<a></b>", "</a>", "<a", "<a><b></a>", "<a b=c"] {
        assert!(Element::read(wrong).is_err(), "{wrong}");
    }
    for nothing in ["", "  ", "no element"] {
        assert!(read(nothing).children.is_empty(), "{nothing}");
    }
}

#[test]
fn depth_has_an_end() {
    let deep = |levels: usize| format!("{}{}", "<a>".repeat(levels), "</a>".repeat(levels));
    assert!(Element::read(&deep(DEEPEST)).is_ok());
    assert!(Element::read(&deep(DEEPEST + 1)).is_err());
    assert!(Element::read(&"<a>".repeat(1_000_000)).is_err());
}

#[test]
fn what_is_escaped_is_found_to_a_bound() {
    let mut text = "<Update>x</Update>".to_owned();
    for layer in 0..=LAYERS {
        let found = read(&format!("<n>{text}</n>")).find("update");
        assert_eq!(found.len(), 1, "{layer} layers");
        assert_eq!(found[0].text, "x");
        text = quick_xml::escape::escape(text.as_str()).into_owned();
    }
    assert!(read(&format!("<n>{text}</n>")).find("update").is_empty());
}
