use super::*;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE};

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
        ("+15550100123", Mark::PhoneNumber),
        ("Zacharias", Mark::Personal),
        ("+447700900456", Mark::PhoneNumber),
        ("hunter22hunter", Mark::Secret),
        ("+15550100123", Mark::PhoneNumber),
    ]);
    assert_eq!(
        redactor.clean("call +447700900456, then +15550100123 for Zacharias (hunter22hunter)"),
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
        "All of [personal 1]: al 17 [personal 2] x=[personal 2]&y [personal 1]%20[personal 1]\\n[personal 1]"
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
    let redactor = knowing(&[("+447700900123", Mark::PhoneNumber)]);
    assert_eq!(
        redactor.clean("to=%2B447700900123 or 447700900123 or 00447700900123"),
        "to=[phone number 1] or [phone number 1] or 00[phone number 1]"
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
