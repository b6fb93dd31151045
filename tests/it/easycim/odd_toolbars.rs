//! Straight to what is no good toolbar: each ends in an outcome that says so, over a real socket.

use super::{call, connection, text};
use contactflow::run::effect::Answer;
use contactflow::sim::easycim::{Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way, certificates};
use futures_util::{SinkExt, StreamExt};
use serde_json::json;
use std::future::Future;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

type Socket = WebSocketStream<TcpStream>;

/// A toolbar that treats everybody who connects like this.
async fn toolbar<F>(treat: impl Fn(TcpStream) -> F + Send + 'static) -> Connection
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("ws://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(treat(stream));
        }
    });
    let mut settings = Settings::new(Way::Toolbar { address });
    settings.timeouts.connect = Duration::from_millis(500);
    settings.timeouts.request = Duration::from_secs(30);
    connection(settings)
}

/// Says hello as a toolbar does, with these times between signs of life.
async fn greeted(stream: TcpStream, every: u64, within: u64) -> Socket {
    let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
    let hello = json!({ "sid": "x", "pingInterval": every, "pingTimeout": within });
    socket
        .send(Message::text(format!("0{hello}")))
        .await
        .unwrap();
    socket.send(Message::text("40")).await.unwrap();
    socket
}

/// Until a call comes.
async fn called(socket: &mut Socket) {
    while let Some(Ok(message)) = socket.next().await {
        if message.to_text().is_ok_and(|text| text.starts_with("42")) {
            return;
        }
    }
}

async fn both(on: &Connection) -> [Answer; 2] {
    let args = [("ContactId", text("68-1@x")), ("Ecid", text("E-1"))];
    let write = on
        .perform(&call("open script for", &args), "test/1/1")
        .await;
    let read = on
        .perform(&call("get contact info", &args[..1]), "test/1/2")
        .await;
    [write, read]
}

fn ended(answers: &[Answer; 2], outcomes: [&str; 2], words: &str) {
    for (answer, outcome) in answers.iter().zip(outcomes) {
        assert_eq!(&*answer.outcome, outcome, "{answer:?}");
        assert!(answer.reason.contains(words), "{words}: {answer:?}");
    }
}

const GONE: [&str; 2] = ["ToolbarDisconnected", "ToolbarDisconnected"];
const CUT: [&str; 2] = ["Unknown", "Unavailable"];

#[tokio::test]
async fn one_that_takes_a_connection_and_never_speaks() {
    let on = toolbar(async |mut stream: TcpStream| {
        let _ = stream.read_to_end(&mut Vec::new()).await;
    });
    ended(&both(&on.await).await, GONE, "did not answer within 0.5s");
    let on = toolbar(async |stream| {
        let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
        while socket.next().await.is_some() {}
    });
    ended(&both(&on.await).await, GONE, "did not answer within 0.5s");
}

#[tokio::test]
async fn one_that_goes_in_the_middle_of_its_answer() {
    let on = toolbar(async |stream| {
        let mut socket = greeted(stream, 25_000, 5_000).await;
        called(&mut socket).await;
        // A text of 200 bytes is announced, and 7 come.
        let torn = b"\x81\x7e\x00\xc842[\"SDK";
        let _ = socket.get_mut().write_all(torn).await;
    });
    ended(
        &both(&on.await).await,
        CUT,
        "the toolbar closed the connection",
    );
}

#[tokio::test]
async fn one_that_announces_more_than_a_machine_can_hold() {
    let on = toolbar(async |stream| {
        let mut socket = greeted(stream, 25_000, 5_000).await;
        called(&mut socket).await;
        let huge = b"\x81\x7f\x00\x00\x00\xff\x00\x00\x00\x0042[\"SDK";
        let _ = socket.get_mut().write_all(huge).await;
        while socket.next().await.is_some_and(|message| message.is_ok()) {}
    });
    ended(&both(&on.await).await, CUT, "too long");
}

#[tokio::test]
async fn one_that_gives_no_sign_of_life_any_more() {
    let on = toolbar(async |stream| {
        let mut socket = greeted(stream, 30, 30).await;
        called(&mut socket).await;
        std::future::pending::<()>().await;
    });
    ended(&both(&on.await).await, CUT, "no longer answers");
}

#[tokio::test]
async fn a_web_server_in_its_place() {
    let on = toolbar(async |mut stream: TcpStream| {
        let mut request = [0; 1024];
        let _ = stream.read(&mut request).await;
        let page = "<html><body>It works!</body></html>";
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n";
        let answer = format!("{head}content-length: {}\r\n\r\n{page}", page.len());
        let _ = stream.write_all(answer.as_bytes()).await;
    });
    let answers = both(&on.await).await;
    ended(
        &answers,
        GONE,
        "the server there is not a toolbar: it sent HTTP 200",
    );
    assert!(!answers[0].reason.contains("html"), "{answers:?}");
}

#[tokio::test]
async fn one_that_speaks_something_else() {
    for said in ["hello", "", "42{", "0{", "96"] {
        let on = toolbar(move |stream| async move {
            let mut socket = tokio_tungstenite::accept_async(stream).await.unwrap();
            let _ = socket.send(Message::text(said)).await;
            while socket.next().await.is_some_and(|message| message.is_ok()) {}
        });
        for answer in both(&on.await).await {
            assert_eq!(
                &*answer.outcome, "ToolbarDisconnected",
                "{said}: {answer:?}"
            );
        }
    }
    let on = toolbar(async |stream| {
        let mut socket = greeted(stream, 25_000, 5_000).await;
        called(&mut socket).await;
        let _ = socket.send(Message::text("<html>")).await;
        while socket.next().await.is_some_and(|message| message.is_ok()) {}
    });
    ended(&both(&on.await).await, CUT, "not send Socket.IO");
}

fn open() -> [(&'static str, contactflow::value::Value); 2] {
    [
        ("ContactId", text("68-60f69967@toolbar.example")),
        ("Ecid", text("E-1001")),
    ]
}

#[tokio::test]
async fn one_that_speaks_tls_is_trusted_by_its_certificate_alone() {
    let options = Options {
        tls: true,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let address = simulator.toolbar_address();
    assert!(address.starts_with("wss://"), "{address}");
    let pem = simulator.root_certificate().unwrap().to_owned();
    let strangers = connection(Settings::new(Way::Toolbar {
        address: address.clone(),
    }));
    let refused = strangers
        .perform(&call("open script for", &open()), "test/1/1")
        .await;
    assert_eq!(&*refused.outcome, "ToolbarDisconnected", "{refused:?}");
    assert!(refused.reason.contains("`root-certificate`"), "{refused:?}");
    let mut settings = Settings::new(Way::Toolbar { address });
    settings.roots = certificates(pem.as_bytes()).unwrap();
    let on = connection(settings);
    let opened = on
        .perform(&call("open script for", &open()), "test/1/1")
        .await;
    assert!(opened.is_success(), "{opened:?}");
}

#[tokio::test]
async fn one_that_speaks_no_tls_where_it_should() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let address = simulator.toolbar_address().replace("ws://", "wss://");
    let on = connection(Settings::new(Way::Toolbar { address }));
    let refused = on
        .perform(&call("open script for", &open()), "test/1/1")
        .await;
    assert_eq!(&*refused.outcome, "ToolbarDisconnected", "{refused:?}");
    assert!(refused.reason.contains("`ws://`"), "{refused:?}");
}

#[tokio::test]
async fn none_at_all() {
    let address = "ws://127.0.0.1:1".to_owned();
    let on = connection(Settings::new(Way::Toolbar { address }));
    ended(&both(&on).await, GONE, "refused the connection");
}
