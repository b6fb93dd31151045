//! A run that is cancelled, or whose time is over, while its last write is being answered. If the write
//! succeeds and nothing is left to do, the run has done everything: it has not been cancelled, and
//! whoever believed that it was would do it all again.

use super::cx::Cx;
use super::frames::{Always, Frame, Group, Many, Phase};
use super::leaving::{Leaving, Then};
use crate::program::{Does, Jump, Op};

/// The last write of a branch that leaves has succeeded: the branch ends by itself, if that is all that
/// it still did.
pub(super) fn stay_if_done(cx: &mut Cx<'_>) {
    if let Some(leaving) = cx.here().leaving.as_deref()
        && leaving.answers_first
        && nothing_is_left(cx)
        && let Some(leaving) = cx.here_mut().leaving.take()
    {
        note(cx, *leaving);
    }
}

/// All items of a loop have ended well although they were to leave.
pub(super) fn has_outlasted(cx: &Cx<'_>, many: &Many) -> bool {
    let from_outside = matches!(&cx.here().leaving, Some(leaving) if leaving.answers_first);
    from_outside && many.done == many.items.len() && nothing_is_left(cx)
}

/// What an `always` held up, and goes on now; nothing where that was a cancellation that came when
/// nothing else was left to do.
pub(super) fn held_up_by(cx: &mut Cx<'_>, always: &mut Always) -> Option<Box<Leaving>> {
    let leaving = always.after.take()?;
    match leaving.answers_first && !always.cuts && nothing_is_left(cx) {
        true => {
            note(cx, *leaving);
            None
        }
        false => Some(leaving),
    }
}

/// The way out stays the reason, should an `always` that is still to come take too long.
fn note(cx: &mut Cx<'_>, leaving: Leaving) {
    if let Then::End(end) = leaving.then {
        cx.state.so_far.tell().outlasted = Some(*end);
    }
}

fn nothing_is_left(cx: &Cx<'_>) -> bool {
    cx.here().stack.iter().all(Frame::is_done)
}

impl Frame {
    /// Whether nothing is left to do in it but its end.
    fn is_done(&self) -> bool {
        match self {
            Self::Stmts(stmts) => {
                let rest = stmts.block.stmts.iter().skip(stmts.next as usize);
                rest.map(|stmt| &stmt.op).all(only_reports)
            }
            Self::Each(each) => each.next >= each.items.len(),
            Self::Many(many) => many.live.is_empty() && many.done == many.items.len(),
            Self::Group(group) => group.is_in_it(),
            Self::Always(always) => always.begun && always.after.is_none(),
            Self::Limited(_) | Self::Called(_) | Self::Reacting(_) => true,
            // The end of a `repeat` without `leave` is an outcome
            Self::Rounds(_) | Self::Act(_) | Self::Wait(_) | Self::Failing(_) => false,
        }
    }
}

/// Whether a statement changes nothing outside of the run, and takes no time.
fn only_reports(op: &Op) -> bool {
    match op {
        Op::Plain(plain, _) => plain.does() == Does::Tells,
        _ => matches!(op, Op::Emit(..) | Op::Let(..) | Op::Jump(Jump::Finish(_))),
    }
}

impl Group {
    fn is_in_it(&self) -> bool {
        matches!(self.phase, Phase::Body | Phase::Reaction)
    }
}
