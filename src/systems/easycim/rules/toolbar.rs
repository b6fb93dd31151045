//! What rules about easyCIM's toolbar have in common.

use crate::check::Model;
use crate::check::resolve::ActionUse;
use crate::source::Span;
use crate::syntax::tree::ExprKind;

const SYSTEM: &str = "easycim";

/// Whether a script is about the toolbar.
pub(super) fn is_used(model: &Model<'_>) -> bool {
    model.is_about(SYSTEM)
}

/// Whether a parameter is `true`, as the script has it.
pub(super) fn is_true(used: &ActionUse<'_, '_>, name: &str) -> bool {
    let value = used.value(name);
    value.is_some_and(|value| matches!(value.kind, ExprKind::True))
}

/// The scripts that a file opens and saves: what each is for, and where.
#[derive(Default)]
pub(super) struct Scripts<'a> {
    pub opened: Vec<(&'a str, Span)>,
    pub saved: Vec<(&'a str, Span)>,
}

pub(super) fn scripts<'a>(model: &Model<'a>) -> Scripts<'a> {
    let mut scripts = Scripts::default();
    for used in model.actions_of(SYSTEM) {
        let Some((_, subject)) = used.args().next() else {
            continue;
        };
        let known = (model.slice(subject.span), used.phrase());
        match &*used.action.key {
            "open script for" | "open inbound script for" | "open manual script" => {
                scripts.opened.push(known);
            }
            "save script for" | "save manual script" => scripts.saved.push(known),
            _ => {}
        }
    }
    scripts
}
