//! What an action is about: the contact in `<ContactId>`, in `Contact.ContactId`, in `42`. Two
//! places that say the same are about the same thing, as long as the name keeps its value.

use std::collections::HashMap;

/// A subject, by its number.
pub(crate) type SubjectId = u32;

/// Something that actions can be about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Subject<'a> {
    /// The name it begins with.
    pub root: Root<'a>,
    /// What follows the name: `.ContactId`.
    pub path: &'a str,
}

/// What a subject begins with.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Root<'a> {
    /// An input.
    Input(&'a str),
    /// A variable of a body, by the body's first node and its number there.
    Variable(u32, u32),
    /// A literal.
    Literal(&'a str),
    /// The only one that there can be: the session of a script.
    One,
    /// Nobody can tell.
    Any,
}

/// The subjects of a file.
#[derive(Default)]
pub(crate) struct Subjects<'a> {
    known: HashMap<Subject<'a>, SubjectId>,
    list: Vec<Subject<'a>>,
}

impl<'a> Subjects<'a> {
    /// The number of a subject.
    pub fn id(&mut self, subject: Subject<'a>) -> SubjectId {
        let next = self.list.len() as SubjectId;
        let id = *self.known.entry(subject).or_insert(next);
        if id == next {
            self.list.push(subject);
        }
        id
    }

    /// The number of the only one that there can be.
    pub fn one(&mut self) -> SubjectId {
        self.id(Subject {
            root: Root::One,
            path: "",
        })
    }

    /// The subject of that number.
    pub fn get(&self, id: SubjectId) -> Subject<'a> {
        self.list[id as usize]
    }
}
