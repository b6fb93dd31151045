//! Opens nodes, without the keeper itself, which meanwhile hears whether it is still needed.

use super::taking::take;
use super::{Open, StreamKeeper, Trouble};
use crate::systems::finesse::broker::EventBroker;
use crate::systems::finesse::node::Nodes;
use crate::systems::finesse::origin::Origin;
use std::sync::Arc;

pub(super) type Opened = Result<(usize, Open), Trouble>;

/// Opens nodes, without the keeper itself, which meanwhile hears whether it is still needed.
pub(super) struct OpenAny {
    nodes: Arc<Nodes>,
    broker: Arc<EventBroker>,
    origin: Origin,
    wanted: Vec<String>,
}

impl OpenAny {
    pub(super) fn of(keeper: &StreamKeeper) -> Self {
        Self {
            nodes: keeper.nodes.clone(),
            broker: keeper.broker.clone(),
            origin: keeper.origin.clone(),
            wanted: keeper.wanted.keys().cloned().collect(),
        }
    }

    /// Opens the first node that can be used, and reads there how things stand.
    pub(super) async fn open_any(&self, preferred: usize) -> Opened {
        let count = self.nodes.places.len();
        let mut troubles = Vec::new();
        for node in (0..count).map(|step| (preferred + step) % count.max(1)) {
            match self.open(node).await {
                Ok(open) => return Ok((node, open)),
                Err(Trouble::Down(why)) => troubles.push(why),
                Err(refused) => return Err(refused),
            }
        }
        Err(Trouble::Down(troubles.join("; ")))
    }

    async fn open(&self, node: usize) -> Result<Open, Trouble> {
        let mut open = self.nodes.open(node).await?;
        let (user, dialogs) = self.nodes.snapshot(node, &mut Vec::new()).await?;
        self.broker.rebuild(user, &dialogs);
        for published in std::mem::take(&mut open.early) {
            take(&self.broker, &self.origin, &published, self.wanted.iter());
        }
        Ok(open)
    }
}
