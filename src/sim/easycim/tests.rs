//! The toolbar over real sockets, spoken to in plain packets.

use super::*;
use crate::sim::When;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

const FIRST: &str = "68-60f69967@toolbar.example";

struct Client(WebSocketStream<TcpStream>);

impl Client {
    async fn try_new(simulator: &Simulator, query: &str) -> Result<Self, String> {
        let address = simulator.toolbar_address();
        let host = address.trim_start_matches("ws://");
        let stream = TcpStream::connect(host).await.unwrap();
        let url = format!("{address}/socket.io/?{query}");
        let shaken = tokio_tungstenite::client_async(url, stream).await;
        shaken
            .map(|(socket, _)| Self(socket))
            .map_err(|error| error.to_string())
    }

    async fn new(simulator: &Simulator) -> Self {
        let mut client = Self::try_new(simulator, "EIO=3&transport=websocket")
            .await
            .unwrap();
        let hello = client.next().await.unwrap();
        assert!(hello.starts_with("0{\"sid\":"), "{hello}");
        assert_eq!(client.next().await.unwrap(), "40");
        client
    }

    async fn next(&mut self) -> Option<String> {
        let within = tokio::time::timeout(Duration::from_secs(10), self.0.next());
        match within.await.expect("nothing came")? {
            Ok(Message::Text(text)) => Some(text.as_str().to_owned()),
            _ => None,
        }
    }

    async fn send(&mut self, packet: &str) {
        self.0.send(Message::text(packet)).await.unwrap();
    }

    async fn call(&mut self, event: &str, class: &str, method: &str, params: Value) {
        let data = json!({ "className": class, "method": method, "params": params });
        let envelope = json!([event, { "action": event, "data": data.to_string() }]);
        self.send(&format!("42{envelope}")).await;
    }

    async fn ask(&mut self, class: &str, method: &str, params: Value) {
        self.call("SDK_GETPARAMETER", class, method, params).await;
    }

    async fn act(&mut self, method: &str, params: Value) {
        self.call("SDK_ACTION", "X2L", method, params).await;
    }

    /// The next event: its name and its argument.
    async fn event(&mut self) -> (String, Value) {
        let packet = self.next().await.expect("the connection is open");
        let body: Value = serde_json::from_str(packet.strip_prefix("42").unwrap()).unwrap();
        (body[0].as_str().unwrap().to_owned(), body[1].clone())
    }

    /// The next answer: its method and its data.
    async fn answer(&mut self) -> (String, Value) {
        let (name, body) = self.event().await;
        assert_eq!(name, "SDK_GETPARAMETER_CALLBACK");
        let data = match &body["data"] {
            Value::String(text) => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
            value => value.clone(),
        };
        (body["method"].as_str().unwrap().to_owned(), data)
    }

    /// Waits until everything that was sent before has been read.
    async fn settle(&mut self) {
        self.send("2x").await;
        assert_eq!(self.next().await.as_deref(), Some("3x"));
    }
}

async fn started() -> Simulator {
    Simulator::start(Options::default()).await.unwrap()
}

#[tokio::test]
async fn a_script_is_opened_and_saved_over_the_wire() {
    let simulator = started().await;
    let mut client = Client::new(&simulator).await;
    client
        .ask("EASYCIM", "openScript", json!([FIRST, "E-1001"]))
        .await;
    let (method, data) = client.answer().await;
    assert_eq!(
        (method.as_str(), &data["result"]),
        ("openScript", &json!(true))
    );
    let save = json!([FIRST, "DONE", false, "a note", []]);
    client.ask("EASYCIM", "saveScript", save).await;
    assert_eq!(client.answer().await, ("saveScript".into(), json!(true)));
    assert_eq!(simulator.script("E-1001").unwrap().saved.len(), 1);
    let log = simulator.log();
    let methods: Vec<_> = log.iter().map(|entry| entry.method.as_str()).collect();
    assert_eq!(methods, ["openScript", "saveScript"]);
    assert_eq!(log[0].changed, ["script E-1001 is open"]);
    assert_eq!(log[1].params[3], "•••");
    simulator.stop();
    assert_eq!(client.next().await, None);
}

#[tokio::test]
async fn actions_are_not_answered_and_events_tell_of_them() {
    let simulator = started().await;
    let (mut one, mut other) = (Client::new(&simulator).await, Client::new(&simulator).await);
    one.act("Hold", json!([FIRST])).await;
    one.act("AD_Agent_Pause", json!([])).await;
    let (name, event) = one.event().await;
    assert_eq!(name, "AGENTDESKTOP_CONTACT_CALLBACK");
    assert_eq!(event["event"], "AGENT:PAUSE");
    assert_eq!(
        other.event().await.1["event"],
        "AGENT:PAUSE",
        "every connection hears of it"
    );
    one.ask("X2L", "getAgentState", json!([])).await;
    assert_eq!(
        one.answer().await,
        ("getAgentState".into(), json!("PAUSED"))
    );
    assert!(simulator.contact(FIRST).unwrap().held);
    other.settle().await;
    assert!(simulator.push_event(FIRST, "DataChanged"));
    assert!(!simulator.push_event("nobody", "DataChanged"));
    let (_, told) = one.event().await;
    let told: Value = serde_json::from_str(told.as_str().unwrap()).unwrap();
    assert_eq!(
        (&told["event"], &told["id"]),
        (&json!("DataChanged"), &json!(FIRST))
    );
}

#[tokio::test]
async fn a_call_that_is_made_is_answered_by_its_other_side() {
    let simulator = Simulator::start(Options {
        speed: 100.0,
        ..Options::default()
    })
    .await
    .unwrap();
    let mut client = Client::new(&simulator).await;
    client
        .act("AD_Contact_MakeCall", json!(["+442079460199"]))
        .await;
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last| last != "established") {
        let (_, told) = client.event().await;
        let told: Value = serde_json::from_str(told.as_str().unwrap()).unwrap();
        seen.push(told["event"].as_str().unwrap().to_owned());
    }
    let expected = [
        "POPUP",
        "serviceinitiated",
        "dialing",
        "connectionstarted",
        "established",
    ];
    assert_eq!(seen, expected);
}

#[tokio::test]
async fn faults_hit_what_they_name() {
    let simulator = started().await;
    let mut client = Client::new(&simulator).await;
    simulator.add_fault(Fault::on("getAgentID", Act::Twice(Duration::ZERO)).times(1));
    client.ask("X2L", "getAgentID", json!([])).await;
    for _ in 0..2 {
        assert_eq!(
            client.answer().await,
            ("getAgentID".into(), json!("agent07"))
        );
    }
    simulator.add_fault(Fault::on("openScript", Act::Refuse).times(1));
    let open = json!([FIRST, "E-1001"]);
    client.ask("EASYCIM", "openScript", open.clone()).await;
    assert_eq!(client.answer().await.1, json!({ "result": false }));
    simulator.add_fault(Fault::on("openScript", Act::Error("busy".into())).times(1));
    client.ask("EASYCIM", "openScript", open.clone()).await;
    assert_eq!(client.answer().await.1, json!({ "error": "busy" }));
    assert_eq!(simulator.script("E-1001").unwrap().opened, 0);
    simulator.add_fault(Fault::on("openScript", Act::Drop(When::After)).times(1));
    client.ask("EASYCIM", "openScript", open).await;
    client.settle().await;
    assert_eq!(simulator.script("E-1001").unwrap().opened, 1);
    let last = simulator.log().pop().unwrap();
    assert_eq!(
        (last.answers, last.fault.as_deref()),
        (0, Some("done, but its answer lost"))
    );
}

#[tokio::test]
async fn a_late_answer_does_not_hold_up_others() {
    let simulator = started().await;
    let mut client = Client::new(&simulator).await;
    let late = Act::Delay(Duration::from_millis(50));
    simulator.add_fault(Fault::on("getAgentID", late).times(1));
    client.ask("X2L", "getAgentID", json!([])).await;
    client.ask("X2L", "getAgentState", json!([])).await;
    assert_eq!(client.answer().await.0, "getAgentState");
    assert_eq!(client.answer().await.0, "getAgentID");
    assert!(simulator.log()[0].took.unwrap() >= 50);
}

#[tokio::test]
async fn a_toolbar_that_goes_takes_nobody_until_it_is_back() {
    let simulator = started().await;
    let mut client = Client::new(&simulator).await;
    let gone = Act::Disconnect(When::After, None);
    simulator.add_fault(Fault::on("openScript", gone));
    client
        .ask("EASYCIM", "openScript", json!([FIRST, "E-1001"]))
        .await;
    assert_eq!(client.next().await, None);
    assert_eq!(simulator.script("E-1001").unwrap().opened, 1);
    let query = "EIO=3&transport=websocket";
    assert!(Client::try_new(&simulator, query).await.is_err());
    simulator.reconnect();
    Client::new(&simulator).await;
}

#[tokio::test]
async fn answers_may_go_to_every_connection() {
    let options = Options {
        answers: Answers::ToAll,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let (mut one, mut other) = (Client::new(&simulator).await, Client::new(&simulator).await);
    one.ask("X2L", "getAgentID", json!([])).await;
    assert_eq!(one.answer().await, other.answer().await);
}

#[tokio::test]
async fn other_protocols_are_refused_and_noise_is_left_alone() {
    let simulator = started().await;
    for query in ["EIO=4&transport=websocket", "EIO=3&transport=polling", ""] {
        let error = Client::try_new(&simulator, query).await.err().unwrap();
        assert!(error.contains("400"), "{query}: {error}");
    }
    let mut client = Client::new(&simulator).await;
    for noise in ["42[\"x\"]", "42[\"SDK_ACTION\",{\"data\":\"{\"}]", "3", "6"] {
        client.send(noise).await;
    }
    client.ask("X2L", "getMoon", json!([])).await;
    client.act("getAgentID", json!([])).await;
    client.send("40/desk").await;
    assert_eq!(
        client.next().await.as_deref(),
        Some("44/desk,\"Invalid namespace\"")
    );
    let log = simulator.log();
    assert!(
        log.len() == 2 && log.iter().all(|entry| entry.refused.is_some()),
        "{log:?}"
    );
    client.send("nonsense").await;
    assert_eq!(client.next().await, None);
}
