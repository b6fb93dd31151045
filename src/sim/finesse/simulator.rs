//! A running simulator, and what can be asked of it from within the program.

use super::house::House;
use super::node::{NodeAddress, Side};
use super::options::{Options, Setup};
use super::server::{self, Port, Service};
use super::world::World;
use super::world::agent::User;
use super::world::call::Dialog;
use super::world::file::DialogFile;
use super::world::notice::{Change, Notice};
use super::world::task::{MediumState, TaskState};
use super::xml::Element;
use crate::sim::fault::{Fault, Faults};
use crate::sim::identity::Identity;
use crate::sim::journal::LogEntry;
use crate::sim::kit::Watched;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// A running simulator of both nodes of a Finesse cluster. It stops when it is dropped.
pub struct Simulator {
    house: Arc<House>,
    identity: Identity,
    tasks: JoinSet<()>,
}

/// Somebody who may sign in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignIn {
    /// The login id.
    pub id: String,
    /// The password, or the token where single sign-on is used.
    pub password: String,
    /// The extension that they are signed in at, if they are.
    pub extension: Option<String>,
}

impl Simulator {
    /// Starts one on the current tokio runtime. `Err`: an address cannot be had, or its world
    /// is wrong (`InvalidInput`, with where and why).
    pub async fn start(options: Options) -> io::Result<Self> {
        let wrong = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        options.world.check().map_err(wrong)?;
        for fault in options.faults.iter().chain(&options.world.faults) {
            super::faults::check(fault).map_err(|why| wrong(why.to_string()))?;
        }
        let domains = ["finesse-a.simulator.example", "finesse-b.simulator.example"];
        let ip = options.address;
        let names = [domains[0], domains[1], "localhost"].map(str::to_owned);
        let mut names = names.to_vec();
        names.push(ip.to_string());
        let identity = Identity::make("Simulated Finesse", &names)?;
        let mut nodes = Vec::new();
        let mut ports = Vec::new();
        for (side, domain) in Side::ALL.into_iter().zip(domains) {
            let (web, xmpp) = match side {
                Side::A => options.ports,
                Side::B => (0, 0),
            };
            let web = listen(ip, web, side, Service::Web, &identity).await?;
            let xmpp = listen(ip, xmpp, side, Service::Stream, &identity).await?;
            nodes.push(NodeAddress {
                domain: domain.to_owned(),
                web: web.listener.local_addr()?,
                xmpp: xmpp.listener.local_addr()?,
            });
            ports.extend([web, xmpp]);
        }
        let nodes = <[NodeAddress; 2]>::try_from(nodes);
        let nodes = nodes.map_err(|_| io::Error::other("a node is missing"))?;
        let house = Arc::new(House::new(Setup::of(options), nodes));
        let mut tasks = JoinSet::new();
        for port in ports {
            tasks.spawn(server::run(port, house.clone()));
        }
        let living = house.clone();
        tasks.spawn(async move { living.live().await });
        Ok(Self {
            house,
            identity,
            tasks,
        })
    }

    /// Where a node is reached.
    pub fn node(&self, side: Side) -> &NodeAddress {
        self.house.node(side)
    }

    /// Where node A's REST is reached: `https://127.0.0.1:41234`.
    pub fn rest_address(&self) -> String {
        self.node(Side::A).rest()
    }

    /// Where node A's event stream is reached over TLS.
    pub fn xmpp_address(&self) -> SocketAddr {
        self.node(Side::A).xmpp
    }

    /// Where node A's event stream is reached over WebSocket: `wss://127.0.0.1:41234/ws`.
    pub fn websocket_address(&self) -> String {
        self.node(Side::A).websocket()
    }

    /// The certificate of the authority that vouches for both nodes, in DER.
    pub fn root_certificate_der(&self) -> &[u8] {
        &self.identity.root_der
    }

    /// The same in PEM.
    pub fn root_certificate_pem(&self) -> &str {
        &self.identity.root_pem
    }

    /// Who may sign in.
    pub fn users(&self) -> Vec<SignIn> {
        let sign_in = |user: &User| SignIn {
            id: user.id.clone(),
            password: user.password.clone(),
            extension: user.extension.clone(),
        };
        self.house
            .with(|world| world.users.values().map(sign_in).collect())
    }

    /// How many wrong passwords in a row somebody has shown: five lock the user out.
    pub fn wrong_passwords(&self, user: &str) -> u32 {
        self.house.wrong_passwords(user)
    }

    /// A user as they stand.
    pub fn agent(&self, id: &str) -> Option<User> {
        self.house.with(|world| world.users.get(id).cloned())
    }

    /// A dialog by its id, one that is over too.
    pub fn dialog(&self, id: &str) -> Option<Dialog> {
        let id: u64 = id.parse().ok()?;
        self.house.with(|world| {
            let found = world.dialogs.get(&id).or_else(|| world.past.get(&id));
            found.cloned()
        })
    }

    /// All dialogs by their ids, those that are over too.
    pub fn dialogs(&self) -> Vec<Dialog> {
        self.house.with(|world| {
            let all = world.past.values().chain(world.dialogs.values());
            let mut all: Vec<_> = all.cloned().collect();
            all.sort_by_key(|dialog| dialog.id);
            all
        })
    }

    /// Its dialogs and agents for people who watch.
    pub(super) fn watched(&self) -> Vec<Watched> {
        self.house.with(|world| {
            let dialogs = world.dialogs.values().map(|dialog| {
                let agents = dialog.participants.iter().filter(|one| one.is_agent);
                let agents: Vec<String> = agents
                    .map(|one| format!("{} {}", one.address, one.state.name()))
                    .collect();
                Watched {
                    sort: "contact",
                    id: dialog.id.to_string(),
                    state: dialog.state.name().to_owned(),
                    about: agents.join(", "),
                }
            });
            let users = world.users.values().map(|user| Watched {
                sort: "agent",
                id: user.id.clone(),
                state: user.state.name().to_owned(),
                about: match &user.extension {
                    Some(extension) => format!("extension {extension}"),
                    None => "signed out".to_owned(),
                },
            });
            dialogs.chain(users).collect()
        })
    }

    /// What was asked of it that was meant to change something, in order.
    pub fn log(&self) -> Vec<LogEntry> {
        self.house.with(|world| world.log.kept())
    }

    /// What programs have done, in order: requests, streams, presences and subscriptions.
    pub fn visits(&self) -> Vec<String> {
        self.house.with(|world| world.record.visits.clone())
    }

    /// What the agents' desktops have suffered, where the world has any: events that they missed,
    /// agents who were signed out, or taken for gone, or were at both nodes at once.
    pub fn harm(&self) -> Vec<String> {
        self.house.with(|world| world.record.harm.clone())
    }

    /// Closes an agent's desktop, or opens it again.
    pub fn set_desktop(&self, user: &str, open: bool) {
        self.house.hub(|hub| hub.set_desktop(user, open));
    }

    /// Puts a dialog into the world.
    pub fn add_dialog(&self, dialog: DialogFile) {
        self.house.with(|world| world.place(dialog));
    }

    /// Lets somebody outside call an agent, through the first queue. The dialog's id; `None`
    /// where the agent is not signed in.
    pub fn ring(&self, agent: &str, from: &str) -> Option<String> {
        let id = self.house.with(|world| world.ring(agent, from));
        id.map(|id| id.to_string())
    }

    /// Offers an agent a task of another medium, by the medium's number. The task's number; `None`
    /// where there is no such agent or medium.
    pub fn offer_task(&self, agent: &str, medium: &str, queue: &str) -> Option<String> {
        let offer = |world: &mut World| world.media().offer(agent, medium, queue);
        self.house.with(offer)
    }

    /// Lets a task come to a state. Whether there is one.
    pub fn turn_task(&self, task: &str, state: TaskState) -> bool {
        self.house.with(|world| world.media().turn(task, state))
    }

    /// Lets an agent come to a state in a medium. Whether there are both.
    pub fn put_medium(&self, agent: &str, medium: &str, state: MediumState) -> bool {
        self.house
            .with(|world| world.media().put(agent, medium, state))
    }

    /// Lets somebody on a dialog hang up, by their number: the caller, say.
    pub fn hang_up(&self, dialog: &str, address: &str) {
        if let Ok(id) = dialog.parse() {
            self.house.with(|world| world.switch().hang_up(id, address));
        }
    }

    /// Publishes an update of one's own at a node, `/finesse/api/User/1001/Dialogs`: what stands
    /// in `<data>` as XML, the event's word, and the source. `Err`: it is no XML.
    pub fn publish(&self, node: &str, data: &str, event: &str, source: &str) -> io::Result<()> {
        let wrong = || io::Error::new(io::ErrorKind::InvalidInput, "the data is no XML");
        let data = Element::read(data).ok_or_else(wrong)?;
        let notice = Notice {
            node: node.to_owned(),
            data,
            change: match event {
                "POST" => Change::Post,
                "DELETE" => Change::Delete,
                _ => Change::Put,
            },
            request_id: String::new(),
            source: source.to_owned(),
            oddity: None,
            copies: 1,
        };
        self.house.with(|world| world.outbox.push(notice));
        Ok(())
    }

    /// Whether a user has an event stream that wants events.
    pub fn listens(&self, user: &str) -> bool {
        self.house.hub(|hub| hub.listens(user))
    }

    /// Breaks all event streams. How many there were.
    pub fn kill_streams(&self) -> usize {
        self.house.hub(|hub| hub.kill(None))
    }

    /// Lets the node that is in charge go down, and the other be there. Which is in charge then.
    pub fn fail_over(&self) -> Side {
        self.house.fail_over()
    }

    /// Lets a node come or go.
    pub fn set_up(&self, side: Side, up: bool) {
        self.house.set_up(side, up);
    }

    /// Lets the CTI server be lost: every request is answered with 503, no event comes. With a
    /// span, in the simulator's time, it comes back by itself.
    pub fn lose_service(&self, span: Option<Duration>) {
        self.house
            .lose_service(span.and_then(|span| span.try_into().ok()));
    }

    /// Lets the CTI server be found again.
    pub fn restore_service(&self) {
        self.house.with(|world| world.restore_service());
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.faults(|faults| faults.add(fault));
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.faults(Faults::clear);
    }

    fn faults<T>(&self, work: impl FnOnce(&mut Faults) -> T) -> T {
        let faults = self.house.faults.lock();
        work(&mut faults.unwrap_or_else(PoisonError::into_inner))
    }

    /// Stops it: connections break, nothing is answered any more.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }

    /// Runs until it is stopped from outside: by dropping the future. `Err`: a part of it broke.
    pub async fn run(mut self) -> io::Result<()> {
        self.ended().await
    }

    /// Ends when a part of it broke.
    pub(super) async fn ended(&mut self) -> io::Result<()> {
        match self.tasks.join_next().await {
            Some(ended) => ended.map_err(io::Error::other),
            None => Ok(()),
        }
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        for side in Side::ALL {
            self.house.set_up(side, false);
        }
    }
}

async fn listen(
    ip: std::net::IpAddr,
    port: u16,
    side: Side,
    service: Service,
    identity: &Identity,
) -> io::Result<Port> {
    let config = match service {
        Service::Web => identity.web.clone(),
        Service::Stream => identity.plain.clone(),
    };
    Ok(Port {
        listener: TcpListener::bind((ip, port)).await?,
        tls: TlsAcceptor::from(config),
        side,
        service,
    })
}
