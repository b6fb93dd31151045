//! The door of easyCIM's simulator: the agent's desktop to watch, and the toolbar behind it.

use super::{Library, Options, Simulator, WorldFile, WorldSource};
use crate::sim::kit::{
    Door, FaultChoice, First, Guide, NotStarted, Pending, Running, SimulatorKit, SimulatorOption,
    Start, Takes, Visitor, Watched, World,
};
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};

/// easyCIM's simulator, as the rest of the house meets it.
pub const KIT: SimulatorKit = SimulatorKit {
    system: "easycim",
    title: "easyCIM",
    about: "easyCIM's toolbar, and a page to watch",
    agent: None,
    worlds: &["small"],
    options: &[
        SimulatorOption {
            name: TOOLBAR_PORT,
            value: "N",
            help: "The port of easyCIM's toolbar, next to its page's; 0 uses a free one [default: \
                   0]",
            takes: Takes::Port,
        },
        SimulatorOption {
            name: LIBRARY,
            value: "WHICH",
            help: "The library in easyCIM's page [default: new]",
            takes: Takes::OneOf(&[
                ("new", "As documented"),
                ("old", "As from 2021 to 2023: it drops notes and labels"),
            ]),
        },
    ],
    faults: &[&[
        FaultChoice {
            title: "no answer comes, and nothing is done",
            fault: r#"{ "do": "drop", "when": "before" }"#,
        },
        FaultChoice {
            title: "does it, and no answer comes",
            fault: r#"{ "do": "drop", "when": "after" }"#,
        },
        FaultChoice {
            title: "refuses it",
            fault: r#"{ "do": "refuse" }"#,
        },
        FaultChoice {
            title: "answers with an error",
            fault: r#"{ "do": "error", "text": "an error on demand" }"#,
        },
        FaultChoice {
            title: "answers twice",
            fault: r#"{ "do": "twice" }"#,
        },
        FaultChoice {
            title: "does it, and no event follows",
            fault: r#"{ "do": "lose-event" }"#,
        },
        FaultChoice {
            title: "loses the toolbar's connection for 2 s",
            fault: r#"{ "do": "disconnect", "when": "before", "by": "2s" }"#,
        },
    ]],
    first: First {
        name: "easycim",
        flow: include_str!("../../../examples/easycim.flow"),
        tests: include_str!("../../../examples/easycim.test.flow"),
        settings: include_str!("first.toml"),
        run: "flow run easycim.flow",
    },
    start,
};

const TOOLBAR_PORT: &str = "toolbar-port";
const LIBRARY: &str = "library";

fn start(start: Start) -> Pending<'static, Result<Box<dyn Running>, NotStarted>> {
    Box::pin(async move {
        let toolbar = toolbar_port(&start)?;
        let library = match start.option(LIBRARY) {
            Some("old") => Library::Old,
            _ => Library::New,
        };
        let world = match start.world {
            World::Text(text) => WorldFile::read(&text).map_err(NotStarted::World)?,
            World::Usual | World::Named(_) => WorldFile::small(),
        };
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let options = Options {
            page: at(start.port),
            toolbar: at(toolbar),
            world: WorldSource::File(Box::new(world)),
            library,
            ..Options::default()
        };
        let started = Simulator::start(options).await;
        let simulator =
            started.map_err(|error| NotStarted::on(taken(start.port, toolbar), error))?;
        Ok(Box::new(simulator) as _)
    })
}

fn toolbar_port(start: &Start) -> Result<u16, NotStarted> {
    let Some(text) = start.option(TOOLBAR_PORT) else {
        return Ok(0);
    };
    let wrong = |_| NotStarted::Option(TOOLBAR_PORT, "not a port".into());
    text.parse().map_err(wrong)
}

/// Which of the two ports it is that cannot be had.
fn taken(page: u16, toolbar: u16) -> u16 {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, page)) {
        Ok(_) => toolbar,
        Err(_) => page,
    }
}

impl Running for Simulator {
    fn address(&self) -> String {
        self.page_address()
    }

    fn page(&self) -> Option<String> {
        Some(self.page_address())
    }

    /// Over its page where the profile has a browser started, else straight. Either way the
    /// toolbar keeps notes.
    fn door(&self, visitor: &Visitor<'_>) -> Result<Door, String> {
        let way = match visitor.browser {
            true => format!("page = \"{}\"", self.page_address()),
            false => format!(
                "toolbar-address = \"{}\"\nbeside = \"alone\"",
                self.toolbar_address()
            ),
        };
        Ok(Door {
            profile: format!("{way}\nkeeps-notes = true\n"),
            secrets: Vec::new(),
        })
    }

    fn guide(&self, _: &Start, is_shown: bool) -> Result<Guide, String> {
        let page = self.page_address();
        let watch = match is_shown {
            true => "the browser shows the page",
            false => "open the page to watch",
        };
        let over_page = format!("browser = \"start\"\npage = \"{page}\"\n");
        let straight = format!(
            "toolbar-address = \"{}\"\nbeside = \"alone\"\nkeeps-notes = true\n",
            self.toolbar_address()
        );
        let last = "`flow simulate easycim --browser` opens a browser to watch, which stays open.";
        Ok(Guide {
            intro: format!("The simulated agent's desktop is at {page}: {watch}. Ctrl-C stops it."),
            parts: vec![
                (
                    "In flow.toml, through the page in a browser that each run starts:".into(),
                    profile(self, "lab", &over_page),
                ),
                (
                    "Directly to the toolbar, without a browser; the page shows what happens:"
                        .into(),
                    profile(self, "direct", &straight),
                ),
            ],
            last: (!is_shown).then(|| last.into()),
        })
    }

    fn watched(&self) -> Vec<Watched> {
        Simulator::watched(self)
    }

    fn spoil(&self, fault: &serde_json::Value) -> Result<(), String> {
        let fault = serde_json::from_value(fault.clone()).map_err(|error| error.to_string())?;
        super::fault::check(&fault).map_err(|why| why.to_string())?;
        self.add_fault(fault);
        Ok(())
    }

    fn ended(&mut self) -> Pending<'_, io::Result<()>> {
        Box::pin(async {
            self.wait().await;
            Ok(())
        })
    }

    fn stop(self: Box<Self>) -> Pending<'static, ()> {
        Simulator::stop(*self);
        Box::pin(std::future::ready(()))
    }
}

fn profile(simulator: &Simulator, name: &str, way: &str) -> String {
    let outcomes = simulator.outcomes();
    let quoted: Vec<_> = outcomes.iter().map(|text| format!("{text:?}")).collect();
    let outcomes = quoted.join(", ");
    format!(
        "[profile.{name}]\nsystem = \"easycim\"\n{way}lists = {{ dispositions = [{outcomes}] }}\n"
    )
}
