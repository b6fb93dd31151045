//! What is different.

/// Everything that is different between two flows.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    /// In the order of the newer flow.
    pub changes: Vec<Change>,
    /// Whether the texts are the same, byte for byte.
    pub same_text: bool,
}

/// One difference.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub sort: Sort,
    pub care: Care,
    /// What it is about: the statement in the words of the flow, or `inputs`.
    pub about: String,
    /// What is different; a line each.
    pub says: Vec<String>,
    /// The line of the older flow.
    pub before: Option<u32>,
    /// The line of the newer flow.
    pub after: Option<u32>,
}

/// The sorts of differences.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    New,
    Gone,
    Changed,
    Moved,
}

/// How closely a reviewer has to look.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub enum Care {
    Plain,
    /// It can cut off a caller, act twice, or stop who starts the flow.
    Look,
}

impl Sort {
    /// The word for it, for programs.
    pub fn word(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Gone => "gone",
            Self::Changed => "changed",
            Self::Moved => "moved",
        }
    }

    /// The sign before it in lists.
    pub fn sign(self) -> &'static str {
        match self {
            Self::New => "+",
            Self::Gone => "-",
            Self::Changed => "~",
            Self::Moved => ">",
        }
    }
}

impl Comparison {
    /// Whether nothing that a run does is different.
    pub fn does_the_same(&self) -> bool {
        self.changes.is_empty()
    }
}
