//! What `retry` may repeat: three rules look at the same reactions, and of each one mistake is
//! said.

use crate::check::Model;
use crate::check::names::NameMap;
use crate::check::ways::Retried;

/// What is wrong with a `retry`.
pub(super) enum Verdict<'a> {
    /// What it would repeat is no action.
    Nothing,
    /// The action, by its words, may have been done.
    Unknown(&'a str),
    /// The action, by its words, ends the same way again.
    Hopeless(&'a str),
}

/// Tells of each `retry` that should not be one.
pub(super) fn each<'a>(model: &Model<'a>, mut tell: impl FnMut(&Retried<'a>, Verdict<'a>)) {
    let mut said = NameMap::default();
    for known in &model.ways().retries {
        if let Some(verdict) = judge(known)
            && said.insert(known.handler.reaction.span, ()).is_none()
        {
            tell(known, verdict);
        }
    }
}

fn judge<'a>(known: &Retried<'a>) -> Option<Verdict<'a>> {
    let raise = &known.raise;
    if !raise.repeats {
        return Some(Verdict::Nothing);
    }
    let action = raise.action?;
    if raise.name == "Unknown" && !action.repeatable {
        return Some(Verdict::Unknown(action.short()));
    }
    (known.named && !raise.transient).then(|| Verdict::Hopeless(action.short()))
}
