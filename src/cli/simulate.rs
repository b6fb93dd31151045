//! `flow simulate`: the simulator for other programs.

use super::args::SimulateArgs;
use super::exit::Exit;
use super::session::tell;
use super::worlds;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use crate::sim::{Options, Simulator, WorldSource, serve};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

pub(super) fn simulate(args: &SimulateArgs, printer: &Printer) -> Exit {
    match options(args) {
        Ok(options) => run(args, options, printer),
        Err(problem) => tell(&problem, printer),
    }
}

fn options(args: &SimulateArgs) -> Result<Options, Problem> {
    let world = match &args.world {
        Some(world) => worlds::read(world)?,
        None => WorldSource::Small,
    };
    Ok(Options {
        address: SocketAddr::from((Ipv4Addr::LOCALHOST, args.port)),
        world,
        ..Options::default()
    })
}

fn run(args: &SimulateArgs, options: Options, printer: &Printer) -> Exit {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => return tell(&Problem::new(error.to_string()), printer),
    };
    let served = runtime.block_on(async {
        tokio::select! {
            served = serve(options, |simulator| begun(simulator, printer)) => served,
            _ = tokio::signal::ctrl_c() => Ok(()),
        }
    });
    runtime.shutdown_background();
    match served {
        Ok(()) => Exit::Done,
        Err(error) => tell(&unserved(args, &error), printer),
    }
}

fn unserved(args: &SimulateArgs, error: &std::io::Error) -> Problem {
    let port = args.port;
    match error.kind() {
        ErrorKind::AddrInUse => Problem::new(format!("something listens on port {port} already"))
            .help("name another port, or none: a free one is taken then"),
        ErrorKind::PermissionDenied => Problem::new(format!("port {port} may not be used"))
            .help("ports below 1024 are kept for the system: name a higher one"),
        _ => Problem::new(format!("the simulator cannot be served: {error}")),
    }
}

/// The address alone is the result; how to use it stands beside it.
fn begun(simulator: &Simulator, printer: &Printer) {
    let address = simulator.base_address();
    printer.note(&format!(
        "CXone's simulator serves {address}. Ctrl-C stops it.\n"
    ));
    printer.note(&how(simulator, &address, printer.look()));
    printer.result(&address);
}

fn how(simulator: &Simulator, address: &str, look: Look) -> String {
    let keys = simulator.access_keys();
    let Some(key) = keys.first() else {
        return "Its world has no access key: nobody can sign in.\n".into();
    };
    let profile = format!(
        "  [profile.lab]\n  system = \"cxone\"\n  address = \"{address}\"\n  \
         sign-in = \"access-key\"\n  access-key-id = \"{}\"\n  \
         access-key-secret = {{ env = \"SIMULATOR_SECRET\" }}\n  agent = {{ id = {} }}\n",
        key.id, key.agent
    );
    format!(
        "In flow.toml:\n\n{}\nIn the shell:\n\n{}\n",
        look.paint(Style::Name, &profile),
        look.paint(
            Style::Name,
            &format!("  export SIMULATOR_SECRET='{}'\n", key.secret)
        )
    )
}
