//! Whose runs are meant where a call names no engine, and the profile of this folder does.

use super::open::named;
use crate::cli::args::{Command, EngineArgs, JournalArgs, ProfileArgs, RunsCommand};
use crate::cli::{journal, session};
use std::path::Path;

/// A run that the journal of this machine does not have is looked for at the engine of the folder's profile.
/// What `flow run` has kept here stays the journal's, whatever the profile names.
pub(in crate::cli) fn choose(command: &mut Command) {
    let Some((engine, kept, ids)) = about(command) else {
        return;
    };
    if named(engine).is_some() || ids.is_empty() {
        return;
    }
    let Some(profile) = of_this_folder() else {
        return;
    };
    // A journal that cannot be read says so itself.
    let Ok(kept) = journal::look(kept) else {
        return;
    };
    let is_here = |id: &String| {
        let found = kept.as_ref().map(|kept| kept.named(id));
        found.is_some_and(|found| found.is_ok_and(|runs| !runs.is_empty()))
    };
    if !ids.iter().any(is_here) {
        engine.engine = Some(profile);
    }
}

/// The profile that this folder uses where none is named, if it names an engine.
pub(in crate::cli) fn of_this_folder() -> Option<String> {
    let config = session::config(&ProfileArgs::default(), Path::new(".")).ok()?;
    let profile = config.profile(None).ok()?;
    let name = profile.name().to_owned();
    profile.common.engine.as_ref().map(|_| name)
}

/// The runs that a command is about.
fn about(command: &mut Command) -> Option<(&mut EngineArgs, &JournalArgs, Vec<String>)> {
    Some(match command {
        Command::Resume(of) => (&mut of.engine, &of.journal, of.selection.ids.clone()),
        Command::Rerun(of) => (&mut of.engine, &of.journal, vec![of.id.clone()]),
        Command::Signal(of) => (&mut of.engine, &of.journal, vec![of.run.clone()]),
        Command::Runs(of) => match of.command.as_mut()? {
            RunsCommand::Show(of) => (&mut of.engine, &of.journal, vec![of.id.clone()]),
            RunsCommand::Report(of) => (&mut of.engine, &of.journal, vec![of.id.clone()]),
            RunsCommand::Watch(of) => {
                let ids = of.id.iter().cloned().collect();
                (&mut of.engine, &of.journal, ids)
            }
            RunsCommand::Settle(of) => (&mut of.engine, &of.journal, vec![of.id.clone()]),
            RunsCommand::Cancel(of) | RunsCommand::Forget(of) => {
                (&mut of.engine, &of.journal, of.selection.ids.clone())
            }
            RunsCommand::RotateKey(_) => return None,
        },
        _ => return None,
    })
}
