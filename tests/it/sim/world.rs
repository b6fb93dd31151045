//! The world as a whole: many at once, a busy one, chance that is seeded.

use super::client::Desk;
use contactflow::sim::cxone::{ContactFile, Span, State, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::time::Duration;

#[tokio::test]
async fn two_hundred_contacts_are_held_at_once() {
    let desk = Desk::open().await;
    let model = WorldFile::small().contacts.remove(0);
    for id in 3001..3201 {
        desk.sim.add_contact(ContactFile {
            id,
            ..model.clone()
        });
    }
    let mut session = desk.join().await;
    let holds = (3001..3201).map(|id| {
        let request = desk.request(
            reqwest::Method::POST,
            &format!("agent-sessions/{session}/interactions/{id}/hold"),
        );
        tokio::spawn(async move { request.send().await.unwrap().status() })
    });
    for hold in holds.collect::<Vec<_>>() {
        assert_eq!(hold.await.unwrap(), 202);
    }
    let mut told = BTreeSet::new();
    while told.len() < 200 {
        for event in desk.events(&mut session, 60).await {
            assert_eq!(event["Status"], "Holding");
            let id = event["ContactID"].as_str().unwrap().to_owned();
            assert!(told.insert(id), "told twice: {event}");
        }
    }
    assert_eq!(desk.sim.log().len(), 201);
    assert!(desk.sim.log().iter().all(|entry| !entry.is_refused()));
}

#[tokio::test]
async fn many_simulators_run_side_by_side() {
    let mut all = Vec::new();
    for _ in 0..50 {
        all.push(Simulator::start(Options::default()).await.unwrap());
    }
    let addresses: BTreeSet<_> = all.iter().map(Simulator::base_address).collect();
    assert_eq!(addresses.len(), 50);
}

async fn story(seed: u64) -> Vec<(u64, State, u32)> {
    let starts = Some("2030-01-01T00:00:00Z".parse::<Timestamp>().unwrap());
    let options = Options {
        seed,
        starts,
        world: WorldSource::Busy,
        ..Options::default()
    };
    let sim = Simulator::start(options).await.unwrap();
    tokio::time::advance(Duration::from_secs(300)).await;
    sim.contacts()
        .iter()
        .map(|contact| (contact.id, contact.state, contact.holds))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_busy_world_lives_as_its_seed_says() {
    let (one, two) = (story(1).await, story(1).await);
    assert_eq!(one, two);
    assert_ne!(one, story(2).await);
    let came: Vec<_> = one.iter().filter(|(id, ..)| *id > 2000).collect();
    assert!(came.len() > 50, "{}", came.len());
    let is = |state| came.iter().filter(|(_, is, _)| *is == state).count();
    assert!(is(State::Ended) > 20, "{came:?}");
    assert!(
        is(State::InQueue) + is(State::Active) + is(State::Incoming) > 0,
        "{came:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn callers_of_a_busy_world_talk_or_give_up() {
    let options = Options {
        seed: 3,
        world: WorldSource::Busy,
        ..Options::default()
    };
    let sim = Simulator::start(options).await.unwrap();
    tokio::time::advance(Duration::from_secs(600)).await;
    let reasons: BTreeSet<_> = sim
        .contacts()
        .iter()
        .filter_map(|contact| contact.end_reason)
        .collect();
    assert!(
        reasons.contains("Abandoned") && reasons.contains("Disconnect"),
        "{reasons:?}"
    );
    let served =
        |contact: &contactflow::sim::cxone::Contact| contact.agent.is_some_and(|agent| agent > 20);
    assert!(sim.contacts().iter().any(served));
}

#[tokio::test(start_paused = true)]
async fn a_small_world_is_still() {
    let desk = Desk::open().await;
    let before = desk.sim.contacts();
    tokio::time::advance(Duration::from_secs(86_400)).await;
    assert_eq!(desk.sim.contacts(), before);
}

#[tokio::test(start_paused = true)]
async fn its_clock_may_run_faster() {
    let world = WorldFile {
        confirm_after: Span::secs(50),
        ..WorldFile::small()
    };
    let world = WorldSource::File(Box::new(world));
    let desk = Desk::with(Options {
        speed: 100.0,
        world,
        ..Options::default()
    })
    .await;
    let mut session = desk.join().await;
    let began = tokio::time::Instant::now();
    desk.post(&format!("agent-sessions/{session}/interactions/1001/hold"))
        .await;
    desk.until(&mut session, "1001", "Holding").await;
    let took = began.elapsed();
    assert!((500..700).contains(&took.as_millis()), "{took:?}");
}

#[tokio::test]
async fn an_answer_holds_no_more_than_a_hundred_events() {
    let desk = Desk::open().await;
    let mut session = desk.join().await;
    for _ in 0..125 {
        desk.post(&format!("agent-sessions/{session}/agent-phone/mute"))
            .await;
    }
    assert_eq!(desk.events(&mut session, 0).await.len(), 100);
    assert_eq!(desk.events(&mut session, 0).await.len(), 25);
    assert!(desk.events(&mut session, 0).await.is_empty());
}
