//! Codes that may stand as the reason of being unavailable.

use serde::{Deserialize, Serialize};

/// A code, by number and name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Code {
    pub id: u64,
    pub name: String,
    /// Whether it only counts after a contact.
    pub acw: bool,
}

/// A code as written: a name, which is numbered by its place, or both.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CodeFile {
    Named(String),
    Numbered { id: u64, name: String },
}

/// The codes of a file: what has no number of its own has that of its place in both lists together.
pub(super) fn codes(unavailable: &[CodeFile], acw: &[CodeFile]) -> Vec<Code> {
    let apart = unavailable.iter().map(|code| (code, false));
    let after = acw.iter().map(|code| (code, true));
    let numbered = (1..).zip(apart.chain(after));
    let code = |(place, (code, acw)): (u64, (&CodeFile, bool))| {
        let (id, name) = match code {
            CodeFile::Named(name) => (place, name),
            CodeFile::Numbered { id, name } => (*id, name),
        };
        Code {
            id,
            name: name.clone(),
            acw,
        }
    };
    numbered.map(code).collect()
}
