//! What the page can ask for beside its editor.

use crate::settings::Problem;
use serde_json::Value as Json;

/// What was asked for.
#[derive(Debug)]
pub enum Given {
    /// An answer for the page itself.
    Json(Json),
    /// A page of its own, as `flow run --report` makes it.
    Page(String),
}

/// Answers the page. It is asked on threads of its own, several at once, and may take its time.
pub trait Desk: Send + Sync + 'static {
    /// Does what is asked for: `what` is the address below `/do/`.
    ///
    /// # Errors
    ///
    /// Why it cannot be done, for people.
    fn answer(&self, what: &str, asked: &Json) -> Result<Given, Problem>;
}
