//! A toolbar that answers twice: the second answer is never the next call's.

use super::{call, connection, text};
use contactflow::run::effect::Answer;
use contactflow::sim::easycim::{Act, Fault, Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use std::time::Duration;

const CONTACT: &str = "68-60f69967@toolbar.example";

async fn desk(faults: Vec<Fault>, settle: u64) -> (Simulator, Connection) {
    let options = Options {
        faults,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let mut settings = Settings::new(Way::Toolbar {
        address: simulator.toolbar_address(),
    });
    settings.timeouts.settle = Duration::from_millis(settle);
    settings.timeouts.request = Duration::from_secs(3);
    (simulator, connection(settings))
}

fn twice(by: u64) -> Fault {
    Fault::on("openScript", Act::Twice(Duration::from_millis(by)))
}

async fn open(on: &Connection, ecid: &str) -> Answer {
    let args = [("ContactId", text(CONTACT)), ("Ecid", text(ecid))];
    on.perform(&call("open script for", &args), "test/1/1")
        .await
}

#[tokio::test]
async fn a_second_answer_at_once_harms_nothing() {
    let (simulator, on) = desk(vec![twice(0)], 50).await;
    for _ in 0..3 {
        let opened = open(&on, "E-1001").await;
        assert!(opened.is_success(), "{opened:?}");
        let locked = open(&on, "E-1002").await;
        assert_eq!(&*locked.outcome, "LockedByOther", "{locked:?}");
    }
    drop(simulator);
}

#[tokio::test]
async fn a_second_answer_that_comes_late_is_not_the_next_calls() {
    // Later than a method rests: it comes when the next call, whose own answer is late, is waiting.
    let slow = Fault::on("openScript", Act::Delay(Duration::from_millis(800))).contact("E-1002");
    let (simulator, on) = desk(vec![slow, twice(800).times(1)], 100).await;
    assert!(open(&on, "E-1001").await.is_success());
    let locked = open(&on, "E-1002").await;
    assert_eq!(&*locked.outcome, "Unknown", "{locked:?}");
    assert!(locked.reason.contains("answers twice"), "{locked:?}");
    let closed = open(&on, "E-1003").await;
    assert_eq!(&*closed.outcome, "AlreadyClosed", "it goes on: {closed:?}");
    drop(simulator);
}
