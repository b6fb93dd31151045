//! Runs on an engine while workers, the server and both are lost again and again: nothing is lost, nothing is
//! done twice, and everything in doubt is named. In small here; `tests/engine-crash.sh` does it at length.

use super::restate::Restate;
use super::{Host, until};
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

/// Runs that have been started.
struct Runs(Vec<String>);

impl Runs {
    fn start(host: &mut Restate) -> Self {
        let runs = number("FLOW_ENGINE_RUNS", 20);
        host.world().take(Duration::from_millis(30));
        let names: Vec<String> = (0..runs).map(|run| format!("r{run}")).collect();
        for run in &names {
            host.start(run, &flow(run));
        }
        Self(names)
    }

    /// Waits until this part of all writes was done.
    fn until_done(&self, host: &Restate, (part, of): (usize, usize)) {
        let enough = self.0.len() * STEPS * part / of;
        let world = host.world();
        until("enough was done", || world.total() >= enough);
    }

    /// All come to their end, and what was done is what they were told.
    fn check(&self, host: &mut Restate, what: &str) {
        let world = host.world();
        let (mut lost, mut undone) = (0, 0);
        for run in &self.0 {
            let records = ended(host, run);
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
        let all = self.0.len() * STEPS;
        eprintln!(
            "{all} writes, {what}: 0 lost, 0 doubled; {lost} in doubt, of which {undone} were not done"
        );
    }
}

/// What has happened in a run, once it has ended well.
fn ended(host: &mut Restate, run: &str) -> Vec<Record> {
    let mut records = Vec::new();
    until("the run has ended", || {
        records = host.records(run);
        let last = records.last();
        last.is_some_and(|record| {
            matches!(
                record,
                Record::Ended {
                    how: Ending::Succeeded,
                    ..
                }
            )
        })
    });
    records
}

#[test]
fn whatever_is_lost_nothing_is_done_twice_and_nothing_is_lost() {
    let test = "whatever_is_lost_nothing_is_done_twice_and_nothing_is_lost";
    let Some(server) = Server::start(test) else {
        return;
    };
    let losses = number("FLOW_ENGINE_LOSSES", 3);
    let mut host = Restate::new(server);
    let runs = Runs::start(&mut host);
    for loss in 0..losses {
        runs.until_done(&host, (loss + 1, losses + 2));
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
    runs.check(&mut host, &format!("{losses} losses"));
}

#[test]
fn of_two_workers_at_one_address_one_is_gone_for_good() {
    let test = "of_two_workers_at_one_address_one_is_gone_for_good";
    let Some(server) = Server::start(test) else {
        return;
    };
    let mut host = Restate::new(server);
    let _another = host.with_another();
    let runs = Runs::start(&mut host);
    runs.until_done(&host, (1, 3));
    host.kill();
    runs.check(&mut host, "one of two workers gone");
}

/// Three servers are much for a test: the script asks for it.
#[test]
fn of_three_nodes_one_is_gone_for_good() {
    let test = "of_three_nodes_one_is_gone_for_good";
    if std::env::var_os("FLOW_ENGINE_NODES").is_none() {
        return;
    }
    let Some(server) = Server::start_three(test) else {
        return;
    };
    let mut host = Restate::new(server);
    let runs = Runs::start(&mut host);
    runs.until_done(&host, (1, 3));
    host.lose_a_node();
    runs.until_done(&host, (2, 3));
    host.kill();
    host.revive();
    runs.check(&mut host, "one of three nodes gone, then the worker lost");
}
