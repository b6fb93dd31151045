//! Takes in what was published, as far as it comes from where it says it does.

use crate::systems::finesse::broker::EventBroker;
use crate::systems::finesse::model::{Data, Update};
use crate::systems::finesse::origin::Origin;
use crate::systems::finesse::xmpp::Published;
use std::sync::Arc;

/// What was published, taken in.
#[derive(Default)]
pub(super) struct Taken {
    /// Whether the system says that it serves, where it says so.
    pub(super) serves: Option<bool>,
    pub(super) doubtful: bool,
}

pub(super) fn take<'a>(
    broker: &Arc<EventBroker>,
    origin: &Origin,
    published: &Published,
    wanted: impl Iterator<Item = &'a String> + Clone,
) -> Taken {
    let mut taken = Taken::default();
    let Ok(updates) = Update::read_all(&published.payload) else {
        // What cannot be read tells nothing, but that something may have changed.
        broker.hint();
        return taken;
    };
    for update in &updates {
        if !origin.vouches(published, update, wanted.clone()) {
            broker.hint();
            continue;
        }
        if let Data::SystemInfo(info) = &update.data {
            taken.serves = Some(info.status.serves());
        }
        taken.doubtful |= broker.apply(update, published.at);
    }
    taken
}
