//! What is asked before runs begin that write to a real system: a plan, where a policy demands one;
//! else a yes, where somebody sits at the terminal and something cannot be undone.

use super::front::Front;
use super::jobs::Jobs;
use super::prepare::Prepared;
use super::ready::Ready;
use crate::cli::args::RunArgs;
use crate::cli::ask;
use crate::config::{Config, Problem, Profile};
use crate::report::text::{count, name};
use std::sync::Arc;

/// Refuses flows that write where a policy demands a plan.
pub(in crate::cli) fn plan(
    args: &RunArgs,
    config: &Config,
    profiles: &[Profile],
    scripts: &[Arc<Prepared>],
) -> Result<(), Problem> {
    let real = profiles.iter().any(|profile| !profile.is_simulator());
    if args.planned || !real {
        return Ok(());
    }
    for script in scripts {
        let house = script.script.house(config);
        let Some((_, policy)) = house.demand().filter(|_| writes(script)) else {
            continue;
        };
        let shown = name(script.script.source.name()).into_owned();
        let reason = policy.reason.as_ref().map(|reason| format!(" ({reason})"));
        let problem = Problem::new(format!(
            "a policy lets {shown} write only by a plan{}",
            reason.unwrap_or_default()
        ));
        let problem = match &policy.place {
            Some((source, span)) => problem.at(source, *span, "this policy"),
            None => problem,
        };
        return Err(problem.help(match script.script.path {
            Some(_) => format!("make a plan and apply it: `flow plan {shown}`, then `flow apply`"),
            // It may be the text of any file: with `-` every policy would be passed by.
            None => "every policy applies to a text without a file: write it to a file, and run the file; \
                     or make a plan of the file: `flow plan FILE`, then `flow apply`"
                .to_owned(),
        }));
    }
    Ok(())
}

fn writes(script: &Prepared) -> bool {
    script.program.calls().iter().any(|call| !call.action.reads)
}

/// Asks once before anything that cannot be undone is done to a real system; says whether it may be.
/// Where nobody sits at a terminal nobody is asked: a job of the night goes on as it always did.
pub(in crate::cli) fn may_begin(args: &RunArgs, ready: &Ready<'_>, front: &Front<'_>) -> bool {
    let asked = !args.yes && !args.planned && !args.output.is_json() && ask::is_anybody_there();
    if !asked {
        return true;
    }
    match question(ready) {
        Some(question) => ask::yes(front.printer(), &question),
        None => true,
    }
}

/// What to ask; nothing where nothing is at stake.
fn question(ready: &Ready<'_>) -> Option<String> {
    let real: Vec<&str> = ready
        .profiles
        .iter()
        .filter(|profile| !profile.is_simulator())
        .map(Profile::name)
        .collect();
    if real.is_empty() {
        return None;
    }
    let scripts = ready.jobs.scripts();
    let mut actions: Vec<&str> = Vec::new();
    for script in &scripts {
        for call in script.program.calls() {
            if call.action.irreversible && !actions.contains(&call.action.short()) {
                actions.push(call.action.short());
            }
        }
    }
    if actions.is_empty() {
        return None;
    }
    let runs = match (&ready.jobs, ready.jobs.count()) {
        (_, 1) => String::new(),
        (Jobs::Table(_), many) => format!(" for {}", count(many, "row", "rows")),
        (Jobs::Listed(_), many) => format!(" in {}", count(many, "flow", "flows")),
    };
    let what = count(actions.len(), "action", "actions");
    Some(format!(
        "{what} that cannot be undone on {}{runs}: {}. `flow plan` shows what would be written. Run it?",
        real.join(" and "),
        actions.join(", ")
    ))
}
