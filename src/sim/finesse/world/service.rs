//! The CTI server, lost and found again.

use super::World;
use super::call::Dialog;
use super::diary::Happening;
use jiff::SignedDuration;

impl World {
    /// The CTI server is lost: everybody is told, and nothing else until it is back. With a span
    /// it comes back by itself.
    pub fn lose_service(&mut self, span: Option<SignedDuration>) {
        self.outages += 1;
        if self.in_service {
            self.in_service = false;
            self.tell_service();
        }
        if let Some(span) = span {
            let outage = self.outages;
            self.after(span, Happening::Recover { outage });
        }
    }

    /// The CTI server is back: everybody is told how things stand. Calls that began and ended
    /// meanwhile are never told of.
    pub fn restore_service(&mut self) {
        if self.in_service {
            return;
        }
        self.in_service = true;
        self.tell_service();
        forget_what_ended(self);
        self.tell_all();
    }

    pub(super) fn recover(&mut self, outage: u64) {
        if self.outages == outage {
            self.restore_service();
        }
    }
}

/// Dialogs that ended while nobody could be told are taken from everybody's list in silence.
fn forget_what_ended(world: &mut World) {
    let over = |dialog: &&Dialog| dialog.live().next().is_none();
    let over: Vec<_> = world
        .dialogs
        .values()
        .filter(over)
        .map(|dialog| dialog.id)
        .collect();
    for id in over {
        for user in world.seen_by(id) {
            if let Some(user) = world.users.get_mut(&user) {
                user.shown.remove(&id);
            }
        }
        world.end(id);
    }
}
