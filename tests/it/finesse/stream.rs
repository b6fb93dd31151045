//! The event stream against a server that nobody here wrote.

use super::prosody::{LIMIT, Other, PASSWORD, Prosody, VIGIL, who};
use contactflow::systems::finesse::model::{CallState, Data, Source, Update, Verb};
use contactflow::systems::finesse::xmpp::{Failure, Happening, Over, Published, Session, Vigil};
use std::time::Duration;
use tokio::time::timeout;

const NODE: &str = "/finesse/api/User/1001/Dialogs";

const HELD: &str = "<Update><data><dialog><id>16804377</id><participants><Participant>\
    <mediaAddress>2001</mediaAddress><state>HELD</state></Participant></participants>\
    <state>ACTIVE</state><toAddress>2001 &amp; \u{fc}</toAddress></dialog></data>\
    <event>PUT</event><requestId>r-1</requestId><source>/finesse/api/Dialog/16804377</source></Update>";

async fn next(session: &mut Session) -> Happening {
    let happening = timeout(LIMIT, session.next()).await;
    happening.expect("something happens in time").unwrap()
}

/// The next that was published; answers to our own questions come between.
async fn published(session: &mut Session) -> Published {
    loop {
        if let Happening::Published(published) = next(session).await {
            return published;
        }
    }
}

async fn answered(session: &mut Session, question: &str) -> Result<(), String> {
    loop {
        match next(session).await {
            Happening::Answered { id, result } if id == question => return result,
            _ => {}
        }
    }
}

/// A session that is subscribed to the node, and another user who publishes to it.
async fn ready(server: &Prosody, over: Over) -> (Session, Other) {
    let mut session = server.session(over, VIGIL).await;
    let mut other = server.other("1002").await;
    other.publish(NODE, "<Update/>").await;
    let question = session.subscribe(NODE).unwrap();
    answered(&mut session, &question).await.unwrap();
    (session, other)
}

async fn follows(server: &Prosody, over: Over) {
    let (mut session, mut other) = ready(server, over).await;
    assert!(session.jid().starts_with("1001@localhost/flow"));
    other.publish(NODE, HELD).await;
    let read = loop {
        let event = published(&mut session).await;
        assert_eq!(event.node, NODE);
        if event.payload != "<Update/>" {
            break Update::read_all(&event.payload).unwrap();
        }
    };
    let [update] = &read[..] else {
        panic!("{read:?}");
    };
    assert_eq!(update.verb, Verb::Changed);
    assert_eq!(update.source, Source::Dialog("16804377".into()));
    assert_eq!(update.request_id.as_deref(), Some("r-1"));
    let Data::Dialogs(dialogs) = &update.data else {
        panic!("{update:?}");
    };
    assert_eq!(dialogs[0].to.as_deref(), Some("2001 & \u{fc}"));
    let leg = dialogs[0].participant("2001").unwrap();
    assert_eq!(leg.state, Some(CallState::Held));

    let question = session.unsubscribe(NODE).unwrap();
    answered(&mut session, &question).await.unwrap();
    other.publish(NODE, HELD).await;
    let refused = session.unsubscribe(NODE).unwrap();
    let why = answered(&mut session, &refused).await.unwrap_err();
    assert!(!why.is_empty());
    session.leave(LIMIT).await;
}

#[tokio::test]
async fn events_are_followed_over_tls() {
    let Some(server) = Prosody::start("events_are_followed_over_tls", "").await else {
        return;
    };
    follows(&server, Over::Tls).await;
}

#[tokio::test]
async fn events_are_followed_over_a_websocket() {
    let Some(server) = Prosody::start("events_are_followed_over_a_websocket", "").await else {
        return;
    };
    follows(&server, Over::WebSocket).await;
}

#[tokio::test]
async fn a_password_that_is_never_sent_will_do() {
    let scram = "disable_sasl_mechanisms = { \"PLAIN\" }";
    let Some(server) = Prosody::start("a_password_that_is_never_sent_will_do", scram).await else {
        return;
    };
    let session = server.session(Over::Tls, VIGIL).await;
    session.leave(LIMIT).await;
    assert!(server.log().contains("SCRAM-SHA-"), "{}", server.log());
}

#[tokio::test]
async fn a_wrong_password_is_a_refusal_and_nothing_else() {
    let Some(server) = Prosody::start("a_wrong_password_is_a_refusal", "").await else {
        return;
    };
    for over in [Over::Tls, Over::WebSocket] {
        let (door, who) = (server.door(over), who("another"));
        let wrong = Session::open(&door, &who, VIGIL, 0);
        let why = timeout(LIMIT, wrong).await.unwrap().err().unwrap();
        assert!(matches!(&why, Failure::Refused(_)), "{why:?}");
        assert!(!why.to_string().contains("another"), "{why}");
    }
}

#[tokio::test]
async fn an_untrusted_certificate_gets_no_password() {
    let Some(server) = Prosody::start("an_untrusted_certificate_gets_no_password", "").await else {
        return;
    };
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let mut door = server.door(Over::Tls);
    door.tls = std::sync::Arc::new(super::prosody::trusting(made.cert.der()));
    let why = Session::open(&door, &who(PASSWORD), VIGIL, 0)
        .await
        .err()
        .unwrap();
    assert!(why.to_string().contains("certificate"), "{why}");
    assert!(!server.log().contains("mechanism"), "{}", server.log());
}

#[tokio::test]
async fn the_servers_pings_are_answered() {
    let Some(server) = Prosody::start("the_servers_pings_are_answered", "").await else {
        return;
    };
    for over in [Over::Tls, Over::WebSocket] {
        let (mut session, mut other) = ready(&server, over).await;
        let jid = session.jid().to_owned();
        let listening = tokio::spawn(async move { session.next().await.map(|_| session) });
        other
            .say(&format!(
                "<iq type='get' to='{jid}' id='ping1'><ping xmlns='urn:xmpp:ping'/></iq>"
            ))
            .await;
        let before = other.until("id='ping1'").await;
        let start = before.rfind('<').unwrap_or_default();
        let answer = before[start..].to_owned() + &other.until(">").await;
        assert!(answer.contains("type='result'"), "{answer}");
        listening.abort();
    }
}

#[tokio::test]
async fn silence_is_broken_by_our_own_pings_and_noticed_where_nobody_answers() {
    let name = "silence_is_broken_by_our_own_pings";
    let Some(server) = Prosody::start(name, "").await else {
        return;
    };
    let vigil = Vigil {
        every: Duration::from_secs(1),
        patience: 2,
    };
    let mut session = server.session(Over::Tls, vigil).await;
    let mut pongs = 0;
    while pongs < 2 {
        if let Happening::Answered { result, .. } = next(&mut session).await {
            result.unwrap();
            pongs += 1;
        }
    }
    server.freeze().await;
    let end = loop {
        match timeout(LIMIT, session.next()).await.expect("it is noticed") {
            Ok(_) => {}
            Err(end) => break end,
        }
    };
    assert!(end.to_string().contains("silent"), "{end}");
}

#[tokio::test]
async fn the_servers_end_is_the_streams_end_and_a_new_one_goes_on() {
    let name = "the_servers_end_is_the_streams_end";
    let Some(mut server) = Prosody::start(name, "").await else {
        return;
    };
    for over in [Over::Tls, Over::WebSocket] {
        let (mut session, _other) = ready(&server, over).await;
        server.kill().await;
        let end = loop {
            match timeout(LIMIT, session.next()).await.expect("it is noticed") {
                Ok(_) => {}
                Err(end) => break end,
            }
        };
        assert!(matches!(end, Failure::Broken(_)), "{end:?}");
        server.run().await;
        follows(&server, over).await;
    }
}
