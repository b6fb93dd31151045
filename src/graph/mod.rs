//! A flow as a picture: what it does, drawn as the people who know a vendor's canvas expect it.
//!
//! A flow has no jumps to somewhere else, so its picture needs no general layout of graphs: every
//! statement stands under the one before it, what a handler does stands beside the action that it
//! belongs to, and both come together again below. That gives a straight main column, lines that never
//! cross, and a picture that hardly moves when a line of the flow is changed. A layout by ranks and
//! crossings (`dagre`) was measured: the main way of 300 nodes took more than the time that an editor
//! has, and ended in many columns.

mod build;
mod dot;
mod flat;
mod json;
mod layout;
mod mermaid;
mod model;
mod said;
mod seen;
mod svg;
mod text;
mod wording;
mod words;

pub use build::graph;
pub use dot::dot;
pub use json::json;
#[cfg(feature = "internals")]
pub use layout::{Box, Line, Shape, Text};
pub use layout::{Picture, picture};
pub use mermaid::mermaid;
pub use model::Graph;
pub use said::said;
pub use seen::Seen;
pub use svg::{STYLE, body, svg};
pub(crate) use wording::{before_block, one_line, outside_quotes};
