//! The systems that come with this crate.

use super::{cxone, easycim, finesse};
use crate::catalogue::Catalogue;
use crate::system::{Kit, Kits};
use std::sync::OnceLock;

/// All of them: a line each. The first is that of profiles that name
/// none.
const KITS: [Kit; 3] = [cxone::KIT, finesse::KIT, easycim::KIT];

impl Kits {
    /// The systems that come with this crate.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Kits> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::new(KITS))
    }
}

impl Default for Kits {
    fn default() -> Self {
        Self::builtin().clone()
    }
}

impl Catalogue {
    /// The systems that come with this crate. Each is read when it is first asked for, and kept.
    /// That their tables are right is a test's business; one that is wrong all the same is left out.
    pub fn builtin() -> &'static Self {
        static BUILTIN: OnceLock<Catalogue> = OnceLock::new();
        BUILTIN.get_or_init(|| Self::unread(KITS.map(|kit| (kit.name, kit.catalogue))))
    }
}

#[cfg(test)]
mod tests {
    use super::KITS;

    #[test]
    fn the_tables_of_every_kit_are_right() {
        for kit in KITS {
            let entry = (kit.catalogue)().unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(&*entry.name, kit.name);
            assert!(entry.title.ends_with(kit.title), "{}", entry.title);
        }
    }
}
