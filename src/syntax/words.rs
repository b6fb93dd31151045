//! The words of the language: every one, once. Messages, completion, colours and the look at
//! brackets ask here; a test holds the grammar and the editors' files to it.

mod inside;

pub use inside::{everywhere, inside_of, of_outcome};

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
    begins(Statement, "let", "let <Name> = <value>", "Sets a variable."),
    begins(Statement, "log", "log \"…\"", "Prints a text for people."),
    begins(
        Statement,
        "if",
        "if <condition> { … } else { … }",
        "Runs the block if the condition is true.",
    ),
    begins(
        Clause,
        "else",
        "} else { … }` or `} else if <condition> { … }",
        "Runs the block if the condition is false.",
    ),
    begins(
        Statement,
        "for",
        "for each <Name> in <list>, at most <n> { … }",
        "Runs the block for each item of a list.",
    ),
    begins(
        Statement,
        "repeat",
        "repeat at most <n> times every <duration> { … }",
        "Runs the block again and again, up to a limit.",
    ),
    begins(
        Statement,
        "try",
        "try { … } on <Outcome> -> … always { … }",
        "Groups statements that share handlers; `always` runs on every path out.",
    ),
    begins(
        Clause,
        "always",
        "always { … }",
        "Runs on every path out of the `try`: success, failure, a limit, a cancelled run.",
    ),
    begins(
        Statement,
        "within",
        "within <duration> { … } on TimedOut -> …",
        "Limits the time of the statements in the block.",
    ),
    begins(
        Statement,
        "wait",
        "wait <duration>` or `wait until <thing> <Id> is <State>, at most <duration>",
        "Waits for a time, or until a contact or an agent is in a state.",
    ),
    begins(
        Statement,
        "await",
        "await <thing>, at most <duration> giving <Name>",
        "Waits for the next contact that arrives, or for a signal.",
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
        "use <system>`, `use <system> as <Name>` or `use steps from \"….flow\"",
        "Makes a system's actions, or another file's steps, available in the file.",
    ),
    begins(
        Top,
        "input",
        "input <Name>: <type>",
        "Declares an input: its type, a default, a description.",
    ),
    begins(
        Top,
        "everywhere",
        "everywhere on <Outcome> -> …",
        "Handles an outcome of every action in the file that has no nearer handler.",
    ),
    begins(
        Top,
        "every",
        "every <days> at <time> in \"<zone>\"` or `every <duration>",
        "Sets when `flow serve` starts the flow.",
    ),
    begins(
        Top,
        "when",
        "when <thing> arrives` or `when <thing> arrives with <Name>: <value>",
        "Starts the flow when a contact arrives, if `flow serve` serves it.",
    ),
    begins(
        Top,
        "step",
        "step <Name>(<Parameter>, …) { … }",
        "Names statements that several places run.",
    ),
    begins(
        Top,
        "test",
        "test \"…\" { … }",
        "Tests the flow without a system.",
    ),
    begins(
        Test,
        "given",
        "given <Input> = <value>` or `given <action> answers <Outcome>, …",
        "Sets an input, the time, or the answer of an action for a test.",
    ),
    begins(
        Test,
        "expect",
        "expect it finishes`, `expect <action> called <n> times` or `expect <duration> passed",
        "States what must be true after the run.",
    ),
    begins(
        Clause,
        "on",
        "on <Outcome> -> …",
        "Handles an outcome of the statement above.",
    ),
    begins(
        Clause,
        "with",
        "with <Name>: <value>, …",
        "Sets more parameters of the action.",
    ),
    begins(
        Clause,
        "giving",
        "giving <Name>",
        "Sets a variable to what the action returns.",
    ),
    begins(
        Statement,
        "next",
        "next",
        "Continues with the loop's next item.",
    ),
    begins(Statement, "leave", "leave", "Leaves the loop."),
    begins(
        Statement,
        "restart",
        "restart",
        "Runs the `try` again from its start.",
    ),
    begins(
        Statement,
        "return",
        "return <value>",
        "Ends the step, with a value if there is one.",
    ),
    begins(
        Statement,
        "finish",
        "finish \"…\"",
        "Ends the run as succeeded.",
    ),
    begins(Statement, "fail", "fail \"…\"", "Ends the run as failed."),
    begins(
        Reaction,
        "retry",
        "retry <n> times every <duration>, for at most <duration>, then …",
        "Repeats the failed action: 3 times, backing off, unless a number is set.",
    ),
    begins(
        Reaction,
        "ignore",
        "ignore",
        "Continues with the next statement.",
    ),
    begins(
        Reaction,
        "then",
        "retry <n> times, then …",
        "What the handler does after the last retry.",
    ),
];

/// The words that stand inside of what another one began.
pub const INNER: &[&str] = &[
    "accepted",
    "after",
    "and",
    "answers",
    "any",
    "arrives",
    "as",
    "at",
    "backing",
    "before",
    "by",
    "called",
    "cancelled",
    "day",
    "each",
    "emitted",
    "ends",
    "fails",
    "false",
    "finishes",
    "flow",
    "from",
    "has",
    "in",
    "is",
    "it",
    "left",
    "list",
    "logged",
    "missed",
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
    "running",
    "seed",
    "signal",
    "simulator",
    "steps",
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
