//! What an action is about: the contact in `<ContactId>`, in `Contact.ContactId`, in `42`. Two
//! places that say the same are about the same thing, as long as the name keeps its value.

use crate::check::resolve::NameId;

/// Something that actions can be about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Subject<'a> {
    /// The name it begins with.
    pub root: Root<'a>,
    /// What follows the name and its dot: `ContactId`.
    pub path: &'a str,
}

/// What a subject begins with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Root<'a> {
    /// An input.
    Input(&'a str),
    /// A variable.
    Variable(NameId),
    /// A literal.
    Literal(&'a str),
    /// The only one that there can be: the session of a script.
    One,
    /// Nobody can tell.
    Any,
}

impl<'a> Subject<'a> {
    /// A subject that is all in its root.
    pub const fn plain(root: Root<'a>) -> Self {
        Self { root, path: "" }
    }

    /// Nobody can tell what it is.
    pub const ANY: Subject<'static> = Subject::plain(Root::Any);

    /// Whether the two may be the same, for all that is known.
    pub fn may_be(self, other: Subject<'_>) -> bool {
        self == other || self.root == Root::Any || other.root == Root::Any
    }

    /// Whether the two are certain to be told apart by those who set them: two inputs, or two literals. What
    /// a variable holds, nobody can tell.
    pub fn is_apart(self, other: Subject<'_>) -> bool {
        match (self.root, other.root) {
            (Root::Input(one), Root::Input(other)) => one != other,
            (Root::Literal(one), Root::Literal(other)) => one != other,
            _ => false,
        }
    }

    /// Whether it begins with a variable.
    pub fn is_of(self, name: NameId) -> bool {
        self.root == Root::Variable(name)
    }
}
