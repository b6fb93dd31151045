//! Hides what may be a secret before lines of the file are shown: whoever wrote one into it, by
//! mistake or in a file that does not even parse, must not find it in a log.

/// Keys that hold secrets have one of these in their names.
const TELLING: [&str; 6] = [
    "secret",
    "password",
    "passphrase",
    "token",
    "key",
    "credential",
];
/// Keys that say where a secret comes from.
const PLACES: [&str; 3] = ["env", "command", "keyring"];

/// The same text, byte for byte as long, with stars for what may be a secret.
pub(super) fn mask(text: &str) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut in_secret_table = false;
    let mut until: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        if let Some(end) = until {
            masked.push_str(&stars(line));
            until = (!line.contains(end)).then_some(end);
            continue;
        }
        if line.trim_start().starts_with('[') {
            in_secret_table = is_telling(line);
        }
        let Some((key, value)) = line.split_once('=') else {
            masked.push_str(line);
            continue;
        };
        let place = PLACES.contains(&key.trim());
        if (in_secret_table || is_telling(key)) && !place {
            masked.push_str(key);
            masked.push('=');
            masked.push_str(&mask_value(value));
            until = opened(value);
        } else {
            masked.push_str(line);
        }
    }
    masked
}

fn is_telling(key: &str) -> bool {
    let key = key.to_lowercase();
    TELLING.iter().any(|word| key.contains(word))
}

/// The end of a text over several lines that this value begins.
fn opened(value: &str) -> Option<&'static str> {
    ["\"\"\"", "'''"]
        .into_iter()
        .find(|quotes| value.matches(quotes).count() % 2 == 1)
}

fn mask_value(value: &str) -> String {
    match names_a_place(value) {
        true => value.to_owned(),
        false => stars(value),
    }
}

/// `{ env = "NAME" }` and the like, and nothing else in it.
fn names_a_place(value: &str) -> bool {
    let inner = value
        .trim()
        .strip_prefix('{')
        .and_then(|value| value.split_once('}').map(|(inner, _)| inner));
    let key = inner.and_then(|inner| inner.split_once('='));
    key.is_some_and(|(key, rest)| PLACES.contains(&key.trim()) && !rest.contains('='))
}

fn stars(text: &str) -> String {
    text.chars()
        .flat_map(|letter| {
            let keep = letter.is_whitespace() || "\"'{}[],=".contains(letter);
            let count = if keep { 1 } else { letter.len_utf8() };
            std::iter::repeat_n(if keep { letter } else { '*' }, count)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::mask;

    #[test]
    fn what_may_be_a_secret_becomes_stars() {
        for (text, shown) in [
            ("token = \"s3cr3t\"\n", "token = \"******\"\n"),
            ("token = s3cr3t", "token = ******"),
            ("client-secret = 'pä'\n", "client-secret = '***'\n"),
            (
                "token = { value = \"s3\" }\n",
                "token = { ***** = \"**\" }\n",
            ),
            (
                "token = { env = \"NAME\" }\n",
                "token = { env = \"NAME\" }\n",
            ),
            (
                "token = \"\"\"a\nb\"\"\"\narea = \"x\"\n",
                "token = \"\"\"*\n*\"\"\"\narea = \"x\"\n",
            ),
            (
                "[a.password]\nvalue = \"x\"\nenv = \"N\"\n",
                "[a.password]\nvalue = \"*\"\nenv = \"N\"\n",
            ),
            ("area = \"na1\"\n", "area = \"na1\"\n"),
        ] {
            assert_eq!(mask(text), shown);
            assert_eq!(mask(text).len(), text.len());
        }
    }
}
