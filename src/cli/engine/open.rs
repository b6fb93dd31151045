//! What asks the engine that a call or a profile names.

use crate::cli::args::{EngineArgs, ProfileArgs};
use crate::cli::session;
use crate::config::{Config, Problem, Profile};
use crate::host::restate::{Address, Client};
use crate::host::runner::OutOfReach;
use std::path::Path;
use std::sync::Arc;

/// What asks the engine that the call or a profile names.
pub(in crate::cli) fn client(args: &EngineArgs, profiles: &[Profile]) -> Result<Client, Problem> {
    maybe_client(args, profiles)?.ok_or_else(|| {
        Problem::new("no engine is named")
            .help("write `--engine http://…:8080`, set FLOW_ENGINE, or write `engine = \"…\"` into the profile")
    })
}

/// The same, where a command does without an engine if none is named.
pub(in crate::cli) fn maybe_client(
    args: &EngineArgs,
    profiles: &[Profile],
) -> Result<Option<Client>, Problem> {
    let found = found(args, profiles)?;
    found
        .map(|(engine, admin)| open(&engine, admin.as_deref()))
        .transpose()
}

fn open(engine: &str, admin: Option<&str>) -> Result<Client, Problem> {
    let wrong = |why: crate::host::restate::NoClient| {
        Problem::new(why.to_string()).help("write it as `http://localhost:8080`")
    };
    let address = Address::new(engine, admin).map_err(wrong)?;
    Client::new(address, &[]).map_err(wrong)
}

type Found = Option<(String, Option<String>)>;

fn found(args: &EngineArgs, profiles: &[Profile]) -> Result<Found, Problem> {
    if let Some(engine) = named(args) {
        return match engine.contains("://") {
            true => Ok(Some((engine.to_owned(), args.engine_admin.clone()))),
            false => of_profile(args, engine).map(Some),
        };
    }
    let mut engines = profiles
        .iter()
        .filter_map(|profile| Some((profile, profile.common.engine.as_ref()?)));
    let Some((first, engine)) = engines.next() else {
        return Ok(None);
    };
    if let Some((other, _)) = engines.find(|(_, other)| *other != engine) {
        return Err(Problem::new(format!(
            "the profiles `{}` and `{}` name different engines",
            first.name(),
            other.name()
        ))
        .help("write `--engine URL`: one run has one engine"));
    }
    let admin = args
        .engine_admin
        .clone()
        .or_else(|| first.common.engine_admin.clone());
    Ok(Some((engine.clone(), admin)))
}

/// The engine that a call names, if it names one.
pub(in crate::cli) fn named(args: &EngineArgs) -> Option<&str> {
    args.engine.as_deref().filter(|name| !name.is_empty())
}

fn of_profile(args: &EngineArgs, name: &str) -> Result<(String, Option<String>), Problem> {
    let config: Config = session::config(&ProfileArgs::default(), Path::new("."))?;
    let profile = config.profile(Some(name))?;
    let admin = args.engine_admin.clone();
    match &profile.common.engine {
        Some(engine) => Ok((
            engine.clone(),
            admin.or_else(|| profile.common.engine_admin.clone()),
        )),
        None => Err(profile
            .problem(format!("the profile `{name}` names no engine"))
            .help("write `engine = \"http://…:8080\"` into it, or pass the address: `--engine http://…:8080`")),
    }
}

/// A command that works on this machine's journal alone says so, rather than do something else.
pub(in crate::cli) fn none_here(
    args: &EngineArgs,
    verb: &str,
    instead: &str,
) -> Result<(), Problem> {
    match named(args) {
        None => Ok(()),
        Some(_) => {
            Err(Problem::new(format!("`flow {verb}` cannot be done on an engine")).help(instead))
        }
    }
}

/// The profiles that a call names, of the settings of this folder.
pub(in crate::cli) fn profiles(args: &ProfileArgs) -> Result<Vec<Profile>, Problem> {
    let config = session::config(args, Path::new("."))?;
    config.choose(&args.names(), &[])
}

/// The names of profiles, as an order has them.
pub(in crate::cli) fn names(profiles: &[Profile]) -> Vec<Arc<str>> {
    profiles
        .iter()
        .map(|profile| Arc::from(profile.name()))
        .collect()
}

/// The engine cannot be asked, or refuses.
pub(in crate::cli) fn problem(why: OutOfReach) -> Problem {
    Problem::new(why.0).help("`flow docs engine` lists the failures, and what to do about each")
}
