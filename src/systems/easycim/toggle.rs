//! The toolbar's Hold is a toggle without an answer: on hold, and off hold again. Whoever sends it once
//! too often takes a caller off hold. So who was put on hold is remembered, and a toggle is sent only
//! where it goes the way that is meant. The page remembers it where there is one; straight to the
//! toolbar, [`Holds`] does.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Which way a toggle goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Toggle {
    /// Off, so that it goes on.
    Hold,
    /// On, so that it goes off.
    Resume,
}

/// Whether a contact is on hold, as far as is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Held {
    /// Nobody known here has put it on hold, or it was taken off again.
    #[default]
    #[serde(rename = "free")]
    No,
    /// It is.
    #[serde(rename = "held")]
    Yes,
    /// A toggle is on its way, or nobody knows what became of one.
    Unsure,
}

impl Toggle {
    /// How the contact has to be before.
    pub fn before(self) -> Held {
        match self {
            Self::Hold => Held::No,
            Self::Resume => Held::Yes,
        }
    }

    fn after(self) -> Held {
        match self {
            Self::Hold => Held::Yes,
            Self::Resume => Held::No,
        }
    }

    /// As the page is told.
    pub fn name(self) -> &'static str {
        match self {
            Self::Hold => "hold",
            Self::Resume => "resume",
        }
    }

    /// The outcome and its reason, where the toggle was not sent because the contact is so.
    pub fn refused(self, found: Held) -> (&'static str, &'static str) {
        match (self, found) {
            (Self::Hold, Held::Unsure) => (
                "AlreadyHeld",
                "nothing was sent: the contact may be on hold, because the result of an earlier Hold is \
                 unknown, and another Hold could resume it; look at the toolbar",
            ),
            (Self::Hold, _) => (
                "AlreadyHeld",
                "nothing was sent: the contact is already on hold, and another Hold would resume \
                 it",
            ),
            (Self::Resume, Held::Unsure) => (
                "NotHeld",
                "nothing was sent: the contact may not be on hold, because the result of an earlier Hold \
                 is unknown, and another Hold could put it on hold; look at the toolbar",
            ),
            (Self::Resume, _) => (
                "NotHeld",
                "nothing was sent: neither a flow nor the page has put the contact on hold, and \
                 the toggle could put the contact on hold instead",
            ),
        }
    }
}

/// Who was put on hold over a toolbar without a page. Other runs read it, from a file of this user's
/// alone; without one it is this connection's own memory.
#[derive(Debug, Default)]
pub(super) struct Holds {
    file: Option<PathBuf>,
    known: Mutex<BTreeMap<String, Held>>,
}

impl Holds {
    /// What was remembered of the toolbar at this address.
    pub fn of(address: &str) -> Self {
        let file = crate::private::folder("easycim")
            .ok()
            .map(|folder| folder.join(format!("held-{}.json", plain(address))));
        Self {
            file,
            known: Mutex::default(),
        }
    }

    /// Takes the turn of a toggle where the contact is as it has to be; `Err` says how it is instead.
    pub fn reserve(&self, id: &str, toggle: Toggle) -> Result<(), Held> {
        self.change(|known| {
            let found = known.get(id).copied().unwrap_or_default();
            if found != toggle.before() {
                return Err(found);
            }
            known.insert(id.to_owned(), Held::Unsure);
            Ok(())
        })
    }

    /// Remembers how a toggle ended: `left` where the toolbar may have got it, `sure` where it has.
    pub fn settle(&self, id: &str, toggle: Toggle, left: bool, sure: bool) {
        let held = match (left, sure) {
            (_, true) => toggle.after(),
            (true, false) => Held::Unsure,
            (false, false) => toggle.before(),
        };
        self.set(id, held);
    }

    /// A line that is over holds nobody.
    pub fn forget(&self, id: &str) {
        let known = lock(&self.known).contains_key(id);
        if known {
            self.set(id, Held::No);
        }
    }

    fn set(&self, id: &str, held: Held) {
        self.change(|known| match held {
            Held::No => drop(known.remove(id)),
            _ => drop(known.insert(id.to_owned(), held)),
        });
    }

    fn change<T>(&self, work: impl FnOnce(&mut BTreeMap<String, Held>) -> T) -> T {
        let mut known = lock(&self.known);
        if let Some(file) = &self.file
            && let Ok(text) = std::fs::read(file)
            && let Ok(read) = serde_json::from_slice(&text)
        {
            *known = read;
        }
        let before = known.clone();
        let done = work(&mut known);
        if *known != before
            && let Some(file) = &self.file
        {
            // Where it cannot be written, this connection remembers alone.
            drop(match known.is_empty() {
                true => std::fs::remove_file(file),
                false => {
                    let text = serde_json::to_vec(&*known).unwrap_or_default();
                    crate::private::write(file, &text)
                }
            });
        }
        done
    }
}

/// A file's name out of an address.
fn plain(address: &str) -> String {
    let sign = |sign: char| {
        if sign.is_ascii_alphanumeric() {
            sign
        } else {
            '-'
        }
    };
    address.chars().map(sign).take(80).collect()
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(holds: &Holds, toggle: Toggle, left: bool, sure: bool) {
        holds.reserve("a", toggle).unwrap();
        holds.settle("a", toggle, left, sure);
    }

    #[test]
    fn a_toggle_goes_only_the_way_that_is_meant() {
        let holds = Holds::default();
        assert_eq!(holds.reserve("a", Toggle::Resume), Err(Held::No));
        end(&holds, Toggle::Hold, true, true);
        assert_eq!(holds.reserve("a", Toggle::Hold), Err(Held::Yes));
        end(&holds, Toggle::Resume, true, true);
        end(&holds, Toggle::Hold, false, false);
        end(&holds, Toggle::Hold, true, true);
        holds.forget("a");
        end(&holds, Toggle::Hold, true, true);
    }

    #[test]
    fn what_became_of_a_toggle_may_not_be_known() {
        let holds = Holds::default();
        end(&holds, Toggle::Hold, true, false);
        assert_eq!(holds.reserve("a", Toggle::Hold), Err(Held::Unsure));
        assert_eq!(holds.reserve("a", Toggle::Resume), Err(Held::Unsure));
    }

    #[test]
    fn two_toggles_at_once_are_one() {
        let holds = Holds::default();
        holds.reserve("a", Toggle::Hold).unwrap();
        assert_eq!(holds.reserve("a", Toggle::Hold), Err(Held::Unsure));
    }

    #[test]
    fn another_connection_remembers_it_too() {
        let folder = tempfile::tempdir().unwrap();
        let holds = || Holds {
            file: Some(folder.path().join("held.json")),
            known: Mutex::default(),
        };
        end(&holds(), Toggle::Hold, true, true);
        assert_eq!(holds().reserve("a", Toggle::Hold), Err(Held::Yes));
        end(&holds(), Toggle::Resume, true, true);
        assert_eq!(holds().reserve("a", Toggle::Resume), Err(Held::No));
    }
}
