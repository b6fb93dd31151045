//! What gives signals to a run.

use super::command::Command;
use super::heard::{Heard, NotHeard};
use crate::value::Value;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// Gives signals to one run. Copies give them to the same run.
#[derive(Clone, Debug)]
pub struct Signaller {
    pub(super) key: u64,
    pub(super) commands: mpsc::WeakUnboundedSender<Command>,
}

impl Signaller {
    /// Says something to the run. `await signal` of that name goes on with it, also one that the
    /// run comes to later; each signal is heard once.
    ///
    /// # Errors
    ///
    /// Why the run cannot hear it.
    pub async fn signal(
        &self,
        name: impl Into<Arc<str>>,
        value: impl Into<Value>,
    ) -> Result<Heard, NotHeard> {
        let (told, heard) = oneshot::channel();
        let command = Command::Signal {
            key: self.key,
            name: name.into(),
            value: value.into(),
            told,
        };
        let commands = self.commands.upgrade().ok_or(NotHeard::Over)?;
        commands.send(command).map_err(|_| NotHeard::Over)?;
        drop(commands);
        heard.await.unwrap_or(Err(NotHeard::Over))
    }
}
