//! `flow simulate`: the simulators, for other programs.

use super::args::SimulateArgs;
use super::exit::Exit;
use super::runtime::runtime;
use super::session::tell;
use super::worlds;
use crate::config::Problem;
use crate::report::{Printer, Style};
use crate::sim::{self, Guide, NotStarted, Running, SimulatorKit, Start};
use crate::system::{Kits, OpenBrowser, OpenedBrowser};
use std::io::ErrorKind;

pub(super) fn simulate(args: &SimulateArgs, printer: &Printer) -> Exit {
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(problem) => return tell(&problem, printer),
    };
    let served = runtime.block_on(serve(args, printer));
    runtime.shutdown_background();
    match served {
        Ok(()) => Exit::Done,
        Err(problem) => tell(&problem, printer),
    }
}

/// Serves until somebody presses Ctrl-C. It is listened for before anything is served: whoever
/// reads the address may press it at once.
async fn serve(args: &SimulateArgs, printer: &Printer) -> Result<(), Problem> {
    let kit = sim::of(&args.system)
        .ok_or_else(|| Problem::new(format!("no simulator exists for `{}`", args.system)))?;
    own_options(args, kit)?;
    let open = browser_of(args, kit)?;
    let begin = begin(args, kit)?;
    let mut serving = Serving {
        begin,
        kit,
        world: args.world.as_deref(),
        arguments: args.browser_argument.clone(),
        window: None,
    };
    let served = tokio::select! {
        biased;
        _ = tokio::signal::ctrl_c() => Ok(()),
        served = serving.serve(open, printer) => served,
    };
    if let Some(window) = &serving.window {
        window.end().await;
    }
    served
}

struct Serving<'a> {
    begin: Start,
    kit: &'static SimulatorKit,
    world: Option<&'a std::path::Path>,
    arguments: Vec<String>,
    window: Option<Box<dyn OpenedBrowser>>,
}

impl Serving<'_> {
    async fn serve(&mut self, open: Option<OpenBrowser>, printer: &Printer) -> Result<(), Problem> {
        let started = (self.kit.start)(self.begin.clone()).await;
        let mut running = started.map_err(|error| match (error, self.world) {
            (NotStarted::World(why), Some(file)) => worlds::wrong(file, self.kit, &why),
            (error, _) => not_started(error),
        })?;
        if let (Some(open), Some(page)) = (open, running.page()) {
            let window = self.window.insert(open(page, self.arguments.clone())?);
            window.start().await?;
        }
        let guide = running.guide(&self.begin, self.window.is_some());
        tell_guide(&guide.map_err(Problem::new)?, &*running, printer);
        if !printer.has_written() {
            return Ok(());
        }
        let ended = running.ended().await;
        ended.map_err(|error| Problem::new(format!("the simulator stopped: {error}")))
    }
}

/// The address alone is the result; how to use it stands beside it.
fn tell_guide(guide: &Guide, running: &dyn Running, printer: &Printer) {
    let look = printer.look();
    printer.note(&format!("{}\n", guide.intro));
    let parts = guide.parts.iter().map(|(heading, text)| {
        let indented: String = text.lines().map(|line| format!("  {line}\n")).collect();
        format!("{heading}\n\n{}\n", look.paint(Style::Name, &indented))
    });
    let last = guide.last.iter().map(|last| format!("{last}\n"));
    let how: String = parts.chain(last).collect();
    printer.note(&how);
    printer.result(&running.address());
}

fn begin(args: &SimulateArgs, kit: &SimulatorKit) -> Result<Start, Problem> {
    let world = match &args.world {
        Some(world) => worlds::read(world, kit)?,
        None => sim::World::Usual,
    };
    Ok(Start {
        port: args.port,
        world,
        platform: None,
        options: args.options.0.clone(),
    })
}

/// An option that the system has nothing to do with would be overlooked in silence.
fn own_options(args: &SimulateArgs, kit: &SimulatorKit) -> Result<(), Problem> {
    let own = |name: &str| kit.options.iter().any(|option| option.name == name);
    let mut given = args.options.0.iter().map(|(name, _)| *name);
    let Some(stray) = given.find(|name| !own(name)) else {
        return Ok(());
    };
    let mut others = sim::KITS.iter();
    let other = others.find(|kit| kit.options.iter().any(|option| option.name == stray));
    Err(meaningless(stray, other.map(|kit| kit.system)))
}

/// How the simulator's page is opened, where that is wanted.
fn browser_of(args: &SimulateArgs, kit: &SimulatorKit) -> Result<Option<OpenBrowser>, Problem> {
    if !args.browser {
        return Ok(None);
    }
    let systems = Kits::builtin();
    match systems.get(kit.system).and_then(|system| system.browser) {
        Some(open) => Ok(Some(open)),
        None => {
            let other = systems.iter().find(|system| system.browser.is_some());
            Err(meaningless("browser", other.map(|system| system.name)))
        }
    }
}

fn meaningless(option: &str, of: Option<&str>) -> Problem {
    let wrong = format!("this simulator has no option `--{option}`");
    Problem::new(wrong).help(match of {
        Some(of) => format!("use `flow simulate {of} --{option}`, or remove the option"),
        None => "remove it".into(),
    })
}

/// Why a simulator did not start.
pub(super) fn not_started(error: NotStarted) -> Problem {
    match error {
        NotStarted::World(why) => Problem::new(format!("the simulator's data are wrong: {why}")),
        NotStarted::Option(name, why) => Problem::new(format!("`--{name}` cannot be used: {why}")),
        NotStarted::Port(port, error) if error.kind() == ErrorKind::AddrInUse => {
            Problem::new(format!("port {port} is already in use"))
                .help("use a different port, or none: then a free one is used")
        }
        NotStarted::Port(port, _) => Problem::new(format!("no permission to use port {port}"))
            .help("ports below 1024 are reserved: use a higher one"),
        NotStarted::Other(error) => Problem::new(format!("the simulator cannot start: {error}")),
    }
}
