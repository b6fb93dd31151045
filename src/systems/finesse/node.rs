//! Whether a node can be used, asked in the documented order: its own word, its event stream,
//! its notification service.

use super::model::{Body, Dialog, SystemInfo, User};
use super::place::{Place, encoded};
use super::rest::{Ask, Came, Rest};
use super::settings::{Settings, Timeouts};
use super::xmpp::{Door, Failure, Happening, Over, Published, Session, Vigil, Who};
use crate::run::effect::Exchange;
use crate::systems::net::refusal::Refusal;
use rustls::ClientConfig;
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};

/// Questions to the event stream that may go without an answer: what Finesse's own desktop does.
const PATIENCE: u32 = 2;

/// What is published before the notification service is seen, and kept; all is read afterwards.
const MOST_EARLY: usize = 1000;

/// The priority of a user's only stream: below zero it would get nothing.
const AT_USUAL: i8 = 0;

/// Asks nodes.
#[derive(Debug)]
pub(super) struct Nodes {
    pub rest: Rest,
    pub places: Vec<Place>,
    pub timeouts: Timeouts,
    who: Who,
    over: Over,
    tls: Arc<ClientConfig>,
    largest: usize,
}

/// A node that can be used.
pub(super) struct Open {
    pub session: Session,
    pub info: SystemInfo,
    /// The notification service's own user.
    pub service: String,
    /// What was published meanwhile.
    pub early: Vec<Published>,
}

/// Why a node cannot be used.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Trouble {
    /// Another try, or another node, may do better.
    Down(String),
    /// The credentials are refused.
    Refused(Refusal),
}

impl Nodes {
    pub fn new(settings: &Settings, rest: Rest, places: Vec<Place>, tls: ClientConfig) -> Self {
        let resource = format!("contactflow-{:016x}", fastrand::u64(..));
        Self {
            rest,
            places,
            timeouts: settings.timeouts.clone(),
            who: Who {
                user: settings.sign_in.user.clone(),
                secret: settings.sign_in.secret().clone(),
                resource,
            },
            over: settings.over,
            tls: Arc::new(tls),
            largest: settings.max_body,
        }
    }

    /// Which certificates are trusted.
    pub fn tls(&self) -> Arc<ClientConfig> {
        self.tls.clone()
    }

    /// The user that is connected.
    pub fn user(&self) -> &str {
        &self.who.user
    }

    /// What a node is called, for people.
    pub fn shown(&self, node: usize) -> String {
        self.places.get(node).map(Place::shown).unwrap_or_default()
    }

    /// The first node that serves and knows the user, without an event stream.
    pub async fn enter(&self) -> Result<(usize, SystemInfo, User), Trouble> {
        let gate = self.rest.gate.clone();
        let _alone = gate.prove().await.map_err(Trouble::Refused)?;
        let mut troubles = Vec::new();
        for node in 0..self.places.len() {
            match self.enter_at(node).await {
                Ok((info, user)) => {
                    gate.proven();
                    return Ok((node, info, user));
                }
                Err(Trouble::Down(why)) => troubles.push(why),
                Err(refused) => return Err(refused),
            }
        }
        Err(Trouble::Down(troubles.join("; ")))
    }

    async fn enter_at(&self, node: usize) -> Result<(SystemInfo, User), Trouble> {
        let info = self.in_service(node).await?;
        let user = self.own_user(node, &mut Vec::new()).await?;
        Ok((info, user))
    }

    /// Opens a node: its status, then its event stream, then its notification service.
    pub async fn open(&self, node: usize) -> Result<Open, Trouble> {
        let gate = self.rest.gate.clone();
        let alone = gate.prove().await.map_err(Trouble::Refused)?;
        let info = self.in_service(node).await?;
        let door = self.door(node, &info)?;
        let mut session = self.session(&door, AT_USUAL).await?;
        gate.proven();
        drop(alone);
        let service = format!("finesse@{}", door.domain.to_lowercase());
        let early = self.service(&mut session, &service).await?;
        Ok(Open {
            session,
            info,
            service,
            early,
        })
    }

    /// What a node says of itself, where it says that it serves.
    pub async fn in_service(&self, node: usize) -> Result<SystemInfo, Trouble> {
        let down = |why: String| Trouble::Down(format!("{} {why}", self.shown(node)));
        let info = match self
            .read(node, "/finesse/api/SystemInfo", &mut Vec::new())
            .await?
        {
            Body::SystemInfo(info) => *info,
            _ => return Err(down("does not report whether it is in service".into())),
        };
        match info.status.serves() {
            true => Ok(info),
            false => Err(down(format!("is {}", info.status.vendor()))),
        }
    }

    async fn read(
        &self,
        node: usize,
        path: &str,
        log: &mut Vec<Exchange>,
    ) -> Result<Body, Trouble> {
        let place = self.shown(node);
        let down = |why: String| match why.contains(&*place) {
            true => Trouble::Down(why),
            false => Trouble::Down(format!("{place}: {why}")),
        };
        let ask = Ask::get(path);
        let sent = timeout(self.timeouts.connect, self.rest.send(node, &ask, log)).await;
        let late = || Came::Refused(Refusal::new("Unavailable", "no answer in time"));
        match sent.unwrap_or_else(|_| late()) {
            Came::Reply(reply) if reply.status.as_u16() == 200 => reply.body.map_err(down),
            Came::Reply(_) => Err(down(
                log.last().map(|it| it.answered.clone()).unwrap_or_default(),
            )),
            Came::Lost(loss) => Err(down(loss.reason)),
            Came::Refused(refusal) if refusal.outcome == "Unauthorized" => {
                Err(Trouble::Refused(refusal))
            }
            Came::Refused(refusal) => Err(down(refusal.reason)),
        }
    }

    pub fn door(&self, node: usize, info: &SystemInfo) -> Result<Door, Trouble> {
        let Some(place) = self.places.get(node) else {
            return Err(Trouble::Down("no such node".into()));
        };
        let told = |it: &Option<String>, own: &Option<String>| own.clone().or_else(|| it.clone());
        let domain = told(&info.xmpp_domain, &place.node.domain);
        let domain = domain.unwrap_or_else(|| place.host().to_owned());
        let pubsub = told(&info.xmpp_pubsub_domain, &place.node.pubsub);
        Ok(Door {
            host: place.host().to_owned(),
            port: place.stream_port(self.over, secure_port(place, info)),
            over: self.over,
            pubsub: pubsub.unwrap_or_else(|| format!("pubsub.{domain}")),
            domain,
            largest: self.largest,
            tls: self.tls.clone(),
        })
    }

    /// Opens an event stream, present with this priority.
    pub async fn session(&self, door: &Door, priority: i8) -> Result<Session, Trouble> {
        let vigil = Vigil {
            every: self.timeouts.ping,
            patience: PATIENCE,
        };
        let opened = timeout(
            self.timeouts.connect,
            Session::open(door, &self.who, vigil, priority),
        )
        .await;
        let place = format!("{}:{}", door.host, door.port);
        match opened {
            Ok(Ok(session)) => Ok(session),
            // Requests with the same password go through: it is not the password, and trying it again
            // may lock the user all the same.
            Ok(Err(Failure::Refused(why))) if self.rest.gate.is_proven() => {
                Err(Trouble::Refused(Refusal::new("Unauthorized", why)))
            }
            Ok(Err(Failure::Refused(why))) => Err(Trouble::Refused(self.rest.gate.refuse(&why))),
            Ok(Err(Failure::Broken(why))) => Err(Trouble::Down(format!(
                "no event stream could be opened at {place}: {why}"
            ))),
            Err(_) => Err(Trouble::Down(format!(
                "no event stream could be opened at {place} within {} s",
                self.timeouts.connect.as_secs_f32()
            ))),
        }
    }

    /// Waits for the notification service to say that it is there. Where it says nothing at all,
    /// the node's own word holds: not every server shows who is there.
    async fn service(
        &self,
        session: &mut Session,
        service: &str,
    ) -> Result<Vec<Published>, Trouble> {
        let deadline = Instant::now() + self.timeouts.presence;
        let mut early = Vec::new();
        loop {
            match timeout_at(deadline, session.next()).await {
                Err(_) => return Ok(early),
                Ok(Err(failure)) => return Err(Trouble::Down(failure.to_string())),
                Ok(Ok(Happening::Published(published))) if early.len() < MOST_EARLY => {
                    early.push(published);
                }
                Ok(Ok(Happening::Presence {
                    user, available, ..
                })) if user == service => {
                    return match available {
                        true => Ok(early),
                        false => Err(Trouble::Down(
                            "the notification service is not running".into(),
                        )),
                    };
                }
                Ok(Ok(_)) => {}
            }
        }
    }

    /// The user and the user's dialogs, as a node has them.
    pub async fn snapshot(
        &self,
        node: usize,
        log: &mut Vec<Exchange>,
    ) -> Result<(User, Vec<Dialog>), Trouble> {
        let user = self.own_user(node, log).await?;
        let path = format!("/finesse/api/User/{}/Dialogs", encoded(&self.who.user));
        let dialogs = match self.read(node, &path, log).await? {
            Body::Dialogs(dialogs) => dialogs,
            Body::Dialog(dialog) => vec![*dialog],
            _ => return Err(self.odd(node, "the agent's contacts")),
        };
        Ok((user, dialogs))
    }

    async fn own_user(&self, node: usize, log: &mut Vec<Exchange>) -> Result<User, Trouble> {
        let path = format!("/finesse/api/User/{}", encoded(&self.who.user));
        match self.read(node, &path, log).await? {
            Body::User(read) => Ok(*read),
            _ => Err(self.odd(node, "the user")),
        }
    }

    fn odd(&self, node: usize, what: &str) -> Trouble {
        let node = self.shown(node);
        Trouble::Down(format!("{node} returned something else instead of {what}"))
    }
}

/// The encrypted port of the event stream that the system names for the node of that address.
fn secure_port(place: &Place, info: &SystemInfo) -> Option<u16> {
    let nodes = [&info.primary, &info.secondary].into_iter().flatten();
    let mut named = nodes.filter(|node| node.host.eq_ignore_ascii_case(place.host()));
    let port = |port: Option<u16>| port.unwrap_or(8445) == place.api_port();
    named.find(|node| port(node.https_port))?.xmpp_secure_port
}
