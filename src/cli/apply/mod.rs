//! `flow apply`: what a plan lists is done, and nothing else.

mod on_engine;
pub(super) mod ready;

use super::args::ApplyArgs;
use super::exit::Exit;
use super::plan::file::PlanFile;
use super::plan::keys::{PlanKeys, Whose};
use super::plan::{show, stale};
use super::run::drive;
use super::run::front::Front;
use super::{engine, journal, session, who};
use crate::config::Problem;
use crate::report::Printer;
use crate::settings::Secrets;
use ready::Opened;

pub(super) fn apply(args: &ApplyArgs, printer: &Printer) -> Exit {
    let hide = session::hiding(printer);
    let front = Front::new(printer, args.output.is_json());
    match opened(args, &Secrets::new(&hide), &front) {
        Ok(opened) if engine::named(&args.engine).is_some() => {
            let done = on_engine::apply(args, opened, Secrets::new(&hide), &front);
            done.unwrap_or_else(|exit| front.refuse(exit))
        }
        Ok(opened) => go(args, opened, Secrets::new(&hide), &front),
        Err(exit) => front.refuse(exit),
    }
}

/// Applies a plan that has been read.
pub(super) fn go(
    args: &ApplyArgs,
    opened: Opened,
    secrets: Secrets<'_>,
    front: &Front<'_>,
) -> Exit {
    match ready::ready(args, opened, secrets, front) {
        Ok((run, ready)) => drive::drive(&run, ready, front),
        Err(exit) => front.refuse(exit),
    }
}

/// Without a key of the team a plan is its maker's alone.
fn only_maker(plan: &PlanFile, keys: &PlanKeys) -> Result<(), Problem> {
    let user = who::user();
    if keys.of == Whose::Team || plan.by == user {
        return Ok(());
    }
    let problem = Problem::new(format!(
        "{} made this plan, and {user} cannot apply it: it has no key that you share",
        plan.by
    ));
    Err(problem.help(
        "set `key` in `[plans]` of flow.toml, and make the plan again: every user who has the key can apply it then",
    ))
}

/// Reads a plan that can be applied.
fn opened(args: &ApplyArgs, secrets: &Secrets<'_>, front: &Front<'_>) -> Result<Opened, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let plan = PlanFile::read(&args.plan).map_err(stop)?;
    let config = show::config_of(&plan, args.config.as_deref()).map_err(stop)?;
    front.former_names(&config);
    let trusted = secrets.clone().refused(config.distrust());
    let keys = PlanKeys::of(&config, &trusted, &args.journal).map_err(stop)?;
    let folder = journal::folder(&args.journal).map_err(stop)?;
    let reasons = stale::reasons(&plan, (&keys, &config), &folder);
    if !reasons.is_empty() {
        let name = crate::report::text::name(&args.plan.display().to_string()).into_owned();
        let problem = Problem::new(format!("{name} cannot be applied: {}", reasons.join("; ")));
        return Err(stop(problem.help("make a new plan: `flow plan FILE`")));
    }
    only_maker(&plan, &keys).map_err(stop)?;
    let body = plan.open(&keys).ok_or_else(|| {
        stop(Problem::new(
            "the plan cannot be opened: it was sealed with another key",
        ))
    })?;
    Ok(Opened {
        plan,
        body,
        config,
        keys,
    })
}
