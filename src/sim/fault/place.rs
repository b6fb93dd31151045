//! Whether there is a request that a fault could hit: a name that none has would never act, and a test
//! of it would pass for nothing.

use super::matches;
use super::written::FaultError;
use crate::nearest::nearest;

/// The requests of a simulator.
pub(in crate::sim) struct Requests<'a> {
    /// Whose: `CXone's simulator`.
    pub whose: &'a str,
    /// What its names are: `operation`.
    pub noun: &'a str,
    /// The names by which faults know them.
    pub names: Vec<&'a str>,
    /// Methods and addresses, with `*` for what varies; empty where requests have none.
    pub addresses: Vec<(String, String)>,
    /// An address as a fault names it.
    pub example: &'a str,
}

/// So many names are shown.
const MOST_SHOWN: usize = 5;

impl Requests<'_> {
    /// `Err` says why a fault there can never act.
    pub fn has(&self, on: &str) -> Result<(), FaultError> {
        let on = on.trim();
        if !on.is_empty() && (self.is_name(on) || self.is_address(on)) {
            return Ok(());
        }
        let (whose, noun, meant) = (self.whose, self.noun, self.meant(on));
        let address = match self.example {
            "" => String::new(),
            example => format!("; an address needs `/`, such as `{example}`"),
        };
        Err(FaultError(format!(
            "{whose} has no {noun} `{on}`{meant} `GET /simulator/log` shows the names{address}."
        )))
    }

    fn is_name(&self, on: &str) -> bool {
        let mut names = self.names.iter();
        names.any(|name| matches(on.as_bytes(), name.as_bytes()))
    }

    fn is_address(&self, on: &str) -> bool {
        let (method, path) = on.split_once(' ').unwrap_or(("*", on));
        let mut addresses = self.addresses.iter();
        addresses.any(|(known, address)| {
            let asked = matches(method.as_bytes(), known.as_bytes());
            asked && meet(path.trim().as_bytes(), address.as_bytes())
        })
    }

    /// The names that may have been meant.
    fn meant(&self, on: &str) -> String {
        let letters: String = on.chars().filter(|c| *c != '*').collect();
        if let Some(name) = nearest(&letters, self.names.iter().copied()) {
            return format!("; did you mean `{name}`?");
        }
        let part = letters.to_ascii_lowercase();
        let alike = self.names.iter().filter(|name| {
            let name = name.to_ascii_lowercase();
            part.len() > 2 && name.contains(&part)
        });
        let alike: Vec<String> = alike
            .take(MOST_SHOWN)
            .map(|name| format!("`{name}`"))
            .collect();
        match alike.is_empty() {
            true => ".".to_owned(),
            false => format!("; similar names: {}.", alike.join(", ")),
        }
    }
}

/// Whether some text fits two patterns with `*` for anything, without regard to case.
fn meet(one: &[u8], other: &[u8]) -> bool {
    // what is left of `other` after each count of its bytes, for what of `one` has been read
    let mut row = vec![false; other.len() + 1];
    row[0] = true;
    stars(other, &mut row);
    for byte in one {
        let before = row.clone();
        row.fill(false);
        for at in 0..=other.len() {
            let next = other.get(at);
            let same = next.is_some_and(|next| next.eq_ignore_ascii_case(byte));
            if *byte == b'*' {
                // it stands for nothing, or for whatever the other one goes on with
                row[at] |= before[at] || at > 0 && row[at - 1];
            } else if before[at] && next == Some(&b'*') {
                row[at] = true;
            }
            if before[at] && same && *byte != b'*' {
                row[at + 1] = true;
            }
        }
        stars(other, &mut row);
    }
    row[other.len()]
}

/// A `*` can stand for nothing.
fn stars(pattern: &[u8], row: &mut [bool]) {
    for (at, byte) in pattern.iter().enumerate() {
        if *byte == b'*' && row[at] {
            row[at + 1] = true;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Requests, meet};

    fn requests() -> Requests<'static> {
        Requests {
            whose: "CXone's simulator",
            noun: "operation",
            names: vec!["hold", "transferChatToAgent", "transferChatToSkill"],
            addresses: vec![("POST".into(), "/agent-sessions/*/hold".into())],
            example: "POST */hold",
        }
    }

    #[test]
    fn two_patterns_meet_where_one_text_fits_both() {
        for (one, other, expected) in [
            ("a", "a", true),
            ("a", "b", false),
            ("*", "abc", true),
            ("a*", "*c", true),
            ("*/hold", "/contacts/*/HOLD", true),
            ("*/hold", "/contacts/*/resume", false),
            ("/contacts/*", "/contacts/*/resume", true),
            ("/contacts/1001/hold", "/contacts/*/hold", true),
            ("/contacts/1001", "/contacts/*/hold", false),
            ("", "*", true),
            ("transfer*", "/agent-sessions/*/transfer", false),
        ] {
            assert_eq!(
                meet(one.as_bytes(), other.as_bytes()),
                expected,
                "{one} {other}"
            );
            assert_eq!(
                meet(other.as_bytes(), one.as_bytes()),
                expected,
                "{other} {one}"
            );
        }
    }

    #[test]
    fn what_no_request_fits_is_refused_with_the_names_that_may_be_meant() {
        for on in [
            "hold",
            "HOLD",
            "*",
            "transfer*",
            "*Skill",
            "POST */hold",
            "*hold",
            "* /agent-sessions/*",
        ] {
            assert_eq!(requests().has(on), Ok(()), "{on}");
        }
        for (on, meant) in [
            ("hodl", "did you mean `hold`?"),
            (
                "transferchat",
                "`transferChatToAgent`, `transferChatToSkill`",
            ),
            ("florble*", "no operation `florble*`."),
            ("GET */hold", "no operation"),
            ("", "no operation"),
        ] {
            let why = requests().has(on).expect_err(on).to_string();
            assert!(why.contains(meant), "{on}: {why}");
        }
    }
}
