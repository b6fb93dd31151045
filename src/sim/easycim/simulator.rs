//! A running toolbar, and what can be asked of it from within the program.

use super::fault::Fault;
use super::house::{House, News};
use super::log::LogEntry;
use super::options::Options;
use super::packet;
use super::world::{Agent, Contact, ContactFile, Script};
use super::{page, socket};
use crate::clock;
use crate::sim::identity::Identity;
use crate::sim::kit::Watched;
use serde_json::Value;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// A running toolbar and its page. They stop when it is dropped.
pub struct Simulator {
    house: Arc<House>,
    page: SocketAddr,
    toolbar: String,
    root_certificate: Option<String>,
}

impl Simulator {
    /// Starts one on the current tokio runtime. `Err`: an address cannot be had, or the world's
    /// text is wrong (`InvalidInput`, with where and why).
    pub async fn start(options: Options) -> io::Result<Self> {
        let wrong = |why| io::Error::new(io::ErrorKind::InvalidInput, why);
        let file = options.world.clone().read().map_err(wrong)?;
        for fault in options.faults.iter().chain(&file.faults) {
            super::fault::check(fault).map_err(|why| wrong(why.to_string()))?;
        }
        let pages = TcpListener::bind(options.page).await?;
        let sockets = TcpListener::bind(options.toolbar).await?;
        let (page, toolbar) = (pages.local_addr()?, sockets.local_addr()?);
        let names = ["localhost".to_owned(), toolbar.ip().to_string()];
        let identity = match options.tls {
            true => Some(Identity::make("Simulated easyCIM", &names)?),
            false => None,
        };
        let toolbar = match &identity {
            Some(_) => format!("wss://localhost:{}", toolbar.port()),
            None => format!("ws://{toolbar}"),
        };
        let tls = identity.as_ref().map(|identity| identity.plain.clone());
        let house = House::new(&options, file, page.port());
        house.spawn(socket::run(sockets, tls, house.clone()));
        house.spawn(page::run(pages, house.clone(), toolbar.as_str().into()));
        Ok(Self {
            house,
            page,
            toolbar,
            root_certificate: identity.map(|identity| identity.root_pem),
        })
    }

    /// Where the page is: `http://127.0.0.1:41234/`.
    pub fn page_address(&self) -> String {
        format!("http://{}/", self.page)
    }

    /// Where the toolbar listens, without the path: `ws://127.0.0.1:41235`, or with TLS
    /// `wss://localhost:41235`. Socket.IO adds `/socket.io/?EIO=3&transport=websocket`.
    pub fn toolbar_address(&self) -> String {
        self.toolbar.clone()
    }

    /// The certificate, in PEM, that has to be trusted where the toolbar speaks TLS.
    pub fn root_certificate(&self) -> Option<&str> {
        self.root_certificate.as_deref()
    }

    /// Stops it: connections break, nothing is answered any more.
    pub fn stop(self) {
        self.house.stop.cancel();
    }

    /// What it was asked, in order, personal values hidden.
    pub fn log(&self) -> Vec<LogEntry> {
        self.house.desk(|desk| desk.log.kept())
    }

    pub fn script(&self, ecid: &str) -> Option<Script> {
        self.house
            .desk(|desk| desk.world.scripts.get(ecid).cloned())
    }

    /// A contact by its id, one that is over too.
    pub fn contact(&self, id: &str) -> Option<Contact> {
        self.house.desk(|desk| desk.world.contacts.get(id).cloned())
    }

    /// All contacts, those that are over too, in the order they came.
    pub fn contacts(&self) -> Vec<Contact> {
        self.house
            .desk(|desk| desk.world.contacts.values().cloned().collect())
    }

    /// Its contacts, its agent and its scripts for people who watch.
    pub(super) fn watched(&self) -> Vec<Watched> {
        self.house.desk(|desk| {
            let contacts = desk.world.contacts.values().map(|contact| Watched {
                sort: "contact",
                id: contact.id.clone(),
                state: match contact.held {
                    true => format!("{:?}, held", contact.phase),
                    false => format!("{:?}", contact.phase),
                },
                about: contact
                    .ecid()
                    .map_or_else(String::new, |ecid| format!("ECID {ecid}")),
            });
            let agent = Watched {
                sort: "agent",
                id: desk.world.agent.id.clone(),
                state: format!("{:?}", desk.world.agent.state),
                about: desk.world.agent.name.clone(),
            };
            contacts.chain(std::iter::once(agent)).collect()
        })
    }

    /// The agent at this toolbar.
    pub fn agent(&self) -> Agent {
        self.house.desk(|desk| desk.world.agent.clone())
    }

    /// What a script may be saved with; none: anything.
    pub fn outcomes(&self) -> Vec<String> {
        self.house.desk(|desk| desk.world.outcomes.clone())
    }

    /// How many connections the toolbar has: pages, and programs beside them.
    pub fn connections(&self) -> usize {
        self.house.clients()
    }

    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.house.desk(|desk| desk.faults.add(fault));
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.house.desk(|desk| desk.faults.clear());
    }

    /// Puts a contact into the world, as if it came from outside; its event tells of it.
    pub fn add_contact(&self, contact: ContactFile) {
        let done = self
            .house
            .desk(|desk| desk.world.arrive(contact, clock::now()));
        self.house.publish(&done);
    }

    /// Lets all connections hear that something happened to a contact, in whatever letters:
    /// `ESTABLISHED`, `DataChanged`. It changes nothing else. Whether there is such a contact.
    pub fn push_event(&self, contact: &str, event: &str) -> bool {
        let told = self
            .house
            .desk(|desk| desk.world.tell(contact, event, clock::now()));
        self.house.tell(News::World);
        let is_there = told.is_some();
        if let Some(told) = told {
            self.push_raw(&told);
        }
        is_there
    }

    /// Lets all connections hear of this, whatever it is.
    pub fn push_raw(&self, event: &Value) {
        self.house.send(None, &packet::contact_event(event));
    }

    /// Breaks all connections to the toolbar and takes none until [`Self::reconnect`].
    pub fn disconnect(&self) {
        self.house.disconnect();
    }

    /// Takes connections again.
    pub fn reconnect(&self) {
        self.house.reconnect();
    }

    /// Makes every open page load again.
    pub fn reload(&self) {
        self.house.tell(News::Reload);
    }

    /// Runs until it is stopped.
    pub async fn wait(&self) {
        self.house.stop.cancelled().await;
    }
}

impl Drop for Simulator {
    fn drop(&mut self) {
        self.house.stop.cancel();
    }
}
