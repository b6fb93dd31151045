//! `SimulatorKit`: the one door through which a simulator comes into the house.

use std::io;
use std::pin::Pin;

/// A future that a simulator hands out.
pub type Pending<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Everything that a simulator brings. It is reached like the real system: by what a profile of
/// `flow.toml` says, so that nothing outside its folder knows how.
#[derive(Clone, Copy)]
pub struct SimulatorKit {
    /// The system that it plays, as in `use cxone`.
    pub system: &'static str,
    /// As people call that system: `CXone`.
    pub title: &'static str,
    /// What it is, for the help of `flow simulate`.
    pub about: &'static str,
    /// Who is signed in, in its usual world.
    pub agent: Option<&'static str>,
    /// The worlds that it has by name; the first is the usual one.
    pub worlds: &'static [&'static str],
    /// Its own options.
    pub options: &'static [SimulatorOption],
    /// What can go wrong with a request at the press of a button; kinds of systems share groups of it.
    pub faults: &'static [&'static [FaultChoice]],
    /// What a folder of flows for the system begins with.
    pub first: First,
    /// Starts it on the current tokio runtime.
    pub start: fn(Start) -> Starting,
}

/// Something that can go wrong, for people to choose.
#[derive(Clone, Copy)]
pub struct FaultChoice {
    /// What the program at the other end sees.
    pub title: &'static str,
    /// The fault, as the simulator's own API takes it, less what it hits.
    pub fault: &'static str,
}

/// What goes wrong with systems that are asked over HTTP.
pub(in crate::sim) const HTTP_FAULTS: &[FaultChoice] = &[
    FaultChoice {
        title: "answers 503, and has done nothing",
        fault: r#"{ "do": "error", "status": 503, "when": "before" }"#,
    },
    FaultChoice {
        title: "does it, and answers 500",
        fault: r#"{ "do": "error", "status": 500, "when": "after" }"#,
    },
    FaultChoice {
        title: "loses the connection, and has done nothing",
        fault: r#"{ "do": "drop", "when": "before" }"#,
    },
    FaultChoice {
        title: "does it, and loses the connection before it answers",
        fault: r#"{ "do": "drop", "when": "after" }"#,
    },
    FaultChoice {
        title: "answers 429: too many requests",
        fault: r#"{ "do": "throttle", "retry-after": 2 }"#,
    },
    FaultChoice {
        title: "answers 401: no longer signed in",
        fault: r#"{ "do": "unauthorized" }"#,
    },
    FaultChoice {
        title: "answers a page of a proxy instead of data",
        fault: r#"{ "do": "html", "status": 502, "when": "before" }"#,
    },
    FaultChoice {
        title: "answers 5 s late",
        fault: r#"{ "do": "delay", "by": "5s" }"#,
    },
];

/// Somebody or something in a simulated system, for people who watch it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Watched {
    /// `contact`, `agent`, in the words of scripts.
    pub sort: &'static str,
    pub id: String,
    /// As the system names it.
    pub state: String,
    /// Who has it, or who it is.
    pub about: String,
}

/// A first flow for a system, with its tests: the repository's example.
#[derive(Clone, Copy)]
pub struct First {
    /// The name of its file, less `.flow`.
    pub name: &'static str,
    pub flow: &'static str,
    pub tests: &'static str,
    /// A `flow.toml` that shows a profile of the real system.
    pub settings: &'static str,
    /// How it is run on the simulator.
    pub run: &'static str,
}

/// A simulator on its way.
pub type Starting = Pending<'static, Result<Box<dyn Running>, NotStarted>>;

/// An option of one simulator: `--toolbar-port N`.
#[derive(Clone, Copy)]
pub struct SimulatorOption {
    /// Its name, without the dashes.
    pub name: &'static str,
    /// What its value is called.
    pub value: &'static str,
    /// What it is for, in one line.
    pub help: &'static str,
    pub takes: Takes,
}

/// What an option takes.
#[derive(Clone, Copy)]
pub enum Takes {
    /// A port; 0 is any that is free.
    Port,
    /// A file or a folder.
    File,
    /// One of these words, each with what it means.
    OneOf(&'static [(&'static str, &'static str)]),
    /// Nothing: it stands or it does not.
    Nothing,
}

/// How a simulator is to start.
#[derive(Clone, Debug, Default)]
pub struct Start {
    /// Where it listens; 0 is any port that is free.
    pub port: u16,
    pub world: World,
    /// Which of the system's platforms it plays, where they differ.
    pub platform: Option<String>,
    /// Its own options, as they were given.
    pub options: Vec<(&'static str, String)>,
}

/// Who and what is in a simulated system.
#[derive(Clone, Debug, Default)]
pub enum World {
    #[default]
    Usual,
    /// One of [`SimulatorKit::worlds`].
    Named(&'static str),
    /// What a file says, in TOML or JSON.
    Text(String),
}

/// Why a simulator did not start.
#[derive(Debug)]
pub enum NotStarted {
    /// The text of its world is wrong.
    World(String),
    /// An option says what it cannot.
    Option(&'static str, String),
    /// It cannot listen on a port.
    Port(u16, io::Error),
    /// Something else is in the way.
    Other(io::Error),
}

/// A simulator that runs.
pub trait Running: Send + Sync {
    /// The address that other programs are given.
    fn address(&self) -> String;

    /// The page that shows it, where it has one.
    fn page(&self) -> Option<String> {
        None
    }

    /// What a profile has to say to reach it from within this process. `Err` says why there is
    /// nobody for the one that asks.
    fn door(&self, visitor: &Visitor<'_>) -> Result<Door, String>;

    /// What to say to people when it serves other programs; it may write what they need.
    /// `is_shown`: whether a browser that was opened shows its page.
    fn guide(&self, start: &Start, is_shown: bool) -> Result<Guide, String>;

    /// Who and what is in it, as it is now.
    fn watched(&self) -> Vec<Watched>;

    /// Lets something go wrong from now on: a fault as its API takes it. `Err`: why that is none.
    fn spoil(&self, fault: &serde_json::Value) -> Result<(), String>;

    /// Ends when it has stopped, by itself or from outside.
    fn ended(&mut self) -> Pending<'_, io::Result<()>>;

    /// Stops it: connections break, nothing is answered any more.
    fn stop(self: Box<Self>) -> Pending<'static, ()>;
}

/// Who wants to reach a simulator.
#[derive(Clone, Copy, Debug)]
pub struct Visitor<'a> {
    /// The agent that the profile names.
    pub agent: Option<&'a str>,
    /// Whether the profile goes over a browser.
    pub browser: bool,
}

/// The lines of a profile, and the secrets that they name.
#[derive(Clone, Debug, Default)]
pub struct Door {
    /// What stands in the profile.
    pub profile: String,
    /// The values of the environment variables that it names.
    pub secrets: Vec<(String, String)>,
}

/// What people are told of a simulator that serves.
#[derive(Clone, Debug, Default)]
pub struct Guide {
    /// Where it is, in a sentence.
    pub intro: String,
    /// How it is used: a line each, and what to copy.
    pub parts: Vec<(String, String)>,
    /// What else there is to know.
    pub last: Option<String>,
}

impl Start {
    /// An option of its own.
    pub fn option(&self, name: &str) -> Option<&str> {
        let mut options = self.options.iter();
        let found = options.find(|(known, _)| *known == name);
        found.map(|(_, value)| value.as_str())
    }
}

impl NotStarted {
    /// What kept it from starting, where it may be the port.
    #[cfg(feature = "sim")]
    pub(super) fn on(port: u16, error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied => Self::Port(port, error),
            io::ErrorKind::InvalidInput => Self::World(error.to_string()),
            _ => Self::Other(error),
        }
    }
}

/// How a shell of this machine is told a secret.
pub fn in_the_shell(name: &str, secret: &str) -> String {
    match cfg!(windows) {
        true => format!("$env:{name} = '{secret}'\n"),
        false => format!("export {name}='{secret}'\n"),
    }
}

/// How a contact of the usual world is held, as the README does it: nobody knows the contacts of another world.
pub fn then(start: &Start, contact: &str) -> Option<(String, String)> {
    let command = format!("flow run hold.flow --profile lab --input ContactId={contact}\n");
    matches!(start.world, World::Usual).then(|| ("Then:".into(), command))
}
