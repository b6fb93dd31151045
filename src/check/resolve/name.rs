//! What names stand for.

use crate::source::Span;
use crate::syntax::tree;
use crate::value::{Kind, Mark};

/// A variable, by its place in the model's list.
pub type NameId = u32;

/// A variable.
#[derive(Debug)]
pub struct Name<'a> {
    /// Its letters.
    pub text: &'a str,
    /// Where it comes from.
    pub sort: Sort,
    /// The type of its value; of any type where it holds now the one, now the other.
    pub kind: Kind,
    /// Where it first gets a value: for an output under its own name, the action's phrase.
    pub span: Span,
    /// The text in which it can be read.
    pub visible: Span,
    /// Whether anything reads it.
    pub read: bool,
    /// Whether it has only held `[]` so far: what is added to it says what its items are.
    pub empty: bool,
    /// The body that it belongs to.
    pub body: u32,
}

/// Where a variable comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sort {
    /// `let` or `giving`.
    Variable,
    /// An action's output under its own name.
    Output,
    /// The item of a loop.
    Item,
    /// A parameter of a step.
    Param,
    /// `Outcome` and `Reason`.
    Reason,
}

/// An input, as all its uses together make it.
#[derive(Debug)]
pub struct Input<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub kind: Kind,
    /// Who may see it.
    pub mark: Mark,
    /// Where the script first names it.
    pub span: Span,
    /// Its `input` line.
    pub declared: Option<&'a tree::Input>,
    /// Whether anything reads it.
    pub used: bool,
}

/// A step.
#[derive(Debug)]
pub struct Step<'a> {
    /// As written.
    pub step: &'a tree::Step,
    /// Its parameters.
    pub params: Vec<NameId>,
    /// The type of what it returns with a value; nothing where no `return` has one.
    pub returns: Option<Kind>,
    /// Whether something runs it, or its name is taken by another.
    pub used: bool,
    /// Whether something in it could not be understood.
    pub anything: bool,
}

/// What has variables of its own.
#[derive(Clone, Copy, Debug)]
pub struct Body {
    /// Which one it is.
    pub kind: BodyKind,
    /// Its text; for the flow itself, the whole file.
    pub span: Span,
    /// Its first variable.
    pub first: NameId,
}

/// Which body something is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BodyKind {
    /// The flow itself.
    Main,
    /// A step, by its number.
    Step(usize),
    /// A handler of last resort, by its number.
    Everywhere(usize),
    /// A test.
    Test,
}

/// A place where a name stands.
#[derive(Clone, Copy, Debug)]
pub struct Reference {
    /// The name's letters, brackets left out.
    pub span: Span,
    /// What it stands for.
    pub to: Meaning,
    /// Whether it gets its value here, or is declared.
    pub binds: bool,
}

/// What a name stands for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    /// A variable.
    Name(NameId),
    /// An input, by its number.
    Input(u32),
    /// A step, by its number.
    Step(u32),
    /// One out of a closed list.
    Choice,
    /// A state of some thing.
    State,
    /// Nothing that is known.
    Unknown,
}
