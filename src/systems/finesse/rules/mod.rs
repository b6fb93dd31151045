//! What checks know of Finesse alone: rules that its kit brings.

mod call_variable_name;
mod call_variable_size;
mod call_variables;
mod campaign_variable;
mod dialled_as_written;
mod dtmf_keys;
mod nothing_asked;
mod reason_not_taken;

use crate::check::rules::{RuleSet, pages};

/// All of them, by number.
pub(super) const RULES: RuleSet = pages![
    dtmf_keys,
    call_variable_size,
    campaign_variable,
    call_variable_name,
    nothing_asked,
    dialled_as_written,
    reason_not_taken,
];
