//! What may stand at a place.

/// One thing that may stand at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Want<'a> {
    /// A word of the language, or several that belong together.
    Word(&'static str),
    /// A symbol.
    Sign(&'static str),
    Statement,
    TestLine,
    /// What follows the `}` of a block.
    AfterBlock,
    /// A name that nobody can foresee.
    NewName,
    /// The rest of an action's phrase.
    Phrase {
        /// `Desk:` before it.
        prefix: Option<&'a str>,
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
        given: Vec<&'a str>,
    },
    Value(Of<'a>),
    /// The name for what an action returns.
    Giving,
    Outcome {
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
    /// An input's name after `given`.
    GivenInput {
        /// Those that the line has already.
        named: Vec<&'a str>,
    },
    /// The name of a result that the flow emits.
    Result,
    /// A step's name.
    Step,
    /// A calendar's name.
    Calendar,
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
    /// `contact` after `when`.
    Arrival,
    /// Which one is waited for.
    Subject {
        thing: &'a str,
    },
    /// The state that is waited for.
    State {
        thing: &'a str,
    },
    /// A field of what these names lead to.
    Field {
        /// The names.
        path: Vec<&'a str>,
    },
    /// A field of an item of the list that these names lead to, after `where` or `by`.
    ItemField {
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
    /// `expect … called before …`
    Before,
}

/// What a value is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Of<'a> {
    /// Anything.
    Any,
    /// Anything that an action takes: inputs have their brackets.
    Data,
    Condition,
    /// The items of a loop.
    Items,
    /// How many.
    Count,
    /// How long.
    Duration,
    /// A text for people.
    Text,
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
    Word(&'a str),
    Value,
}

impl Part<'_> {
    /// Whether it is a word.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word(_))
    }
}
