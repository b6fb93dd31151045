//! The door of Finesse's simulator.

use super::{NodeAddress, Options, Platform, Side, SignIn, Simulator, WorldFile};
use crate::private;
use crate::sim::kit::{
    Door, FaultChoice, First, Guide, HTTP_FAULTS, NotStarted, Pending, Running, SimulatorKit,
    SimulatorOption, Start, Takes, Visitor, Watched, World, in_the_shell, then,
};
use std::io;
use std::path::{Path, PathBuf};

/// Finesse's simulator, as the rest of the house meets it.
pub const KIT: SimulatorKit = SimulatorKit {
    system: "finesse",
    title: "Finesse",
    about: "Cisco Finesse",
    agent: Some("1001"),
    worlds: &["small", "preview"],
    options: &[SimulatorOption {
        name: CERTIFICATE,
        value: "FILE",
        help: "Where Finesse's certificate is written [default: a file in the user's cache folder]",
        takes: Takes::File,
    }],
    faults: &[
        HTTP_FAULTS,
        &[
            FaultChoice {
                title: "accepts it, and no event follows",
                fault: r#"{ "do": "lose-event" }"#,
            },
            FaultChoice {
                title: "accepts it, and rejects it by an event",
                fault: r#"{ "do": "fail", "code": 22 }"#,
            },
            FaultChoice {
                title: "loses the event stream",
                fault: r#"{ "do": "kill-stream" }"#,
            },
        ],
    ],
    first: First {
        name: "hold",
        flow: include_str!("../../../examples/hold-finesse.flow"),
        tests: include_str!("../../../examples/hold-finesse.test.flow"),
        settings: include_str!("first.toml"),
        run: "flow run hold.flow --input ContactId=16804378",
    },
    start,
};

const CERTIFICATE: &str = "certificate";
const PASSWORD: &str = "SIMULATOR_PASSWORD";

fn start(start: Start) -> Pending<'static, Result<Box<dyn Running>, NotStarted>> {
    Box::pin(async move {
        let built_in = match start.world {
            World::Named("preview") => WorldFile::preview(),
            _ => WorldFile::small(),
        };
        let world = match (start.world, start.platform.as_deref()) {
            (World::Text(text), _) => WorldFile::read(&text).map_err(NotStarted::World)?,
            (_, Some("CCX")) => built_in.platform(Platform::Ccx),
            _ => built_in,
        };
        let options = Options {
            ports: (start.port, 0),
            world,
            ..Options::default()
        };
        let started = Simulator::start(options).await;
        let simulator = started.map_err(|error| NotStarted::on(start.port, error))?;
        Ok(Box::new(simulator) as _)
    })
}

impl Running for Simulator {
    fn address(&self) -> String {
        self.node(Side::A).rest()
    }

    fn door(&self, visitor: &Visitor<'_>) -> Result<Door, String> {
        let mut users = self.users().into_iter();
        let user = users.find(|user| visitor.agent.is_none_or(|wanted| user.id == wanted));
        let Some(user) = user else {
            let wanted = visitor.agent.unwrap_or_default();
            return Err(format!("the simulator's data have no agent {wanted}"));
        };
        let certificate = self.root_certificate_pem();
        Ok(Door {
            profile: lines(self, &user.id, &format!("'''\n{certificate}'''")),
            secrets: vec![(PASSWORD.to_owned(), user.password)],
        })
    }

    fn guide(&self, start: &Start, _: bool) -> Result<Guide, String> {
        let node = self.node(Side::A);
        let certificate = match start.option(CERTIFICATE) {
            Some(file) => PathBuf::from(file),
            None => usual_place(node)?,
        };
        write(&certificate, self.root_certificate_pem())?;
        let intro = format!(
            "Finesse's simulator serves {}. Ctrl-C stops it.",
            node.rest()
        );
        let users = self.users();
        let signed_in = users.iter().find(|user| user.extension.is_some());
        let Some(user) = signed_in.or(users.first()) else {
            let last = Some("Its data have no user, so no program can sign in.".into());
            return Ok(Guide {
                intro,
                last,
                ..Guide::default()
            });
        };
        let certificate = format!("{:?}", certificate.display().to_string());
        let profile = lines(self, &user.id, &certificate);
        let profile = format!(
            "[profile.lab]\nsystem = \"finesse\"\n{profile}\n[profile.lab.inputs]\nAgentId = {:?}\n",
            user.id
        );
        let export = in_the_shell(PASSWORD, &user.password);
        let users = users.iter().map(listed).collect();
        Ok(Guide {
            intro,
            parts: [
                Some((
                    "In a flow.toml beside the flow, or above it:".into(),
                    profile,
                )),
                Some(("In the shell:".into(), export)),
                then(start, "16804378"),
                Some(("Users, their extensions and passwords:".into(), users)),
            ]
            .into_iter()
            .flatten()
            .collect(),
            last: None,
        })
    }

    fn watched(&self) -> Vec<Watched> {
        Simulator::watched(self)
    }

    fn spoil(&self, fault: &serde_json::Value) -> Result<(), String> {
        let fault = serde_json::from_value(fault.clone()).map_err(|error| error.to_string())?;
        super::faults::check(&fault).map_err(|why| why.to_string())?;
        self.add_fault(fault);
        Ok(())
    }

    fn ended(&mut self) -> Pending<'_, io::Result<()>> {
        Box::pin(Simulator::ended(self))
    }

    fn stop(self: Box<Self>) -> Pending<'static, ()> {
        Box::pin(Simulator::stop(*self))
    }
}

fn listed(user: &SignIn) -> String {
    let at = user.extension.as_deref().unwrap_or("signed out");
    format!("{}  {at:<10}  {}\n", user.id, user.password)
}

/// What a profile says; the certificate as it stands there, quoted.
fn lines(simulator: &Simulator, user: &str, certificate: &str) -> String {
    let (a, b) = (simulator.node(Side::A), simulator.node(Side::B));
    format!(
        "address = \"{}\"\nxmpp-port = {}\nalternate-address = \"{}\"\nalternate-xmpp-port = {}\n\
         root-certificate = {certificate}\nuser = {user:?}\n\
         password = {{ env = \"{PASSWORD}\" }}\n",
        a.rest(),
        a.xmpp.port(),
        b.rest(),
        b.xmpp.port(),
    )
}

/// Not in the machine's shared folder: whoever put another certificate there would be trusted.
fn usual_place(node: &NodeAddress) -> Result<PathBuf, String> {
    let folder = private::folder("simulator");
    let folder = folder.map_err(|error| {
        format!("no private folder for the certificate ({error}): name a file with --certificate")
    })?;
    Ok(folder.join(format!("finesse-{}.pem", node.web.port())))
}

fn write(file: &Path, certificate: &str) -> Result<(), String> {
    private::write(file, certificate.as_bytes()).map_err(|error| {
        let shown = file.display();
        format!("the certificate cannot be written to {shown}: {error}")
    })
}
