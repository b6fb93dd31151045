//! Login ids as the first part of an address (XEP-0106): `ann@corp` is `ann\40corp` there.

/// What may not stand in that part, with its number.
const ESCAPED: [(char, &str); 10] = [
    (' ', "20"),
    ('"', "22"),
    ('&', "26"),
    ('\'', "27"),
    ('/', "2f"),
    (':', "3a"),
    ('<', "3c"),
    ('>', "3e"),
    ('@', "40"),
    ('\\', "5c"),
];

/// A login id as an address has it. A backslash stays as it is where nothing could take it for the
/// beginning of an escape.
pub fn escaped_user(user: &str) -> String {
    let mut escaped = String::with_capacity(user.len());
    for (at, letter) in user.char_indices() {
        let known = ESCAPED.iter().find(|(plain, _)| *plain == letter);
        let rest = user.get(at + letter.len_utf8()..).unwrap_or_default();
        match known {
            Some(_) if letter == '\\' && !begins_escape(rest) => escaped.push(letter),
            Some((_, number)) => {
                escaped.push('\\');
                escaped.push_str(number);
            }
            None => escaped.push(letter),
        }
    }
    escaped
}

fn begins_escape(rest: &str) -> bool {
    let two = rest.get(..2).unwrap_or_default().to_ascii_lowercase();
    ESCAPED.iter().any(|(_, number)| *number == two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_id_is_escaped_as_the_standard_says() {
        for (plain, escaped) in [
            ("1001", "1001"),
            ("ann@corp", "ann\\40corp"),
            ("space cadet", "space\\20cadet"),
            ("d'artagnan", "d\\27artagnan"),
            ("at&t guy", "at\\26t\\20guy"),
            ("c:\\net", "c\\3a\\net"),
            ("c:\\cool stuff", "c\\3a\\cool\\20stuff"),
            ("c:\\5commas", "c\\3a\\5c5commas"),
            ("\u{e9}ric", "\u{e9}ric"),
        ] {
            assert_eq!(escaped_user(plain), escaped);
        }
    }
}
