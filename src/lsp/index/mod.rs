//! What each word of a script is: names with all their places, actions, parameters, outcomes.
//! All of it is looked up in the checker's model, so that an editor and a check mean the same.

mod build;
mod here;
mod make;
mod types;
mod words;

pub use types::{Does, Here, Index, Name, Of, Place, Site, Sort, What, Word};
