//! Putting a world together, and who has a client.

use super::agent::{User, UserState};
use super::call::{CallData, CallState, CallType, Dialog, Participant};
use super::file::{DialogFile, UserFile, WorldFile};
use super::{Cause, World};

impl World {
    pub(super) fn furnish(&mut self, mut file: WorldFile) {
        let users = std::mem::take(&mut file.users);
        let dialogs = std::mem::take(&mut file.dialogs);
        self.settings = file;
        for user in users {
            let user = self.user_of(user);
            if let Some(desk) = &user.extension {
                self.desks.insert(desk.clone(), user.id.clone());
            }
            self.users.insert(user.id.clone(), user);
        }
        for dialog in dialogs {
            self.place(dialog);
        }
        self.outbox.clear();
    }

    fn user_of(&self, file: UserFile) -> User {
        let signed_in = file.state != UserState::Logout;
        User {
            id: file.id,
            first_name: file.first_name,
            last_name: file.last_name,
            password: file.password,
            is_supervisor: file.supervisor,
            team: file.team,
            extension: file.extension.filter(|_| signed_in),
            state: file.state,
            reason: None,
            changed: self.now,
            after: file.state,
            after_reason: None,
            is_pending: false,
            wrap_up: file.wrap_up,
            wants_wrap_up: false,
            is_wrapping: false,
            is_mobile: file.mobile,
            answers_after: file.answers_after.map(|span| span.0),
            shown: Default::default(),
        }
    }

    /// Puts a dialog into the world, and tells its agent of it.
    pub fn place(&mut self, file: DialogFile) {
        let Some(user) = self.users.get(&file.agent) else {
            return;
        };
        let (id, user_id) = (file.id, user.id.clone());
        let address = user.extension.clone().unwrap_or_default();
        let dialog = self.dialog_of(file, &address);
        let is_over = dialog.is_over;
        self.open(dialog);
        self.next_dialog = self.next_dialog.max(id);
        match is_over {
            true => self.end(id),
            false => self.tell(id, &Cause::default()),
        }
        self.settle(&user_id, &Cause::default());
    }

    /// A call from outside comes to an agent, through the first queue. Its id, or `None` where
    /// the agent is not there.
    pub fn ring(&mut self, agent: &str, from: &str) -> Option<u64> {
        self.users.get(agent).filter(|user| user.is_signed_in())?;
        let id = self.new_id();
        self.place(DialogFile {
            id,
            from: from.to_owned(),
            agent: agent.to_owned(),
            kind: CallType::PrerouteAcdIn,
            state: CallState::Alerting,
            queue: self.settings.queues.first().map(|queue| queue.id),
            behaviour: Default::default(),
        });
        self.switch().expect_answer(id, agent);
        Some(id)
    }

    fn dialog_of(&self, file: DialogFile, agent: &str) -> Dialog {
        let queues = &self.settings.queues;
        let queue = queues.iter().find(|queue| Some(queue.id) == file.queue);
        // A preview is an offer and never a call: one that is written as active, or without a state, is
        // offered.
        let state = match file.state {
            CallState::Active if file.kind.is_preview() => CallState::Alerting,
            state => state,
        };
        let outside = match state {
            CallState::Held => CallState::Active,
            CallState::Alerting => CallState::Initiated,
            state => state,
        };
        let outgoing = matches!(file.kind, CallType::Out | CallType::Outbound);
        let (from, to) = match outgoing {
            true => (agent.to_owned(), file.from.clone()),
            false => (file.from.clone(), agent.to_owned()),
        };
        let mut participants = vec![self.somebody(agent, state)];
        if !file.kind.is_preview() {
            participants.push(self.somebody(&file.from, outside));
        }
        Dialog {
            id: file.id,
            kind: file.kind,
            state: match state {
                CallState::Held => CallState::Active,
                state => state,
            },
            data: CallData {
                dialled: if outgoing {
                    to.clone()
                } else {
                    "8000".to_owned()
                },
                dnis: to.clone(),
                queue: queue.map(|queue| (queue.id.to_string(), queue.name.clone())),
                ..CallData::default()
            },
            from,
            to,
            participants,
            secondary: None,
            associated: None,
            controller: None,
            is_over: state == CallState::Dropped,
            behaviour: file.behaviour,
        }
    }

    /// A participant of this number, as of now.
    pub(super) fn somebody(&self, address: &str, state: CallState) -> Participant {
        Participant {
            address: address.to_owned(),
            is_agent: self.settings.extensions.iter().any(|one| one == address),
            state,
            cause: "",
            started: self.now,
            changed: self.now,
        }
    }
}

impl World {
    /// Whether there is a node to subscribe to that a user may see.
    pub fn has_node(&self, user: &str, node: &str) -> bool {
        let Some(below) = node.strip_prefix("/finesse/api/") else {
            return false;
        };
        let parts: Vec<_> = below.split('/').collect();
        match parts.as_slice() {
            ["SystemInfo"] => true,
            ["User", id] | ["User", id, "Dialogs"] => *id == user,
            ["Team", id, "Users"] => self.supervises(user, id),
            ["Queue", id] => {
                let mut queues = self.settings.queues.iter();
                !self.is_ccx() && queues.any(|queue| queue.id.to_string() == *id)
            }
            _ => false,
        }
    }

    fn supervises(&self, user: &str, team: &str) -> bool {
        let user = self.users.get(user);
        user.is_some_and(|user| user.is_supervisor && user.team.to_string() == team)
    }
}
