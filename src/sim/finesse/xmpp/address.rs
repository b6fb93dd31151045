//! Users in addresses: what may not stand before the `@` is written with a backslash and its number
//! (XEP-0106).

const NUMBERS: [(&str, char); 10] = [
    ("\\20", ' '),
    ("\\22", '"'),
    ("\\26", '&'),
    ("\\27", '\''),
    ("\\2f", '/'),
    ("\\3a", ':'),
    ("\\3c", '<'),
    ("\\3e", '>'),
    ("\\40", '@'),
    ("\\5c", '\\'),
];

/// The user of an address, or of a name that stands for one.
pub(in crate::sim::finesse) fn user_of(address: &str) -> String {
    let mut rest = address.split('@').next().unwrap_or_default();
    let mut user = String::new();
    while let Some(first) = rest.chars().next() {
        let lower = rest.get(..3).map(str::to_ascii_lowercase);
        let known = NUMBERS
            .iter()
            .find(|(number, _)| lower.as_deref() == Some(*number));
        let (letter, length) = known.map_or((first, first.len_utf8()), |(_, plain)| (*plain, 3));
        user.push(letter);
        rest = rest.get(length..).unwrap_or_default();
    }
    user
}

/// A user as an address has it.
pub(in crate::sim::finesse) fn written(user: &str) -> String {
    let mut address = String::new();
    for letter in user.chars() {
        match NUMBERS
            .iter()
            .find(|(_, plain)| *plain == letter && letter != '\\')
        {
            Some((number, _)) => address.push_str(number),
            None => address.push(letter),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_again_in_an_address() {
        for user in ["1001", "a@corp", "a b", "d'arc", "\u{e9}ric"] {
            assert_eq!(user_of(&format!("{}@a.example/x", written(user))), user);
        }
        assert_eq!(written("a@corp"), "a\\40corp");
    }
}
