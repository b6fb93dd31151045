//! A session: signed in, present, and alive as long as both sides hear of each other.

use super::cut::Piece;
use super::door::Door;
use super::failure::Failure;
use super::happening::Happening;
use super::pipe::{Reader, Writer};
use super::receive::{Received, Receiver};
use super::sasl::{SignIn, Who};
use super::tree::Element;
use super::words::{BIND, CLIENT, PING, PUBSUB, SASL, SESSION, STREAMS};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until, timeout};

/// Texts that wait to be sent; a server that does not take this many has stopped reading.
const WAITING: usize = 256;
/// How long one text may take to leave.
const SLOWEST: Duration = Duration::from_secs(10);

/// When to ask whether the other side still lives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Vigil {
    /// The silence after which it is asked, and asked again.
    pub every: Duration,
    /// How many questions may go without a sign of life.
    pub patience: u32,
}

/// A session on a stream.
pub struct Session {
    reader: Reader,
    out: mpsc::Sender<String>,
    writing: JoinHandle<()>,
    receiver: Receiver,
    jid: String,
    domain: String,
    pubsub: String,
    count: u64,
    vigil: Vigil,
    asked: u32,
    due: Instant,
    ready: VecDeque<Happening>,
}

impl Session {
    /// Opens a stream, signs in, takes the resource and says that it is there, so that events
    /// come. How long that may take is the caller's business.
    pub async fn open(door: &Door, who: &Who, vigil: Vigil, priority: i8) -> Result<Self, Failure> {
        let (mut reader, mut writer) = door.open().await?;
        let mut opening = Opening {
            reader: &mut reader,
            writer: &mut writer,
            door,
        };
        let jid = opening.sign_in(who).await?;
        let (out, waiting) = mpsc::channel(WAITING);
        let session = Self {
            due: Instant::now() + vigil.every,
            reader,
            out,
            writing: tokio::spawn(write(writer, waiting)),
            receiver: Receiver::new(&door.pubsub, &jid),
            jid,
            domain: door.domain.clone(),
            pubsub: door.pubsub.clone(),
            count: 0,
            vigil,
            asked: 0,
            ready: VecDeque::new(),
        };
        let priority = Element::new("priority", CLIENT).text(priority.to_string());
        session.send(&Element::new("presence", CLIENT).child(priority))?;
        Ok(session)
    }

    /// The full address of this session.
    pub fn jid(&self) -> &str {
        &self.jid
    }

    /// What happens next. Questions of the other side are answered, and its life is watched,
    /// meanwhile. Nothing is lost where the future is dropped.
    pub async fn next(&mut self) -> Result<Happening, Failure> {
        loop {
            if let Some(happening) = self.ready.pop_front() {
                return Ok(happening);
            }
            let piece = tokio::select! {
                biased;
                piece = self.reader.next() => piece?,
                () = sleep_until(self.due) => {
                    self.check_life()?;
                    continue;
                }
            };
            self.take(piece)?;
        }
    }

    fn take(&mut self, piece: Piece) -> Result<(), Failure> {
        let stanza = match piece {
            Piece::Stanza(stanza) => stanza,
            Piece::Open => return Ok(()),
            Piece::Close => return Err(Failure::broken("the server closed the stream")),
        };
        let read = Element::read(&stanza)
            .map_err(|why| Failure::Broken(format!("a stanza cannot be read: {why}")))?;
        let received = self.receiver.receive(&read, self.reader.heard)?;
        match received {
            Received::Happened(happenings) => self.ready.extend(happenings),
            Received::Asked(answer) => self.send(&answer)?,
            Received::Nothing => {}
        }
        Ok(())
    }

    fn check_life(&mut self) -> Result<(), Failure> {
        let quiet = self.reader.heard.elapsed();
        if quiet < self.vigil.every {
            self.asked = 0;
            self.due = self.reader.heard + self.vigil.every;
            return Ok(());
        }
        if self.asked > self.vigil.patience {
            return Err(Failure::Broken(format!(
                "the stream has been silent for {} s",
                quiet.as_secs_f32().round()
            )));
        }
        self.asked += 1;
        self.due = Instant::now() + self.vigil.every;
        let to = self.domain.clone();
        self.ask("get", &to, Element::new("ping", PING)).map(drop)
    }

    /// Asks for what is published to a node; the answer comes as a happening of that number.
    pub fn subscribe(&mut self, node: &str) -> Result<String, Failure> {
        self.subscription("subscribe", node)
    }

    /// Asks for it no more.
    pub fn unsubscribe(&mut self, node: &str) -> Result<String, Failure> {
        self.subscription("unsubscribe", node)
    }

    fn subscription(&mut self, what: &str, node: &str) -> Result<String, Failure> {
        let wish = Element::new(what, PUBSUB)
            .with("node", node)
            .with("jid", self.jid.clone());
        let to = self.pubsub.clone();
        self.ask("set", &to, Element::new("pubsub", PUBSUB).child(wish))
    }

    fn ask(&mut self, kind: &str, to: &str, what: Element) -> Result<String, Failure> {
        self.count += 1;
        let id = format!("c{}", self.count);
        let question = Element::new("iq", CLIENT)
            .with("type", kind)
            .with("to", to)
            .with("id", id.clone());
        self.send(&question.child(what))?;
        Ok(id)
    }

    fn send(&self, stanza: &Element) -> Result<(), Failure> {
        let sent = self.out.try_send(stanza.write());
        sent.map_err(|_| Failure::broken("the stream accepts no more data"))
    }

    /// Says goodbye and closes the stream, as far as that goes in this time.
    pub async fn leave(self, limit: Duration) {
        let gone = Element::new("presence", CLIENT).with("type", "unavailable");
        let _ = self.send(&gone);
        drop(self.out);
        let mut writing = self.writing;
        if timeout(limit, &mut writing).await.is_err() {
            writing.abort();
        }
    }
}

/// Sends what waits, in order, until nobody sends any more.
async fn write(mut writer: Writer, mut waiting: mpsc::Receiver<String>) {
    while let Some(text) = waiting.recv().await {
        match timeout(SLOWEST, writer.send(text)).await {
            Ok(Ok(())) => {}
            _ => return,
        }
    }
    let _ = timeout(SLOWEST, writer.close()).await;
}

/// A stream on its way to a session.
struct Opening<'a> {
    reader: &'a mut Reader,
    writer: &'a mut Writer,
    door: &'a Door,
}

impl Opening<'_> {
    async fn sign_in(&mut self, who: &Who) -> Result<String, Failure> {
        let features = self.features().await?;
        let offered = features.find("mechanisms", SASL);
        let offered = offered.map_or(&[][..], |mechanisms| &mechanisms.children);
        let names: Vec<&str> = offered.iter().map(|one| one.text.trim()).collect();
        let mut sign_in = SignIn::choose(&names, who)?;
        self.say(&sign_in.auth()).await?;
        loop {
            let said = self.element().await?;
            match sign_in.answer(&said)? {
                Some(answer) => self.say(&answer).await?,
                None => break,
            }
        }
        self.reader.restart();
        let features = self.features().await?;
        let jid = self.bind(&who.resource).await?;
        if features.find("session", SESSION).is_some() {
            let session = Element::new("session", SESSION);
            self.ask("session", session).await?;
        }
        Ok(jid)
    }

    async fn features(&mut self) -> Result<Element, Failure> {
        let opening = self.writer.opening(&self.door.domain);
        self.writer.send(opening).await?;
        let features = self.element().await?;
        match features.is("features", STREAMS) {
            true => Ok(features),
            false => Err(Failure::broken("the server does not list its features")),
        }
    }

    async fn bind(&mut self, resource: &str) -> Result<String, Failure> {
        let wish = Element::new("resource", BIND).text(resource);
        let bound = self.ask("bind", Element::new("bind", BIND).child(wish));
        let bound = bound.await?;
        let jid = bound.find("bind", BIND).and_then(|b| b.find("jid", BIND));
        match jid.map(|jid| jid.text.trim()) {
            Some(jid) if !jid.is_empty() => Ok(jid.to_owned()),
            _ => Err(Failure::broken("the server gave the session no address")),
        }
    }

    async fn ask(&mut self, id: &str, what: Element) -> Result<Element, Failure> {
        let question = Element::new("iq", CLIENT)
            .with("type", "set")
            .with("id", id);
        self.say(&question.child(what)).await?;
        loop {
            let said = self.element().await?;
            if !said.is("iq", CLIENT) || said.attribute("id") != Some(id) {
                continue;
            }
            return match said.attribute("type") {
                Some("result") => Ok(said),
                _ => Err(Failure::Broken(format!("the server rejected the {id}"))),
            };
        }
    }

    async fn say(&mut self, element: &Element) -> Result<(), Failure> {
        self.writer.send(element.write()).await
    }

    async fn element(&mut self) -> Result<Element, Failure> {
        loop {
            let stanza = match self.reader.next().await? {
                Piece::Stanza(stanza) => stanza,
                Piece::Open => continue,
                Piece::Close => return Err(Failure::broken("the server closed the stream")),
            };
            let read = Element::read(&stanza)
                .map_err(|why| Failure::Broken(format!("a stanza cannot be read: {why}")))?;
            if read.is("error", STREAMS) {
                return Err(super::receive::stream_error(&read));
            }
            return Ok(read);
        }
    }
}
