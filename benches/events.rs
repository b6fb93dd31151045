//! 2,400 events a second, as 48,000 agents make them at 30 calls an hour and 6 events a call,
//! from the simulator's event streams to those who wait for them. The figure is the time inside
//! the program: from the bytes of an event being read to the waiting flow going on.
//!
//! The simulator runs in the same process and takes its share of the processors.

use contactflow::catalogue::Catalogue;
use contactflow::run::effect::Watch;
use contactflow::sim::finesse::{Options, Side, Simulator, WorldFile};
use contactflow::systems::System;
use contactflow::systems::finesse::{Beside, Connection, Node, Secret, Settings, SignIn};
use contactflow::value::{Record, Value};
use std::error::Error;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval};

type Failed = Box<dyn Error + Send + Sync>;

/// So many that each has fewer contacts than a connection keeps for one agent.
const STREAMS: usize = 60;
const A_SECOND: usize = 2_400;
const SECONDS: usize = 10;
const EVENTS: usize = A_SECOND * SECONDS;
/// Events are published in bursts, so many a second: as a server under load does.
const BURSTS: usize = 200;

fn main() -> Result<(), Failed> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "TLS is set up already")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(measure())
}

async fn measure() -> Result<(), Failed> {
    let simulator = Simulator::start(Options::default().world(world())).await?;
    let mut agents = Vec::new();
    for agent in 0..STREAMS {
        agents.push(connect(&simulator, agent).await?);
    }
    for number in 0..EVENTS {
        tell(&simulator, number, "ACTIVE", "POST")?;
    }
    // Each stream keeps its order: who knows its last contact knows all of them.
    for number in EVENTS - STREAMS..EVENTS {
        while seen(&agents[number % STREAMS], number, "Active")
            .await
            .is_err()
        {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    let mut waiting = JoinSet::new();
    for number in 0..EVENTS {
        let on = agents[number % STREAMS].clone();
        waiting.spawn(async move { seen(&on, number, "Held").await });
    }
    tokio::time::sleep(Duration::from_secs(2)).await;
    let start = Instant::now();
    let mut ticks = interval(Duration::from_secs(1) / u32::try_from(BURSTS)?);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
    for burst in 0..EVENTS * BURSTS / A_SECOND {
        ticks.tick().await;
        let first = burst * A_SECOND / BURSTS;
        for number in first..(burst + 1) * A_SECOND / BURSTS {
            tell(&simulator, number, "HELD", "PUT")?;
        }
    }
    let published = start.elapsed();
    let mut times = Vec::with_capacity(EVENTS);
    while let Some(time) = waiting.join_next().await {
        times.push(time??);
    }
    report(&mut times, published);
    for on in agents {
        on.close().await;
    }
    simulator.stop().await;
    Ok(())
}

fn report(times: &mut [Duration], published: Duration) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let rate = EVENTS as f64 / published.as_secs_f64();
    println!("{EVENTS} events over {STREAMS} streams, {rate:.0} a second, none lost");
    println!(
        "from bytes read to flow resumed: p50 {:?}, p90 {:?}, p99 {:?}, p99.9 {:?}, most {:?}",
        at(0.5),
        at(0.9),
        at(0.99),
        at(0.999),
        at(1.0)
    );
}

fn user(agent: usize) -> String {
    (5_001 + agent).to_string()
}

fn extension(agent: usize) -> String {
    (7_001 + agent).to_string()
}

/// The small world, with agents enough and no calls of its own.
fn world() -> WorldFile {
    let mut world = WorldFile::small();
    let usual = world.users[0].clone();
    world.dialogs.clear();
    for agent in 0..STREAMS {
        let mut user_file = usual.clone();
        user_file.id = user(agent);
        user_file.extension = Some(extension(agent));
        world.extensions.push(extension(agent));
        world.users.push(user_file);
    }
    world
}

async fn connect(simulator: &Simulator, agent: usize) -> Result<Arc<Connection>, Failed> {
    let users = simulator.users();
    let known = users.iter().find(|known| known.id == user(agent));
    let password = known.ok_or("no such user")?.password.clone();
    let place = simulator.node(Side::A);
    let node = Node {
        stream_port: Some(place.xmpp.port()),
        ..Node::at(place.rest())
    };
    let sign_in = SignIn::password(user(agent), Secret::new(password));
    let mut settings = Settings::new(vec![node], sign_in);
    settings.beside = Beside::Alone;
    settings
        .roots
        .push(simulator.root_certificate_der().to_vec());
    let entry = Catalogue::builtin().system("finesse");
    let on = Connection::new(settings, entry.ok_or("no such system")?.clone())?;
    on.provided().await.map_err(|answer| answer.reason)?;
    Ok(Arc::new(on))
}

/// Waits until a contact is in a state; how long after the reading of the bytes that said so.
async fn seen(on: &Connection, number: usize, state: &str) -> Result<Duration, Failed> {
    let watch = Watch {
        system: "finesse".into(),
        thing: "contact".into(),
        id: Value::text(id(number)),
        negated: false,
        state: state.into(),
        needs: Record::new(),
    };
    let answer = on.watch(&watch).await;
    if !answer.is_success() {
        return Err(format!("{}: {}", answer.outcome, answer.reason).into());
    }
    let event = answer.exchanges.last().ok_or("no event")?;
    Ok(event.took.unsigned_abs())
}

fn id(number: usize) -> String {
    (20_000_000 + number).to_string()
}

fn tell(simulator: &Simulator, number: usize, state: &str, word: &str) -> Result<(), Failed> {
    let (id, agent) = (id(number), number % STREAMS);
    let extension = extension(agent);
    let dialog = format!(
        "<Dialog><associatedDialogUri/><fromAddress>12025550100</fromAddress><id>{id}</id>\
         <secondaryId/><mediaProperties><mediaId>1</mediaId><DNIS>{extension}</DNIS>\
         <callType>PREROUTE_ACD_IN</callType><dialedNumber>8000</dialedNumber>\
         <callvariables><CallVariable><name>callVariable1</name><value>one</value>\
         </CallVariable></callvariables><queueNumber>4022</queueNumber>\
         <queueName>Service</queueName></mediaProperties><mediaType>Voice</mediaType>\
         <participants><Participant><actions><action>HOLD</action><action>DROP</action>\
         <action>UPDATE_CALL_DATA</action><action>SEND_DTMF</action></actions>\
         <mediaAddress>{extension}</mediaAddress>\
         <mediaAddressType>AGENT_DEVICE</mediaAddressType>\
         <startTime>2026-01-05T09:59:00.000Z</startTime><state>{state}</state><stateCause/>\
         <stateChangeTime>2026-01-05T10:00:00.000Z</stateChangeTime></Participant>\
         </participants><state>ACTIVE</state><toAddress>{extension}</toAddress>\
         <uri>/finesse/api/Dialog/{id}</uri></Dialog>"
    );
    let node = format!("/finesse/api/User/{}/Dialogs", user(agent));
    let (data, source) = match word {
        "POST" => (format!("<dialogs>{dialog}</dialogs>"), node.clone()),
        _ => (dialog, format!("/finesse/api/Dialog/{id}")),
    };
    simulator.publish(&node, &data, word, &source)?;
    Ok(())
}
