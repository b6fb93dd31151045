//! The door of CXone's simulator.

use crate::sim::kit::{
    Door, First, Guide, HTTP_FAULTS, NotStarted, Pending, Running, SimulatorKit, Start, Visitor,
    Watched, World, in_the_shell, then,
};
use crate::sim::{Options, Simulator, WorldSource};
use std::io;
use std::net::{Ipv4Addr, SocketAddr};

/// CXone's simulator, as the rest of the house meets it.
pub const KIT: SimulatorKit = SimulatorKit {
    system: "cxone",
    title: "CXone",
    about: "NICE CXone",
    agent: Some("7"),
    worlds: &["small", "busy"],
    options: &[],
    faults: &[HTTP_FAULTS],
    first: First {
        name: "hold",
        flow: include_str!("../../../examples/hold.flow"),
        tests: include_str!("../../../examples/hold.test.flow"),
        settings: include_str!("first.toml"),
        run: "flow run hold.flow --input ContactId=1002",
    },
    start,
};

fn start(start: Start) -> Pending<'static, Result<Box<dyn Running>, NotStarted>> {
    Box::pin(async move {
        let world = match start.world {
            World::Named("busy") => WorldSource::Busy,
            World::Usual | World::Named(_) => WorldSource::Small,
            World::Text(text) => {
                let read = WorldSource::Text(text).read();
                WorldSource::File(Box::new(read.map_err(NotStarted::World)?))
            }
        };
        let options = Options {
            address: SocketAddr::from((Ipv4Addr::LOCALHOST, start.port)),
            world,
            ..Options::default()
        };
        let started = Simulator::start(options).await;
        let simulator = started.map_err(|error| NotStarted::on(start.port, error))?;
        Ok(Box::new(simulator) as _)
    })
}

const SECRET: &str = "SIMULATOR_SECRET";

impl Running for Simulator {
    fn address(&self) -> String {
        self.base_address()
    }

    /// The key of the profile's agent, or the first one.
    fn door(&self, visitor: &Visitor<'_>) -> Result<Door, String> {
        let keys = self.access_keys();
        let own = keys
            .iter()
            .find(|key| Some(key.agent.to_string().as_str()) == visitor.agent);
        let own = own.or(keys.first());
        let id = own.map(|key| key.id.as_str()).unwrap_or_default();
        let mut profile = lines(&self.base_address(), id);
        let secret = own.map(|key| key.secret.clone()).unwrap_or_default();
        let mut secrets = vec![(SECRET.to_owned(), secret)];
        // What is done in another agent's name is done with that agent's key.
        for key in keys
            .iter()
            .filter(|key| Some(key.agent) != own.map(|own| own.agent))
        {
            let name = format!("{SECRET}_{}", key.agent);
            profile.push_str(&format!(
                "[keys.{}]\naccess-key-id = {:?}\naccess-key-secret = {{ env = \"{name}\" }}\n",
                key.agent, key.id
            ));
            secrets.push((name, key.secret.clone()));
        }
        Ok(Door { profile, secrets })
    }

    fn guide(&self, start: &Start, _: bool) -> Result<Guide, String> {
        let address = self.base_address();
        let intro = format!("CXone's simulator serves {address}. Ctrl-C stops it.");
        let keys = self.access_keys();
        let Some(key) = keys.first() else {
            let last = Some("Its data have no access key, so no program can sign in.".into());
            return Ok(Guide {
                intro,
                last,
                ..Guide::default()
            });
        };
        let profile = format!(
            "[profile.lab]\nsystem = \"cxone\"\n{}agent = {{ id = {agent} }}\n\n\
             [profile.lab.inputs]\nAgentId = {agent}\n",
            lines(&address, &key.id),
            agent = key.agent
        );
        let export = in_the_shell(SECRET, &key.secret);
        Ok(Guide {
            intro,
            parts: [
                Some((
                    "In a flow.toml beside the flow, or above it:".into(),
                    profile,
                )),
                Some(("In the shell:".into(), export)),
                then(start, "1002"),
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
        super::check_fault(&fault).map_err(|why| why.to_string())?;
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

fn lines(address: &str, id: &str) -> String {
    format!(
        "address = \"{address}\"\nsign-in = \"access-key\"\naccess-key-id = {id:?}\n\
         access-key-secret = {{ env = \"{SECRET}\" }}\n"
    )
}
