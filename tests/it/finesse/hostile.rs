//! A hostile XMPP server, end to end: over real sockets, while REST answers as it should. Whatever it does,
//! no action is called done that was not, no password counts as wrong that is not, the door is not
//! stormed, and everything ends in its time.

use super::desk::{LIMIT, connect, perform};
use super::house::{House, config};
use contactflow::systems::System;
use contactflow::systems::finesse::{Beside, Events, Node, Secret, Settings, SignIn};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

const HEAD: &str = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' \
    xmlns:stream='http://etherx.jabber.org/streams' id='x' from='localhost' version='1.0'>";
const PLAIN: &str = "<stream:features><mechanisms xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>\
    <mechanism>PLAIN</mechanism></mechanisms></stream:features>";
const BINDS: &str = "<stream:features><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/>\
    </stream:features>";
const SUCCESS: &str = "<success xmlns='urn:ietf:params:xml:ns:xmpp-sasl'/>";
const BOUND: &str = "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'>\
    <jid>1001@localhost/mine</jid></bind></iq>";

/// What it does in the end.
#[derive(Clone, Copy)]
enum Then {
    /// It says nothing more, and keeps the line.
    Hangs,
    /// It closes the line.
    Closes,
    /// It says this again and again.
    Repeats(&'static str),
}

/// A way to be hostile: what it says, each time when it has read the word before it; and then.
struct Way {
    name: &'static str,
    says: Vec<(&'static str, String)>,
    then: Then,
}

fn way(name: &'static str, says: &[(&'static str, &str)], then: Then) -> Way {
    let says = says.iter();
    Way {
        name,
        says: says
            .map(|(word, text)| (*word, (*text).to_owned()))
            .collect(),
        then,
    }
}

/// The whole way in, and more.
fn inside(name: &'static str, more: &[(&'static str, &str)], then: Then) -> Way {
    let (greets, binds) = (format!("{HEAD}{PLAIN}"), format!("{HEAD}{BINDS}"));
    let mut says = vec![
        ("<stream:stream", &*greets),
        ("<auth", SUCCESS),
        ("<stream:stream", &*binds),
        ("<bind", BOUND),
        (
            "<presence",
            "<presence from='finesse@localhost' to='1001@localhost/mine'/>",
        ),
    ];
    says.extend(more);
    way(name, &says, then)
}

/// An event that says that the call is on hold, of a node that was not subscribed to, a source that
/// does not fit, or a sender that is nobody's.
fn forged(from: &str, node: &str, source: &str) -> String {
    format!(
        "<message from='{from}' to='1001@localhost/mine'><event \
         xmlns='http://jabber.org/protocol/pubsub#event'><items node='{node}'><item id='1'>\
         <notification xmlns='http://jabber.org/protocol/pubsub'>&lt;Update&gt;&lt;event&gt;PUT&lt;/event\
         &gt;&lt;source&gt;{source}&lt;/source&gt;&lt;data&gt;&lt;dialog&gt;&lt;id&gt;16804377&lt;/id&gt;\
         &lt;state&gt;ACTIVE&lt;/state&gt;&lt;participants&gt;&lt;Participant&gt;&lt;mediaAddress&gt;2001\
         &lt;/mediaAddress&gt;&lt;state&gt;HELD&lt;/state&gt;&lt;/Participant&gt;&lt;/participants&gt;\
         &lt;/dialog&gt;&lt;/data&gt;&lt;/Update&gt;</notification></item></items></event></message>"
    )
}

const DIALOGS: &str = "/finesse/api/User/1001/Dialogs";

fn ways() -> Vec<Way> {
    use Then::{Closes, Hangs, Repeats};
    let greets = format!("{HEAD}{PLAIN}");
    let none = PLAIN.replace("PLAIN", "EXTERNAL");
    let huge = format!("{HEAD}<a>{}", "x".repeat(3_000_000));
    let bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bbbbbbbb'>]>".to_owned() + HEAD;
    let many = "<message><body>".to_owned() + &"<a>".repeat(5_000);
    let elsewhere = "<stream:error><see-other-host \
        xmlns='urn:ietf:params:xml:ns:xmpp-streams'>192.0.2.1</see-other-host></stream:error>";
    let fails =
        "<failure xmlns='urn:ietf:params:xml:ns:xmpp-sasl'><temporary-auth-failure/></failure>";
    let asks = "<challenge xmlns='urn:ietf:params:xml:ns:xmpp-sasl'>=</challenge>";
    let other = forged(
        "pubsub.localhost",
        "/finesse/api/User/1002/Dialogs",
        DIALOGS,
    );
    let source = forged(
        "pubsub.localhost",
        DIALOGS,
        "/finesse/api/User/1002/Dialogs/16804377",
    );
    let sender = forged("1002@localhost/x", DIALOGS, "/finesse/api/Dialog/16804377");
    vec![
        way("says nothing", &[], Hangs),
        way("closes the door", &[], Closes),
        way("greets and hangs", &[("<stream:stream", HEAD)], Hangs),
        way(
            "offers nothing known",
            &[("<stream:stream", &(HEAD.to_owned() + &none))],
            Hangs,
        ),
        way(
            "points elsewhere",
            &[("<stream:stream", &(HEAD.to_owned() + elsewhere))],
            Closes,
        ),
        way("a document type", &[("<stream:stream", &bomb)], Hangs),
        way(
            "a stanza without an end",
            &[("<stream:stream", &huge)],
            Hangs,
        ),
        way(
            "another protocol",
            &[("<stream:stream", "HTTP/1.1 400 Bad Request\r\n\r\n")],
            Closes,
        ),
        way(
            "fails for now",
            &[("<stream:stream", &greets), ("<auth", fails)],
            Closes,
        ),
        way(
            "asks for ever",
            &[("<stream:stream", &greets), ("<auth", asks)],
            Repeats(asks),
        ),
        way(
            "no address",
            &[
                ("<stream:stream", &greets),
                ("<auth", SUCCESS),
                ("<stream:stream", &format!("{HEAD}{BINDS}")),
                ("<bind", &BOUND.replace("1001@localhost/mine", "")),
            ],
            Hangs,
        ),
        inside("closes at once", &[], Closes),
        inside("never lets a stanza end", &[("", &many)], Hangs),
        inside(
            "floods with presences",
            &[],
            Repeats("<presence from='1002@localhost/y'/>"),
        ),
        inside(
            "floods with questions",
            &[],
            Repeats("<iq type='get' id='q' from='localhost'><ping xmlns='urn:xmpp:ping'/></iq>"),
        ),
        inside("events of a node nobody asked for", &[("", &other)], Hangs),
        inside(
            "events of a source that does not fit",
            &[("", &source)],
            Hangs,
        ),
        inside("events of another user", &[("", &sender)], Hangs),
    ]
}

/// Serves one way to be hostile; counts who comes.
struct Villain {
    port: u16,
    root: Vec<u8>,
    came: Arc<AtomicUsize>,
    _tasks: JoinSet<()>,
}

impl Villain {
    async fn start(way: Way) -> Self {
        let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let der = made.cert.der().clone();
        let key = PrivateKeyDer::Pkcs8(made.signing_key.serialize_der().into());
        let acceptor = TlsAcceptor::from(Arc::new(config(der.clone(), key)));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let came = Arc::<AtomicUsize>::default();
        let (count, way) = (came.clone(), Arc::new(way));
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut open = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                count.fetch_add(1, Ordering::SeqCst);
                let (acceptor, way) = (acceptor.clone(), way.clone());
                open.spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        let _ = be(&way, stream).await;
                    }
                });
            }
        });
        Self {
            port,
            root: der.to_vec(),
            came,
            _tasks: tasks,
        }
    }
}

async fn be(way: &Way, mut stream: TlsStream<TcpStream>) -> std::io::Result<()> {
    let mut heard = String::new();
    for (word, says) in &way.says {
        while !heard.contains(word) {
            let mut some = [0; 4096];
            let read = stream.read(&mut some).await?;
            if read == 0 {
                return Ok(());
            }
            heard.push_str(&String::from_utf8_lossy(&some[..read]));
        }
        let after = heard.find(word).unwrap_or_default() + word.len();
        heard.drain(..after);
        stream.write_all(says.as_bytes()).await?;
    }
    match way.then {
        Then::Closes => stream.shutdown().await,
        Then::Hangs => loop {
            let mut some = [0; 4096];
            if stream.read(&mut some).await? == 0 {
                return Ok(());
            }
        },
        Then::Repeats(text) => {
            let much = text.repeat(200);
            loop {
                stream.write_all(much.as_bytes()).await?;
                sleep(Duration::from_millis(1)).await;
            }
        }
    }
}

/// One hold while the server is hostile: how it ended, how often the door was knocked at, and how long
/// all of it took.
async fn hold(way: Way, beside: Beside, events: Events) -> (&'static str, String, usize, Duration) {
    let name = way.name;
    let house = House::start().await;
    let villain = Villain::start(way).await;
    let node = Node {
        stream_port: Some(villain.port),
        ..Node::at(format!("https://localhost:{}", house.port))
    };
    let sign_in = SignIn::password("1001", Secret::new("knows-1001-well"));
    let mut settings = Settings::new(vec![node], sign_in);
    settings
        .roots
        .extend([house.root.clone(), villain.root.clone()]);
    settings.beside = beside;
    settings.events = events;
    settings.timeouts.connect = Duration::from_secs(2);
    settings.timeouts.presence = Duration::from_millis(200);
    settings.timeouts.retry = Duration::from_millis(50);
    settings.timeouts.look = Duration::from_millis(100);
    settings.timeouts.close = Duration::from_millis(300);
    settings.timeouts.outcome = Some(Duration::from_millis(400));
    let on = connect(settings);
    let begun = Instant::now();
    let answer = perform(&on, "hold contact", &[("ContactId", "16804377")]).await;
    assert!(
        timeout(LIMIT, on.close()).await.is_ok(),
        "{name}: it never closes"
    );
    let came = villain.came.load(Ordering::SeqCst);
    let said = format!("{}: {}", answer.outcome, answer.reason);
    (name, said, came, begun.elapsed())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_server_makes_no_success_and_holds_nothing_up() {
    let modes = [
        (Beside::Alone, Events::Own),
        (Beside::Desktop, Events::Shared),
        (Beside::Supervisor, Events::Own),
    ];
    let mut all = Vec::new();
    for (beside, events) in modes {
        for way in ways() {
            all.push((beside, tokio::spawn(hold(way, beside, events))));
        }
    }
    for (beside, one) in all {
        let (name, outcome, came, took) = one.await.unwrap();
        // REST says all the time that the call is not on hold.
        let honest = outcome.starts_with("Unknown") || outcome.starts_with("Unavailable");
        assert!(honest, "{beside:?}, {name}: {outcome}");
        // Beside people the stream is a help and no more: what is read back needs none.
        let needs_none = beside != Beside::Alone;
        assert!(
            !needs_none || outcome.starts_with("Unknown"),
            "{beside:?}, {name}: {outcome}"
        );
        assert!(
            came <= 40,
            "{beside:?}, {name}: knocked at {came} times in {took:?}"
        );
        assert!(
            took < Duration::from_secs(30),
            "{beside:?}, {name}: {took:?}"
        );
    }
}
