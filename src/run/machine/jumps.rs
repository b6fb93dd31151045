//! `next`, `leave`, `restart`, `return`, `finish`, `fail`: finding where they lead.

use super::Run;
use super::frames::Frame;
use super::leaving::{Leaving, Then, Why};
use super::turn::{Turn, Turned};
use crate::program::{Expr, Jump, Slot};
use crate::run::event::{End, Failure, Fault};
use crate::source::Span;
use crate::value::{Text, Value};
use std::sync::Arc;

/// A frame of a branch, or of one that it came from.
#[derive(Clone, Copy, Debug)]
struct Place {
    branch: usize,
    depth: usize,
}

impl Run {
    /// Does a jump from where the branch is now.
    pub(super) fn jump(&mut self, branch: usize, jump: &Jump, span: Span) -> Turned {
        let leaving = match jump {
            Jump::Next => self.next_of(branch, span)?,
            Jump::Leave => self.leave_of(branch, span)?,
            Jump::Restart => return self.restart(branch, span),
            Jump::Return(value) => self.return_of(branch, value.as_ref())?,
            Jump::Finish(text) => self.finish_of(branch, text.as_ref())?,
            Jump::Fail(text) => self.fail_of(branch, text.as_ref(), span)?,
        };
        self.leave(branch, leaving, span);
        Ok(Turn::More)
    }

    fn next_of(&self, branch: usize, span: Span) -> Result<Leaving, Box<Fault>> {
        let place = self
            .find(branch, is_loop)
            .ok_or_else(|| misplaced(span, "next", "loop"))?;
        if place.branch != branch {
            return Ok(Leaving::item(branch, Why::success(), true));
        }
        Ok(to(place.branch, place.depth + 1, Then::GoOn))
    }

    fn leave_of(&self, branch: usize, span: Span) -> Result<Leaving, Box<Fault>> {
        let place = self
            .find(branch, is_loop)
            .ok_or_else(|| misplaced(span, "leave", "loop"))?;
        Ok(to(place.branch, place.depth, Then::GoOn))
    }

    fn return_of(&mut self, branch: usize, value: Option<&Expr>) -> Result<Leaving, Box<Fault>> {
        let value = match value {
            Some(value) => self.evaluate(branch, value)?,
            None => Value::Nothing,
        };
        let step = self.find_step(branch);
        Ok(match step {
            Some((place, giving)) => to(place.branch, place.depth, Then::Returned(giving, value)),
            None => Leaving::end(End::Finished { message: None }),
        })
    }

    fn finish_of(&mut self, branch: usize, text: Option<&Expr>) -> Result<Leaving, Box<Fault>> {
        let message = text.map(|text| self.text(branch, text)).transpose()?;
        Ok(Leaving::end(End::Finished { message }))
    }

    fn fail_of(
        &mut self,
        branch: usize,
        text: Option<&Expr>,
        span: Span,
    ) -> Result<Leaving, Box<Fault>> {
        let message = text.map(|text| self.text(branch, text)).transpose()?;
        let failure = match self.trouble_at(branch) {
            Some(trouble) => Failure {
                message,
                by: Some(span),
                ..(*trouble).clone()
            },
            None => self.plain_failure(branch, message, span),
        };
        Ok(Leaving::end(End::Failed(Box::new(failure))))
    }

    /// What the reaction is about in which the branch is.
    fn trouble_at(&self, mut branch: usize) -> Option<Arc<Failure>> {
        loop {
            for frame in self.branch(branch).stack.iter().rev() {
                match frame {
                    Frame::Reacting(reacting) => return Some(reacting.trouble.clone()),
                    Frame::Called(_) | Frame::Always(_) => return None,
                    _ => {}
                }
            }
            branch = self.branch(branch).parent?;
        }
    }

    fn plain_failure(&self, branch: usize, message: Option<Text>, span: Span) -> Failure {
        Failure {
            span,
            what: Text::default(),
            action: None,
            outcome: "Failed".into(),
            reason: message.clone().unwrap_or_default(),
            message,
            by: Some(span),
            attempts: Vec::new(),
            through: self.through(branch),
        }
    }

    /// `restart`: the enclosing `try` again, if it has rounds left; else what was wrong stands.
    fn restart(&mut self, branch: usize, span: Span) -> Turned {
        let place = self
            .find_try(branch)
            .ok_or_else(|| misplaced(span, "restart", "try"))?;
        if self.has_rounds(place.branch, place.depth) {
            let leaving = to(place.branch, place.depth + 1, Then::Restart);
            self.leave(branch, leaving, span);
            return Ok(Turn::More);
        }
        let trouble = match self.trouble_at(branch) {
            Some(trouble) => trouble,
            None => Arc::new(self.exhausted(branch, span, "every round of this `try` was used up")),
        };
        self.raise(branch, None, trouble)
    }

    /// Whether a `restart` from where a handler of this depth stands has a round left.
    pub(super) fn can_restart(&self, branch: usize, depth: usize) -> bool {
        let place = self.find_from(branch, depth, |frame| matches!(frame, Frame::Group(_)));
        place.is_none_or(|place| self.has_rounds(place.branch, place.depth))
    }

    fn has_rounds(&self, branch: usize, depth: usize) -> bool {
        match self.branch(branch).stack.get(depth) {
            Some(Frame::Group(group)) => group.round < group.times,
            _ => false,
        }
    }

    fn find_try(&self, branch: usize) -> Option<Place> {
        self.find(branch, |frame| matches!(frame, Frame::Group(_)))
    }

    fn find(&self, branch: usize, is: impl Fn(&Frame) -> bool) -> Option<Place> {
        self.find_from(branch, self.branch(branch).stack.len(), is)
    }

    /// The innermost such frame below a depth that names and jumps reach.
    fn find_from(
        &self,
        mut branch: usize,
        depth: usize,
        is: impl Fn(&Frame) -> bool,
    ) -> Option<Place> {
        let mut below = depth;
        loop {
            let stack = &self.branch(branch).stack;
            for (depth, frame) in stack.iter().enumerate().take(below).rev() {
                if is(frame) {
                    return Some(Place { branch, depth });
                }
                if frame.is_border() {
                    return None;
                }
            }
            branch = self.branch(branch).parent?;
            below = usize::MAX;
        }
    }

    fn find_step(&self, mut branch: usize) -> Option<(Place, Option<Slot>)> {
        loop {
            let frames = self.branch(branch).stack.iter().enumerate().rev();
            for (depth, frame) in frames {
                if let Frame::Called(called) = frame {
                    return Some((Place { branch, depth }, called.run.giving));
                }
            }
            branch = self.branch(branch).parent?;
        }
    }
}

fn to(branch: usize, depth: usize, then: Then) -> Leaving {
    Leaving {
        branch,
        depth,
        why: Why::success(),
        then,
    }
}

fn is_loop(frame: &Frame) -> bool {
    matches!(frame, Frame::Each(_) | Frame::Many(_) | Frame::Rounds(_))
}

fn misplaced(span: Span, word: &str, place: &str) -> Box<Fault> {
    Box::new(Fault {
        span,
        message: format!("`{word}` stands outside any `{place}`").into(),
        help: Some(format!("move it into the `{place}` that it is meant for")),
    })
}
