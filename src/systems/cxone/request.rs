//! How the connection asks for an action: the `request` of its table in the catalogue.
//!
//! Everything here is data. `render` makes a request of it and the call's values; what comes back
//! is read by the connection. `check` says what is wrong with a table, and a test asks it about
//! every action.

mod check;
mod look;
mod render;
mod table;
mod template;

pub use look::{Look, Shape, View};
pub use render::SEGMENT;
pub use table::*;
pub use template::{Template, TemplatePart};

use crate::catalogue::Action;
use serde::Deserialize;

impl Request {
    /// The request of an action. `Err` says what is wrong with its table.
    pub fn of(action: &Action) -> Result<Self, String> {
        let request = Self::deserialize(&*action.request)
            .map_err(|error| format!("\"{}\": {error}", action.phrase_text()))?;
        match request.problems(action).as_slice() {
            [] => Ok(request),
            problems => Err(format!(
                "\"{}\": {}",
                action.phrase_text(),
                problems.join("; ")
            )),
        }
    }
}
