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
    let users = simulator.users();
    let signed_in = users.iter().find(|user| user.extension.is_some());
    let Some(user) = signed_in.or(users.first()) else {
        return "Its world has no user: nobody can sign in.\n".into();
    };
    let others = users.iter().map(|user| {
        let at = user.extension.as_deref().unwrap_or("signed out");
        format!("  {}  {at:<10}  {}\n", user.id, user.password)
    });
    let secret = format!("  export SIMULATOR_PASSWORD='{}'\n", user.password);
    let name = |text: &str| look.paint(Style::Name, text);
    format!(
        "In flow.toml:\n\n{}\nIn the shell:\n\n{}\nUsers, their extensions and passwords:\n\n{}\n",
        name(&profile(simulator, &user.id, certificate)),
        name(&secret),
        name(&others.collect::<String>()),
    )
}

fn profile(simulator: &Simulator, user: &str, certificate: &Path) -> String {
    let (a, b) = (simulator.node(Side::A), simulator.node(Side::B));
    format!(
        "  [profile.lab]\n  system = \"finesse\"\n  \
         address = \"{}\"\n  xmpp-port = {}\n  \
         alternate-address = \"{}\"\n  alternate-xmpp-port = {}\n  \
         root-certificate = {:?}\n  \
         user = \"{user}\"\n  password = {{ env = \"SIMULATOR_PASSWORD\" }}\n",
        a.rest(),
        a.xmpp.port(),
        b.rest(),
        b.xmpp.port(),
        certificate.display().to_string(),
    )
}
