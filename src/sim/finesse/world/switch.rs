//! The telephone switch: what it makes of calls. It works on the world, and tells through it.

use super::World;
use std::ops::{Deref, DerefMut};

/// What carries out what was asked for with calls.
pub(crate) struct Switch<'w>(&'w mut World);

impl World {
    /// The switch, at work on this world.
    pub fn switch(&mut self) -> Switch<'_> {
        Switch(self)
    }
}

impl Deref for Switch<'_> {
    type Target = World;

    fn deref(&self) -> &World {
        self.0
    }
}

impl DerefMut for Switch<'_> {
    fn deref_mut(&mut self) -> &mut World {
        self.0
    }
}
