//! What may stand at a place: one reading of a statement's form answers it, for messages ("`times`
//! is missing") and for completion ("`times`") alike.

use super::explain::{Place, Walk};
use super::tokens::{Sort, Statement, Token};
use crate::source::Source;

/// One thing that may stand at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want<'a> {
    /// A word of the language, or several that belong together.
    Word(&'static str),
    /// A symbol.
    Sign(&'static str),
    /// A statement.
    Statement,
    /// A line of a test.
    TestLine,
    /// What follows the `}` of a block.
    AfterBlock,
    /// A name that nobody can foresee.
    NewName,
    /// The rest of an action's phrase.
    Phrase {
        /// `Desk:` before it.
        prefix: Option<&'a str>,
        /// What is there.
        parts: Vec<Part<'a>>,
        /// What a test says of an action: its values may be left out.
        mocked: Option<Mocked>,
    },
    /// An outcome that a mocked action answers, and its outputs after `with`.
    Answer {
        /// The action.
        parts: Vec<Part<'a>>,
        /// The outputs that are there; nothing where the outcome is wanted.
        outputs: Option<Vec<&'a str>>,
    },
    /// The name of a parameter.
    Param {
        /// Those that are there.
        given: Vec<&'a str>,
    },
    /// A value.
    Value(Of<'a>),
    /// The name for what an action returns.
    Giving,
    /// An outcome.
    Outcome {
        /// Those that are there.
        named: Vec<&'a str>,
    },
    /// What a handler does.
    Reaction {
        /// Of these outcomes.
        of: Vec<&'a str>,
        /// After a `then`.
        then: bool,
    },
    /// A system's name.
    System,
    /// A step's name.
    Step,
    /// A type.
    Kind {
        /// The words of it that are there.
        words: Vec<&'a str>,
    },
    /// `contact` after `wait until` and `await`.
    Thing {
        /// Whether it is awaited.
        awaited: bool,
    },
    /// Which one is waited for.
    Subject {
        /// The thing.
        thing: &'a str,
    },
    /// The state that is waited for.
    State {
        /// The thing.
        thing: &'a str,
    },
    /// A field of what these names lead to.
    Field {
        /// The names.
        path: Vec<&'a str>,
    },
}

/// What a test says of an action.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Mocked {
    /// `given … answers …`
    Given,
    /// `expect … called …`
    Expected,
}

/// What a value is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of<'a> {
    /// Anything.
    Any,
    /// Anything that an action takes: inputs have their brackets.
    Data,
    /// A condition.
    Condition,
    /// The items of a loop.
    Items,
    /// How many.
    Count,
    /// How long.
    Duration,
    /// A text for people.
    Text,
    /// A time.
    Time,
    /// The parameter of an action.
    Param(&'a str),
    /// The input of a test.
    Input(&'a str),
    /// What an action returns in a test.
    Output(&'a str),
    /// A value of the type that is written so.
    Kind(&'a str),
}

/// A part of a phrase as far as it is there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    /// A word.
    Word(&'a str),
    /// A value.
    Value,
}

impl Part<'_> {
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word(_))
    }
}

/// What may stand after these tokens of a statement, or of a line of a test; nothing where they are
/// not written as the language writes them.
pub fn expected<'a>(source: &'a Source, tokens: Vec<Token<'a>>, place: Place) -> Vec<Want<'a>> {
    if let Some(path) = field(&tokens) {
        return vec![Want::Field { path }];
    }
    let end = tokens.last().map_or(0, |last| last.span.end);
    let start = tokens.first().map_or(end, |first| first.span.start);
    let statement = Statement {
        tokens,
        end,
        opens: None,
    };
    let mut walk = Walk::new(source, &statement, start);
    walk.unfinished = true;
    // what is wrong is for messages to say: what was wanted at the end is known either way
    let _ = walk.follow(place);
    walk.wants
}

/// The names before a `.` at the end.
fn field<'a>(tokens: &[Token<'a>]) -> Option<Vec<&'a str>> {
    let mut path = Vec::new();
    let mut rest = tokens;
    let mut touches = true;
    while let [before @ .., name, dot] = rest {
        let fits = touches && dot.is_sign(".") && dot.glued && name.sort == Sort::Name;
        if !fits {
            break;
        }
        path.push(name.text);
        touches = name.glued;
        rest = before;
    }
    path.reverse();
    (!path.is_empty()).then_some(path)
}

/// Where the statement or clause begins that is being written at the end of some tokens: after the
/// last brace that opens or closes a block around it. Also what kind of place that is.
pub fn begun(tokens: &[Token<'_>], in_test: bool) -> (usize, Place) {
    let first = if in_test {
        Place::Test
    } else {
        Place::Statement
    };
    let mut start = (0, first);
    let mut open: Vec<bool> = Vec::new();
    for (index, token) in tokens.iter().enumerate() {
        match token.text {
            _ if token.sort != Sort::Sign => {}
            "{" | "${" => {
                let block = opens_block(index.checked_sub(1).map(|before| tokens[before]));
                open.push(block);
                if block {
                    start = (index + 1, first);
                }
            }
            "(" | "[" => open.push(false),
            "}" if open.pop().unwrap_or(true) => start = (index + 1, Place::AfterBlock),
            ")" | "]" => drop(open.pop()),
            _ => {}
        }
    }
    start
}

/// Whether a brace after this token opens a block, and no record.
fn opens_block(before: Option<Token<'_>>) -> bool {
    let Some(before) = before else {
        return true;
    };
    match before.sort {
        Sort::Sign => matches!(before.text, ">" | ")" | "]" | "}" | "{" | "->"),
        Sort::Word => !matches!(before.text, "and" | "or" | "not" | "in"),
        _ => true,
    }
}
