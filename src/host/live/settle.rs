//! What came of writes that were under way when the program that drove their run died.

use crate::journal::{Record, Replayed};
use crate::run::effect::{Answer, EffectId};
use crate::system::System;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;

/// Settles what can be settled. It gives the records that the journal has to keep of that.
pub(super) async fn settle(
    _systems: &HashMap<Arc<str>, Arc<dyn System>>,
    replayed: &mut Replayed,
) -> Vec<Record> {
    let known: Vec<(EffectId, bool)> = replayed
        .sent()
        .filter_map(|sent| Some((sent.effect.id, sent.settled?)))
        .collect();
    let mut records = Vec::new();
    for (id, happened) in known {
        let answer = happened.then(Answer::success);
        let at = Timestamp::now();
        records.extend(replayed.settle_write(id, (answer, "a person"), at));
    }
    records
}
