//! Ends a check before its time: a newer text has come, and nobody waits for this one.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Ends the checks that have it in their [`Context`](super::Context). Clones end the same ones.
///
/// ```
/// use contactflow::catalogue::Catalogue;
/// use contactflow::check::{self, Context};
/// use contactflow::source::Source;
///
/// let source = std::sync::Arc::new(Source::new("a.flow", "use nothing"));
/// let context = Context::default();
/// assert_eq!(check::lint_text(&source, Catalogue::builtin(), &context).len(), 1);
/// context.stop.stop(); // from another thread, as a rule
/// assert!(check::lint_text(&source, Catalogue::builtin(), &context).is_empty());
/// ```
#[derive(Clone, Debug, Default)]
pub struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Ends the checks: what they have found so far is given up too, since it is not all there is.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether there is nothing more to do.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
