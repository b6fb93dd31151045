//! What to do with a run that did not end well.

use crate::journal::{Ending, Kept, RunState};

/// The command to use next; none where the run went well and nothing is in doubt.
pub(in crate::cli) fn next_command(kept: &Kept) -> Option<String> {
    let run = &kept.run;
    match kept.state {
        RunState::Running => Some(format!("flow runs watch {run}")),
        RunState::Interrupted | RunState::Held => Some(format!("flow resume {run}")),
        RunState::Ended(_) if !kept.in_doubt.is_empty() => Some(format!("flow runs show {run}")),
        RunState::Ended(Ending::Succeeded) => None,
        RunState::Ended(_) if kept.rows.is_some() => Some(format!("flow runs show {run}")),
        RunState::Ended(_) => Some(format!("flow rerun {run}")),
    }
}
