//! The search for a node that serves.

use crate::systems::finesse::model::SystemInfo;
use crate::systems::finesse::node::Nodes;
use std::pin::Pin;
use tokio::time::sleep;

/// The search for a node that serves, while the one that is connected does not.
pub(super) struct Search<'a> {
    nodes: &'a Nodes,
    pub(super) here: usize,
    /// Whether the node itself says that it does not serve.
    pub(super) is_sure: bool,
    looking: Option<Pin<Box<dyn Future<Output = Found> + Send + 'a>>>,
}

/// What a search has found.
pub(super) enum Found {
    Here(Box<SystemInfo>),
    There(usize),
    Nowhere,
}

impl<'a> Search<'a> {
    pub(super) fn new(nodes: &'a Nodes, here: usize) -> Self {
        Self {
            nodes,
            here,
            is_sure: false,
            looking: None,
        }
    }

    pub(super) fn is_on(&self) -> bool {
        self.looking.is_some()
    }

    /// Looks after a little while.
    pub(super) fn begin(&mut self) {
        let (nodes, here) = (self.nodes, self.here);
        self.looking = Some(Box::pin(async move {
            sleep(nodes.timeouts.retry).await;
            look(nodes, here).await
        }));
    }

    /// Looks at once, where it was about to look.
    pub(super) fn hurry(&mut self) {
        if self.is_on() {
            self.looking = Some(Box::pin(look(self.nodes, self.here)));
        }
    }

    /// What it has found; never, while nobody looks.
    pub(super) async fn found(&mut self) -> Found {
        let Some(looking) = &mut self.looking else {
            return std::future::pending().await;
        };
        let found = looking.await;
        self.looking = None;
        if matches!(found, Found::Here(_)) {
            self.is_sure = false;
        }
        found
    }
}

/// Asks this node and then the others whether they serve.
async fn look(nodes: &Nodes, here: usize) -> Found {
    if let Ok(info) = nodes.in_service(here).await {
        return Found::Here(Box::new(info));
    }
    for other in (0..nodes.places.len()).filter(|other| *other != here) {
        if nodes.in_service(other).await.is_ok() {
            return Found::There(other);
        }
    }
    Found::Nowhere
}
