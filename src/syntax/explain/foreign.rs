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
        "write `let <Name> = <value>` to set a variable",
    ),
    (
        &["def", "function", "func", "fn", "sub", "proc", "procedure"],
        "write `step <Name>(<Parameter>) { … }` for statements that are used more than once",
    ),
    (
        &["print", "echo", "println", "printf", "console"],
        "write `log \"…\"` to print a text",
    ),
    (
        &["while", "loop", "do", "until"],
        "write `repeat at most <n> times { … }`, with `leave` inside: every loop has a limit",
    ),
    (&["foreach"], "write `for each <Name> in <list> { … }`"),
    (
        &["switch", "case", "unless"],
        "write `if <condition> { … } else if <condition> { … } else { … }`",
    ),
    (
        &["catch", "except", "rescue", "onerror"],
        "write `on <Outcome> -> …` to handle an outcome, `on any other -> …` for the rest",
    ),
    (
        &["finally", "ensure", "defer"],
        "write `try { … } always { … }` for statements that run on every path out",
    ),
    (&["break"], "write `leave` to leave the loop"),
    (&["continue"], "write `next` for the next item of the loop"),
    (
        &["exit", "quit", "halt", "abort"],
        "write `finish \"why\"` to end well, `fail \"why\"` to end as failed",
    ),
    (&["throw", "raise"], "write `fail \"why\"`"),
    (&["sleep"], "write `wait 5s`"),
    (
        &["import", "include", "require"],
        "write `use` and the name of a system; a flow has no other imports",
    ),
    (
        &["goto", "gosub"],
        "write `run <Step>(…)` to run a step, which returns",
    ),
    (&["assert"], "in a test, write `expect …`"),
    (
        &["endif", "fi", "done", "esac", "endfor", "endwhile"],
        "write `}` to end a block",
    ),
];
