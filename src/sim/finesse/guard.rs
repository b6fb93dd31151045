//! Who may ask: passwords, tokens, and what wrong ones lead to.

use super::world::World;
use super::world::file::AuthMode;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;

/// How many wrong passwords one after the other lock a user out.
const LIMIT: u32 = 5;

/// How long.
const LOCKED: SignedDuration = SignedDuration::from_mins(5);

/// What somebody shows.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Proof {
    /// A name and a password.
    Basic(String, String),
    /// A token of single sign-on.
    Bearer(String),
    /// A name and either, on the event stream.
    Stream(String, String),
}

impl Proof {
    /// What the event stream takes.
    pub fn stream(user: &str, secret: &str) -> Self {
        Self::Stream(user.to_owned(), secret.to_owned())
    }
}

/// Counts what was wrong.
#[derive(Debug, Default)]
pub(super) struct Guard {
    wrong: HashMap<String, u32>,
    locked: HashMap<String, Timestamp>,
}

impl Guard {
    /// Who stands behind a proof. `None`: nobody, or somebody who is locked out.
    pub fn prove(&mut self, world: &World, proof: &Proof) -> Option<String> {
        let mode = world.settings.auth;
        match proof {
            Proof::Basic(..) if mode == AuthMode::Sso => None,
            Proof::Bearer(_) if mode == AuthMode::NonSso => None,
            Proof::Bearer(token) => {
                let mut users = world.users.values();
                let found = users.find(|user| user.password == *token);
                found.map(|user| user.id.clone())
            }
            Proof::Basic(user, secret) | Proof::Stream(user, secret) => {
                self.by_password(world, user, secret)
            }
        }
    }

    fn by_password(&mut self, world: &World, user: &str, secret: &str) -> Option<String> {
        let known = world.users.get(user)?;
        if self.is_locked(user, world.now) {
            return None;
        }
        if known.password == secret {
            self.wrong.remove(user);
            return Some(user.to_owned());
        }
        let wrong = self.wrong.entry(user.to_owned()).or_default();
        *wrong += 1;
        if *wrong >= LIMIT {
            self.wrong.remove(user);
            let until = world.now.saturating_add(LOCKED).unwrap_or(Timestamp::MAX);
            self.locked.insert(user.to_owned(), until);
        }
        None
    }

    /// How many wrong passwords in a row a user has had so far.
    pub fn wrong(&self, user: &str) -> u32 {
        self.wrong.get(user).copied().unwrap_or_default()
    }

    /// Whether a user is locked out.
    pub fn is_locked(&self, user: &str, now: Timestamp) -> bool {
        self.locked.get(user).is_some_and(|until| now < *until)
    }
}
