//! Events: who is told what, and under which address.

use super::agent::User;
use super::call::{CallState, Dialog};
use super::diary::Happening;
use super::failure::Failure;
use super::notice::{Change, Notice};
use super::order::{Order, What};
use super::{Cause, World};
use crate::sim::finesse::view;
use crate::sim::finesse::xml::Element;
use jiff::SignedDuration;

/// How often the figures of the queues are told at most.
const QUEUES_EVERY: SignedDuration = SignedDuration::from_secs(10);

impl World {
    /// Tells everybody on a dialog how it stands: those who do not know it yet, that it is there.
    pub(super) fn tell(&mut self, id: u64, cause: &Cause) {
        let Some(dialog) = self.dialogs.get(&id) else {
            return;
        };
        let addresses = dialog.participants.iter().filter(|one| one.is_agent);
        let addresses: Vec<_> = addresses.map(|one| one.address.clone()).collect();
        for address in addresses {
            self.tell_one(id, &address, cause);
        }
    }

    /// Tells one of them.
    pub(super) fn tell_one(&mut self, id: u64, address: &str, cause: &Cause) {
        let user = self.user_at(address).map(|user| user.id.clone());
        let (Some(user), Some(dialog)) = (user, self.dialogs.get(&id)) else {
            return;
        };
        let known = self
            .users
            .get(&user)
            .is_some_and(|user| user.shown.contains(&id));
        let gone = dialog.state_of(address) == Some(CallState::Dropped);
        if known {
            let data = view::dialog(self, dialog, "dialog");
            let source = format!("/finesse/api/Dialog/{id}");
            send_dialog(self, &user, data, Change::Put, source, id, cause);
        } else if !gone {
            let data = view::dialogs("dialogs", [view::dialog(self, dialog, "Dialog")]);
            let source = format!("/finesse/api/User/{user}/Dialogs");
            // What nobody can be told is told as something new later.
            if self.in_service {
                shown(self, &user, |shown| shown.insert(id));
            }
            send_dialog(self, &user, data, Change::Post, source, id, cause);
        }
    }

    /// Takes a dialog away from a user who is on it no more.
    pub(super) fn take_away(&mut self, id: u64, user: &str, cause: &Cause) {
        let own = self.address_of(user);
        if self.state_of(id, &own) == Some(CallState::WrapUp) {
            return;
        }
        if shown(self, user, |shown| shown.remove(&id))
            && let Some(dialog) = self.dialogs.get(&id)
        {
            let data = view::dialogs("dialogs", [view::dialog(self, dialog, "Dialog")]);
            let source = format!("/finesse/api/User/{user}/Dialogs");
            send_dialog(self, user, data, Change::Delete, source, id, cause);
        }
        let nobody = |dialog: &Dialog| dialog.live().next().is_none();
        if self.seen_by(id).is_empty() && self.dialogs.get(&id).is_some_and(nobody) {
            self.end(id);
        }
    }

    /// Tells a user, and their team, how the user stands.
    pub(super) fn tell_user(&mut self, id: &str, cause: &Cause) {
        let Some(user) = self.users.get(id) else {
            return;
        };
        let data = view::user(self, user, "user");
        let team = format!("/finesse/api/Team/{}/Users", user.team);
        let node = format!("/finesse/api/User/{id}");
        let request_id = match cause.user == id {
            true => cause.request_id.clone(),
            false => String::new(),
        };
        send(
            self,
            node.clone(),
            data.clone(),
            Change::Put,
            request_id,
            node.clone(),
            cause,
        );
        send(self, team, data, Change::Put, String::new(), node, cause);
        queues_change(self);
    }

    pub(super) fn tell_queues(&mut self) {
        for queue in self.settings.queues.clone() {
            let node = format!("/finesse/api/Queue/{}", queue.id);
            let data = view::queue(self, &queue, "queue");
            let cause = Cause::default();
            send(
                self,
                node.clone(),
                data,
                Change::Put,
                String::new(),
                node,
                &cause,
            );
        }
    }

    /// Tells who asked that the CTI server has refused.
    pub(super) fn refuse(&mut self, order: &Order, failure: &Failure) {
        let user = &order.user;
        let (node, source) = match &order.what {
            What::Dialog { action, dialog, .. } => {
                let node = format!("/finesse/api/User/{user}/Dialogs");
                match dialog {
                    Some(id) if !action.makes_dialog() => {
                        (node, format!("/finesse/api/Dialog/{id}"))
                    }
                    _ => (node.clone(), node),
                }
            }
            _ => {
                let node = format!("/finesse/api/User/{user}");
                (node.clone(), node)
            }
        };
        let (code, constant) = (failure.code, &failure.constant);
        self.note(
            &order.cause,
            format!("refused: {} {constant} ({code})", failure.kind),
        );
        let request_id = order.cause.request_id.clone();
        send(
            self,
            node,
            failure.element(),
            Change::Put,
            request_id,
            source,
            &order.cause,
        );
    }

    /// Tells everybody whether the system is in service.
    pub(super) fn tell_service(&mut self) {
        let data = view::service(self);
        let node = "/finesse/api/SystemInfo".to_owned();
        self.outbox.push(Notice {
            node: node.clone(),
            data,
            change: Change::Put,
            request_id: String::new(),
            source: node,
            oddity: None,
            copies: 1,
        });
    }

    /// Tells everybody everything: after the CTI server was away.
    pub(super) fn tell_all(&mut self) {
        let cause = Cause::default();
        let users: Vec<_> = self
            .users
            .values()
            .filter(|user| user.is_signed_in())
            .map(|user| user.id.clone())
            .collect();
        for user in &users {
            self.tell_user(user, &cause);
        }
        let open = self.dialogs.values().filter(|dialog| !dialog.is_over);
        let open: Vec<_> = open.map(|dialog| dialog.id).collect();
        for id in open {
            self.tell(id, &cause);
        }
    }

    /// The address of a user who is signed in.
    pub(super) fn address_of(&self, user: &str) -> String {
        let extension = |user: &User| user.extension.clone();
        self.users.get(user).and_then(extension).unwrap_or_default()
    }
}

fn shown(
    world: &mut World,
    user: &str,
    change: impl FnOnce(&mut std::collections::BTreeSet<u64>) -> bool,
) -> bool {
    let user = world.users.get_mut(user);
    user.is_some_and(|user| change(&mut user.shown))
}

fn send_dialog(
    world: &mut World,
    user: &str,
    data: Element,
    change: Change,
    source: String,
    id: u64,
    cause: &Cause,
) {
    let node = format!("/finesse/api/User/{user}/Dialogs");
    // Only the first event about a dialog names the request: the vendor calls it best effort.
    let named = cause.user == user
        && cause
            .entry
            .is_none_or(|entry| world.named.insert((entry, id)));
    let request_id = match named {
        true => cause.request_id.clone(),
        false => String::new(),
    };
    send(world, node, data, change, request_id, source, cause);
}

fn send(
    world: &mut World,
    node: String,
    data: Element,
    change: Change,
    request_id: String,
    source: String,
    cause: &Cause,
) {
    let fate = cause.fate;
    if fate.lost || !world.in_service {
        return;
    }
    let notice = Notice {
        node,
        data,
        change,
        request_id: if fate.unnamed {
            String::new()
        } else {
            request_id
        },
        source,
        oddity: fate.oddity,
        copies: if fate.twice { 2 } else { 1 },
    };
    match fate.late {
        0 => world.outbox.push(notice),
        late => world.after(SignedDuration::from_millis(late), Happening::Emit(notice)),
    }
}

/// The figures of the queues have changed: they are told at most every ten seconds.
fn queues_change(world: &mut World) {
    if world.is_ccx() || world.queues_told > world.now {
        return;
    }
    let next = world.queues_told.saturating_add(QUEUES_EVERY);
    world.queues_told = next.unwrap_or(world.now).max(world.now);
    let span = world.queues_told.duration_since(world.now);
    world.after(
        span.max(SignedDuration::from_millis(1)),
        Happening::TellQueues,
    );
}
