//! What rules were called before their names were a stranger's words: settings and comments that
//! have such a name keep their meaning.

use std::borrow::Cow;

/// Former names and the names of now, by former name.
const FORMER: [(&str, &str); 47] = [
    ("allow-unused", "unused-suppression"),
    ("allow-wrong", "wrong-suppression"),
    ("answers-nothing", "outcome-never-reported"),
    ("at-once", "parallel-agent-action"),
    ("at-once-same", "parallel-same-target"),
    ("bare-input", "missing-brackets"),
    ("brackets", "needless-brackets"),
    ("call-data-said", "call-data-logged"),
    ("case", "wrong-case"),
    ("chain", "chained-comparison"),
    ("doubled-handler", "duplicate-handler"),
    ("doubled-name", "duplicate-name"),
    ("doubled-parameter", "duplicate-parameter"),
    ("escape", "bad-escape"),
    ("foreign", "other-language-syntax"),
    ("incomplete", "incomplete-statement"),
    ("input-kinds", "input-of-two-types"),
    ("insert", "bad-interpolation"),
    ("left-open", "left-on-hold"),
    ("left-over", "extra-text"),
    ("let-go", "callback-not-confirmed"),
    ("literal", "malformed-literal"),
    ("loose-block", "stray-block"),
    ("missing", "missing-token"),
    ("misspelt", "misspelt-keyword"),
    ("never-fires", "unreachable-handler"),
    ("no-result", "nothing-returned"),
    ("not-a-reaction", "not-a-handler-action"),
    ("not-here", "ambiguous-not"),
    ("not-looked-at", "analysis-limit"),
    ("not-on-list", "unknown-tenant-value"),
    ("nothing-asked", "missing-choice"),
    ("nothing-to-close", "not-on-hold"),
    ("order", "clause-order"),
    ("orphan", "misplaced-clause"),
    ("out-of-always", "always-left"),
    ("out-of-place", "misplaced-jump"),
    ("over-at-once", "wait-already-over"),
    ("reason-not-taken", "reason-not-accepted"),
    ("replaced-at-once", "lost-update"),
    ("secret-in-script", "secret-in-flow"),
    ("strange-sign", "unknown-character"),
    ("twice", "duplicate-clause"),
    ("two-meanings", "name-conflict"),
    ("unhandled-outcomes", "unhandled-outcome"),
    ("unknown-kind", "unknown-type"),
    ("wrong-kind", "wrong-type"),
];

/// The name that a rule has now.
pub fn now(name: &str) -> Cow<'_, str> {
    match FORMER.binary_search_by_key(&name, |(former, _)| former) {
        Ok(at) => Cow::Borrowed(FORMER[at].1),
        Err(_) => Cow::Borrowed(name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_former_name_leads_to_a_rule_and_is_none_itself() {
        assert!(FORMER.is_sorted_by_key(|(former, _)| former));
        let known = |name: &str| {
            let rules = crate::check::rules::ALL.iter().map(|page| page.rule.name);
            let syntax = crate::syntax::codes::ALL.iter();
            let syntax = syntax.filter_map(|(code, _)| crate::syntax::codes::name(*code));
            rules.chain(syntax).any(|rule| rule == name)
        };
        for (former, name) in FORMER {
            assert!(known(name) || OF_SYSTEMS.contains(&name), "{name}");
            assert!(!known(former), "{former}");
        }
    }

    /// Those that a system brings.
    const OF_SYSTEMS: [&str; 4] = [
        "missing-choice",
        "outcome-never-reported",
        "call-data-logged",
        "reason-not-accepted",
    ];
}
