//! A running simulator, and what can be asked of it from within the program.

use super::clock::Clock;
use super::cxone::{
    AccessKey, Agent, Callback, Client, Contact, ContactFile, Cxone, Harm, check_fault,
};
use super::fault::{Fault, Faults};
use super::journal::LogEntry;
use super::kit::Watched;
use super::options::Options;
use super::server::{self, House};
use crate::clock;
use jiff::Timestamp;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A running simulator. It stops when it is dropped.
pub struct Simulator {
    house: Arc<House>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

impl Simulator {
    /// Starts one on the current tokio runtime. `Err`: its address cannot be had, or its world's
    /// text is wrong (`InvalidInput`, with where and why).
    pub async fn start(options: Options) -> io::Result<Self> {
        let wrong = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        let file = options.world.clone().read().map_err(wrong)?;
        let listener = TcpListener::bind(options.address).await?;
        let address = listener.local_addr()?;
        let clock = Clock::new(options.starts.unwrap_or_else(clock::now), options.speed);
        let mut faults = options.faults;
        faults.extend(file.faults.iter().cloned());
        let misplaced = faults.iter().find_map(|fault| check_fault(fault).err());
        if let Some(why) = misplaced {
            return Err(wrong(why.to_string()));
        }
        let world = super::cxone::world::World::new(file, clock.now(), options.seed);
        let house = Arc::new(House {
            cxone: Cxone::new(world, clock, format!("http://{address}"), options.seed),
            faults: Mutex::new(Faults::new(faults, options.seed)),
        });
        let task = tokio::spawn(server::run(listener, house.clone()));
        Ok(Self {
            house,
            address,
            task,
        })
    }

    /// Where it is reached: `http://127.0.0.1:41234`. Signing in, discovery and the API are all
    /// below it.
    pub fn base_address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The address that it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Stops it: connections break, nothing is answered any more.
    pub async fn stop(mut self) {
        self.task.abort();
        (&mut self.task).await.ok();
    }

    /// Runs until it is stopped from outside.
    async fn run(mut self) -> io::Result<()> {
        self.ended().await
    }

    /// Ends when it has ended by itself.
    pub(super) async fn ended(&mut self) -> io::Result<()> {
        (&mut self.task).await.map_err(io::Error::other)
    }

    /// What was asked of it that was meant to change something, in order.
    pub fn log(&self) -> Vec<LogEntry> {
        self.house.cxone.with(|world| world.log.kept())
    }

    /// Every request of the API, reads too, by its address: `GET contacts/active?contactId`.
    pub fn requests(&self) -> Vec<String> {
        self.house.cxone.with(|world| world.requests.clone())
    }

    /// What was done to the agents' desktops that nobody asked for.
    pub fn harm(&self) -> Harm {
        self.house.cxone.with(|world| world.desktops.harm)
    }

    /// An agent opens a desktop, in the session that is there.
    pub fn open_desktop(&self, agent: u64) {
        self.house.cxone.with(|world| world.open_desktop(agent));
    }

    /// A contact by its number, written as text as scripts do.
    pub fn contact(&self, id: &str) -> Option<Contact> {
        let id: u64 = id.parse().ok()?;
        self.house
            .cxone
            .with(|world| world.contacts.get(&id).cloned())
    }

    /// All contacts, those that are over too, by their numbers.
    pub fn contacts(&self) -> Vec<Contact> {
        self.house
            .cxone
            .with(|world| world.contacts.values().cloned().collect())
    }

    /// All callbacks, those that are over too, by their numbers.
    pub fn callbacks(&self) -> Vec<Callback> {
        self.house
            .cxone
            .with(|world| world.callbacks.values().cloned().collect())
    }

    /// Its contacts and agents for people who watch, those that are over too.
    pub(super) fn watched(&self) -> Vec<Watched> {
        self.house.cxone.with(|world| {
            let contacts = world.contacts.values().map(|contact| Watched {
                sort: "contact",
                id: contact.id.to_string(),
                state: contact.state.name().to_owned(),
                about: match contact.agent {
                    Some(agent) => format!("agent {agent}"),
                    None => format!("skill {}", contact.skill),
                },
            });
            let agents = world.agents.values().map(|agent| Watched {
                sort: "agent",
                id: agent.id.to_string(),
                state: world.agent_state(agent.id).name().to_owned(),
                about: format!("{} {}", agent.first_name, agent.last_name),
            });
            let callbacks = world.callbacks.values().map(|callback| Watched {
                sort: "callback",
                id: callback.id.to_string(),
                state: callback.at.to_string(),
                about: match callback.agent {
                    Some(agent) => format!("agent {agent}"),
                    None => format!("skill {}", callback.skill),
                },
            });
            contacts.chain(agents).chain(callbacks).collect()
        })
    }

    /// An agent by number.
    pub fn agent(&self, id: u64) -> Option<Agent> {
        self.house
            .cxone
            .with(|world| world.agents.get(&id).cloned())
    }

    /// Changes an agent: withdraws rights, makes the profile inactive. Whether there is such an
    /// agent.
    pub fn change_agent(&self, id: u64, change: impl FnOnce(&mut Agent)) -> bool {
        let change = |world: &mut super::cxone::world::World| world.agents.get_mut(&id).map(change);
        self.house.cxone.with(change).is_some()
    }

    /// Puts a contact into the world.
    pub fn add_contact(&self, contact: ContactFile) {
        self.house.cxone.with(|world| world.place(contact));
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.faults(|faults| faults.add(fault));
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.faults(Faults::clear);
    }

    /// Makes all access tokens useless, as if their time were over.
    pub fn expire_tokens(&self) {
        self.house.cxone.expire_tokens();
    }

    /// What its clock shows.
    pub fn now(&self) -> Timestamp {
        self.house.cxone.with(|world| world.now)
    }

    /// The access keys that it knows; the first is agent 7's in the small world.
    pub fn access_keys(&self) -> Vec<AccessKey> {
        self.house.cxone.with(|world| world.access_keys.clone())
    }

    /// The applications that it knows.
    pub fn clients(&self) -> Vec<Client> {
        self.house.cxone.with(|world| world.clients.clone())
    }

    fn faults<T>(&self, work: impl FnOnce(&mut Faults) -> T) -> T {
        work(
            &mut self
                .house
                .faults
                .lock()
                .unwrap_or_else(PoisonError::into_inner),
        )
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Serves until it is stopped: by dropping the future. `started` is told once where it is
/// reached. It prints nothing. `Err` as for [`Simulator::start`].
pub async fn serve(options: Options, started: impl FnOnce(&Simulator)) -> io::Result<()> {
    let simulator = Simulator::start(options).await?;
    started(&simulator);
    simulator.run().await
}
