//! Statements that are a word and a value. What anybody has to know of one is here: whoever handles
//! statements handles all of these alike, and a new one needs no place of its own there.

/// A statement that is a word and a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Plain {
    /// `log "…"`
    Log,
    /// `wait 5s`
    Wait,
}

/// What the value of a plain statement is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Takes {
    /// Anything that can be put into a text.
    Text,
    /// A duration, and what messages call it.
    Duration(&'static str),
}

/// What a plain statement is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Does {
    /// It tells people its value: nothing changes outside of the run, and no time passes.
    Tells,
    /// It lets time pass.
    Pauses,
}

impl Plain {
    /// Every one.
    pub const ALL: [Self; 2] = [Self::Log, Self::Wait];

    /// The one that begins with a word.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|plain| plain.word() == word)
    }

    /// The word that it begins with.
    pub fn word(self) -> &'static str {
        self.facts().0
    }

    /// What it does, after the name of a flow: `logs`.
    pub fn verb(self) -> &'static str {
        self.facts().1
    }

    pub fn takes(self) -> Takes {
        self.facts().2
    }

    pub fn does(self) -> Does {
        self.facts().3
    }

    const fn facts(self) -> (&'static str, &'static str, Takes, Does) {
        match self {
            Self::Log => ("log", "logs", Takes::Text, Does::Tells),
            Self::Wait => ("wait", "waits", Takes::Duration("the wait"), Does::Pauses),
        }
    }
}
