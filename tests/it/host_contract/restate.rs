//! The engine's host: a real server of Restate, and a worker that is lost and comes back.

use super::world::World;
use super::{Host, demands};
use crate::engine::balancer::spread;
use crate::engine::server::Server;
use contactflow::check::Context;
use contactflow::host::restate::{
    Address, Client, Identity, Message, Order, Serving, Submitted, Worker, serve, service,
};
use contactflow::journal::Record;
use contactflow::{Catalogue, Script, System, Value};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

pub struct Restate {
    server: Server,
    world: Arc<World>,
    /// What asks the engine outlives the workers.
    asking: Runtime,
    client: Client,
    driving: Option<Runtime>,
    port: u16,
    keys: u32,
    /// The invocations of the runs.
    ids: HashMap<String, String>,
}

const PROFILE: &str = "contract";

impl Restate {
    pub fn new(server: Server) -> Self {
        let asking = runtime();
        let address = Address::new(&server.ingress(), Some(&server.admin())).unwrap();
        let mut restate = Self {
            client: Client::new(address, &[]).unwrap(),
            server,
            world: World::new(),
            asking,
            driving: None,
            port: 0,
            keys: 0,
            ids: HashMap::new(),
        };
        restate.revive();
        restate
    }

    /// From now on two workers share an address, behind a balancer. What begins from now on begins there; the
    /// first of them is the one that `kill` takes away.
    pub fn with_another(&mut self) -> Runtime {
        let (another, port) = self.worker(0);
        self.register(spread(vec![self.port, port]));
        another
    }

    /// A worker at a port, in a runtime of its own.
    fn worker(&self, port: u16) -> (Runtime, u16) {
        let runtime = runtime();
        let listener = runtime.block_on(TcpListener::bind(("127.0.0.1", port)));
        let listener = listener.unwrap();
        let port = listener.local_addr().unwrap().port();
        let systems = [self.world.clone() as Arc<dyn System>];
        let worker = Worker::new(systems, &[PROFILE.into()], Context::default()).with_long(20);
        let serving = Serving {
            listener,
            tls: None,
            identity: Identity::default(),
            keep: Duration::from_secs(3600),
        };
        runtime.spawn(serve(Arc::new(worker), serving));
        (runtime, port)
    }

    fn register(&self, port: u16) {
        let at = format!("http://127.0.0.1:{port}");
        let services = [service(&[PROFILE])];
        self.ask(|| self.client.register(&at, &services));
    }

    /// A node of the engine is gone for good.
    pub fn lose_a_node(&mut self) {
        self.server.lose_a_node();
    }

    pub fn crash_server(&mut self) {
        self.server.crash();
    }

    /// Asks the engine, which may just be coming back, until it answers.
    fn ask<T, E: std::fmt::Display, F: Future<Output = Result<T, E>>>(
        &self,
        what: impl Fn() -> F,
    ) -> T {
        let began = Instant::now();
        loop {
            match self.asking.block_on(what()) {
                Ok(answer) => return answer,
                Err(why) => assert!(began.elapsed() < Duration::from_secs(60), "{why}"),
            }
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn id(&self, run: &str) -> &str {
        self.ids.get(run).expect("it was started")
    }

    fn say(&mut self, run: &str, message: Message) {
        self.keys += 1;
        let (service, id, key) = (service(&[PROFILE]), self.id(run), self.keys.to_string());
        self.ask(|| self.client.say((&service, id), message.clone(), &key));
    }
}

fn runtime() -> Runtime {
    let mut builder = Builder::new_multi_thread();
    builder.worker_threads(2).enable_all().build().unwrap()
}

impl Host for Restate {
    fn start(&mut self, run: &str, flow: &str) {
        let catalogue = Catalogue::default().with(self.world.entry().clone());
        let script = Script::check("contract.flow", flow, &catalogue, &Context::default());
        let script = script.unwrap_or_else(|refused| panic!("{refused}"));
        let profiles = vec![PROFILE.into()];
        let order = Order::new(run.into(), script.program(), profiles, Default::default());
        let (Submitted::Now(id) | Submitted::Before(id)) = self.ask(|| self.client.submit(&order));
        self.ids.insert(run.to_owned(), id);
    }

    fn kill(&mut self) {
        if let Some(runtime) = self.driving.take() {
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }

    fn revive(&mut self) {
        let (runtime, port) = self.worker(self.port);
        self.port = port;
        self.register(port);
        self.driving = Some(runtime);
    }

    fn signal(&mut self, run: &str, name: &str, value: Value) {
        let name = name.into();
        self.say(run, Message::Signal { name, value });
    }

    fn cancel(&mut self, run: &str) {
        self.say(run, Message::Cancel);
    }

    fn records(&mut self, run: &str) -> Vec<Record> {
        let catalogue = Catalogue::default().with(self.world.entry().clone());
        let programs = |script: &contactflow::journal::KeptScript| {
            let text = &*script.text;
            let script = Script::check("contract.flow", text, &catalogue, &Context::default());
            script
                .map(|script| script.program().clone())
                .map_err(|refused| refused.to_string())
        };
        let id = self.id(run);
        self.ask(|| self.client.records(id, &programs))
    }

    fn world(&self) -> Arc<World> {
        self.world.clone()
    }
}

#[test]
fn the_engines_host_keeps_the_contract() {
    let Some(server) = Server::start("the_engines_host_keeps_the_contract") else {
        return;
    };
    demands::all(&mut Restate::new(server));
}
