//! `flow worker`: performs the runs of an engine, until somebody stops it.

mod counts;
mod drain;
mod gate;
mod metrics;
mod tls;
mod watching;

use super::args::{WorkerArgs, WorkerCommand};
use super::connect::{self, Connected};
use super::engine;
use super::exit::Exit;
use super::run::interrupts::Interrupts;
use super::runtime::runtime;
use super::session::{self, tell};
use super::traces;
use crate::check::Context;
use crate::cli::watched::{Log, Metrics};
use crate::config::{Problem, Profile};
use crate::host::restate::{Client, Identity, Serving, Tried, Worker, serve};
use crate::host::traces::Traces;
use crate::report::text::count;
use crate::report::{Printer, Style};
use crate::settings::Secrets;
use crate::systems::net::credentials::share;
use counts::Counted;
use gate::Shared;
use jiff::SignedDuration;
use metrics::Seen;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::Mutex;
use watching::Watching;

/// How long writes that are under way have for their answers when the worker is stopped.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often the engine is told of this worker until it has heard it.
const RETRY: Duration = Duration::from_secs(1);

pub(super) fn worker(args: &WorkerArgs, printer: &Printer) -> Exit {
    if let Some(WorkerCommand::Drain(args)) = &args.command {
        return drain::drain(args, printer);
    }
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(problem) => return tell(&problem, printer),
    };
    let done = runtime.block_on(work(args, printer));
    runtime.shutdown_background();
    match done {
        Ok(exit) => exit,
        Err(problem) => tell(&problem, printer),
    }
}

async fn work(args: &WorkerArgs, printer: &Printer) -> Result<Exit, Problem> {
    let mut interrupts = Interrupts::listen();
    let config = session::config(&args.profile, Path::new("."))?;
    session::note_former(&config, printer);
    let profiles = config.choose(&args.profile.names(), &[])?;
    let client = engine::client(&args.engine, &profiles)?;
    let identity = Identity::of(&args.identity_key).map_err(|_| {
        Problem::new("`--identity-key` is not a public key of an engine")
            .help("it begins with publickeyv1_, and is in the engine's log when it starts")
    })?;
    let tls = tls::acceptor(args.tls_certificate.as_deref(), args.tls_key.as_deref())?;
    let keep = duration("--keep", &args.keep)?;
    let hide = session::hiding(printer);
    let secrets = Secrets::new(&hide).refused(config.distrust());
    share(Arc::new(Tried::new(client.clone())));
    let connected = connect::connect(&profiles, &secrets).await?;
    let traces = traces_of(config.serve().traces.as_deref(), printer)?;
    let log = args.log.map(|form| Log::to(printer, form)).transpose()?;
    let log = log.map(Arc::new);
    let metrics = Arc::new(Metrics::default());
    let budgets = Shared::new(args.rate.as_deref(), &profiles, &client)?;
    let watching = Watching {
        traces: traces.clone(),
        metrics: metrics.clone(),
        actions: Arc::new(Counted::new(budgets, metrics.clone())),
        log: log.clone(),
    };
    let worker = Arc::new(made(&profiles, (&connected, &client), watching));
    let listener = listen(&args.listen).await?;
    let seen = Seen {
        metrics,
        systems: connected.iter().map(|one| one.system.clone()).collect(),
        traces: traces.clone(),
        worker: worker.clone(),
        client: client.clone(),
        asked: Mutex::default(),
    };
    let told = metrics::begin(args.metrics.as_deref(), seen, printer).await?;
    let encrypted = tls.is_some();
    let address = address(args, &listener, encrypted);
    for (profile, connected) in profiles.iter().zip(&connected) {
        let line = format!("profile {}: {}", profile.name(), connected.place);
        printer.note(&printer.look().paint(Style::Faint, &line));
    }
    open_to_all(&args.listen, &identity, printer);
    let serving = Serving {
        listener,
        tls,
        identity,
        keep: keep.unsigned_abs(),
    };
    let served = tokio::spawn(serve(worker.clone(), serving));
    let ready = tokio::select! {
        ready = register(&client, &address, &worker, printer) => ready,
        () = interrupts.next() => Ok(false),
    };
    match ready {
        Ok(true) => {
            printer.result(&format!("ready at {address}"));
            interrupts.next().await;
        }
        Ok(false) => {}
        Err(problem) => {
            connect::stop(connected).await;
            return Err(problem);
        }
    }
    let exit = close(&worker, &mut interrupts, printer).await;
    served.abort();
    if let Some(told) = told {
        told.abort();
    }
    if let Some(traces) = &traces {
        traces.end().await;
    }
    if let Some(log) = &log {
        log.end();
    }
    for one in &connected {
        one.system.close().await;
    }
    for left in connected.iter().flat_map(|one| one.system.left_behind()) {
        printer.note(&left);
    }
    connect::stop(connected).await;
    Ok(exit)
}

fn traces_of(setting: Option<&str>, printer: &Printer) -> Result<Option<Arc<Traces>>, Problem> {
    let said = printer.clone();
    traces::start(setting, Arc::new(move |line: &str| said.note(line)))
}

fn made(
    profiles: &[Profile],
    (connected, client): (&[Connected], &Client),
    watching: Watching,
) -> Worker {
    let context = Context::of(profiles.iter().map(Profile::for_check));
    let systems = connected.iter().map(|one| one.system.clone());
    Worker::new(systems, &engine::names(profiles), context)
        .with_gate(watching.actions.clone())
        .with_follower(Arc::new(watching))
        .with_found_out(Arc::new(client.clone()))
}

async fn listen(at: &str) -> Result<TcpListener, Problem> {
    TcpListener::bind(at).await.map_err(|error| {
        Problem::new(format!("cannot listen on {at}: {error}"))
            .help("use another address: `--listen 127.0.0.1:9081`; port 0 uses a free port")
    })
}

/// Where the engine reaches the worker.
fn address(args: &WorkerArgs, listener: &TcpListener, encrypted: bool) -> String {
    if let Some(address) = &args.address {
        return address.trim_end_matches('/').to_owned();
    }
    let scheme = if encrypted { "https" } else { "http" };
    let at = listener.local_addr().map(|at| at.to_string());
    format!("{scheme}://{}", at.unwrap_or_else(|_| args.listen.clone()))
}

/// Who reaches the port makes the worker send what they like.
fn open_to_all(listen: &str, identity: &Identity, printer: &Printer) {
    let alone = ["127.", "localhost:", "[::1]:"];
    let alone = alone.iter().any(|start| listen.starts_with(start));
    if identity.is_open() && !alone {
        printer.note(&printer.look().paint(
            Style::Care,
            "a program that reaches this port can make the worker act in the profile's name: name the \
             engine's key with `--identity-key`",
        ));
    }
}

/// Tells the engine of the worker, and waits for an engine that is not there yet.
async fn register(
    client: &Client,
    address: &str,
    worker: &Worker,
    printer: &Printer,
) -> Result<bool, Problem> {
    let mut told = false;
    let services: Vec<String> = worker.offers().map(str::to_owned).collect();
    loop {
        match client.register(address, &services).await {
            Ok(()) => return Ok(true),
            Err(why) if why.0.starts_with("the engine rejected it") => {
                let help = match why.0.contains("certificate") {
                    true => {
                        "the engine must trust the worker's certificate: start it with SSL_CERT_FILE=<file>, a PEM file with the certificate of the authority that signed it"
                    }
                    false => {
                        "the engine must reach the worker: set the worker's address with `--address`"
                    }
                };
                return Err(Problem::new(why.0).help(help));
            }
            Err(why) => {
                if !std::mem::replace(&mut told, true) {
                    let why = why.to_string();
                    let why = why.split(" (os error ").next().unwrap_or_default();
                    printer.note(&format!("waiting for the engine: {why}"));
                }
                tokio::time::sleep(RETRY).await;
            }
        }
    }
}

/// Puts down what it has in hand. Who presses Ctrl-C again does not wait for answers.
async fn close(worker: &Worker, interrupts: &mut Interrupts, printer: &Printer) -> Exit {
    let in_hand = worker.in_hand();
    worker.close();
    if in_hand > 0 {
        let runs = count(in_hand, "run goes", "runs go");
        printer.note(&format!(
            "stopping: {runs} back to the engine, after the answers to what was sent"
        ));
    }
    tokio::select! {
        () = worker.idle() => Exit::Done,
        () = interrupts.next() => Exit::Failed,
        () = tokio::time::sleep(PATIENCE) => {
            printer.note("some answers did not come: each run reads the system for the result, or continues with `Unknown`");
            Exit::Failed
        }
    }
}

pub(super) fn duration(option: &str, text: &str) -> Result<SignedDuration, Problem> {
    let time = crate::value::duration(text).ok();
    time.filter(|time| time.is_positive()).ok_or_else(|| {
        Problem::new(format!("`{option}` cannot be `{text}`")).help(format!(
            "write a number and a unit: `{option} 30s`, 5m, 1h, 30d"
        ))
    })
}
