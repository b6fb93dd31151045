//! `flow simulate easycim`: the agent's desktop to watch, and the toolbar behind it.

use super::{unserved_at, until_stopped};
use crate::cli::args::{SimulateArgs, SimulatedLibrary};
use crate::cli::worlds;
use crate::config::Problem;
use crate::report::{Look, Printer, Style};
use crate::sim::easycim::{Library, Options, Simulator, WorldFile, WorldSource};
use crate::systems::easycim::Browser;
use reqwest::Url;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

pub(super) async fn simulate(args: &SimulateArgs, printer: &Printer) -> Result<(), Problem> {
    let simulator = Simulator::start(options(args)?).await;
    let simulator = simulator.map_err(|error| unserved(args, &error))?;
    let window = window(args, &simulator)?;
    let served = until_stopped(serve(&simulator, window.as_ref(), printer)).await;
    if let Some(window) = &window {
        window.end().await;
    }
    served
}

async fn serve(
    simulator: &Simulator,
    window: Option<&Browser>,
    printer: &Printer,
) -> Result<(), Problem> {
    let debugging = match window {
        Some(window) => Some(window.address().await.map_err(Problem::new)?),
        None => None,
    };
    begun(simulator, debugging.as_ref(), printer);
    simulator.wait().await;
    Ok(())
}

/// Which of the two ports it is that cannot be had.
fn unserved(args: &SimulateArgs, error: &io::Error) -> Problem {
    let port = match TcpListener::bind((Ipv4Addr::LOCALHOST, args.port)) {
        Ok(_) => args.toolbar_port.unwrap_or_default(),
        Err(_) => args.port,
    };
    unserved_at(port, error)
}

fn options(args: &SimulateArgs) -> Result<Options, Problem> {
    let world = match &args.world {
        Some(world) => worlds::easycim(world)?,
        None => WorldFile::small(),
    };
    let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Ok(Options {
        page: at(args.port),
        toolbar: at(args.toolbar_port.unwrap_or_default()),
        world: WorldSource::File(Box::new(world)),
        library: match args.library {
            Some(SimulatedLibrary::Old) => Library::Old,
            Some(SimulatedLibrary::New) | None => Library::New,
        },
        ..Options::default()
    })
}

/// The browser that shows the page, where one is wanted.
fn window(args: &SimulateArgs, simulator: &Simulator) -> Result<Option<Browser>, Problem> {
    if !args.browser {
        return Ok(None);
    }
    let more = args.browser_argument.clone();
    let browser = Browser::new(None, &simulator.page_address(), false, more);
    let browser = browser.map_err(|error| Problem::new(error.message).help(error.help))?;
    Ok(Some(browser))
}

/// The page's address alone is the result; how to use it stands beside it.
fn begun(simulator: &Simulator, debugging: Option<&Url>, printer: &Printer) {
    let page = simulator.page_address();
    let watch = match debugging {
        Some(_) => "the browser shows it",
        None => "open it and watch",
    };
    printer.note(&format!(
        "The simulated agent's desktop is at {page}: {watch}. Ctrl-C stops it.\n"
    ));
    let how = match debugging {
        Some(address) => driven(simulator, address, printer.look()),
        None => unseen(simulator, printer.look()),
    };
    printer.note(&how);
    printer.result(&page);
}

/// How a browser that stays open is driven.
fn driven(simulator: &Simulator, debugging: &Url, look: Look) -> String {
    let page = simulator.page_address();
    let way = format!("debugging-address = \"{debugging}\"\n  page = \"{page}*\"");
    let profile = profile(simulator, "desk", &way, look);
    format!("In flow.toml, over the page in that browser:\n\n{profile}\n")
}

/// What there is to choose from where no browser is open.
fn unseen(simulator: &Simulator, look: Look) -> String {
    let (page, toolbar) = (simulator.page_address(), simulator.toolbar_address());
    let way = format!("browser = \"start\"\n  page = \"{page}\"");
    let over_page = profile(simulator, "lab", &way, look);
    let way = format!("toolbar-address = \"{toolbar}\"\n  keeps-notes = true");
    let straight = profile(simulator, "direct", &way, look);
    format!(
        "In flow.toml, over the page in a browser that each run starts:\n\n{over_page}\n\
         Straight to the toolbar, without a browser; the page shows what happens all the same:\n\n\
         {straight}\n\
         `flow simulate easycim --browser` opens a browser that stays.\n"
    )
}

fn profile(simulator: &Simulator, name: &str, way: &str, look: Look) -> String {
    let outcomes = toml_list(&simulator.outcomes());
    let text = format!(
        "  [profile.{name}]\n  system = \"easycim\"\n  {way}\n  lists = {{ outcomes = {outcomes} }}\n"
    );
    look.paint(Style::Name, &text)
}

fn toml_list(texts: &[String]) -> String {
    let quoted = texts.iter().map(|text| format!("{text:?}"));
    format!("[{}]", quoted.collect::<Vec<_>>().join(", "))
}
