//! Why a plan can no longer be applied.

use super::file::{Body, FlowOf, PlanFile, sha256};
use super::keys::PlanKeys;
use crate::catalogue::Catalogue;
use crate::check;
use crate::cli::who::principal;
use crate::config::{Config, Problem, Profile};
use crate::journal::KeptScript;
use crate::report::text::{duration, name};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Who has applied a plan, and as which run.
#[derive(Serialize, Deserialize, Clone, Debug)]
pub(in crate::cli) struct AppliedBy {
    pub by: String,
    pub at: Timestamp,
    pub run: String,
}

/// Everything because of which a plan can no longer be applied; nothing where it can.
pub(in crate::cli) fn reasons(
    plan: &PlanFile,
    (keys, config): (&PlanKeys, &Config),
    journal: &Path,
) -> Vec<String> {
    let mut reasons = Vec::new();
    if !plan.is_genuine(keys) {
        reasons.push(
            "its signature does not fit: it was changed after it was made, or made with another key".into(),
        );
    }
    if let Some(applied) = applied(journal, &plan.id) {
        let at = applied.at.to_zoned_datetime(TimeZone::system());
        reasons.push(format!(
            "{} applied it on {} as run {}: `flow runs show {}`",
            applied.by,
            at.strftime("%Y-%m-%d at %H:%M:%S %Z"),
            applied.run,
            applied.run
        ));
    }
    let now = Timestamp::now();
    if plan.expires < now {
        let ago = duration(now.duration_since(plan.expires));
        reasons.push(format!("it expired {ago} ago"));
    }
    reasons.extend(of_flow(&plan.flow));
    reasons.extend(of_actions(plan, plan.open(keys).as_ref(), config));
    for of in &plan.profiles {
        match profile(config, &of.name, &of.system) {
            Err(problem) => reasons.push(problem.message),
            Ok(profile) if profile.tenant() != of.tenant => reasons.push(format!(
                "profile `{}` led to {} and leads to {} now",
                of.name,
                of.tenant,
                profile.tenant()
            )),
            Ok(profile) if principal(&profile) != of.principal => {
                let shown = |who: &Option<String>| who.clone().unwrap_or_else(|| "no agent".into());
                reasons.push(format!(
                    "profile `{}` acted as {} and acts as {} now",
                    of.name,
                    shown(&of.principal),
                    shown(&principal(&profile))
                ));
            }
            Ok(_) => {}
        }
    }
    reasons
}

/// The profile of a plan, as the settings have it now.
pub(in crate::cli) fn profile(
    config: &Config,
    name: &str,
    system: &str,
) -> Result<Profile, Problem> {
    let chosen = config.choose(&[name], &[system])?;
    let missing = || Problem::new(format!("unknown profile `{name}` for {system}"));
    let mut chosen = chosen.into_iter();
    chosen
        .find(|profile| profile.system() == system)
        .ok_or_else(missing)
}

/// The flow's file may have changed, and those whose steps it uses; where one is not there, the text in
/// the plan is all there is.
fn of_flow(flow: &FlowOf) -> Vec<String> {
    let own = (&flow.name, flow.path.as_deref(), &flow.sha256);
    let steps = flow.files.iter();
    let steps = steps.map(|file| (&file.name, file.path.as_deref(), &file.sha256));
    let files = std::iter::once(own).chain(steps);
    files
        .filter(|(_, path, sha256)| path.is_some_and(|path| was_changed(path, sha256)))
        .map(|(file, ..)| format!("{} was changed after the plan was made", name(file)))
        .collect()
}

fn was_changed(path: &Path, then: &str) -> bool {
    let Ok(text) = std::fs::read_to_string(path) else {
        return false;
    };
    sha256(text.strip_prefix('\u{feff}').unwrap_or(&text)) != then
}

/// This version may know the actions otherwise.
fn of_actions(plan: &PlanFile, body: Option<&Body>, config: &Config) -> Option<String> {
    let body = body?;
    let systems = plan.profiles.iter().map(|of| of.system.as_str().into());
    let kept = body.kept(&plan.flow.name, systems.collect());
    let source = kept.source();
    let context = kept.context(Catalogue::builtin());
    let context = context.in_house(config.house().clone());
    let checked = check::check_text(&source, Catalogue::builtin(), &context);
    let here = checked
        .program
        .map(|program| KeptScript::of(&program).actions);
    let same = here.is_none_or(|here| format!("{here:016x}") == plan.actions);
    (!same).then(|| {
        format!(
            "`flow` {} made it, and version {} knows its actions otherwise",
            plan.made_with,
            env!("CARGO_PKG_VERSION")
        )
    })
}

fn folder(journal: &Path) -> PathBuf {
    journal.join("plans")
}

fn marker(journal: &Path, id: &str) -> PathBuf {
    folder(journal).join(format!("{}.json", plain(id)))
}

/// The copy of a plan that runs go on with.
pub(in crate::cli) fn copy(journal: &Path, id: &str) -> PathBuf {
    folder(journal).join(format!("{}.plan", plain(id)))
}

/// An id is a part of a file's name: nothing of it leads anywhere else.
fn plain(id: &str) -> String {
    id.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Who has applied a plan, on this journal.
pub(in crate::cli) fn applied(journal: &Path, id: &str) -> Option<AppliedBy> {
    let text = std::fs::read_to_string(marker(journal, id)).ok()?;
    Some(serde_json::from_str(&text).unwrap_or_else(|_| AppliedBy {
        by: "somebody".into(),
        at: Timestamp::UNIX_EPOCH,
        run: "of an unknown name".into(),
    }))
}

/// Marks a plan as applied, and keeps it for whoever goes on with it. Only one program can.
pub(in crate::cli) fn mark(journal: &Path, plan: &PlanFile, by: &AppliedBy) -> Result<(), Problem> {
    let cannot = |why: std::io::Error| {
        Problem::new(format!("the plan cannot be marked as applied: {why}"))
            .help("nothing was sent; free the disk or the folder of the journal")
    };
    crate::cli::journal::private(&folder(journal))?;
    plan.write(&copy(journal, &plan.id))?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = match options.open(marker(journal, &plan.id)) {
        Ok(file) => file,
        Err(why) if why.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Problem::new("another program applies this plan already")
                .help("`flow runs` shows its run"));
        }
        Err(why) => return Err(cannot(why)),
    };
    let text = serde_json::to_vec(by).unwrap_or_default();
    file.write_all(&text)
        .and_then(|()| file.sync_all())
        .map_err(cannot)
}
