//! The words of the language: every one, once. Messages, completion, colours and the look at
//! brackets ask here; a test holds the grammar and the editors' files to it.

use crate::nearest::nearest;

/// Where a word belongs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Begins a statement at the top of a file alone.
    Top,
    /// Begins a statement.
    Statement,
    /// Goes on with the statement above.
    Clause,
    /// Stands in a handler alone.
    Reaction,
    /// Begins a line of a test.
    Test,
}

/// A word of the language.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    /// The word.
    pub text: &'static str,
    /// Where it belongs.
    pub role: Role,
    /// How what it begins is written.
    pub form: &'static str,
    pub about: &'static str,
}

const fn begins(role: Role, text: &'static str, form: &'static str, about: &'static str) -> Word {
    Word {
        text,
        role,
        form,
        about,
    }
}

use Role::{Clause, Reaction, Statement, Test, Top};

/// The words that begin something.
const BEGIN: &[Word] = &[
    begins(
        Statement,
        "let",
        "let <Name> = <value>",
        "Gives a name a value.",
    ),
    begins(Statement, "log", "log \"…\"", "Prints a text for people."),
    begins(
        Statement,
        "if",
        "if <condition> { … } else { … }",
        "Does something on a condition.",
    ),
    begins(
        Clause,
        "else",
        "} else { … }` or `} else if <condition> { … }",
        "What is done otherwise.",
    ),
    begins(
        Statement,
        "for",
        "for each <Name> in <list>, at most <n> { … }",
        "Does something with each item of a list.",
    ),
    begins(
        Statement,
        "repeat",
        "repeat at most <n> times every <duration> { … }",
        "Does something again, at most so many times.",
    ),
    begins(
        Statement,
        "try",
        "try { … } on <Outcome> -> … always { … }",
        "Shares handlers between actions; `always` runs on every way out.",
    ),
    begins(
        Clause,
        "always",
        "always { … }",
        "What runs however the `try` ends.",
    ),
    begins(
        Statement,
        "within",
        "within <duration> { … } on TimedOut -> …",
        "Limits how long something may take.",
    ),
    begins(
        Statement,
        "wait",
        "wait <duration>` or `wait until <thing> <Id> is <State>, at most <duration>",
        "Waits for a time, or until something is in a state.",
    ),
    begins(
        Statement,
        "await",
        "await <thing>, at most <duration> giving <Name>",
        "Waits for the next one that arrives.",
    ),
    begins(Statement, "run", "run <Step>(<value>, …)", "Runs a step."),
    begins(
        Statement,
        "emit",
        "emit <Name>: <value>",
        "Adds a named result to the run's report.",
    ),
    begins(
        Top,
        "use",
        "use <system>` or `use <system> as <Name>",
        "Names the system whose actions are used.",
    ),
    begins(
        Top,
        "input",
        "input <Name>: <type>",
        "Declares a value that comes from outside, and its type.",
    ),
    begins(
        Top,
        "everywhere",
        "everywhere on <Outcome> -> …",
        "Handlers of last resort, for every action of the file.",
    ),
    begins(
        Top,
        "step",
        "step <Name>(<Parameter>, …) { … }",
        "Names something that is done in several places.",
    ),
    begins(
        Top,
        "test",
        "test \"…\" { … }",
        "Tries the flow without touching any system.",
    ),
    begins(
        Test,
        "given",
        "given <Input> = <value>` or `given <action> answers <Outcome>, …",
        "What the test brings with it.",
    ),
    begins(
        Test,
        "expect",
        "expect it finishes`, `expect <action> called <n> times` or `expect <duration> passed",
        "What has to have happened.",
    ),
    begins(
        Clause,
        "on",
        "on <Outcome> -> …",
        "What is done where the action ends so.",
    ),
    begins(
        Clause,
        "with",
        "with <Name>: <value>, …",
        "Further values of the action.",
    ),
    begins(
        Clause,
        "giving",
        "giving <Name>",
        "Names what the action returns.",
    ),
    begins(
        Statement,
        "next",
        "next",
        "Goes on with the loop's next item.",
    ),
    begins(Statement, "leave", "leave", "Leaves the loop."),
    begins(Statement, "restart", "restart", "Runs the `try` again."),
    begins(
        Statement,
        "return",
        "return <value>",
        "Goes back to what runs the step.",
    ),
    begins(
        Statement,
        "finish",
        "finish \"…\"",
        "Ends the run: it has done what it should.",
    ),
    begins(
        Statement,
        "fail",
        "fail \"…\"",
        "Ends the run: it has not done what it should.",
    ),
    begins(
        Reaction,
        "retry",
        "retry <n> times every <duration>, for at most <duration>, then …",
        "Runs the one action again: 3 times, backing off.",
    ),
    begins(
        Reaction,
        "ignore",
        "ignore",
        "Goes on with the next statement.",
    ),
    begins(
        Reaction,
        "then",
        "retry <n> times, then …",
        "What is done after the last retry.",
    ),
];

/// The words that stand inside of what another one began.
pub const INNER: &[&str] = &[
    "accepted",
    "after",
    "and",
    "answers",
    "any",
    "as",
    "at",
    "backing",
    "before",
    "by",
    "called",
    "cancelled",
    "each",
    "emitted",
    "ends",
    "every",
    "fails",
    "false",
    "finishes",
    "flow",
    "has",
    "in",
    "is",
    "it",
    "left",
    "list",
    "logged",
    "most",
    "never",
    "not",
    "nothing",
    "now",
    "of",
    "off",
    "once",
    "one",
    "or",
    "other",
    "passed",
    "seed",
    "signal",
    "simulator",
    "the",
    "this",
    "times",
    "to",
    "today",
    "tomorrow",
    "trace",
    "true",
    "until",
    "weekday",
    "where",
    "zone",
];

/// The words of a handler, in the order in which help lists them.
pub const REACTIONS: &[&str] = &[
    "retry", "ignore", "next", "leave", "finish", "fail", "run", "restart", "return",
];

/// What stands between two values.
pub const OPERATORS: &[&str] = &[
    "+", "-", "*", "/", "=", "!=", "<", "<=", ">", ">=", "in", "and", "or", "where",
];

/// The names that handlers and `always` set themselves: how the action ended, and why.
pub const OUTCOME_NAMES: [&str; 2] = ["Outcome", "Reason"];

/// Words that are values, or begin one.
pub const VALUES: &[&str] = &["now", "today", "tomorrow", "true", "false"];

/// The word that begins something and is written so.
pub fn beginning(word: &str) -> Option<&'static Word> {
    BEGIN.iter().find(|known| known.text == word)
}

/// Whether it is a word of the language, wherever it belongs.
pub fn is_word(word: &str) -> bool {
    INNER.binary_search(&word).is_ok() || beginning(word).is_some()
}

/// Whether an action cannot begin with it, since the language does.
pub fn is_language_word(word: &str) -> bool {
    beginning(word).is_some()
}

/// Whether a line that begins with it is a statement or a clause of its own.
pub fn is_statement_word(word: &str) -> bool {
    beginning(word).is_some_and(|known| known.role != Reaction)
}

/// Whether a line that begins with it ends whatever bracket is open, as in the grammar.
pub(super) fn ends_brackets(word: &str) -> bool {
    beginning(word).is_some_and(|known| matches!(known.role, Top | Statement | Clause))
}

/// How the statement or clause that begins with `word` is written.
pub(super) fn form(word: &str) -> Option<&'static str> {
    beginning(word).map(|known| known.form)
}

/// The words that begin something in a place.
pub fn of_role(role: Role) -> impl Iterator<Item = &'static Word> {
    BEGIN.iter().filter(move |word| word.role == role)
}

/// The first word of a statement that was meant by `written`, where one is near enough.
pub fn meant_word(written: &str) -> Option<&'static str> {
    nearest(written, BEGIN.iter().map(|word| word.text)).filter(|word| *word != written)
}

#[cfg(test)]
mod tests;
