//! Media other than voice: agents' states in them, and the tasks that are in their hands. Nothing
//! here happens by itself: other programs route tasks and take care of them.

use super::World;
use super::notice::{Change, Notice};
use super::task::{MediumState, Standing, Task, TaskState};
use crate::sim::finesse::view;
use crate::sim::finesse::xml::Element;
use std::ops::{Deref, DerefMut};

/// Whatever happens in media other than voice, at work on the world.
pub(crate) struct Media<'w>(&'w mut World);

impl World {
    /// The media of this world.
    pub fn media(&mut self) -> Media<'_> {
        Media(self)
    }

    /// A medium by its number.
    pub fn medium(&self, id: &str) -> Option<&super::task::Medium> {
        self.settings.media.iter().find(|medium| medium.id == id)
    }
}

impl Media<'_> {
    /// An agent comes to a state in a medium. Whether there are both.
    pub fn put(&mut self, user: &str, medium: &str, state: MediumState) -> bool {
        if !self.users.contains_key(user) || self.medium(medium).is_none() || self.is_ccx() {
            return false;
        }
        let key = (user.to_owned(), medium.to_owned());
        let changed = self.now;
        self.tray.standings.insert(key, Standing { state, changed });
        let source = format!("/finesse/api/User/{user}/Media/{medium}");
        let data = view::medium(self, user, medium);
        self.tell(
            format!("/finesse/api/User/{user}/Media"),
            data,
            Change::Put,
            source,
        );
        true
    }

    /// A task is offered to an agent. Its number, where there are the agent and the medium.
    pub fn offer(&mut self, user: &str, medium: &str, queue: &str) -> Option<String> {
        if !self.users.contains_key(user) || self.medium(medium).is_none() || self.is_ccx() {
            return None;
        }
        self.tray.given += 1;
        let id = format!("151635_{}_1", 311 + self.tray.given);
        let task = Task {
            id: id.clone(),
            media: medium.to_owned(),
            agent: user.to_owned(),
            state: TaskState::Offered,
            queue: queue.to_owned(),
            changed: self.now,
        };
        self.tray.tasks.insert(id.clone(), task);
        self.tell_list(&id, Change::Post);
        Some(id)
    }

    /// A task comes to a state. Whether there is one.
    pub fn turn(&mut self, id: &str, state: TaskState) -> bool {
        let now = self.now;
        let Some(task) = self.tray.tasks.get_mut(id) else {
            return false;
        };
        task.state = state;
        task.changed = now;
        if state == TaskState::Closed {
            self.tell_list(id, Change::Delete);
            self.tray.tasks.remove(id);
            return true;
        }
        let Some(task) = self.tray.task(id) else {
            return false;
        };
        let node = format!("/finesse/api/User/{}/Dialogs/Media", task.agent);
        let data = view::task(self, task, "Dialog");
        self.tell(node, data, Change::Put, format!("/finesse/api/Dialog/{id}"));
        true
    }

    /// Tells an agent that a task has come or gone.
    fn tell_list(&mut self, id: &str, change: Change) {
        let Some(task) = self.tray.task(id) else {
            return;
        };
        let (agent, medium) = (&task.agent, &task.media);
        let node = format!("/finesse/api/User/{agent}/Dialogs/Media");
        let source = format!("/finesse/api/User/{agent}/Media/{medium}/Dialogs");
        let data = view::dialogs("dialogs", [view::task(self, task, "Dialog")]);
        self.tell(node, data, change, source);
    }

    fn tell(&mut self, node: String, data: Element, change: Change, source: String) {
        if !self.in_service {
            return;
        }
        self.outbox.push(Notice {
            node,
            data,
            change,
            request_id: String::new(),
            source,
            oddity: None,
            copies: 1,
        });
    }
}

impl Deref for Media<'_> {
    type Target = World;

    fn deref(&self) -> &World {
        self.0
    }
}

impl DerefMut for Media<'_> {
    fn deref_mut(&mut self) -> &mut World {
        self.0
    }
}
