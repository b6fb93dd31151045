//! Signals in a test with simulators: no system has those, so mocks alone give them.

use super::seam::Shared;
use crate::host::Signaller;
use crate::host::virtual_time::Reply;
use crate::program::test::OF_SIGNALS;
use crate::run::effect::{Request, Signal};
use tokio::sync::mpsc;

/// Gives the run each signal that it waits for, as its mocks say, until the run is over.
pub(super) async fn given(
    mut asked: mpsc::UnboundedReceiver<Signal>,
    to: Signaller,
    mocks: Shared,
) {
    while let Some(signal) = asked.recv().await {
        let name = signal.name.clone();
        let Reply::After(after, mut answer) = mocks.ask_mocks_alone(Request::Signal(signal)) else {
            continue;
        };
        let to = to.clone();
        tokio::spawn(async move {
            tokio::time::sleep(after.unsigned_abs()).await;
            let value = answer.outputs.shift_remove(OF_SIGNALS);
            // a run that is over meanwhile hears nothing
            let _ = to.signal(name, value.unwrap_or_default()).await;
        });
    }
}
