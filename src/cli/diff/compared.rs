//! What came of comparing a flow.

use crate::diff::Comparison;
use crate::program::Program;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A flow in two versions; one of them alone where it is new or gone.
pub(super) struct Compared {
    /// What it is called now, or was.
    pub name: String,
    /// What it was called, where that is something else.
    pub was: Option<String>,
    pub before: Option<Arc<Program>>,
    pub after: Option<Arc<Program>>,
    /// Nothing where there is only one of them.
    pub comparison: Option<Comparison>,
}

impl Compared {
    /// Whether there is anything to say of it.
    pub fn differs(&self) -> bool {
        let same = |comparison: &Comparison| comparison.does_the_same();
        self.was.is_some() || !self.comparison.as_ref().is_some_and(same)
    }
}

/// What a flow is of which there is only one version, and what of it cannot be undone.
pub(super) fn alone(one: &Compared) -> String {
    let Some(program) = &one.after else {
        return "gone".into();
    };
    let calls = program.calls().into_iter();
    let last = calls.filter(|call| call.action.irreversible);
    let acts: BTreeSet<&str> = last.map(|call| &*call.action.key).collect();
    match acts.is_empty() {
        true => "new".into(),
        false => {
            let acts: Vec<&str> = acts.into_iter().collect();
            format!(
                "new; what it may do and cannot be undone: {}",
                acts.join(", ")
            )
        }
    }
}
