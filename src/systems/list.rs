//! The systems that come with this crate.

use super::{cxone, easycim, finesse};
use crate::catalogue::Catalogue;
use crate::system::{Kit, Kits};
use std::borrow::Cow;
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

    /// What they offer; each is read when it is first asked for.
    pub(crate) fn offers(&self) -> Cow<'static, Catalogue> {
        let of_crate = |kit: &Kit| {
            let mut known = KITS.iter();
            known.any(|known| std::ptr::fn_addr_eq(known.catalogue, kit.catalogue))
        };
        match self.iter().all(of_crate) {
            true => Cow::Borrowed(Catalogue::builtin()),
            false => Cow::Owned(Catalogue::unread(
                self.iter().map(|kit| (kit.name, kit.catalogue)),
            )),
        }
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
    use crate::catalogue::SystemEntry;
    use std::fs;
    use std::path::Path;

    /// A system as its tables say, read as those of a host program are.
    fn written(name: &str) -> SystemEntry {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("src/systems")
            .join(name);
        let text = |path: &Path| fs::read_to_string(path).expect("a table is text");
        let families = fs::read_dir(folder.join("actions"));
        let families: Vec<String> = families
            .into_iter()
            .flatten()
            .map(|entry| text(&entry.expect("the folder can be read").path()))
            .collect();
        let families: Vec<&str> = families.iter().map(String::as_str).collect();
        let system = text(&folder.join("actions.toml"));
        SystemEntry::from_tables(&system, &families).unwrap_or_else(|error| panic!("{error}"))
    }

    /// Everything that is known of a system; its families have no order here.
    fn parts(entry: &SystemEntry) -> Vec<String> {
        let mut actions: Vec<String> = entry.actions.iter().map(|a| format!("{a:#?}")).collect();
        actions.sort();
        let head = format!(
            "{} {} {} {:#?} {:#?} {:#?}",
            entry.name, entry.title, entry.about, entry.things, entry.foreign, entry.platforms
        );
        actions.insert(0, head);
        actions
    }

    #[test]
    fn the_tables_of_every_kit_are_right_and_all_of_them_are_read() {
        for kit in KITS {
            let written = written(kit.name);
            assert_eq!(&*written.name, kit.name);
            assert!(written.title.ends_with(kit.title), "{}", written.title);
            let baked = (kit.catalogue)().unwrap_or_else(|error| panic!("{error}"));
            for (baked, written) in parts(&baked).iter().zip(parts(&written)) {
                assert_eq!(*baked, written);
            }
            assert_eq!(baked.actions.len(), written.actions.len(), "{}", kit.name);
        }
    }
}
