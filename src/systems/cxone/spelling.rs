//! The system spells one thing in many ways: `InvalidSkillId`, `Invalid Skill Id.`,
//! `Invalid skill.`. All of them become one.

/// What a name or a sentence of the system comes down to: its letters in lower case.
pub(super) fn letters(text: &str) -> String {
    let text = without_on(text.trim());
    let letters: String = text
        .chars()
        .filter(char::is_ascii_alphabetic)
        .map(|letter| letter.to_ascii_lowercase())
        .collect();
    turned(&letters)
}

/// The same without what is sometimes there and sometimes not.
pub(super) fn bare(text: &str) -> String {
    let letters = letters(text);
    let short = ["request", "id"]
        .iter()
        .find_map(|end| letters.strip_suffix(end).filter(|rest| !rest.is_empty()));
    short.map(str::to_owned).unwrap_or(letters)
}

/// What else a name or a sentence may stand for, as its letters say it: names that answers give to
/// what the documents call otherwise.
pub(super) fn synonyms(letters: &str) -> Vec<String> {
    const NAMES: [(&str, &str); 4] = [
        ("invalidsession", "invalidagentsession"),
        ("invalidagentusername", "invalidtargetagent"),
        ("invalidtargetagentname", "invalidtargetagent"),
        ("invalidtargetskillname", "invalidskill"),
    ];
    let letters = letters.replace("parameter", "");
    let letters = letters.strip_suffix("id").unwrap_or(&letters);
    let known = NAMES.iter().find(|(said, _)| *said == letters);
    let known = known.map(|(_, meant)| (*meant).to_owned());
    let aimed = letters.strip_prefix("invalidtarget");
    let aimed = aimed.map(|what| format!("invalid{what}"));
    [Some(letters.to_owned()), known, aimed]
        .into_iter()
        .flatten()
        .collect()
}

/// Whether two spellings mean the same.
#[cfg(test)]
pub(super) fn same(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

/// `OnSuccess` is `Success`; `Once` stays what it is.
fn without_on(text: &str) -> &str {
    match text.strip_prefix("On").or_else(|| text.strip_prefix("on")) {
        Some(rest) if rest.starts_with(|c: char| c.is_ascii_uppercase()) => rest,
        _ => text,
    }
}

/// "Phone Number is not valid" says `InvalidPhoneNumber` the other way round.
fn turned(letters: &str) -> String {
    let letters = letters
        .strip_suffix("forthisbusinessunit")
        .unwrap_or(letters);
    for end in ["isnotvalid", "isinvalid", "notvalid"] {
        if let Some(what) = letters.strip_suffix(end).filter(|what| !what.is_empty()) {
            let what = what.strip_prefix("the").unwrap_or(what);
            return format!("invalid{what}");
        }
    }
    letters.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_that_has_been_seen_is_the_same() {
        let seen: &[&[&str]] = &[
            &[
                "InvalidAgentSession",
                "Invalid agent session.",
                "Invalid agent session Id.",
            ],
            &[
                "InvalidContactId",
                "Invalid Contact Id.",
                "Invalid Contact ID.",
                "OnInvalidContactID",
            ],
            &[
                "InvalidSkillId",
                "Invalid Skill Id.",
                "Invalid skill.",
                "Skill is not valid.",
            ],
            &["InvalidState", "Invalid State.", "Invalid state request."],
            &["InvalidTargetAgentId", "Invalid target Agent Id."],
            &[
                "InvalidPhoneNumber",
                "Phone Number is not valid.",
                "The phone number is invalid",
            ],
            &["Success", "OnSuccess"],
        ];
        for spellings in seen {
            for spelling in *spellings {
                assert!(same(spellings[0], spelling), "{spelling}");
            }
        }
    }

    #[test]
    fn different_things_stay_different() {
        for (one, other) in [
            ("InvalidState", "InvalidStation"),
            ("InvalidAgentId", "InvalidTargetAgentId"),
            ("InvalidAgentSession", "InvalidAgentId"),
            ("Once", "Ce"),
            ("Id", ""),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
