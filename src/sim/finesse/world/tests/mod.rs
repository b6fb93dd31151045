//! What comes of what is asked, event by event, without sockets.

mod calls;
mod campaigns;
mod joining;
mod people;
mod service;

use super::call::CallState;
use super::file::{DialogFile, Platform, WorldFile};
use super::notice::{Fate, Notice};
use super::order::{Action, Body, Order, What};
use super::{Cause, World};
use crate::sim::finesse::xml::Element;
use jiff::{SignedDuration, Timestamp};

/// A world whose time is moved by hand.
pub(super) struct Stage {
    pub world: World,
    /// What becomes of the events of what is asked.
    pub fate: Fate,
    asked: usize,
}

impl Stage {
    /// Agents 1001, 1002 and 1003 and supervisor 1100, without calls. Nobody answers by himself.
    pub fn on(platform: Platform) -> Self {
        Self::with(platform, |_| {})
    }

    pub fn with(platform: Platform, change: impl FnOnce(&mut WorldFile)) -> Self {
        let mut file = WorldFile::small().platform(platform);
        file.dialogs.clear();
        for user in &mut file.users {
            user.answers_after = None;
        }
        change(&mut file);
        Self {
            world: World::new(file, Timestamp::UNIX_EPOCH),
            fate: Fate::default(),
            asked: 0,
        }
    }

    pub fn cce() -> Self {
        Self::on(Platform::Cce)
    }

    /// A call from outside that an agent is on.
    pub fn call(mut self, id: u64, agent: &str, state: CallState) -> Self {
        let file = DialogFile {
            id,
            from: format!("120255501{id:02}"),
            agent: agent.to_owned(),
            kind: Default::default(),
            state,
            queue: Some(4022),
            behaviour: Default::default(),
        };
        self.place(file);
        self
    }

    pub fn place(&mut self, file: DialogFile) {
        self.world.place(file);
        self.world.outbox.clear();
    }

    /// Asks for something, and lets the time pass until the last of it has come: answers from
    /// outside excepted. The events, each as `user EVENT dialog STATE number=STATE …`.
    pub fn ask(&mut self, user: &str, what: What) -> Vec<String> {
        self.asked += 1;
        let cause = Cause {
            entry: Some(self.asked),
            user: user.to_owned(),
            request_id: "r".to_owned(),
            fate: self.fate,
            ..Cause::default()
        };
        self.world.accept(Order {
            user: user.to_owned(),
            what,
            cause,
        });
        self.pass(SignedDuration::from_millis(500))
    }

    pub fn dialog(&mut self, user: &str, action: Action, id: u64, to: &str) -> Vec<String> {
        let body = Body {
            to: to.to_owned(),
            own: self.world.address_of(user),
            ..Body::default()
        };
        let dialog = (id > 0).then_some(id);
        self.ask(
            user,
            What::Dialog {
                action,
                dialog,
                body,
            },
        )
    }

    /// Lets time pass. The events.
    pub fn pass(&mut self, span: SignedDuration) -> Vec<String> {
        let now = self.world.now + span;
        self.world.advance(now);
        self.world
            .outbox
            .drain(..)
            .filter_map(|notice| line(&notice))
            .collect()
    }

    pub fn user(&self, id: &str) -> &'static str {
        self.world.users[id].state.name()
    }

    /// The dialog that was made last.
    pub fn newest(&self) -> u64 {
        *self.world.dialogs.keys().last().unwrap()
    }

    pub fn in_state(&self, id: u64, address: &str) -> &'static str {
        self.world
            .state_of(id, address)
            .map_or("-", CallState::name)
    }

    pub fn actions(&self, id: u64, address: &str) -> String {
        let dialog = &self.world.dialogs[&id];
        self.world
            .allowed(dialog, dialog.participant(address).unwrap())
            .join(" ")
    }
}

/// An event in a line. What the team is told is left out.
fn line(notice: &Notice) -> Option<String> {
    let user = notice.node.strip_prefix("/finesse/api/User/");
    let Some(user) = user else {
        let system = notice.node == "/finesse/api/SystemInfo";
        return system.then(|| format!("system {}", notice.data.value("status").unwrap()));
    };
    let user = user.trim_end_matches("/Dialogs");
    let named = if notice.request_id.is_empty() {
        ""
    } else {
        " named"
    };
    let word = notice.change.name();
    let text = |element: &Element, name: &str| element.value(name).unwrap_or("").to_owned();
    Some(match notice.data.name.as_ref() {
        "user" => {
            let (state, pending) = (
                text(&notice.data, "state"),
                text(&notice.data, "pendingState"),
            );
            format!("{user} {state} {pending}").trim_end().to_owned()
        }
        "apiErrors" => {
            let error = notice.data.get("apiError").unwrap();
            let (kind, code) = (text(error, "errorType"), text(error, "errorData"));
            format!("{user} refused: {kind} {code}{named}")
        }
        name => {
            let dialog = match name {
                "dialogs" => notice.data.get("Dialog").unwrap(),
                _ => &notice.data,
            };
            let people = dialog.get("participants").unwrap().children.iter();
            let people =
                people.map(|one| format!("{}={}", text(one, "mediaAddress"), text(one, "state")));
            let people: Vec<_> = people.collect();
            let (id, state) = (text(dialog, "id"), text(dialog, "state"));
            let people = people.join(" ");
            format!("{user} {word} {id} {state} {people}{named}")
        }
    })
}
