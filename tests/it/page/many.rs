//! The page of ten thousand contacts: small enough to be sent, and opened at once.

use super::words;
use contactflow::graph;
use contactflow::report::page::{Detail, Doubt, Entry, Flow, Page, Run, Sort, State, html};
use jiff::{SignedDuration, Timestamp};

const SWEEP: &str = include_str!("../../../examples/sweep.flow");

/// What a sweep over ten thousand contacts leaves: most went well, hundreds did not.
pub fn page(rows: usize) -> Page {
    let program = crate::graph::program("sweep.flow", SWEEP).expect("it has no errors");
    let parts = graph::graph(&program, &|text| text.to_owned());
    let source = &program.source;
    let began: Timestamp = "2026-12-01T02:00:00Z".parse().expect("a time");
    let mut in_full = 0;
    let runs = (0..rows).map(|row| {
        let state = match row % 40 {
            7 => State::Failed,
            23 if row % 200 == 23 => State::Doubt,
            _ => State::Succeeded,
        };
        let well = state == State::Succeeded;
        in_full += usize::from(!well);
        Run {
            title: format!("row {}", row + 1),
            number: row as u64,
            flow: 0,
            state,
            outcome: if well {
                String::new()
            } else {
                "InvalidState".into()
            },
            action: format!("end contact {}", 100_000 + row),
            began: began + SignedDuration::from_millis(row as i64 * 400),
            took_ms: 1_200 + (row as i64 % 7) * 300,
            attempts: 1 + (row as u64 % 3),
            detail: (!well && in_full <= 200).then(|| detail(row, state)),
        }
    });
    Page {
        title: "sweep.flow".into(),
        lead: vec!["profile night: CXone".into()],
        unit: "row",
        runs: runs.collect(),
        flows: vec![Flow {
            name: "sweep.flow".into(),
            lines: SWEEP.lines().map(ToOwned::to_owned).collect(),
            said: graph::said(&parts, source, None),
            picture: graph::picture(&parts, source, None),
        }],
        made: began,
    }
}

fn detail(row: usize, state: State) -> Detail {
    let entry = |number: i64, sort, text: String| Entry {
        sort,
        at_ms: number * 2_000,
        took_ms: 400,
        text,
        more: vec![format!(
            "POST contacts/{}/end: 409 InvalidState, after 400ms",
            100_000 + row
        )],
        line: 8,
    };
    let attempts = (0..4).map(|number| {
        entry(
            number,
            Sort::Bad,
            format!(
                "end contact {} → InvalidState (409 Conflict)",
                100_000 + row
            ),
        )
    });
    let doubt = Doubt {
        what: format!("end contact {}", 100_000 + row),
        commands: vec![format!("flow runs settle 5f2k-{row} 3 happened")],
    };
    Detail {
        earlier: 0,
        uncounted: false,
        entries: attempts.collect(),
        failure: "error: end contact ended in InvalidState\n".repeat(6),
        results: Vec::new(),
        doubts: if state == State::Doubt {
            vec![doubt]
        } else {
            Vec::new()
        },
    }
}

#[test]
fn ten_thousand_contacts_are_two_megabytes_at_most() {
    let text = html(&page(10_000));
    assert!(text.len() <= 2_000_000, "{} bytes", text.len());
    let words = words(&text);
    assert!(words.contains("✓ 9700 succeeded"), "{}", &words[..500]);
    assert!(words.contains("✗ 250 failed") && words.contains("? 50 unknown"));
    assert!(words.contains("10000 ✓ succeeded"));
    assert!(words.contains("per minute on average"));
}
