//! A connection to the toolbar's program: sends calls, hands out answers and events.

use super::dial::{Door, Socket};
use super::packet::{self, Heard};
use crate::catalogue::SystemEntry;
use crate::system::Pending;
use crate::systems::easycim::ask::{Abilities, Ask, Fault, Pace, Transport};
use crate::systems::easycim::hub::Hub;
use crate::systems::easycim::line::Gate;
use crate::systems::easycim::news::News;
use crate::systems::easycim::reading::data;
use crate::systems::easycim::settings::Settings;
use crate::systems::easycim::toggle::Holds;
use crate::systems::net::SetupError;
use crate::systems::net::reconnect::Reconnect;
use futures_util::{SinkExt, StreamExt};
use serde_json::Value as Json;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, oneshot};
use tokio::time::{Instant, timeout};
use tokio_tungstenite::tungstenite::Message;

/// The toolbar's Socket.IO. Connects when it is first used, and again when it was cut off.
#[derive(Debug)]
pub(in super::super) struct SocketIo {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    door: Door,
    entry: Arc<SystemEntry>,
    hub: Arc<Hub>,
    gate: Arc<Gate>,
    connect: Duration,
    keeps_notes: Option<bool>,
    holds: Holds,
    open: Mutex<Line>,
}

/// The connection that stands, and when the next one may be made.
#[derive(Debug)]
struct Line {
    orders: Option<mpsc::Sender<Order>>,
    /// When the last one was made.
    made: Option<Instant>,
    reconnect: Reconnect,
}

/// Calls go one at a time; more than these never wait.
const WAITING: usize = 64;

/// What the task that holds the socket is told to send.
struct Order {
    text: String,
    /// The method that is answered; none for an action.
    method: Option<Arc<str>>,
    tell: oneshot::Sender<Result<Json, Fault>>,
}

impl SocketIo {
    /// `Err` where the settings cannot work.
    pub(in super::super) fn new(
        address: &str,
        settings: &Settings,
        entry: Arc<SystemEntry>,
        hub: Arc<Hub>,
        gate: Arc<Gate>,
    ) -> Result<Self, SetupError> {
        let door = Door::new(address, &settings.roots, settings.allow_remote)?;
        let shared = Shared {
            door,
            entry,
            hub,
            gate,
            connect: settings.timeouts.connect,
            keeps_notes: settings.keeps_notes,
            holds: match settings.remembers_holds {
                true => Holds::of(address),
                false => Holds::default(),
            },
            open: Mutex::new(Line {
                orders: None,
                made: None,
                reconnect: Reconnect::nearby(),
            }),
        };
        Ok(Self {
            shared: Arc::new(shared),
        })
    }
}

impl Transport for SocketIo {
    fn ready(&self) -> Pending<'static, Result<(), Fault>> {
        self.listen()
    }

    fn send(&self, ask: Ask, _: Pace) -> Pending<'static, Result<Json, Fault>> {
        Box::pin(self.shared.clone().send(ask))
    }

    fn abilities(&self) -> Pending<'static, Result<Abilities, Fault>> {
        let keeps_notes = self.shared.keeps_notes;
        Box::pin(std::future::ready(Ok(Abilities { keeps_notes })))
    }

    fn listen(&self) -> Pending<'static, Result<(), Fault>> {
        let shared = self.shared.clone();
        Box::pin(async move { shared.opened().await.map(drop) })
    }

    fn close(&self) -> Pending<'static, ()> {
        let shared = self.shared.clone();
        Box::pin(async move { drop(shared.open.lock().await.orders.take()) })
    }
}

impl Shared {
    async fn send(self: Arc<Self>, ask: Ask) -> Result<Json, Fault> {
        let Some(toggle) = ask.toggle else {
            return self.hand_over(&ask).await;
        };
        let id = ask.args.first().and_then(Json::as_str).unwrap_or_default();
        self.holds.reserve(id, toggle).map_err(Fault::Held)?;
        let came = self.hand_over(&ask).await;
        let left = came.as_ref().err().is_none_or(Fault::left);
        self.holds.settle(id, toggle, left, came.is_ok());
        came
    }

    async fn hand_over(self: &Arc<Self>, ask: &Ask) -> Result<Json, Fault> {
        let class = match &*ask.object {
            "EASYCIM" => "EASYCIM",
            _ => "X2L",
        };
        let text = packet::call(class, &ask.wire, &ask.args, ask.answered);
        let orders = self.opened().await?;
        let (tell, told) = oneshot::channel();
        let order = Order {
            text,
            method: ask.answered.then(|| ask.wire.clone()),
            tell,
        };
        let gone = || Fault::Unreached("the connection to the toolbar was just lost".into());
        orders.send(order).await.map_err(|_| gone())?;
        told.await.unwrap_or_else(|_| Err(gone()))
    }

    /// The connection; a new one where there is none.
    async fn opened(self: &Arc<Self>) -> Result<mpsc::Sender<Order>, Fault> {
        let mut open = self.open.lock().await;
        if let Some(orders) = open.orders.as_ref().filter(|orders| !orders.is_closed()) {
            return Ok(orders.clone());
        }
        // One that ended right after it began is not called at once, again and again.
        if let Some(made) = open.made {
            let pause = open.reconnect.pause();
            tokio::time::sleep(pause.saturating_sub(made.elapsed())).await;
        }
        open.made = Some(Instant::now());
        let greeted = timeout(self.connect, greet(&self.door)).await;
        let (socket, times) = greeted.unwrap_or_else(|_| {
            let within = self.connect.as_secs_f32();
            Err(Fault::Disconnected(format!(
                "the toolbar did not answer within {within}s"
            )))
        })?;
        open.reconnect.up();
        let (orders, receive) = mpsc::channel(WAITING);
        let task = Task {
            socket,
            times,
            pending: HashMap::new(),
            handed: Handed::default(),
            shared: self.clone(),
        };
        self.hub.renew();
        tokio::spawn(task.run(receive));
        open.orders = Some(orders.clone());
        Ok(orders)
    }
}

/// Times between signs of life.
#[derive(Clone, Copy, Debug)]
struct Times {
    every: Duration,
    within: Duration,
}

/// Connects, and waits until the toolbar has said that it is there.
async fn greet(door: &Door) -> Result<(Socket, Times), Fault> {
    let mut socket = door.open().await?;
    let mut times = None;
    loop {
        match hear(&mut socket).await.map_err(Fault::Disconnected)? {
            Heard::Open { every, within } => times = Some(Times { every, within }),
            Heard::Joined => {
                let none = || {
                    Fault::Disconnected(
                        "the toolbar's first message is not the \
                                                   expected one"
                            .into(),
                    )
                };
                return times.map(|times| (socket, times)).ok_or_else(none);
            }
            Heard::Over(why) => return Err(Fault::Disconnected(why)),
            _ => {}
        }
    }
}

/// The next thing that is said. `Err` says why nothing is said any more.
async fn hear(socket: &mut Socket) -> Result<Heard, String> {
    loop {
        match socket.next().await {
            Some(Ok(Message::Text(text))) => {
                return packet::read(&text)
                    .ok_or_else(|| "the toolbar does not send Socket.IO".into());
            }
            Some(Ok(Message::Close(_))) | None => {
                return Err("the toolbar closed the connection".into());
            }
            Some(Ok(_)) => {}
            Some(Err(error)) => return Err(format!("the toolbar closed the connection: {error}")),
        }
    }
}

/// Holds the socket.
struct Task {
    socket: Socket,
    times: Times,
    pending: HashMap<Arc<str>, oneshot::Sender<Result<Json, Fault>>>,
    handed: Handed,
    shared: Arc<Shared>,
}

type Tell = oneshot::Sender<Result<Json, Fault>>;

/// Actions that have no answer: each is followed by a ping. What was written into a connection that
/// breaks at that moment was read by nobody; the answer to the ping shows that it was.
#[derive(Default)]
struct Handed {
    pings: u64,
    pongs: u64,
    /// Who waits for the answer to which ping.
    waiting: VecDeque<(u64, Tell)>,
}

impl Handed {
    /// An action was written, and a ping behind it.
    fn over(&mut self, tell: Tell) {
        self.pings += 1;
        self.waiting.push_back((self.pings, tell));
    }

    /// A ping was answered. Whether all are.
    fn heard(&mut self) -> bool {
        self.pongs += 1;
        let heard = |(ping, _): &(u64, Tell)| *ping <= self.pongs;
        while self.waiting.front().is_some_and(heard) {
            if let Some((_, tell)) = self.waiting.pop_front() {
                drop(tell.send(Ok(Json::Null)));
            }
        }
        self.pongs >= self.pings
    }
}

impl Task {
    async fn run(mut self, mut orders: mpsc::Receiver<Order>) {
        let why = self.serve(&mut orders).await;
        orders.close();
        let handed = self.handed.waiting.drain(..).map(|(_, tell)| tell);
        for tell in self.pending.drain().map(|(_, tell)| tell).chain(handed) {
            drop(tell.send(Err(Fault::CutOff(why.clone()))));
        }
        // Whoever waits for an event has to look for another way to hear of it.
        self.shared.hub.renew();
        drop(self.socket.close(None).await);
    }

    /// Until the connection is over; says why.
    async fn serve(&mut self, orders: &mut mpsc::Receiver<Order>) -> String {
        let mut ping = tokio::time::interval(self.times.every);
        ping.reset();
        let mut deadline: Option<Instant> = None;
        loop {
            let silent = async {
                match deadline {
                    Some(deadline) => tokio::time::sleep_until(deadline).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                heard = hear(&mut self.socket) => match heard {
                    Ok(Heard::Pong) => {
                        if self.handed.heard() {
                            deadline = None;
                        }
                    }
                    Ok(Heard::Over(why)) | Err(why) => return why,
                    Ok(Heard::Event(name, body)) => self.event(&name, body),
                    Ok(_) => {}
                },
                order = orders.recv() => match order {
                    Some(order) => {
                        if self.send(order).await {
                            deadline.get_or_insert(Instant::now() + self.times.within);
                        }
                    }
                    None => return "the connection was closed".into(),
                },
                _ = ping.tick() => {
                    deadline.get_or_insert(Instant::now() + self.times.within);
                    self.handed.pings += 1;
                    drop(self.socket.send(Message::text(packet::PING)).await);
                }
                () = silent => return "the toolbar no longer answers".into(),
            }
        }
    }

    /// Whether a ping went with it.
    async fn send(&mut self, order: Order) -> bool {
        if let Some(method) = &order.method
            && self.pending.contains_key(method)
        {
            let why = format!("not sent: an earlier `{method}` has no answer yet");
            drop(order.tell.send(Err(Fault::Closed(why))));
            return false;
        }
        let sent = self.socket.send(Message::text(order.text)).await;
        match (sent, order.method) {
            (Err(error), _) => {
                let why = format!("the connection to the toolbar was lost: {error}");
                drop(order.tell.send(Err(Fault::CutOff(why))));
            }
            (Ok(()), None) => {
                drop(self.socket.send(Message::text(packet::PING)).await);
                self.handed.over(order.tell);
                return true;
            }
            (Ok(()), Some(method)) => {
                self.pending.insert(method, order.tell);
            }
        }
        false
    }

    fn event(&mut self, name: &str, body: Json) {
        let shared = &self.shared;
        match name {
            "SDK_GETPARAMETER_CALLBACK" => self.answer(&body),
            "AGENTDESKTOP_CONTACT_CALLBACK" => {
                if let Some(news) = News::read(body, &shared.entry) {
                    let over = |state: &str| !matches!(state, "Active" | "Dialing");
                    if news.state.as_deref().is_some_and(over) {
                        shared.holds.forget(&news.id);
                    }
                    shared.hub.happened(news);
                }
            }
            _ => {}
        }
    }

    /// An answer. One that cannot be read is still the answer of its method.
    fn answer(&mut self, body: &Json) {
        let Some(method) = body.get("method").and_then(Json::as_str) else {
            return;
        };
        let said = body.get("data").unwrap_or(&Json::Null);
        let gate = &self.shared.gate;
        let Some(tell) = self.pending.remove(method) else {
            gate.stray(method, said);
            return;
        };
        gate.heard(method, said);
        drop(tell.send(match body.get("data") {
            Some(said) => data(said.clone()).map_err(Fault::Unreadable),
            None => Err(Fault::Unreadable("it is empty".into())),
        }));
    }
}
