//! Whatever comes is read or refused; nothing makes the readers panic.

use super::super::*;
use super::all;
use proptest::prelude::*;
use quick_xml::escape::escape;

fn read_both(text: &str) {
    let _ = Update::read_all(text);
    let _ = Body::read(text);
}

#[test]
fn payloads_cut_anywhere_are_refused_or_read() {
    for text in all() {
        for at in 0..text.len() {
            if text.is_char_boundary(at) {
                read_both(&text[..at]);
                read_both(&text[at..]);
            }
        }
    }
}

/// A piece cut out, a piece doubled, bytes replaced, and escaped or not.
fn mangled() -> impl Strategy<Value = String> {
    let change = (0..10_000usize, 0..200usize, 0..5u8, any::<char>());
    (
        0..100usize,
        prop::collection::vec(change, 1..6),
        any::<bool>(),
    )
        .prop_map(|(pick, changes, wrap)| {
            let texts = all();
            let mut text: Vec<char> = texts[pick % texts.len()].chars().collect();
            for (at, long, how, odd) in changes {
                let at = at % (text.len() + 1);
                let end = (at + long).min(text.len());
                let piece: Vec<char> = text[at..end].to_vec();
                match how {
                    0 => drop(text.drain(at..end)),
                    1 => drop(text.splice(at..at, piece)),
                    2 => text.insert(at, odd),
                    3 => drop(text.splice(at..at, "<![CDATA[".chars())),
                    _ => drop(text.splice(at..at, "&#0;<a:b/>".chars())),
                }
            }
            let text: String = text.into_iter().collect();
            match wrap {
                true => format!("<notification>{}</notification>", escape(text.as_str())),
                false => text,
            }
        })
}

proptest! {
    #[test]
    fn mangled_payloads_are_refused_or_read(text in mangled()) {
        read_both(&text);
    }

    #[test]
    fn anything_is_refused_or_read(text in any::<String>()) {
        read_both(&text);
        read_both(&format!("<Update><data>{text}</data></Update>"));
        let _ = Source::read(&text);
    }
}
