//! The words of the language, their forms, and what others call them.

use crate::nearest::nearest;

/// The statements and clauses: first word, form, and whether it stands at the top of a file.
const FORMS: &[(&str, &str)] = &[
    ("let", "let Name = value"),
    ("log", "log \"text\""),
    ("if", "if Age > 4h { … } else { … }"),
    ("else", "} else { … }` or `} else if Age > 4h { … }"),
    (
        "for",
        "for each Contact in Contacts, at most 500, 20 at once { … }",
    ),
    ("repeat", "repeat at most 10 times every 5s { … }"),
    ("try", "try { … } on InvalidState -> restart always { … }"),
    ("always", "always { … }"),
    ("within", "within 30s { … } on TimedOut -> fail"),
    (
        "wait",
        "wait 5s` or `wait until contact <ContactId> is Held, at most 30s",
    ),
    ("await", "await contact, at most 5m giving Caller"),
    ("run", "run Park(ContactId)"),
    ("emit", "emit Name: value"),
    ("use", "use cxone` or `use finesse as Desk"),
    (
        "input",
        "input PhoneNumber: phone number = \"+15550100\" \"where to call\"",
    ),
    ("everywhere", "everywhere on Throttled -> retry 5 times"),
    ("step", "step Park(Contact, Reason) { … }"),
    ("test", "test \"what it shows\" { … }"),
    (
        "given",
        "given AgentId = 7` or `given hold contact answers InvalidState, Success",
    ),
    (
        "expect",
        "expect it finishes`, `expect hold contact called 2 times` or `expect 6s passed",
    ),
    ("on", "on InvalidState -> retry"),
    ("with", "with Name: value, Other: value"),
    ("giving", "giving Name"),
    ("next", "next"),
    ("leave", "leave"),
    ("restart", "restart"),
    ("return", "return value"),
    ("finish", "finish \"why\""),
    ("fail", "fail \"why\""),
    (
        "retry",
        "retry 3 times every 2s, for at most 5m, then fail \"why\"",
    ),
    ("ignore", "ignore"),
    ("then", "retry 3 times, then fail \"why\""),
];

/// The reactions.
pub(super) const REACTIONS: &[&str] = &[
    "retry", "ignore", "next", "leave", "finish", "fail", "run", "restart", "return",
];

/// Whether an action cannot begin with `word`, since the language does.
pub(crate) fn is_language_word(word: &str) -> bool {
    FORMS.iter().any(|(known, _)| *known == word)
}

/// Whether a line that begins with `word` is a statement or a clause of its own.
pub(super) fn is_statement_word(word: &str) -> bool {
    is_language_word(word) && !matches!(word, "then" | "retry" | "ignore")
}

/// How the statement or clause that begins with `word` is written.
pub(super) fn form(word: &str) -> Option<&'static str> {
    FORMS
        .iter()
        .find(|(known, _)| *known == word)
        .map(|(_, form)| *form)
}

/// The first word of a statement that was meant by `written`, where one is near enough.
pub fn meant_word(written: &str) -> Option<&'static str> {
    nearest(written, FORMS.iter().map(|(word, _)| *word)).filter(|word| *word != written)
}

/// What a first word from another language, or another tool, is here. The text says what to
/// write, as the help of an error does.
pub fn foreign_word(written: &str) -> Option<&'static str> {
    let found = FOREIGN.iter().find(|(words, _)| words.contains(&written));
    found.map(|(_, help)| *help)
}

// Words that an action may begin with, `set` or `stop` or `call`, are not among them.
const FOREIGN: &[(&[&str], &str)] = &[
    (&["elif", "elsif", "elseif"], "write `else if`"),
    (
        &["var", "const", "dim", "val", "assign", "export", "local"],
        "a name gets its value with `let Name = value`",
    ),
    (
        &["def", "function", "func", "fn", "sub", "proc", "procedure"],
        "what is used more than once is a step: `step Park(Contact) { … }`",
    ),
    (
        &["print", "echo", "println", "printf", "console"],
        "a text for people is written with `log \"…\"`",
    ),
    (
        &["while", "loop", "do", "until"],
        "every loop has a limit: `repeat at most 10 times every 5s { … if Done { leave } }`",
    ),
    (&["foreach"], "write `for each Contact in Contacts { … }`"),
    (
        &["switch", "case", "when", "unless"],
        "conditions are written `if … { } else if … { } else { }`",
    ),
    (
        &["catch", "except", "rescue", "onerror"],
        "outcomes are caught with `on InvalidState -> …`, all the rest with `on any other -> …`",
    ),
    (
        &["finally", "ensure", "defer"],
        "what runs however the block ends stands in `try { … } always { … }`",
    ),
    (&["break"], "write `leave` to go out of the loop"),
    (
        &["continue"],
        "write `next` for the loop's next item, or `ignore` in a handler",
    ),
    (
        &["exit", "quit", "halt", "abort"],
        "write `finish \"why\"` to end well, `fail \"why\"` to end as failed",
    ),
    (&["throw", "raise"], "write `fail \"why\"`"),
    (&["sleep"], "write `wait 5s`"),
    (
        &["import", "include", "require"],
        "systems are brought in with `use cxone`",
    ),
    (
        &["goto", "gosub"],
        "steps are called with `run Park(ContactId)`, and come back",
    ),
    (&["assert"], "in a test, write `expect …`"),
    (
        &["endif", "fi", "done", "esac", "endfor", "endwhile"],
        "a block ends with `}`",
    ),
];
