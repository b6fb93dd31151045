//! What people have found out about writes, for a worker that does not know what came of one. A person's word is said
//! to the run as well, by a worker: where none was there, the run may be taken up before it is said.

use super::client::Client;
use super::wire::Settled;
use crate::system::Pending;

/// Knows what people have found out about the writes of runs.
pub trait FoundOut: Send + Sync {
    /// Everything of a run, the latest last; nothing where nobody can be asked.
    fn of_run<'a>(&'a self, run: &'a str) -> Pending<'a, Vec<Settled>>;
}

impl FoundOut for Client {
    fn of_run<'a>(&'a self, run: &'a str) -> Pending<'a, Vec<Settled>> {
        Box::pin(async move {
            let all = self.settled([run]).await.ok();
            all.and_then(|mut all| all.remove(run)).unwrap_or_default()
        })
    }
}
