//! Agents and their programs: who signs in, who is ready, and who is taken for gone.

use super::World;
use std::ops::{Deref, DerefMut};

/// What agents ask for themselves, at work on the world.
pub(crate) struct Agents<'w>(&'w mut World);

impl World {
    /// The agents of this world.
    pub fn agents(&mut self) -> Agents<'_> {
        Agents(self)
    }

    /// Whether a user's own desktop is open.
    pub fn has_desktop(&self, user: &str) -> bool {
        self.at_desktop.contains(user)
    }

    /// Whether a user has a program of the kind that answers calls for him.
    pub(super) fn has_client(&self, user: &str) -> bool {
        self.programs.get(user).is_some_and(|count| *count > 0)
    }
}

impl Deref for Agents<'_> {
    type Target = World;

    fn deref(&self) -> &World {
        self.0
    }
}

impl DerefMut for Agents<'_> {
    fn deref_mut(&mut self) -> &mut World {
        self.0
    }
}
