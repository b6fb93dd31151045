//! What a team asks of its scripts, as the commands see it: policies that fit no script, links that
//! lead past one, and what holds for a file.

use super::scripts::{self, Script};
use crate::check::policy::{Glob, House, Limited, Policy};
use crate::config::{Config, Problem};
use crate::diagnostic::Severity;
use crate::report::text::name;
use serde_json::{Value as Json, json};
use std::path::Path;

/// Policies of a file of settings that fit no script at all: most likely their paths are misspelt,
/// and what they forbid is forbidden nowhere.
pub(super) fn idle(config: &Config) -> Vec<Problem> {
    let waiting: Vec<&Policy> = config
        .house()
        .policies
        .iter()
        .map(|policy| &**policy)
        .filter(|policy| !policy.paths.is_empty())
        .collect();
    if waiting.is_empty() {
        return Vec::new();
    }
    let folder = config.path.as_deref().and_then(Path::parent);
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let files = scripts::below(folder.unwrap_or(Path::new(".")));
    let houses: Vec<House> = files.iter().map(|file| config.house_of(file)).collect();
    let fits = |policy: &Policy| {
        let mut all = houses.iter().flat_map(|house| &house.policies);
        all.any(|found| std::ptr::eq(&**found, policy))
    };
    let idle = waiting.into_iter().filter(|policy| !fits(policy));
    idle.map(no_script).collect()
}

fn no_script(policy: &Policy) -> Problem {
    let paths: Vec<String> = policy.paths.iter().map(quoted).collect();
    let message = format!("the policy for {} matches no flow", paths.join(", "));
    let problem = Problem::new(message).help(
        "paths start in the folder of flow.toml: `night/**` matches everything in `night`, \
             `**/*.flow` every flow",
    );
    match &policy.place {
        Some((source, span)) => problem.at(source, *span, "it has no effect"),
        None => problem,
    }
}

/// A script that is a link to one for which other settings hold: theirs would be passed by.
pub(super) fn past(script: &Script, config: &Config) -> Result<(), Problem> {
    let Some(path) = &script.path else {
        return Ok(());
    };
    let real = match std::fs::canonicalize(path) {
        Ok(real) if is_link(path) => real,
        _ => return Ok(()),
    };
    let folder = real.parent().unwrap_or(Path::new("/"));
    let theirs = Config::find(folder)?;
    let same = |path: &Option<std::path::PathBuf>| {
        path.as_ref()
            .and_then(|path| std::fs::canonicalize(path).ok())
    };
    if theirs.house().policies.is_empty() || same(&theirs.path) == same(&config.path) {
        return Ok(());
    }
    let shown = |path: &Path| name(&path.display().to_string()).into_owned();
    let (link, real) = (shown(path), shown(&real));
    Err(Problem::new(format!(
        "{link} is a link to a flow to which other policies apply"
    ))
    .help(format!(
        "name the flow itself, so that its flow.toml applies: {real}"
    )))
}

/// Whether the file, or a folder on the way to it, is a link.
fn is_link(path: &Path) -> bool {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let link = |part: &Path| {
        part.symlink_metadata()
            .is_ok_and(|about| about.is_symlink())
    };
    whole.ancestors().any(link)
}

/// What holds for a script, for people.
pub(super) fn text(script: &Script, house: &House) -> String {
    let mut text = format!("{}\n", name(script.source.name()));
    let levels = house.levels.iter();
    for (code, level) in levels {
        text.push_str(&format!("  level of {code}: {}\n", level.word()));
    }
    for policy in &house.policies {
        text.push_str(&policy_text(policy));
    }
    if house.policies.is_empty() {
        text.push_str("  no policy applies to it\n");
    }
    text
}

fn policy_text(policy: &Policy) -> String {
    let place = policy.place.as_ref().map(|(source, span)| {
        let line = source.line_of(span.start);
        format!("{}:{line}: ", name(source.name()))
    });
    let paths: Vec<String> = policy.paths.iter().map(quoted).collect();
    let about = match paths.as_slice() {
        [] => "for every flow".to_owned(),
        paths => format!("for {}", paths.join(", ")),
    };
    let mut text = format!(
        "  {}policy {about}, level {}\n",
        place.unwrap_or_default(),
        policy.level.word()
    );
    let mut line = |what: &str, items: Vec<String>| {
        if !items.is_empty() {
            text.push_str(&format!("    {what}: {}\n", items.join(", ")));
        }
    };
    line("reason", policy.reason.iter().cloned().collect());
    line(
        "forbidden actions",
        policy.forbid.iter().map(quoted).collect(),
    );
    line("outcomes to handle", policy.handle.clone());
    let limits = policy.limits.iter().map(|limit| limit.words().to_owned());
    line("statements that need their own limit", limits.collect());
    line("systems to name with `use`", policy.uses.clone());
    line("required steps", policy.steps.clone());
    let plan = policy.plan.iter().map(|demand| demand.words().to_owned());
    line("plan", plan.collect());
    text
}

fn quoted(glob: &Glob) -> String {
    format!("`{}`", glob.as_str())
}

/// What holds for a script, for programs.
pub(super) fn document(script: &Script, house: &House) -> Json {
    let levels = house.levels.iter();
    let levels: serde_json::Map<String, Json> = levels
        .map(|(code, level)| (code.to_string(), level.word().into()))
        .collect();
    let policies: Vec<Json> = house.policies.iter().map(|policy| one(policy)).collect();
    json!({
        "version": crate::report::json::VERSION,
        "file": &**script.source.name(),
        "levels": levels,
        "policies": policies,
    })
}

fn one(policy: &Policy) -> Json {
    let globs = |globs: &[Glob]| -> Vec<String> {
        globs.iter().map(|glob| glob.as_str().to_owned()).collect()
    };
    let place = policy.place.as_ref();
    json!({
        "file": place.map(|(source, _)| &**source.name()),
        "line": place.map(|(source, span)| source.line_of(span.start)),
        "paths": globs(&policy.paths),
        "reason": policy.reason,
        "level": policy.level.word(),
        "forbid": globs(&policy.forbid),
        "handle": policy.handle,
        "limits": policy.limits.iter().map(|limit: &Limited| limit.words()).collect::<Vec<_>>(),
        "use": policy.uses,
        "steps": policy.steps,
        "plan": policy.plan.map(|demand| demand.words()),
    })
}

/// How much an idle policy matters: the scripts are checked all the same.
pub(super) const IDLE: Severity = Severity::Warning;
