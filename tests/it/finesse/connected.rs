//! The whole connection with a real XMPP server for its events: it follows them, and goes on
//! when the server was gone.

use super::desk::{LIMIT, connect, is, perform, until};
use super::house::House;
use super::prosody::{Other, PASSWORD, Prosody};
use contactflow::systems::System;
use contactflow::systems::finesse::xmpp::Over;
use contactflow::systems::finesse::{Beside, Connection, Secret, Settings, SignIn};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

const NODE: &str = "/finesse/api/User/1001/Dialogs";

/// An update that shows the agent's part in the dialog in a state.
fn update(state: &str, request: &str) -> String {
    format!(
        "<Update><data><dialog><id>16804377</id><state>ACTIVE</state><participants><Participant>\
         <actions><action>DROP</action></actions><mediaAddress>2001</mediaAddress>\
         <state>{state}</state></Participant></participants></dialog></data><event>put</event>\
         <requestId>{request}</requestId><source>/finesse/api/Dialog/16804377</source></Update>"
    )
}

fn connection(server: &Prosody, house: &House, over: Over) -> Arc<Connection> {
    let mut node = house.node(server);
    if over == Over::WebSocket {
        node.stream_port = Some(server.web);
    }
    let sign_in = SignIn::password("1001", Secret::new(PASSWORD));
    let mut settings = Settings::new(vec![node], sign_in);
    settings.roots = vec![server.root.clone(), house.root.clone()];
    settings.over = over;
    settings.beside = Beside::Alone;
    settings.timeouts.retry = Duration::from_millis(50);
    settings.timeouts.presence = Duration::from_millis(200);
    connect(settings)
}

/// What Finesse does by itself: the user's address gets what is published to the user's nodes.
async fn subscribe(server: &Prosody, publisher: &mut Other) {
    publisher.publish(NODE, "<Update/>").await;
    let mut user = server.other("1001").await;
    user.subscribe(NODE, "1001@localhost").await;
}

/// Holds the contact; the event says so when the request has come.
async fn hold(on: &Arc<Connection>, house: &House, publisher: &mut Other) {
    let before = house.asked().len();
    let running = tokio::spawn({
        let on = on.clone();
        async move { perform(&on, "hold contact", &[("ContactId", "16804377")]).await }
    });
    until(|| house.asked().len() > before).await;
    let head = house.asked().pop().unwrap().to_lowercase();
    let request = head
        .lines()
        .find_map(|line| line.strip_prefix("requestid: "));
    publisher
        .publish(NODE, &update("HELD", request.unwrap()))
        .await;
    is(&running.await.unwrap(), "Success", "");
    assert!(head.contains("authorization: basic "), "{head}");
    assert!(head.contains("cookie: jsessionid=here"), "{head}");
    publisher.publish(NODE, &update("ACTIVE", "")).await;
}

async fn goes_on(over: Over, name: &str) {
    let Some(mut server) = Prosody::start(name, "").await else {
        return;
    };
    let house = House::start().await;
    let mut publisher = server.other("1002").await;
    subscribe(&server, &mut publisher).await;
    let on = connection(&server, &house, over);
    on.provided().await.unwrap();
    hold(&on, &house, &mut publisher).await;

    server.kill().await;
    let refused = async {
        while perform(&on, "find active contacts", &[]).await.is_success() {
            tokio::task::yield_now().await;
        }
    };
    timeout(LIMIT, refused)
        .await
        .expect("that the server is gone is noticed");
    server.run().await;
    let mut publisher = server.other("1002").await;
    subscribe(&server, &mut publisher).await;
    let back = async {
        while !perform(&on, "find active contacts", &[]).await.is_success() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    timeout(LIMIT, back)
        .await
        .unwrap_or_else(|_| panic!("{}", server.log()));
    hold(&on, &house, &mut publisher).await;
    on.close().await;
}

#[tokio::test]
async fn a_servers_restart_is_survived_over_tls() {
    goes_on(Over::Tls, "a_servers_restart_is_survived_over_tls").await;
}

#[tokio::test]
async fn a_servers_restart_is_survived_over_a_websocket() {
    goes_on(
        Over::WebSocket,
        "a_servers_restart_is_survived_over_a_websocket",
    )
    .await;
}
