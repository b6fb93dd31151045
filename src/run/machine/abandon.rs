//! Writes that were in flight when nobody waited for their answer any more.

use super::Run;
use super::frames::{Act, Doing, Frame};
use crate::run::event::EventKind;

impl Run {
    /// Says of a frame that is given up whether a write of it was in flight: what came of that
    /// write is not known.
    pub(super) fn abandon(&mut self, frame: &Frame) {
        let Frame::Act(act) = frame else {
            return;
        };
        let Some(id) = act.asked else {
            return;
        };
        let seen = !self.asked.iter().any(|effect| effect.id == id);
        if !seen {
            self.unsay_asked(act);
        } else if act.writes() {
            self.unknown.push((act.name.clone(), act.what.clone()));
            let (name, what) = (act.name.clone(), act.what.clone());
            self.say(act.site.span, EventKind::Abandoned { name, what });
        }
    }

    /// It was never handed out, so it was never asked.
    fn unsay_asked(&mut self, act: &Act) {
        self.events.retain(|event| match &event.kind {
            EventKind::Asked { name, .. } => *name != act.name,
            _ => true,
        });
    }
}

impl Act {
    /// Whether it changes something.
    pub fn writes(&self) -> bool {
        matches!(&self.doing, Doing::Call(call) if !call.action.reads)
    }
}
