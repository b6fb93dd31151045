//! Which writes of a run may have been sent, when the run is done again out of its journal.

use super::Record;
use crate::run::Run;
use crate::run::effect::EffectId;
use std::collections::BTreeSet;

/// The writes that a journal says were about to be sent: no other was. What interrupts the run while one
/// waits for its turn leaves nothing in doubt, this time as it did before.
#[derive(Clone, Debug, Default)]
pub(crate) struct Announced(Option<BTreeSet<EffectId>>);

impl Announced {
    /// Those of these records; nothing is known of a host that keeps no intent for some of them.
    pub fn of(records: &[Record]) -> Self {
        let known = matches!(records.first(), Some(Record::Started(started)) if started.announces);
        let announced = records.iter().filter_map(|record| match record {
            Record::Asked { id, .. } => Some(*id),
            _ => None,
        });
        Self(known.then(|| announced.collect()))
    }

    /// Holds back what was never sent of what the run asks for now.
    pub fn hold_back(&self, run: &mut Run) {
        if let Some(announced) = &self.0 {
            run.hold_back_all(|write| !announced.contains(&write));
        }
    }
}
