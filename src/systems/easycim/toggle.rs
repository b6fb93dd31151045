//! The toolbar's Hold is a toggle without an answer: on hold, and off hold again. Who sends it once
//! too often takes a caller off hold. So it is kept in mind who was put on hold here, and a toggle
//! is sent only where it goes the way that is meant.

use super::hub::Hub;
use super::request::Toggle;
use crate::run::effect::Answer;
use std::sync::Arc;

/// Whether this connection has put a contact on hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) enum Held {
    /// It has not, or has taken it off again.
    #[default]
    No,
    /// It has.
    Yes,
    /// A toggle is on its way, or nobody knows what became of one.
    Unsure,
}

/// A toggle on its way. Where it is dropped before it is settled, nobody knows what became of it.
pub(super) struct Turn {
    hub: Arc<Hub>,
    id: String,
    toggle: Toggle,
}

impl Turn {
    /// Takes the contact's turn; `Err` where the toggle would go the wrong way, or could.
    pub fn take(hub: &Arc<Hub>, id: String, toggle: Toggle) -> Result<Self, Box<Answer>> {
        match hub.reserve(&id, before(toggle)) {
            Ok(()) => Ok(Self {
                hub: hub.clone(),
                id,
                toggle,
            }),
            Err(found) => Err(Box::new(refused(toggle, found))),
        }
    }

    /// Keeps in mind how it ended.
    pub fn settle(self, answer: &Answer) {
        let held = match &*answer.outcome {
            "Success" => after(self.toggle),
            "Unknown" | "Rejected" => Held::Unsure,
            // Nothing was sent.
            _ => before(self.toggle),
        };
        self.hub.settle(&self.id, held);
    }
}

fn before(toggle: Toggle) -> Held {
    match toggle {
        Toggle::Hold => Held::No,
        Toggle::Resume => Held::Yes,
    }
}

fn after(toggle: Toggle) -> Held {
    match toggle {
        Toggle::Hold => Held::Yes,
        Toggle::Resume => Held::No,
    }
}

fn refused(toggle: Toggle, found: Held) -> Answer {
    let (outcome, why) = match (toggle, found) {
        (Toggle::Hold, Held::Unsure) => (
            "AlreadyHeld",
            "it may be on hold: what became of the Hold before is not known, and another one could \
             take it off",
        ),
        (Toggle::Hold, _) => (
            "AlreadyHeld",
            "this run has put it on hold: another Hold would take it off",
        ),
        (Toggle::Resume, Held::Unsure) => (
            "NotHeld",
            "it may not be on hold: what became of the Hold before is not known, and another one \
             could put it on hold",
        ),
        (Toggle::Resume, _) => (
            "NotHeld",
            "this run has not put it on hold: the toggle could put it on hold instead",
        ),
    };
    Answer::new(outcome, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(hub: &Arc<Hub>, toggle: Toggle) -> Result<Turn, String> {
        let taken = Turn::take(hub, "a".into(), toggle);
        taken.map_err(|answer| answer.outcome.to_string())
    }

    fn end(hub: &Arc<Hub>, toggle: Toggle, outcome: &str) {
        turn(hub, toggle).unwrap().settle(&Answer::new(outcome, ""));
    }

    #[test]
    fn a_toggle_goes_only_the_way_that_is_meant() {
        let hub = Hub::new();
        assert_eq!(turn(&hub, Toggle::Resume).err().as_deref(), Some("NotHeld"));
        end(&hub, Toggle::Hold, "Success");
        assert_eq!(
            turn(&hub, Toggle::Hold).err().as_deref(),
            Some("AlreadyHeld")
        );
        end(&hub, Toggle::Resume, "Success");
        end(&hub, Toggle::Hold, "Unavailable");
        end(&hub, Toggle::Hold, "InvalidContactId");
        end(&hub, Toggle::Hold, "Success");
    }

    #[test]
    fn what_became_of_a_toggle_may_not_be_known() {
        let hub = Hub::new();
        end(&hub, Toggle::Hold, "Unknown");
        assert_eq!(
            turn(&hub, Toggle::Hold).err().as_deref(),
            Some("AlreadyHeld")
        );
        assert_eq!(turn(&hub, Toggle::Resume).err().as_deref(), Some("NotHeld"));
    }

    #[test]
    fn two_toggles_at_once_are_one() {
        let hub = Hub::new();
        let first = turn(&hub, Toggle::Hold).unwrap();
        assert_eq!(
            turn(&hub, Toggle::Hold).err().as_deref(),
            Some("AlreadyHeld")
        );
        drop(first);
        assert_eq!(
            turn(&hub, Toggle::Hold).err().as_deref(),
            Some("AlreadyHeld"),
            "it may be held"
        );
    }
}
