//! `flow simulate cxone`.

use super::{unserved, until_stopped};
use crate::cli::args::SimulateArgs;
use crate::cli::worlds;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use crate::sim::{Options, Simulator, WorldSource, serve};
use std::net::{Ipv4Addr, SocketAddr};

pub(super) async fn simulate(args: &SimulateArgs, printer: &Printer) -> Result<(), Problem> {
    let serving = serve(options(args)?, |simulator| begun(simulator, printer));
    let served = until_stopped(serving).await;
    served.map_err(|error| unserved(args, &error))
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
