//! What checks know of easyCIM's toolbar alone: rules that its kit brings.

mod call_data_said;
mod never_saved;
mod offline_end_twice;
mod save_without_open;
mod toolbar;

use crate::check::rules::{RuleSet, pages};

/// All of them, by number.
pub(super) const RULES: RuleSet = pages![
    call_data_said,
    offline_end_twice,
    save_without_open,
    never_saved,
];
