//! What pages and programs share: the world, the log, the connections.

use super::fault::{Fault, Faults};
use super::log::LogEntry;
use super::options::{Answers, Library, Options};
use super::world::{World, WorldFile};
use crate::clock;
use crate::sim::log::Log;
use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{broadcast, mpsc, watch};
use tokio_util::sync::CancellationToken;

/// How many packets may wait for a client before it counts as gone.
const WAITING: usize = 1024;

/// What there is and what has happened.
pub(super) struct Desk {
    pub world: World,
    pub faults: Faults,
    pub log: Log<LogEntry>,
    pub library: Library,
}

/// What a page that is watched is told.
#[derive(Clone, Debug)]
pub(super) enum News {
    /// A call came, or more is known about one.
    Call(Box<LogEntry>),
    /// The world, the library or the toolbar's connection is another.
    World,
    /// Load again.
    Reload,
}

/// What answers.
pub(super) struct House {
    desk: Mutex<Desk>,
    clients: Mutex<Clients>,
    /// Whether the toolbar takes connections.
    pub connected: watch::Sender<bool>,
    pub news: broadcast::Sender<News>,
    pub stop: CancellationToken,
    pub answers: Answers,
    /// The port of the page, whose socket the toolbar takes.
    pub page: u16,
    /// How often a client has to ping.
    pub ping_every: Duration,
    speed: f64,
}

#[derive(Default)]
struct Clients {
    last: u64,
    senders: HashMap<u64, mpsc::Sender<String>>,
}

impl House {
    pub fn new(options: &Options, file: WorldFile, page: u16) -> Arc<Self> {
        let mut faults: Vec<Fault> = options.faults.clone();
        faults.extend(file.faults.iter().cloned());
        let sound = options.speed.is_finite() && options.speed > 0.0;
        Arc::new(Self {
            desk: Mutex::new(Desk {
                world: World::new(file, options.seed, clock::now()),
                faults: Faults::new(faults, options.seed),
                log: Log::default(),
                library: options.library,
            }),
            clients: Mutex::default(),
            connected: watch::Sender::new(true),
            news: broadcast::Sender::new(WAITING),
            stop: CancellationToken::new(),
            answers: options.answers,
            page,
            ping_every: options.ping_every,
            speed: if sound { options.speed } else { 1.0 },
        })
    }

    /// Works on the desk; nobody else does meanwhile.
    pub fn desk<T>(&self, work: impl FnOnce(&mut Desk) -> T) -> T {
        work(&mut lock(&self.desk))
    }

    /// Lets something go on beside, until the toolbar stops.
    pub fn spawn(self: &Arc<Self>, work: impl Future<Output = ()> + Send + 'static) {
        let stop = self.stop.clone();
        tokio::spawn(async move {
            stop.run_until_cancelled(work).await;
        });
    }

    /// Waits for a span of the simulator's time.
    pub async fn wait(&self, span: Duration) {
        let seconds = (span.as_secs_f64() / self.speed).clamp(0.0, 1e9);
        tokio::time::sleep(Duration::from_secs_f64(seconds)).await;
    }

    /// Takes a client in: its number, and what is to be sent to it.
    pub fn take_in(&self) -> (u64, mpsc::Receiver<String>) {
        let (sender, receiver) = mpsc::channel(WAITING);
        let mut clients = lock(&self.clients);
        clients.last += 1;
        let id = clients.last;
        clients.senders.insert(id, sender);
        drop(clients);
        self.tell(News::World);
        (id, receiver)
    }

    /// Lets a client go.
    pub fn let_go(&self, id: u64) {
        lock(&self.clients).senders.remove(&id);
        self.tell(News::World);
    }

    /// How many are connected to the toolbar.
    pub fn clients(&self) -> usize {
        lock(&self.clients).senders.len()
    }

    /// Sends to one client, or to all. One that does not keep up is let go.
    pub fn send(&self, to: Option<u64>, packet: &str) {
        let mut clients = lock(&self.clients);
        clients.senders.retain(|id, sender| {
            let is_meant = to.is_none_or(|to| to == *id);
            !is_meant || sender.try_send(packet.to_owned()).is_ok()
        });
    }

    /// Tells the pages that are watched. That nobody watches is no mistake.
    pub fn tell(&self, news: News) {
        self.news.send(news).ok();
    }

    /// Breaks all connections to the toolbar, and takes none.
    pub fn disconnect(&self) {
        self.connected.send_replace(false);
        self.tell(News::World);
    }

    /// Takes connections again.
    pub fn reconnect(&self) {
        self.connected.send_replace(true);
        self.tell(News::World);
    }
}

fn lock<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}
