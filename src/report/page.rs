//! Runs as one page that needs nothing else: what was done to which contact, every attempt on a time
//! line, what is in doubt, beside the flow and its picture. It can be read without JavaScript; with
//! it, the parts follow one another.

mod bulk;
mod collect;
mod entries;
mod html;
mod model;
mod timeline;

pub use collect::{Collect, Dropped, Started};
pub use entries::see;
pub use html::html;
#[cfg(feature = "internals")]
pub use model::{Detail, Entry, Flow, Page, Sort};
pub use model::{Doubt, Run, State};
