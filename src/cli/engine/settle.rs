//! What somebody found out about a write in doubt of a run that an engine keeps.

use super::kept::find;
use super::open::{client, problem};
use super::show::story;
use crate::cli::args::{Happened, SettleArgs};
use crate::cli::exit::Exit;
use crate::cli::runs::change::{not_in_doubt, recorded};
use crate::cli::runs::story::Story;
use crate::cli::runtime::runtime;
use crate::config::Problem;
use crate::host::restate::{Client, Listed, Settled};
use crate::journal::RunState;
use crate::report::Printer;
use jiff::Timestamp;

pub(in crate::cli) fn settle(args: &SettleArgs, printer: &Printer) -> Result<Exit, Problem> {
    let client = client(&args.engine, &[])?;
    runtime()?.block_on(async {
        let run = find(&client, &args.id).await?;
        let found = (args.effect, args.happened == Happened::Happened);
        let user = crate::cli::who::user();
        printer.note(&record(&client, &run, found, (&user, printer)).await?);
        if run.kept.state.is_left() {
            printer.note(&format!("next: flow resume {}", run.kept.run));
        }
        Ok(Exit::Done)
    })
}

/// Records what somebody found out about a write in doubt; says what was recorded.
pub(in crate::cli) async fn record(
    client: &Client,
    run: &Listed,
    (effect, happened): (u64, bool),
    (by, printer): (&str, &Printer),
) -> Result<String, Problem> {
    let kept = &run.kept;
    if kept.state == RunState::Running {
        // What is on its way may still be answered.
        return Err(Problem::new(format!("run {} is still running", kept.run))
            .help(format!("wait for it: `flow runs watch {}`", kept.run)));
    }
    let story = story(client, run, printer).await;
    let in_doubt = story.as_ref().map_or(&[][..], |story| &story.in_doubt);
    let Some((_, what)) = in_doubt.iter().find(|(id, _)| *id == effect) else {
        return Err(not_in_doubt(kept, effect, in_doubt));
    };
    let of = match (&story, kept.state.is_left()) {
        (Ok(story), true) => client.announced_by(&run.id, &story.program, effect).await,
        _ => Ok(None),
    };
    let settled = Settled {
        effect,
        name: story.as_ref().ok().and_then(|story| name_of(story, effect)),
        happened,
        by: by.into(),
        at: Timestamp::now(),
        of: of.map_err(|why| Problem::new(why.to_string()))?,
    };
    client.settle(run, settled).await.map_err(problem)?;
    Ok(recorded(what, happened))
}

/// The name under which the end of the run has the write.
fn name_of(story: &Story, effect: u64) -> Option<std::sync::Arc<str>> {
    let report = story.report.as_ref()?;
    let mut in_doubt = report.in_doubt.iter();
    let found = in_doubt.find(|doubt| doubt.effect == effect)?;
    Some(found.name.clone())
}
