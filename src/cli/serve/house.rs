//! What the service serves: flows that pass the check, the profiles with which they run, and the clients
//! that may start them.

use super::connections::{Connections, hearing};
use super::flight::OfEngine;
use super::runs::Runs;
use super::service::Service;
use super::tokens::Tokens;
use crate::cli::args::{RunArgs, ServeArgs};
use crate::cli::engine;
use crate::cli::exit::Exit;
use crate::cli::journal::Note;
use crate::cli::run::demand;
use crate::cli::run::front::Front;
use crate::cli::run::given::Given;
use crate::cli::run::pace::Pace;
use crate::cli::run::prepare::{Prepared, prepare};
use crate::cli::run::ready::zone_of;
use crate::cli::run::used_systems;
use crate::cli::{policies, scripts};
use crate::config::{Config, Problem, Profile, Serve};
use crate::host::Engine;
use crate::host::live::Served;
use crate::host::restate::{EngineRunner, secret_input};
use crate::report::text::name;
use crate::run::event::RunReport;
use crate::settings::Secrets;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What is served, from one reading of the flows and the settings on.
pub struct House {
    pub serve: Serve,
    /// By the names under which they are started: `night/sweep`.
    pub flows: BTreeMap<Arc<str>, Arc<Flow>>,
    pub runner: Runs,
    pub connected: Arc<Connections>,
    pub tokens: Tokens,
    pub given: Mutex<Given<'static>>,
    pub profiles: Vec<Profile>,
    /// What the journal keeps beside each run, but for whose it is.
    pub note: Note,
}

/// A flow that can be started.
pub struct Flow {
    pub name: Arc<str>,
    pub script: Arc<Prepared>,
}

impl House {
    /// The profiles for which a flow runs: those of the systems that it uses, or all where it uses none.
    pub fn profiles_of(&self, flow: &Flow) -> Vec<Profile> {
        let uses =
            |profile: &&Profile| flow.script.uses.iter().any(|uses| uses == profile.system());
        let own: Vec<Profile> = self.profiles.iter().filter(uses).cloned().collect();
        match own.is_empty() {
            true => self.profiles.clone(),
            false => own,
        }
    }
}

/// Reads everything; `before` is what was served until now, whose connections stay where nothing about
/// them is changed. What is wrong is said.
pub async fn open(
    args: &ServeArgs,
    service: &Service,
    before: Option<&House>,
) -> Result<Arc<House>, Exit> {
    let front = Front::new(&service.printer, false);
    let stop = |problem: Problem| front.problem(&problem);
    let found = found(args, &front)?;
    let config = config(args, &found).map_err(stop)?;
    front.former_names(&config);
    let uses: Vec<_> = found
        .iter()
        .map(|(_, script)| used_systems(script))
        .collect();
    let mut used: Vec<&str> = uses.iter().flatten().map(String::as_str).collect();
    used.sort_unstable();
    used.dedup();
    let profiles = config.choose(&args.profile.names(), &used).map_err(stop)?;
    let used: Vec<String> = used.into_iter().map(str::to_owned).collect();
    let flows = flows(found, uses, (&config, &profiles), &front)?;
    let all: Vec<_> = flows.values().map(|flow| flow.script.clone()).collect();
    demand::plan(&RunArgs::default(), &config, &profiles, &all).map_err(stop)?;
    let secrets = Secrets::new(service.hide).refused(config.distrust());
    let tokens = Tokens::fetch(&config.serve().tokens, &secrets).map_err(stop)?;
    let given = Given::new(
        &RunArgs::default(),
        &profiles,
        &all,
        (&secrets, &service.printer),
    );
    let given = Mutex::new(given.map_err(stop)?);
    let text = text_of(&config).map_err(stop)?;
    let runner = afar(args, &profiles, &flows).map_err(stop)?;
    // Workers have connections of their own: the service needs those by which it hears what arrives.
    let used = match &runner {
        Some(_) => heard_in(&flows),
        None => used,
    };
    let kept = before.filter(|house| house.connected.text == text && house.connected.used == used);
    let kept = kept.map(|house| (house.runner.clone(), house.connected.clone()));
    let with = (&*profiles, &secrets);
    let (runner, connected) = match (runner, kept) {
        (None, Some(kept)) => kept,
        (Some(runner), Some((_, connected))) => (Runs::Engine(runner), connected),
        (Some(runner), None) => {
            let heard = hearing(&service.log, (&runner, with), (text, used)).await;
            (Runs::Engine(runner), heard.map_err(stop)?)
        }
        (None, None) => connected(service, with, (text, used)).await.map_err(stop)?,
    };
    let folder = folder(args);
    Ok(Arc::new(House {
        serve: config.serve().clone(),
        flows,
        runner,
        connected,
        tokens,
        given,
        note: Note {
            served: Some(std::path::absolute(&folder).unwrap_or_else(|_| folder.clone())),
            ..Note::new(&profiles, config.path.as_deref(), &folder)
        },
        profiles,
    }))
}

/// The folder that is served, by which the service knows its own runs.
fn folder(args: &ServeArgs) -> PathBuf {
    let first = args.paths.first().cloned();
    let first = first.unwrap_or_else(|| PathBuf::from("."));
    match first.is_dir() {
        true => first,
        false => first.parent().map(Path::to_owned).unwrap_or_default(),
    }
}

fn found(args: &ServeArgs, front: &Front<'_>) -> Result<Vec<(Arc<str>, scripts::Script)>, Exit> {
    let here = [PathBuf::from(".")];
    let paths = match args.paths.as_slice() {
        [] => &here[..],
        paths => paths,
    };
    let found = scripts::find(paths);
    let mut exit = Exit::Done;
    for problem in &found.problems {
        exit = exit.max(front.problem(problem));
    }
    let mut all = Vec::new();
    for path in found.scripts {
        if scripts::tested_by(&path).is_some() {
            continue;
        }
        match scripts::read(&path) {
            Ok(script) => all.push((flow_name(&path, paths), script.with_files())),
            Err(problem) => exit = exit.max(front.problem(&problem)),
        }
    }
    match exit {
        Exit::Done => Ok(all),
        exit => Err(exit),
    }
}

/// `flows/night/sweep.flow` is `night/sweep` in `flows`.
fn flow_name(path: &Path, folders: &[PathBuf]) -> Arc<str> {
    let mut inside = folders.iter().filter(|folder| folder.is_dir());
    let below = inside.find_map(|folder| {
        let folder = folder.strip_prefix(".").unwrap_or(folder);
        path.strip_prefix(folder).ok()
    });
    let below = below.unwrap_or_else(|| path.file_name().map(Path::new).unwrap_or(path));
    let stem = below.with_extension("");
    let parts = stem.components();
    let parts: Vec<_> = parts
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .collect();
    parts.join("/").into()
}

fn config(args: &ServeArgs, found: &[(Arc<str>, scripts::Script)]) -> Result<Config, Problem> {
    if let Some(file) = &args.profile.config {
        return Config::read(file);
    }
    let config = Config::find(&folder(args))?;
    for (_, script) in found {
        policies::past(script, &config)?;
        let own = Config::find(&script.folder())?;
        if own.path != config.path {
            let shown = name(script.source.name()).into_owned();
            let problem = Problem::new(format!("{shown} has a flow.toml of another folder"));
            return Err(problem.help(
                "a service has one: name it with `--config FILE`, or serve that folder separately",
            ));
        }
    }
    Ok(config)
}

type Flows = BTreeMap<Arc<str>, Arc<Flow>>;

/// The flows that can be started: those that are only steps for others cannot.
fn flows(
    found: Vec<(Arc<str>, scripts::Script)>,
    uses: Vec<Vec<String>>,
    (config, profiles): (&Config, &[Profile]),
    front: &Front<'_>,
) -> Result<Flows, Exit> {
    let mut flows = Flows::new();
    let mut exit = Exit::Done;
    for ((flow, script), uses) in found.into_iter().zip(uses) {
        let prepared = match prepare((script, uses), config, profiles, front) {
            Ok(prepared) => prepared,
            Err(worse) => {
                exit = exit.max(worse);
                continue;
            }
        };
        if prepared.program.main.block.stmts.is_empty() {
            continue;
        }
        let served = Flow {
            name: flow.clone(),
            script: Arc::new(prepared),
        };
        if flows.insert(flow.clone(), Arc::new(served)).is_some() {
            let problem = Problem::new(format!("two flows are named `{flow}`"));
            exit = exit.max(front.problem(&problem.help("rename one, or serve one folder")));
        }
    }
    match exit {
        Exit::Done => Ok(flows),
        exit => Err(exit),
    }
}

/// What starts runs on an engine, where the call or a profile names one.
fn afar(
    args: &ServeArgs,
    profiles: &[Profile],
    flows: &Flows,
) -> Result<Option<EngineRunner>, Problem> {
    let Some(client) = engine::maybe_client(&args.engine, profiles)? else {
        return Ok(None);
    };
    for flow in flows.values() {
        if let Some(input) = secret_input(&flow.script.program) {
            let problem = Problem::new(format!(
                "the input {input} of {} is a secret, and an engine would keep it",
                flow.name
            ));
            return Err(problem.help(
                "move it to the profile of the worker, or serve that flow without an engine",
            ));
        }
    }
    let names = engine::names(profiles);
    Ok(Some(EngineRunner::new(client, names, zone_of(profiles))))
}

/// The text of the settings: when it has changed, connections are made again.
fn text_of(config: &Config) -> Result<String, Problem> {
    let Some(path) = &config.path else {
        return Ok(String::new());
    };
    let shown = path.display();
    std::fs::read_to_string(path).map_err(|why| Problem::new(format!("cannot read {shown}: {why}")))
}

/// The systems of what flows start for.
fn heard_in(flows: &Flows) -> Vec<String> {
    let flows = flows.values();
    let triggers = flows.flat_map(|flow| &flow.script.program.triggers);
    let mut heard: Vec<String> = triggers.map(|one| one.system.to_string()).collect();
    heard.sort_unstable();
    heard.dedup();
    heard
}

async fn connected(
    service: &Service,
    (profiles, secrets): (&[Profile], &Secrets<'_>),
    made_with: (String, Vec<String>),
) -> Result<(Runs, Arc<Connections>), Problem> {
    let journal = || Ok(service.journal.clone());
    let pace = Pace::new(None, profiles, &journal)?;
    let connected = Connections::make(&service.log, (profiles, secrets), made_with).await?;
    let gate = OfEngine {
        flight: service.flight.clone(),
        pace,
    };
    let systems = connected.systems.iter();
    let builder = systems.fold(Engine::builder(), |engine, system| {
        engine.system(system.clone())
    });
    let engine = builder
        .observer(service.watches.clone())
        .gate(Arc::new(gate))
        .journal(service.journal.clone())
        .zone(zone_of(profiles))
        .build()
        .map_err(|why| Problem::new(why.to_string()))?;
    let watches = service.watches.clone();
    let on_end = move |report: &RunReport| watches.over(report);
    let runner = Served::new(engine, service.journal.clone(), Arc::new(on_end));
    Ok((Runs::Here(runner), connected))
}
