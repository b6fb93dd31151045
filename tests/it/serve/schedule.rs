//! Flows that start by themselves.

use super::client::Client;
use super::place::{Place, SETTINGS};
use crate::cli::Call;

#[test]
fn a_flow_starts_by_itself_and_once_for_each_time() {
    let place = Place::with(SETTINGS, &[("tick.flow", "every 1s\n\nlog \"tick\"\n")]);
    let mut service = place.serve();
    let began = service.until("began (schedule)");
    assert!(began.contains("of tick began"), "{began}");
    service.until("succeeded");
    let mut client = service.client();
    // It is counted once the start is on the disk, which is after the run's first line.
    let counted = "flow_schedule_starts_total{flow=\"tick\",result=\"started\"}";
    while !client.get("/metrics").body.contains(counted) {}
    service.kill();
    // Another start of the service does not begin what has begun, whatever the clock says now.
    let mut service = place.serve();
    service.until("began (schedule)");
    service.until("succeeded");
    let mut client = service.client();
    let ids = |runs: &[serde_json::Value]| {
        runs.iter()
            .map(|run| run["run"].to_string())
            .collect::<Vec<_>>()
    };
    let begun = runs_of(&mut client);
    let known = ids(&begun);
    let once: std::collections::HashSet<_> = known.iter().collect();
    assert_eq!(once.len(), known.len(), "{begun:?}");
    // Each of them ends, the one that was cut off too; those of later seconds may still go on.
    loop {
        let mut runs = runs_of(&mut client);
        runs.retain(|run| known.contains(&run["run"].to_string()));
        assert_eq!(runs.len(), known.len(), "{runs:?}");
        let open =
            |run: &serde_json::Value| run["state"] == "running" || run["state"] == "interrupted";
        if !runs.iter().any(open) {
            assert!(
                runs.iter().all(|run| run["state"] == "succeeded"),
                "{runs:?}"
            );
            break;
        }
    }
}

fn runs_of(client: &mut Client) -> Vec<serde_json::Value> {
    let answer = client.get("/runs").json();
    answer["runs"].as_array().expect("a list").clone()
}

#[test]
fn a_start_that_was_missed_is_made_up_for_once_or_said() {
    let now = jiff::Timestamp::now();
    let ago = |minutes| now - jiff::SignedDuration::from_mins(minutes);
    let clock = ago(90).strftime("%H:%M").to_string();
    let late =
        format!("every day at {clock} in \"UTC\", if missed run within 2h\n\nlog \"late\"\n");
    let never = format!("every day at {clock} in \"UTC\"\n\nlog \"never\"\n");
    let place = Place::with(SETTINGS, &[("late.flow", &late), ("never.flow", &never)]);
    let service = place.serve();
    let mut client = service.client();
    // Both lines are known once the next start of each is.
    while client
        .get("/metrics")
        .body
        .matches("flow_schedule_next_timestamp_seconds{")
        .count()
        < 2
    {}
    service.signal("-TERM");
    assert_eq!(service.stopped().0, Some(0));
    // Two hours go by without the service.
    let journal = place.0.path().join("journal/journal.sqlite");
    let file = rusqlite::Connection::open(journal).unwrap();
    file.execute("UPDATE schedule SET until = ?1", [ago(120).to_string()])
        .unwrap();
    drop(file);
    let mut service = place.serve();
    let late = service.until("late: it was due at");
    assert!(late.contains("late: it was due at"), "{late}");
    let missed = service.until("the start of never at");
    assert!(
        missed.contains("was missed: the service was not running"),
        "{missed}"
    );
    let metrics = service.client().get("/metrics").body;
    for line in [
        "flow_schedule_starts_total{flow=\"late\",result=\"late\"} 1",
        "flow_schedule_starts_total{flow=\"never\",result=\"missed\"} 1",
    ] {
        assert!(metrics.lines().any(|one| one == line), "{line}\n{metrics}");
    }
}

#[test]
fn a_run_that_is_open_leaves_the_next_start_out() {
    let long = "every 1s\n\nlog \"waits\"\nawait signal Go, at most 1h\n    on TimedOut -> fail\n";
    let place = Place::with(SETTINGS, &[("long.flow", long)]);
    let mut service = place.serve();
    service.until("waits");
    let skipped = service.until("was skipped");
    assert!(skipped.contains("has not ended"), "{skipped}");
}

#[test]
fn a_flow_that_needs_inputs_does_not_start_by_itself() {
    let flow = "every day at 09:00\n\ninput Name: text\n\nlog \"{Name}\"\n";
    let place = Place::with(SETTINGS, &[("greet.flow", flow)]);
    let done = place.call(&["serve", "--listen", "127.0.0.1:0"]).run();
    assert_eq!(done.code, 3, "{}", done.err);
    assert!(
        done.err
            .contains("greet has an `every` line, but nothing sets Name"),
        "{}",
        done.err
    );
}

#[test]
fn what_comes_next_is_listed_with_its_zone_across_a_change_of_clocks() {
    let done = Call::new(&[
        "schedule",
        "next",
        "5",
        "--from",
        "2026-10-24T00:00:00+02:00",
    ])
    .file(
        "night.flow",
        "every day at 02:30 in \"Europe/Rome\"\n\nlog \"night\"\n",
    )
    .file(
        "tidy.flow",
        "every Sunday at 02:30 in \"America/New_York\"\n\nlog \"tidy\"\n",
    )
    .run();
    assert_eq!(done.code, 0, "{}", done.err);
    insta::assert_snapshot!("next", done.out);
}

/// The lines of a flow that coincide: the first counts.
#[test]
fn a_time_of_two_lines_starts_the_flow_once() {
    let flow = "every 1s\nevery 2s\n\nwait 1h\n";
    let place = Place::with(SETTINGS, &[("tick.flow", flow)]);
    let mut service = place.serve();
    service.until("began (schedule)");
    // The second line has been due meanwhile, and no run of its own is open.
    for _ in 0..3 {
        service.until("was skipped");
    }
    let runs = runs_of(&mut service.client());
    assert_eq!(runs.len(), 1, "{runs:?}");
    service.kill();
    let from = ["schedule", "next", "3", "--from", "2026-12-07T08:59:00Z"];
    let lines = "every Monday at 09:00\nevery 30m\nevery day at 09:00\n\nlog \"a\"\n";
    let done = Call::new(&from).file("a.flow", lines).run();
    let starts: Vec<&str> = done.out.lines().collect();
    assert_eq!(starts.len(), 3, "{}", done.out);
    assert!(starts[0].contains("09:00:00") && starts[0].ends_with("every Monday at 09:00"));
    assert!(starts[1].contains("09:30:00") && starts[1].ends_with("every 30m"));
    // A flow may be named without a number before it.
    let one = [
        "schedule",
        "next",
        "a.flow",
        "--from",
        "2026-12-07T08:59:00Z",
    ];
    let done = Call::new(&one).file("a.flow", lines).run();
    assert_eq!(done.out.lines().count(), 10, "{}", done.everything());
}
