//! What others call the words of the language.

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
