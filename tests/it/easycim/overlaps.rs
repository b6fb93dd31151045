//! No answer is ever given to the wrong call: thousands of calls that overlap, while answers are
//! late, come twice or never come, the page is loaded again and the connection breaks.

use super::fake::{Chances, Fake};
use super::{call, connection, text};
use contactflow::run::effect::Answer;
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::Value;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;
use tokio_tungstenite::tungstenite::Message;

const CALLS: usize = 5_000;
/// Browsers beside each other, each with a connection of its own.
const BROWSERS: usize = 20;
/// Calls that are made together.
const TOGETHER: usize = 4;

const CHANCES: Chances = Chances {
    reload: 3,
    cut: 2,
    never: 1,
    late: 5,
    twice: 4,
    longest: 80,
};

/// The toolbar gives an answer no number of its call: what keeps answers apart is time. These are as short as the
/// test can bear, and as long as a loaded machine may hold up the toolbar.
fn settings(fake: &Fake) -> Settings {
    let mut settings = Settings::new(Way::Page {
        debugging: fake.address(),
        pattern: "http://desk.example/*".into(),
    });
    settings.timeouts.request = Duration::from_millis(50);
    settings.timeouts.settle = Duration::from_millis(25);
    settings
}

/// What is asked: whichever it is, its answer has to hold its own token.
async fn ask(connection: &Connection, which: u8, token: &str) -> Answer {
    let contact = ("ContactId", text(token));
    let ecid = ("Ecid", text(token));
    let call = match which {
        0 => call("open script for", &[contact, ecid]),
        1 => call("get contact info", &[contact]),
        2 => call("open inbound script for", &[contact]),
        _ => call("open manual script", &[ecid]),
    };
    connection.perform(&call, "test/1/1").await
}

/// The token that an answer holds.
fn echoed(answer: &Answer) -> String {
    let mut records = answer.outputs.values().filter_map(|value| match value {
        Value::Record(fields) => fields.get("Echo").map(Value::to_string),
        _ => None,
    });
    records.next().unwrap_or_default()
}

type Tally = BTreeMap<String, usize>;

async fn drive(fake: &Fake, seed: u64, calls: usize) -> Tally {
    let connection = connection(settings(fake));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut tally = Tally::new();
    let mut made = 0;
    while made < calls {
        let together = (0..TOGETHER.min(calls - made)).map(|at| {
            let token = format!("{seed:02x}-{:08x}@desk.example", made + at);
            // Some are given up on before they end.
            let patience = Duration::from_millis(random.u64(3..1500));
            (random.u8(0..4), token, patience)
        });
        let together: Vec<(u8, String, Duration)> = together.collect();
        made += together.len();
        let asked = together.iter().map(|(which, token, patience)| {
            let answer = ask(&connection, *which, token);
            async move { (token, tokio::time::timeout(*patience, answer).await) }
        });
        for (token, answer) in futures_util::future::join_all(asked).await {
            let Ok(answer) = answer else {
                *tally.entry("given up".into()).or_default() += 1;
                continue;
            };
            if answer.is_success() {
                assert_eq!(&echoed(&answer), token, "another call's answer");
            } else {
                assert!(!answer.reason.is_empty());
            }
            *tally.entry(answer.outcome.to_string()).or_default() += 1;
        }
    }
    connection.close().await;
    tally
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_calls_get_their_own_answers_or_none() {
    let browsers = (0..BROWSERS as u64).map(|seed| async move {
        let fake = Fake::start(seed, CHANCES, true).await;
        let tally = drive(&fake, seed, CALLS / BROWSERS).await;
        let happened = ["reload", "cut", "never", "late", "twice"].map(|what| fake.count(what));
        (tally, happened)
    });
    let all = futures_util::future::join_all(browsers).await;
    let sum =
        |outcome: &str| -> usize { all.iter().filter_map(|(tally, _)| tally.get(outcome)).sum() };
    let made: usize = all.iter().flat_map(|(tally, _)| tally.values()).sum();
    assert_eq!(made, CALLS);
    // How many are answered in time is the machine's load; that hundreds were, and were compared, is
    // what makes "none was another's" worth something.
    assert!(sum("Success") > CALLS / 50, "{all:?}");
    for outcome in ["Unknown", "Unavailable", "given up"] {
        assert!(sum(outcome) > 0, "{outcome}: {all:?}");
    }
    for what in 0..5 {
        let times: usize = all.iter().map(|(_, happened)| happened[what]).sum();
        assert!(times > 0, "{all:?}");
    }
}

/// The hazard is there: who calls a method twice at once, without our care, gets the wrong answer.
#[tokio::test]
async fn the_page_does_mix_answers_up() {
    let calm = Chances {
        reload: 0,
        cut: 0,
        never: 0,
        late: 100,
        twice: 0,
        longest: 400,
    };
    let fake = Arc::new(Fake::start(1, calm, false).await);
    let address = format!("{}/devtools/page/1", fake.address().replace("http", "ws"));
    let browser = fake.address();
    let stream = tokio::net::TcpStream::connect(browser.trim_start_matches("http://"));
    let (mut socket, _) = tokio_tungstenite::client_async(address, stream.await.unwrap())
        .await
        .unwrap();
    for (id, ecid) in [(1, "first"), (2, "second")] {
        let call = json!({ "object": "EASYCIM", "method": "openScript", "args": ["c", ecid] });
        let args = json!([{ "value": call }]);
        let ask = json!({ "id": id, "method": "Runtime.callFunctionOn", "params": {
            "objectId": "own-1", "functionDeclaration": "function () { this.call() }", "arguments": args } });
        socket.send(Message::text(ask.to_string())).await.unwrap();
    }
    let Some(Ok(Message::Text(said))) = socket.next().await else {
        panic!("no answer");
    };
    let said: Json = serde_json::from_str(&said).unwrap();
    let to_second = said["id"] == 2;
    assert!(to_second && said.to_string().contains("first"), "{said}");
}
