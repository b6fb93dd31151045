//! The words of the language, and which one was meant.

/// Every word that begins a statement, a clause or a reaction.
pub(super) const LANGUAGE: &[&str] = &[
    "use",
    "input",
    "everywhere",
    "step",
    "test",
    "let",
    "if",
    "else",
    "for",
    "repeat",
    "try",
    "always",
    "within",
    "wait",
    "await",
    "run",
    "log",
    "emit",
    "next",
    "leave",
    "finish",
    "fail",
    "restart",
    "return",
    "retry",
    "ignore",
    "then",
    "on",
    "with",
    "giving",
    "given",
    "expect",
];

/// Whether an action cannot begin with `word`, since the language does.
pub(crate) fn is_language_word(word: &str) -> bool {
    LANGUAGE.contains(&word)
}
