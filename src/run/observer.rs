//! Who watches runs.

use super::event::Event;
use crate::value::Text;
use std::sync::Arc;

/// Watches the runs of a host. It is called on the thread that drives them, in order for each
/// run, and must not block.
pub trait Observer: Send + Sync {
    /// Something happened. Texts in it may hold personal values and secrets: all of those have
    /// been told with [`sensitive`](Self::sensitive) before.
    fn event(&self, run: &Arc<str>, event: &Event);

    /// Whether it has been told more than it has taken in, and should be told no more for now: a run
    /// rests then, until this is over or the run is cancelled or out of time.
    fn is_full(&self) -> bool {
        false
    }

    /// These texts, which the run now holds, must not be shown to anyone.
    fn sensitive(&self, run: &Arc<str>, texts: &[Text]) {
        let _ = (run, texts);
    }
}
