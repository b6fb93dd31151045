//! What a frame says when it has had its turn.

use super::frames::Frame;
use crate::program::Jump;
use crate::run::event::Fault;
use crate::source::Span;

/// How a branch goes on after its frame on top has had a turn.
#[derive(Debug)]
pub(super) enum Next {
    /// With this on top of it.
    Push(Frame),
    /// With this in its place.
    Become(Frame),
    /// With itself, once more.
    Again,
    /// With what is below: it has ended well, or is on its way out.
    Done,
    /// When something is told.
    Wait,
    /// With what leaves the place where it stands.
    Jump(Jump, Span),
}

/// Why a branch cannot go on.
#[derive(Debug)]
pub(super) enum Stop {
    /// A fault ends the flow; every `always` on the way out runs.
    Fault(Box<Fault>),
    /// The grace after a limit is over too: the run ends at once.
    Over,
}

pub(super) type Stepped = Result<Next, Stop>;

impl From<Box<Fault>> for Stop {
    fn from(fault: Box<Fault>) -> Self {
        Self::Fault(fault)
    }
}

/// What can only be where this program is wrong: the run ends and says so, since going on could
/// do the wrong thing.
pub(super) fn broken(span: Span, what: &str) -> Box<Fault> {
    Box::new(Fault {
        outcome: None,
        span,
        message: format!("this run cannot continue: {what}").into(),
        help: Some("this is an error in Contactflow; please report it".into()),
    })
}
