//! `flow simulate finesse`.

use super::{unserved, until_stopped};
use crate::cli::args::SimulateArgs;
use crate::cli::worlds;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use crate::sim::finesse::{NodeAddress, Options, Side, Simulator, WorldFile};
use std::path::{Path, PathBuf};

pub(super) async fn simulate(args: &SimulateArgs, printer: &Printer) -> Result<(), Problem> {
    let options = options(args)?;
    let serving = async {
        let simulator = Simulator::start(options).await;
        let simulator = simulator.map_err(|error| unserved(args, &error))?;
        begun(&simulator, args, printer)?;
        let ended = simulator.run().await;
        ended.map_err(|error| unserved(args, &error))
    };
    until_stopped(serving).await
}

fn options(args: &SimulateArgs) -> Result<Options, Problem> {
    let world = match &args.world {
        Some(world) => worlds::finesse(world)?,
        None => WorldFile::small(),
    };
    Ok(Options {
        ports: (args.port, 0),
        world,
        ..Options::default()
    })
}

/// The address alone is the result; how to use it stands beside it.
fn begun(simulator: &Simulator, args: &SimulateArgs, printer: &Printer) -> Result<(), Problem> {
    let node = simulator.node(Side::A);
    let certificate = match &args.certificate {
        Some(file) => file.clone(),
        None => usual_place(node),
    };
    write(&certificate, simulator.root_certificate_pem())?;
    printer.note(&format!(
        "Finesse's simulator serves {}. Ctrl-C stops it.\n",
        node.rest()
    ));
    printer.note(&how(simulator, &certificate, printer.look()));
    printer.result(&node.rest());
    Ok(())
}

fn usual_place(node: &NodeAddress) -> PathBuf {
    let name = format!("contactflow-finesse-{}.pem", node.web.port());
    std::env::temp_dir().join(name)
}

fn write(file: &Path, certificate: &str) -> Result<(), Problem> {
    std::fs::write(file, certificate).map_err(|error| {
        let shown = file.display();
        Problem::new(format!(
            "the certificate cannot be written to {shown}: {error}"
        ))
        .help("name another file with --certificate")
    })
}

fn how(simulator: &Simulator, certificate: &Path, look: Look) -> String {
    let node = |name, side| {
        let node = simulator.node(side);
        format!(
            "  {name}  REST {}  events {} and {}  domain {}\n",
            node.rest(),
            node.xmpp,
            node.websocket(),
            node.domain
        )
    };
    let users = simulator.users().into_iter().map(|user| {
        let at = user.extension.unwrap_or_else(|| "signed out".to_owned());
        format!("  {}  {at}  password {}\n", user.id, user.password)
    });
    format!(
        "Nodes:\n\n{}{}\nUsers, and where each is signed in:\n\n{}\nThe certificate to trust:\n\n{}\n",
        look.paint(Style::Name, &node("A", Side::A)),
        look.paint(Style::Name, &node("B", Side::B)),
        look.paint(Style::Name, &users.collect::<String>()),
        look.paint(Style::Name, &format!("  {}\n", certificate.display()))
    )
}
