use super::*;
use crate::value::TextBuilder;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn knowing(values: &[(&str, Mark)]) -> Redactor {
    let redactor = Redactor::new();
    for (value, mark) in values {
        redactor.register(value, *mark);
    }
    redactor
}

#[test]
fn values_are_numbered_in_the_order_of_first_sight() {
    let redactor = knowing(&[
        ("+12025550123", Mark::PhoneNumber),
        ("Zacharias", Mark::Personal),
        ("+442079460456", Mark::PhoneNumber),
        ("hunter22hunter", Mark::Secret),
        ("+12025550123", Mark::PhoneNumber),
    ]);
    assert_eq!(
        redactor.clean("call +442079460456, then +12025550123 for Zacharias (hunter22hunter)"),
        "call [phone number 2], then [phone number 1] for [personal 1] ([secret])"
    );
}

#[test]
fn every_form_is_found() {
    let value = "pä/ss \"wörd\"+1&2";
    let redactor = knowing(&[(value, Mark::Secret)]);
    let json = serde_json::to_string(value).unwrap();
    let forms = [
        value.to_owned(),
        json.clone(),
        serde_json::to_string(&json).unwrap(),
        json.replace('/', "\\/"),
        "p\\u00e4/ss \\\"w\\u00f6rd\\\"+1&2".to_owned(),
        "p%C3%A4%2Fss%20%22w%C3%B6rd%22%2B1%262".to_owned(),
        "p%c3%a4%2fss%20%22w%c3%b6rd%22%2b1%262".to_owned(),
        "p%C3%A4%2Fss+%22w%C3%B6rd%22%2B1%262".to_owned(),
        "pä/ss &quot;wörd&quot;+1&amp;2".to_owned(),
    ];
    for form in forms {
        let shown = redactor.clean(&form);
        assert!(shown.contains("[secret]"), "{form} was shown as {shown}");
        assert!(!shown.contains("rd"), "{form} was shown as {shown}");
    }
}

#[test]
fn base64_is_found_at_every_alignment() {
    let value = "s3cr3t-k3y?>value";
    let redactor = knowing(&[(value, Mark::Secret)]);
    for before in ["", "u", "us", "usr:", "client:"] {
        for after in ["", "x", "xy", ":tail"] {
            let whole = format!("{before}{value}{after}");
            for encoded in [STANDARD.encode(&whole), URL_SAFE.encode(&whole)] {
                let shown = redactor.clean(&encoded);
                assert!(shown.contains("[secret]"), "{whole}: {shown}");
                assert!(
                    shown.len() < 8 + before.len() * 2 + after.len() * 2 + 8,
                    "{shown}"
                );
            }
        }
    }
}

#[test]
fn short_values_are_hidden_as_words_only() {
    let redactor = knowing(&[("Al", Mark::Personal), ("7", Mark::Personal)]);
    assert_eq!(
        redactor.clean("All of Al: al 17 7 x=7&y Al%20Al\\nAl"),
        "All of [personal 1]: [personal 1] 17 [personal 2] x=[personal 2]&y [personal 1]%20[personal 1]\\n[personal 1]"
    );
    let redactor = knowing(&[("Mark", Mark::Personal)]);
    assert_eq!(redactor.clean("Marked by Mark"), "Marked by [personal 1]");
    let redactor = knowing(&[("Mark", Mark::Secret)]);
    assert_eq!(redactor.clean("xMarkx"), "x[secret]x");
}

#[test]
fn overlapping_values_leave_nothing_over() {
    let redactor = knowing(&[
        ("Ada Example", Mark::Personal),
        ("Example Street", Mark::Personal),
        ("Ada", Mark::Personal),
    ]);
    assert_eq!(
        redactor.clean("Ada Example Street, Ada"),
        "[personal 1], [personal 3]"
    );
}

#[test]
fn a_phone_number_is_found_without_its_plus() {
    let redactor = knowing(&[("+442079460123", Mark::PhoneNumber)]);
    assert_eq!(
        redactor.clean("to=%2B442079460123 or 442079460123 or 00442079460123"),
        "to=[phone number 1] or [phone number 1] or [phone number 1]"
    );
}

#[test]
fn a_stricter_mark_wins() {
    let redactor = knowing(&[("abcdefgh", Mark::Personal), ("abcdefgh", Mark::Secret)]);
    assert!(!redactor.clean("abcdefgh").contains("abcdefgh"));
    let redactor = knowing(&[("abcdefgh", Mark::Secret), ("abcdefgh", Mark::Personal)]);
    assert_eq!(redactor.clean("abcdefgh"), "[secret]");
}

#[test]
fn the_lines_of_a_value_are_hidden_one_by_one() {
    let redactor = knowing(&[("first line\r\nsecond line", Mark::Personal)]);
    assert_eq!(redactor.clean("| second line"), "| [personal 1]");
    assert_eq!(
        redactor.clean("first line\\r\\nsecond line"),
        "[personal 1]"
    );
}

#[test]
fn cards_and_credentials_are_caught_unregistered() {
    let redactor = Redactor::new();
    for card in [
        "4111111111111111",
        "4111 1111 1111 1111",
        "3782-822463-10005",
    ] {
        assert_eq!(
            redactor.clean(&format!("card {card}.")),
            "card [card number]."
        );
    }
    for plain in [
        "4111111111111112",
        "1763701435000",
        "+4111111111111111",
        "abc4111111111111111",
    ] {
        assert_eq!(redactor.clean(plain), plain);
    }
    assert_eq!(
        redactor.clean("Authorization: Bearer abc.def-123456, basic sense"),
        "Authorization: Bearer [secret], basic sense"
    );
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    assert_eq!(redactor.clean(&format!("\"{token}\"")), "\"[secret]\"");
}

#[test]
fn nothing_known_borrows() {
    let redactor = Redactor::new();
    redactor.register("", Mark::Secret);
    redactor.register("  ", Mark::Secret);
    redactor.register("plain", Mark::Plain);
    assert!(matches!(redactor.clean("a plain text"), Cow::Borrowed(_)));
}

#[test]
fn ten_thousand_values_are_added_and_found_quickly() {
    let redactor = Redactor::new();
    for n in 0..10_000 {
        let number = format!("+1555{n:07}");
        redactor.register(&number, Mark::PhoneNumber);
        if n % 500 == 0 {
            assert_eq!(redactor.clean(&number), format!("[phone number {}]", n + 1));
        }
    }
    assert_eq!(redactor.clean("+15550009999"), "[phone number 10000]");
}

#[test]
fn cleaning_twice_changes_nothing() {
    let redactor = knowing(&[("1", Mark::Personal), ("secret", Mark::Personal)]);
    let once = redactor.clean("1 and secret").into_owned();
    assert_eq!(once, "[personal 1] and [personal 2]");
    assert_eq!(redactor.clean(&once), once);
}

#[test]
fn a_number_to_dial_is_found_however_it_is_written() {
    let redactor = knowing(&[
        ("+12025550123", Mark::PhoneNumber),
        ("+442079460958", Mark::PhoneNumber),
        ("+390612345678", Mark::PhoneNumber),
    ]);
    for (written, shown) in [
        ("call 2025550123.", "call [phone number 1]."),
        ("(202) 555-0123", "[phone number 1]"),
        ("+1 (202) 555-0123", "[phone number 1]"),
        ("1-202-555-0123 x", "[phone number 1] x"),
        ("202.555.0123", "[phone number 1]"),
        ("011 44 20 7946 0958", "[phone number 2]"),
        ("020 7946 0958", "[phone number 2]"),
        ("+44 (0)20 7946 0958", "[phone number 2]"),
        ("00442079460958", "[phone number 2]"),
        ("tel:%2B44%2020%207946%200958", "tel:[phone number 2]"),
        ("\\u002b442079460958", "\\u002b[phone number 2]"),
        ("06 1234 5678", "[phone number 3]"),
        ("555-0123", "[phone number 1]"),
        ("７９４６ ０９５８", "[phone number 2]"),
        ("2026-12-01 09:00:00", "2026-12-01 09:00:00"),
        ("5550124", "5550124"),
    ] {
        assert_eq!(redactor.clean(written), shown);
    }
}

#[test]
fn a_national_number_and_one_of_a_record_are_numbers_too() {
    let redactor = knowing(&[
        ("020 7946 0959", Mark::PhoneNumber),
        ("(202) 555-0188", Mark::Personal),
    ]);
    assert_eq!(
        redactor.clean("2079460959, +442079460959, 202-555-0188"),
        "[phone number 1], +44[phone number 1], [personal 1]"
    );
}

#[test]
fn a_name_is_found_in_every_spelling() {
    let redactor = knowing(&[("Zoë Öhler", Mark::Personal), ("O'Neill", Mark::Personal)]);
    for written in [
        "ZOË ÖHLER",
        "zoe ohler",
        "Zoe Oehler",
        "Zoe\u{308} O\u{308}hler",
        "Zo&euml; &Ouml;hler",
        "Zo&#235; &#xD6;hler",
        "Zo\\u00eb \\u00d6hler",
        "zo%C3%AB+%c3%96hler",
        "Zoë\r\n Öhler",
        "Zo%25C3%25AB%2520%25C3%2596hler",
        &STANDARD.encode("name: Zoë Öhler"),
        &STANDARD.encode("ZOE OEHLER;"),
        "5a6fc3ab20c3966863686c6572",
        "5A6FC3AB20C396686C6572",
    ] {
        let shown = redactor.clean(written);
        let wrong_hex = written == "5a6fc3ab20c3966863686c6572";
        assert_eq!(
            shown.contains("[personal 1]"),
            !wrong_hex,
            "{written}: {shown}"
        );
    }
    for written in ["O&apos;Neill", "O’NEILL", "O%27Neill", "O&#39;Neill"] {
        assert_eq!(redactor.clean(written), "[personal 2]", "{written}");
    }
}

#[test]
fn a_word_of_every_sentence_is_hidden_as_a_value_only() {
    let redactor = knowing(&[("no", Mark::Personal), ("a", Mark::Personal)]);
    assert_eq!(
        redactor.clean("there is no such thing as a \"no\", answer=no&b=a"),
        "there is no such thing as a \"[personal 1]\", answer=[personal 1]&b=[personal 2]"
    );
}

#[test]
fn what_was_cut_off_is_found_too() {
    let redactor = knowing(&[("s3cr3t-t0ken-value", Mark::Secret)]);
    for cut in ["…", "..."] {
        assert_eq!(
            redactor.clean(&format!("the token is s3cr3t-t{cut}")),
            format!("the token is [secret]{cut}")
        );
    }
    let note: String = (0..200).map(|n| format!("line {n} of a note; ")).collect();
    let redactor = knowing(&[(&note, Mark::Personal)]);
    let piece = &note[1_000..1_300];
    let shown = redactor.clean(piece).into_owned();
    assert_eq!(shown.trim(), "[personal 1]");
}

#[test]
fn a_text_is_shown_part_by_part() {
    let redactor = Redactor::new();
    let mut text = TextBuilder::new();
    text.words("no: ")
        .marked("no", Mark::Personal)
        .words(", says ")
        .marked("the answer of \"no\"", Mark::Foreign);
    assert_eq!(
        redactor.show(&text.build()),
        "no: [personal 1], says the answer of \"[personal 1]\""
    );
    let name = Value::Text(Text::marked("Za\"ck", Mark::Personal));
    let record = Value::record([
        ("Name".into(), name.clone()),
        ("Id".into(), Value::text("no")),
    ]);
    assert_eq!(
        redactor.show_value(&record),
        "{\"Name\":\"[personal 2]\",\"Id\":\"no\"}"
    );
    assert_eq!(redactor.show_value(&name), "[personal 2]");
    assert_eq!(
        redactor.json(&record).to_string(),
        "{\"Name\":\"[personal 2]\",\"Id\":\"no\"}"
    );
}

/// A minute is many times what a few megabytes take where nothing is fast, and a small part of what
/// they would take if the time grew with the square of the text.
const ENOUGH: Duration = Duration::from_secs(60);

#[test]
fn hiding_takes_time_as_the_text_is_long() {
    let equal = "a".repeat(5_000);
    let lines: String = (0..3_000)
        .map(|n| format!("line {n} of the note\n"))
        .collect();
    let long: String = (0..20_000u32)
        .map(|n| char::from(b'a' + (n.wrapping_mul(n) % 23) as u8))
        .collect();
    let photo = STANDARD.encode(
        (0..700_000u32)
            .map(|n| (n.wrapping_mul(n) % 251) as u8)
            .collect::<Vec<_>>(),
    );
    let texts = [
        "[".repeat(1 << 18),
        "eyJ".repeat(1 << 16),
        "%41".repeat(1 << 16),
        "bearer ".repeat(1 << 15),
        "4111 ".repeat(1 << 15),
        "&amp;".repeat(1 << 15),
    ];
    let began = Instant::now();
    for value in [&equal, &lines, &long, &photo] {
        let redactor = knowing(&[(value, Mark::Personal), ("Zacharias", Mark::Personal)]);
        let text = format!("before {} after", value.trim());
        assert_eq!(redactor.clean(&text), "before [personal 1] after");
        for text in &texts {
            redactor.clean(text);
        }
    }
    let took = began.elapsed();
    assert!(took < ENOUGH, "{took:?}");
}

proptest! {
    #[test]
    fn a_value_is_never_shown_and_own_words_always_are(
        value in "[A-Za-zÀ-ž0-9 '\"<&%+/-]{4,60}",
        words in "[a-z \\[\\]]{0,30}",
    ) {
        prop_assume!(value.trim().chars().count() >= 4);
        let redactor = Redactor::new();
        let mut text = TextBuilder::new();
        text.words(&words).words("|").marked(&value, Mark::Personal).words("|").words(&words);
        let shown = redactor.show(&text.build());
        prop_assert_eq!(shown, format!("{words}|[personal 1]|{words}"));
    }

    #[test]
    fn a_value_in_what_a_system_wrote_is_found(
        value in "[A-Za-zÀ-ž0-9_-]{6,90}",
        before in "[a-z]{0,5}[ .:]",
        after in "[ .:][a-z]{0,5}",
    ) {
        prop_assume!(!common::is_word(&value.to_lowercase()));
        let redactor = knowing(&[(&value, Mark::Secret)]);
        let whole = format!("{before}{value}{after}");
        for text in [whole.clone(), STANDARD.encode(&whole), serde_json::Value::from(&*whole).to_string()] {
            let shown = redactor.clean(&text).into_owned();
            prop_assert!(shown.contains("[secret]"), "{} was shown as {}", text, shown);
            prop_assert!(!shown.contains(&value), "{} was shown as {}", text, shown);
        }
    }
}

/// Wherever a secret stands in a system's words: what is left of it after a cut would be found by
/// nobody.
#[test]
fn nothing_is_cut_before_it_is_hidden() {
    let redactor = Redactor::new();
    redactor.register("hunter22hunter", Mark::Secret);
    redactor.register("Zacharias Specimen", Mark::Personal);
    for at in 960..1005 {
        for value in ["hunter22hunter", "Zacharias Specimen"] {
            let words = format!("{}{value} and {}", "x ".repeat(at / 2), "y ".repeat(600));
            let shown = redactor.clean(&words);
            assert!(!shown.contains("hunt") && !shown.contains("Zach"), "{at}");
            assert!(shown.chars().count() <= 1001, "{at}");
        }
    }
}
