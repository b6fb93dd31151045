//! Runs on an engine while workers, the server and both are lost again and again: nothing is lost, nothing is
//! done twice, and everything in doubt is named. In small here; `tests/engine-crash.sh` does it at length.

use super::restate::Restate;
use super::{Host, end, until};
use crate::engine::server::Server;
use contactflow::journal::{Ending, Record};
use contactflow::run::effect::Completion;
use std::time::Duration;

const STEPS: usize = 4;

fn number(variable: &str, usual: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

fn flow(run: &str) -> String {
    let step = |step| format!("send \"{run}-{step}\" on Unknown -> ignore\n");
    let steps: String = (0..STEPS).map(step).collect();
    format!("use contract\n{steps}")
}

#[test]
fn whatever_is_lost_nothing_is_done_twice_and_nothing_is_lost() {
    let test = "whatever_is_lost_nothing_is_done_twice_and_nothing_is_lost";
    let Some(server) = Server::start(test) else {
        return;
    };
    let runs = number("FLOW_ENGINE_RUNS", 20);
    let losses = number("FLOW_ENGINE_LOSSES", 3);
    let mut host = Restate::new(server);
    let world = host.world();
    world.take(Duration::from_millis(30));
    let names: Vec<String> = (0..runs).map(|run| format!("r{run}")).collect();
    for run in &names {
        host.start(run, &flow(run));
    }
    let all = runs * STEPS;
    for loss in 0..losses {
        let enough = all * (loss + 1) / (losses + 2);
        until("enough was done", || world.total() >= enough);
        // The worker, the server, both.
        if loss % 3 != 1 {
            host.kill();
        }
        if loss % 3 != 0 {
            host.crash_server();
        }
        if loss % 3 != 1 {
            host.revive();
        }
    }
    let (mut lost, mut undone) = (0, 0);
    for run in &names {
        assert_eq!(end(&mut host, run).0, Ending::Succeeded, "{run}");
        let records = host.records(run);
        let told = |wanted: bool| {
            let told = records.iter().filter(|record| match record {
                Record::Told { completion, .. } => (*completion == Completion::Lost) == wanted,
                _ => false,
            });
            told.count()
        };
        assert_eq!(told(true) + told(false), STEPS, "{run}");
        let times: Vec<usize> = (0..STEPS)
            .map(|step| world.times(&format!("{run}-{step}")))
            .collect();
        assert!(times.iter().all(|times| *times <= 1), "{run}: {times:?}");
        let never = times.iter().filter(|times| **times == 0).count();
        assert!(never <= told(true), "{run}: {times:?}");
        lost += told(true);
        undone += never;
    }
    eprintln!(
        "{all} writes, {losses} losses: 0 lost, 0 doubled; {lost} in doubt, of which {undone} were not done"
    );
}
