//! Whether a node can be used, asked in the documented order: its own word, its event stream,
//! its notification service.

use super::model::{Body, Dialog, SystemInfo, User};
use super::place::Place;
use super::rest::{Ask, Came, Rest};
use super::settings::{Settings, Timeouts};
use super::xmpp::{Door, Failure, Happening, Over, Published, Session, Vigil, Who};
use crate::systems::net::refusal::Refusal;
use rustls::ClientConfig;
use std::sync::Arc;
use tokio::time::{Instant, timeout, timeout_at};

/// Questions to the event stream that may go without an answer: what Finesse's own desktop does.
const PATIENCE: u32 = 2;

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
            over: settings.events,
            tls: Arc::new(tls),
            largest: settings.max_body,
        }
    }

    /// What a node is called, for people.
    pub fn shown(&self, node: usize) -> String {
        self.places.get(node).map(Place::shown).unwrap_or_default()
    }

    /// Opens a node: its status, then its event stream, then its notification service.
    pub async fn open(&self, node: usize) -> Result<Open, Trouble> {
        let gate = self.rest.gate.clone();
        let alone = gate.prove().await.map_err(Trouble::Refused)?;
        let info = self.in_service(node).await?;
        let door = self.door(node, &info)?;
        let mut session = self.session(&door).await?;
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
        let info = match self.read(node, "/finesse/api/SystemInfo").await? {
            Body::SystemInfo(info) => *info,
            _ => return Err(down("does not say whether it is in service".into())),
        };
        match info.status.serves() {
            true => Ok(info),
            false => Err(down(format!("is {}", info.status.vendor()))),
        }
    }

    async fn read(&self, node: usize, path: &str) -> Result<Body, Trouble> {
        let place = self.shown(node);
        let down = |why: String| match why.contains(&*place) {
            true => Trouble::Down(why),
            false => Trouble::Down(format!("{place}: {why}")),
        };
        let mut log = Vec::new();
        let ask = Ask::get(path);
        let sent = timeout(self.timeouts.connect, self.rest.send(node, &ask, &mut log)).await;
        let late = || Came::Refused(Refusal::new("Unavailable", "no answer in time"));
        match sent.unwrap_or_else(|_| late()) {
            Came::Reply(reply) if reply.status.is_success() => reply.body.map_err(down),
            Came::Reply(_) => Err(down(log.pop().map(|it| it.answered).unwrap_or_default())),
            Came::Lost(loss) => Err(down(loss.reason)),
            Came::Refused(refusal) if refusal.outcome == "Unauthorized" => {
                Err(Trouble::Refused(refusal))
            }
            Came::Refused(refusal) => Err(down(refusal.reason)),
        }
    }

    fn door(&self, node: usize, info: &SystemInfo) -> Result<Door, Trouble> {
        let Some(place) = self.places.get(node) else {
            return Err(Trouble::Down("there is no such node".into()));
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

    async fn session(&self, door: &Door) -> Result<Session, Trouble> {
        let vigil = Vigil {
            every: self.timeouts.ping,
            patience: PATIENCE,
        };
        let opened = timeout(self.timeouts.connect, Session::open(door, &self.who, vigil)).await;
        let place = format!("{}:{}", door.host, door.port);
        match opened {
            Ok(Ok(session)) => Ok(session),
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
                Ok(Ok(Happening::Published(published))) => early.push(published),
                Ok(Ok(Happening::Presence { user, available })) if user == service => {
                    return match available {
                        true => Ok(early),
                        false => Err(Trouble::Down(
                            "its notification service is not there".into(),
                        )),
                    };
                }
                Ok(Ok(_)) => {}
            }
        }
    }

    /// The user and the user's dialogs, as a node has them.
    pub async fn snapshot(&self, node: usize) -> Result<(User, Vec<Dialog>), Trouble> {
        let user = self.who.user.as_str();
        let odd = |what: &str| {
            let node = self.shown(node);
            Trouble::Down(format!(
                "{node} answered the question for {what} with something else"
            ))
        };
        let path = format!("/finesse/api/User/{}", encoded(user));
        let Body::User(read) = self.read(node, &path).await? else {
            return Err(odd("the user"));
        };
        let dialogs = match self.read(node, &format!("{path}/Dialogs")).await? {
            Body::Dialogs(dialogs) => dialogs,
            Body::Dialog(dialog) => vec![*dialog],
            Body::Empty => Vec::new(),
            _ => return Err(odd("the user's dialogs")),
        };
        Ok((*read, dialogs))
    }
}

/// The encrypted port of the event stream that the system names for the node of that address.
fn secure_port(place: &Place, info: &SystemInfo) -> Option<u16> {
    let nodes = [&info.primary, &info.secondary].into_iter().flatten();
    let mut named = nodes.filter(|node| node.host.eq_ignore_ascii_case(place.host()));
    let port = |port: Option<u16>| port.unwrap_or(8445) == place.api_port();
    named.find(|node| port(node.https_port))?.xmpp_secure_port
}

/// A part of a path, with everything encoded that means something there.
pub(super) fn encoded(part: &str) -> String {
    percent_encoding::utf8_percent_encode(part, PART).to_string()
}

const PART: &percent_encoding::AsciiSet = &percent_encoding::NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~')
    .remove(b'@');
