//! One walk over a script: names, kinds, outcomes and ways, each statement seen once. What it
//! finds it says through `rules`.

mod action;
mod blocks;
mod collect;
mod expr;
mod finesse;
mod finish;
mod handlers;
mod inputs;
mod limits;
mod names;
mod origins;
mod outcomes;
mod phrase;
mod policy;
mod provided;
mod record;
mod steps;
mod stmt;
mod tenant;
mod tests;
mod together;
mod value;
mod waits;

use super::graph::{Node, Subject};
use super::names::NameMap;
use super::path::{Arm, Mark, Path};
use super::systems::Systems;
use super::{Context, Facts};
use crate::catalogue::Catalogue;
use crate::diagnostic::Diagnostic;
use crate::source::{Source, Span};
use crate::syntax::tree::{Handler, Tree};
use inputs::Inputs;
use names::Names;
use outcomes::Raise;
use provided::{Missing, Provided};
use steps::StepInfo;

/// Walks a whole file: what is wrong with it, and what lowering needs to know.
pub(super) fn walk<'a>(
    source: &'a Source,
    tree: &'a Tree,
    catalogue: &'a Catalogue,
    context: &'a Context,
) -> (Vec<Diagnostic>, Facts<'a>) {
    let systems = Systems::new(source, tree, catalogue, context);
    let mut walker = Walker {
        source,
        catalogue,
        context,
        provided: Provided::new(&systems),
        systems,
        names: Names::default(),
        path: Path::default(),
        inputs: Inputs::default(),
        steps: Vec::new(),
        step_at: NameMap::default(),
        everywhere: Vec::new(),
        frames: Vec::new(),
        body: BodyKind::Main,
        unresolved: Vec::new(),
        unhandled: Vec::new(),
        origins: Vec::new(),
        aliases: NameMap::default(),
        reported_needs: NameMap::default(),
        missing: Vec::new(),
        worth: NameMap::default(),
        reported_retries: NameMap::default(),
        any_broken: false,
        unread: Vec::new(),
        problems: Vec::new(),
    };
    walker.file(tree);
    if !walker.any_broken {
        let of_toolbar = super::toolbar::find(source, tree, &walker.systems);
        walker.problems.extend(of_toolbar);
    }
    walker.finish()
}

struct Walker<'a> {
    source: &'a Source,
    catalogue: &'a Catalogue,
    context: &'a Context,
    systems: Systems<'a>,
    provided: Provided<'a>,
    names: Names<'a>,
    path: Path<'a>,
    inputs: Inputs<'a>,
    steps: Vec<StepInfo<'a>>,
    step_at: NameMap<&'a str, usize>,
    everywhere: Vec<LastResort<'a>>,
    /// What the statement at hand stands in, from the outside in.
    frames: Vec<Frame<'a>>,
    body: BodyKind,
    /// Bare names that were no variables where they stand: inputs, if any `<Name>` says so.
    unresolved: Vec<Unresolved<'a>>,
    unhandled: Vec<outcomes::Unhandled<'a>>,
    origins: Vec<origins::Origins<'a>>,
    /// What a name stands for that was given another's value.
    aliases: NameMap<(u32, u32), Subject<'a>>,
    reported_needs: NameMap<Span, ()>,
    /// What is needed and not there on some way.
    missing: Vec<Missing<'a>>,
    /// Which outcomes are worth a warning, by their place in the catalogue.
    worth: NameMap<usize, action::Worth>,
    reported_retries: NameMap<Span, ()>,
    /// Something could not be understood: what nobody seems to use may be used there.
    any_broken: bool,
    /// Text that could not be read.
    unread: Vec<Span>,
    problems: Vec<Diagnostic>,
}

/// Which body is walked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum BodyKind {
    Main,
    Step(usize),
    /// A reaction of `everywhere`, by its number.
    Everywhere(usize),
}

/// A handler of last resort.
struct LastResort<'a> {
    handler: &'a Handler,
    fired: bool,
}

/// What a statement can stand in.
enum Frame<'a> {
    /// The body of a `try` or `within`.
    Group(Group<'a>),
    /// The body of a loop.
    Loop(Loop),
    /// A handler of a `try`: `restart` runs that one again.
    Restartable {
        restarted: bool,
        head: Node,
        always: Option<u32>,
    },
    /// An `always` block.
    Always(Span),
}

struct Group<'a> {
    handlers: &'a [Handler],
    restartable: bool,
    /// Where it begins again.
    head: Node,
    /// Its block that always runs.
    always: Option<u32>,
    mark: Mark,
    notes: Vec<Note<'a>>,
    /// Something in it is broken: anything may happen.
    anything: bool,
    /// How many unhandled outcomes were known when it began.
    unhandled: usize,
}

/// What has reached a handler.
#[derive(Default)]
struct Note<'a> {
    arm: Arm,
    raises: Vec<Raise<'a>>,
}

struct Loop {
    mark: Mark,
    leave: Arm,
    next: Arm,
    /// Whether something in it goes out of it.
    exits: bool,
    /// Whether its items are worked on together.
    at_once: bool,
    /// Where a limit would be written, in a loop over as many items as there are; gone when that
    /// has been said.
    unbounded: Option<u32>,
    /// What it goes through.
    head: Span,
    span: Span,
}

struct Unresolved<'a> {
    name: &'a str,
    /// The nearest name that is known where it stands.
    near: Option<&'a str>,
    span: Span,
    place: Place,
    /// Compared with something of which nobody can tell what it may be: of a closed list, perhaps.
    beside_anything: bool,
}

/// Where an expression stands, which decides how inputs are written there.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Place {
    /// In a phrase or after `with`: `<Name>`.
    Data,
    /// In a condition, a text or the arguments of `run`: `Name`.
    Bare,
    /// Elsewhere: both.
    Free,
}

impl<'a> Walker<'a> {
    fn slice(&self, span: Span) -> &'a str {
        self.source.slice(span)
    }

    fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
    }
}
