//! Resolving: names, actions, arguments and types of a script, worked out once for everybody who
//! asks.

mod build;
mod facts;
mod inside;
mod name;
mod resolved;
mod scope;
mod site;
mod value;

pub use facts::{
    Arithmetic, BackOff, Brackets, Clash, Compared, EmitUse, Facts, FieldUse, FunctionUse,
    HandlerList, Limit, Membership, Owner, Reassigned, Ring, RunUse, Shadowed, SortUse, Unresolved,
};
pub use name::{Body, BodyKind, Input, Meaning, Name, NameId, Reference, Sort, Step};
pub use resolved::Resolved;
pub use site::{ActionUse, Found, Site, ThingUse, Written};
pub use value::{COMPARED, Form, Place, Role, Typed, What};

pub(crate) use build::words;
pub(super) use build::{SUGGESTIONS, is_literal, is_together};
