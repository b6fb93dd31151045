//! The words that stand inside of what another one began: how they are written, and what they mean there.
//! `flow explain` and the editor's hover show the same.

use super::OUTCOME_NAMES;

/// Words that mean something together.
#[derive(Clone, Copy, Debug)]
pub struct Inside {
    /// The words, as they follow each other.
    pub words: &'static str,
    /// Where they belong, as it is written.
    pub form: &'static str,
    /// What they mean.
    pub about: &'static str,
    /// Whether a value or a name of these letters may stand elsewhere with no such meaning: the editor
    /// says nothing of it then.
    pub alone: bool,
}

const fn inside(words: &'static str, form: &'static str, about: &'static str) -> Inside {
    Inside {
        words,
        form,
        about,
        alone: true,
    }
}

/// A word that means this only beside others, which the form shows.
const fn beside(words: &'static str, form: &'static str, about: &'static str) -> Inside {
    Inside {
        words,
        form,
        about,
        alone: false,
    }
}

/// Longer ones first, where one begins with the other.
const INSIDE: &[Inside] = &[
    inside(
        "any other",
        "on any other -> …",
        "Every outcome that is not named. It handles `Unknown` too.",
    ),
    inside(
        "for at most",
        "retry 3 times every 2s, for at most 30s",
        "How long the retries may last in all.",
    ),
    inside(
        "at most",
        "await contact, at most 30s",
        "The limit: how long a wait may last, how often a `repeat` may run, or how many items of a loop are used.",
    ),
    inside(
        "backing off",
        "retry 5 times backing off 1s to 30s",
        "Waits longer before each retry, from the first duration up to the second.",
    ),
    inside(
        "at once",
        "for each C in Contacts, 5 at once { … }",
        "How many items run in parallel.",
    ),
    inside(
        "answers",
        "given hold contact <ContactId> answers InvalidState, Success",
        "What the action ends in when the test carries it out: one outcome for each time.",
    ),
    inside(
        "await signal",
        "await signal Approved \"may the contacts be ended?\", at most 2h giving Value",
        "Waits until `flow signal` sends the run a signal of this name, with a value if there is one. A text after the name is a \
         question, which is answered with yes or no: no ends it in `Declined`. The limit ends it in `TimedOut`. A signal has no \
         `with`; `await contact with …` has.",
    ),
    inside(
        "use steps",
        "use steps from \"callbacks.flow\"",
        "Makes the steps of another file available.",
    ),
    inside(
        "weekday of",
        "if weekday of now = \"Monday\" { … }",
        "The day of a time, in English. `in` sets the time zone.",
    ),
    inside(
        "starts with",
        "if starts with(Text, \"+44\") { … }",
        "Whether a text begins with another.",
    ),
    inside(
        "ends with",
        "if ends with(Text, \".wav\") { … }",
        "Whether a text ends with another.",
    ),
    beside(
        "accepted",
        "expect the accepted trace",
        "In a test: the run does what it did when `flow test --accept` was run last.",
    ),
    beside(
        "after",
        "given hold contact 1002 answers Success after 2s",
        "In a test: how long it takes until this happens.",
    ),
    inside(
        "and",
        "if A = 1 and B = 2 { … }",
        "True if both conditions are true.",
    ),
    beside(
        "any",
        "on any other -> …",
        "`any other` is every outcome that is not named.",
    ),
    beside(
        "arrives",
        "when contact arrives",
        "Starts the flow when a contact arrives, if `flow serve` serves it.",
    ),
    beside(
        "as",
        "use SYSTEM as Desk",
        "Sets the name by which the flow calls a system.",
    ),
    beside(
        "at",
        "today at 09:00 in \"Europe/London\"",
        "The time of a day. `at most` is a limit, and `at once` how many items run in parallel.",
    ),
    beside(
        "backing",
        "retry 5 times backing off 1s to 30s",
        "`backing off` waits longer before each retry.",
    ),
    beside(
        "before",
        "expect hold contact 1002 called before end contact 1002",
        "In a test: which of two actions is carried out first.",
    ),
    beside(
        "by",
        "sort(Contacts) by .Age",
        "The field that a list is sorted by.",
    ),
    beside(
        "called",
        "expect hold contact 1002 called 2 times",
        "In a test: how often an action is carried out.",
    ),
    beside(
        "cancelled",
        "expect it is cancelled",
        "In a test: the run has been cancelled.",
    ),
    beside(
        "day",
        "every day at 18:00 in \"Europe/London\"",
        "Each day, for `flow serve`.",
    ),
    beside(
        "each",
        "for each C in Contacts, at most 50 { … }",
        "Runs the block for each item of a list.",
    ),
    beside(
        "emitted",
        "expect emitted Booked = \"5001\"",
        "In a test: the result that the run reports.",
    ),
    beside(
        "ends",
        "expect it ends in InvalidState",
        "In a test: the outcome that the run ends in.",
    ),
    beside(
        "fails",
        "expect it fails with \"…\"",
        "In a test: the run has failed, with this text if one is written.",
    ),
    inside("false", "let Done = false", "The `yes/no` value for no."),
    beside(
        "finishes",
        "expect it finishes",
        "In a test: the run has succeeded.",
    ),
    beside("flow", "run this flow", "In a test: runs the flow."),
    beside(
        "from",
        "use steps from \"callbacks.flow\"",
        "Where steps come from.",
    ),
    beside(
        "has",
        "given the simulator has \"small\"",
        "In a test: the data that the simulator starts with.",
    ),
    inside(
        "in",
        "for each C in Contacts { … }",
        "Whether a value is one of a list; in a loop, the list; after a time, the time zone.",
    ),
    beside(
        "is",
        "wait until contact <ContactId> is Held, at most 30s",
        "The state that is waited for. To compare values, use `=`.",
    ),
    beside("it", "expect it finishes", "In a test: the run."),
    beside(
        "left",
        "expect left \"held contact\"",
        "In a test: what is still on hold, masked, muted or open when the run ends; `nothing left` for none.",
    ),
    beside(
        "list",
        "input Contacts: list of contact id",
        "The type of several values.",
    ),
    beside(
        "logged",
        "expect logged \"…\"",
        "In a test: a text that `log` has printed.",
    ),
    beside(
        "missed",
        "every weekday at 18:00 in \"Europe/Rome\", if missed run within 2h",
        "Starts the flow late if `flow serve` was not running at that time.",
    ),
    beside(
        "most",
        "await contact, at most 30s",
        "`at most` sets a limit.",
    ),
    beside(
        "never",
        "expect end contact called never",
        "In a test: the action is not carried out.",
    ),
    inside(
        "not",
        "if not present(Name) { … }",
        "True if the condition is false.",
    ),
    beside(
        "nothing",
        "expect nothing left",
        "In a test: nothing is still on hold, masked, muted or open when the run ends.",
    ),
    inside("now", "let Due = now + 30m", "The present time of the run."),
    beside(
        "of",
        "input Contacts: list of contact id",
        "Part of a type (`list of …`, `one of …`), of an action, or of `weekday of`.",
    ),
    beside(
        "off",
        "retry 5 times backing off 1s to 30s",
        "`backing off` waits longer before each retry.",
    ),
    beside(
        "once",
        "expect hold contact 1002 called once",
        "In a test: one time. `at once` sets how many items run in parallel.",
    ),
    beside(
        "one",
        "input Result: one of \"SOLD\", \"NOT_SOLD\"",
        "The type of a value that is one of a few texts.",
    ),
    inside(
        "or",
        "if A = 1 or B = 2 { … }",
        "True if one of the conditions is true.",
    ),
    beside(
        "other",
        "on any other -> …",
        "`any other` is every outcome that is not named.",
    ),
    beside(
        "passed",
        "expect 30s passed",
        "In a test: how long the run has lasted.",
    ),
    beside(
        "running",
        "every 5m, if running wait",
        "Starts the flow after its earlier run, if that has not ended yet.",
    ),
    beside(
        "seed",
        "given seed = 7",
        "In a test: what pauses of random length are made from.",
    ),
    beside(
        "signal",
        "await signal Approved, at most 4h",
        "Something that `flow signal` sends to a run that waits.",
    ),
    beside(
        "simulator",
        "given the simulator has \"small\"",
        "In a test: actions are carried out on the system's simulator, with this data.",
    ),
    beside(
        "steps",
        "use steps from \"callbacks.flow\"",
        "Makes the steps of another file available.",
    ),
    beside(
        "the",
        "expect the accepted trace",
        "Part of a line of a test.",
    ),
    beside("this", "run this flow", "In a test: runs the flow."),
    beside(
        "times",
        "retry 3 times every 2s",
        "How often something is done.",
    ),
    beside(
        "to",
        "retry 5 times backing off 1s to 30s",
        "The longest pause, or part of an action.",
    ),
    inside(
        "today",
        "today at 09:00",
        "The present day, at a time of day.",
    ),
    inside(
        "tomorrow",
        "tomorrow at 09:00",
        "The next day, at a time of day.",
    ),
    beside(
        "trace",
        "expect the accepted trace",
        "In a test: what the run does, as it was kept when `flow test --accept` was run last.",
    ),
    inside("true", "let Done = true", "The `yes/no` value for yes."),
    beside(
        "until",
        "wait until contact <ContactId> is Held, at most 30s",
        "Waits for a state.",
    ),
    beside(
        "weekday",
        "weekday of now",
        "The day of a time, in English.",
    ),
    inside(
        "where",
        "Contacts where .Age > 2h",
        "The items of a list for which the condition is true.",
    ),
    beside(
        "zone",
        "given zone = \"Europe/London\"",
        "In a test: the time zone of the run.",
    ),
];

/// What words mean inside of what another one began.
pub fn inside_of(words: &str) -> Option<&'static Inside> {
    INSIDE.iter().find(|known| known.words == words)
}

/// Those that mean the same wherever they stand.
pub fn everywhere() -> impl Iterator<Item = &'static Inside> {
    INSIDE.iter().filter(|known| known.alone)
}

/// The names that the language sets itself: how it is written, and what it holds.
pub fn of_outcome(name: &str) -> Option<(&'static str, &'static str)> {
    let [outcome, reason] = OUTCOME_NAMES;
    match name {
        _ if name == outcome => Some((
            "if Outcome != \"Success\" { … }",
            "In a handler and in `always`: how the action, or the `try`, ended, as a text: `\"Success\"`, `\"InvalidState\"`. In \
             `always` it is `\"Cancelled\"` if the run is cancelled, and `\"TimedOut\"` if it reaches its time limit.",
        )),
        _ if name == reason => Some((
            "fail \"contact {ContactId} may still be on hold: {Reason}\"",
            "In a handler and in `always`: why it ended so, as a text for people: the system's own message where there is one.",
        )),
        _ => None,
    }
}
