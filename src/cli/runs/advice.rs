//! What to do with a run that did not end well.

use crate::journal::{Ending, Kept, Record, RunState};

/// The command to use next; none where the run went well and nothing is in doubt. Whether a run can be
/// begun again only its records show.
pub(in crate::cli) fn next_command(kept: &Kept) -> Option<String> {
    let run = &kept.run;
    match kept.state {
        RunState::Running => Some(format!("flow runs watch {run}")),
        RunState::Interrupted | RunState::Held => Some(format!("flow resume {run}")),
        RunState::Ended(Ending::Succeeded) if kept.in_doubt.is_empty() => None,
        RunState::Ended(_) => Some(format!("flow runs show {run}")),
    }
}

/// The same, of a run whose records are at hand: one that has sent no write can be begun again.
pub(in crate::cli) fn next_step(kept: &Kept, records: &[Record]) -> Option<String> {
    let next = next_command(kept)?;
    let is_over = matches!(kept.state, RunState::Ended(_)) && kept.in_doubt.is_empty();
    match is_over && kept.rows.is_none() && writes_sent(records) == 0 {
        true => Some(format!("flow rerun {}", kept.run)),
        false => Some(next),
    }
}

/// How many writes a run has sent, and may have done: a rerun could repeat them.
pub(in crate::cli) fn writes_sent(records: &[Record]) -> usize {
    let mut sent: Vec<u64> = Vec::new();
    for record in records {
        match record {
            Record::Asked { id, .. } => sent.push(*id),
            Record::Settled {
                id,
                happened: false,
                ..
            } => sent.retain(|other| other != id),
            // One that was taken over from the audit record has no record of having been sent.
            Record::Settled { id, .. } if !sent.contains(id) => sent.push(*id),
            _ => {}
        }
    }
    sent.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Rows;
    use jiff::Timestamp;

    fn kept(state: RunState) -> Kept {
        Kept {
            run: "5f2k".into(),
            script: "a.flow".into(),
            started: Timestamp::UNIX_EPOCH,
            ended: None,
            state,
            outcome: None,
            deaths: 0,
            in_doubt: Vec::new(),
            item: None,
            rows: None,
        }
    }

    /// A command that is shown is one that is not refused: `flow rerun` refuses a run with writes.
    #[test]
    fn a_run_that_has_sent_a_write_is_not_to_be_begun_again() {
        let write = |id: u64| Record::Asked {
            id,
            name: "5f2k/1".into(),
            at: Timestamp::UNIX_EPOCH,
            of: None,
            args: None,
            about: Default::default(),
        };
        let undone = Record::Settled {
            id: 1,
            at: Timestamp::UNIX_EPOCH,
            happened: false,
            by: "ann".into(),
        };
        let next = |kept: &Kept, records: &[Record]| next_step(kept, records).unwrap_or_default();
        for ending in [Ending::Failed, Ending::Cancelled, Ending::Stopped] {
            let kept = kept(RunState::Ended(ending));
            assert_eq!(next(&kept, &[write(1)]), "flow runs show 5f2k");
            assert_eq!(next(&kept, &[]), "flow rerun 5f2k");
            assert_eq!(next(&kept, &[write(1), undone.clone()]), "flow rerun 5f2k");
        }
        let well = kept(RunState::Ended(Ending::Succeeded));
        assert_eq!(next(&well, &[write(1)]), "");
        let mut doubted = kept(RunState::Ended(Ending::Failed));
        doubted.in_doubt.push("5f2k/1".into());
        assert_eq!(next(&doubted, &[]), "flow runs show 5f2k");
        let happened = Record::Settled {
            id: 1,
            at: Timestamp::UNIX_EPOCH,
            happened: true,
            by: "ann".into(),
        };
        let imported = kept(RunState::Ended(Ending::Stopped));
        assert_eq!(next(&imported, &[happened]), "flow runs show 5f2k");
        let mut job = kept(RunState::Ended(Ending::Failed));
        job.rows = Some(Rows::default());
        assert_eq!(next(&job, &[]), "flow runs show 5f2k");
        assert_eq!(next(&kept(RunState::Held), &[write(1)]), "flow resume 5f2k");
    }
}
