//! A line that is changed moves little of a picture; and a large one is laid out at once.

use super::{drawn, picture, program};
use contactflow::graph::{Picture, Shape};
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

const FLOW: &str = include_str!("../../graph/consult-transfer.flow");

fn places(picture: &Picture) -> BTreeMap<String, (i32, i32)> {
    let shapes = picture.shapes.iter();
    let places = shapes.filter_map(|shape| match shape {
        Shape::Box(one) => Some((one.label.clone(), (one.x, one.y))),
        Shape::Line(_) => None,
    });
    places
        .map(|(label, place)| (without_line(&label), place))
        .collect()
}

/// The words of a box without the number of its line, which a change above moves.
fn without_line(label: &str) -> String {
    let (first, rest) = label.split_once(": ").unwrap_or(("", label));
    match first.starts_with("line ") {
        true => rest.to_owned(),
        false => label.to_owned(),
    }
}

/// What stays keeps its column, and is at most moved down or up together.
#[test]
fn one_line_moves_little() {
    let (_, before) = drawn(FLOW);
    let before = places(&before);
    let changes = [
        (
            "    on any other -> fail\nwait",
            "    on any other -> fail \"it broke\"\nwait",
        ),
        ("at most 45s", "at most 5m"),
        ("emit TransferredTo", "log \"done\"\nemit TransferredTo"),
        (
            "    on InvalidState -> retry 3 times every 2s",
            "    on Throttled -> fail\n    on InvalidState -> retry 3 times every 2s",
        ),
        ("use finesse\n", "use finesse\n\n# a remark\n"),
    ];
    for (from, to) in changes {
        assert!(FLOW.contains(from), "{from}");
        let (_, after) = drawn(&FLOW.replacen(from, to, 1));
        let after = places(&after);
        let stayed = before.iter().filter_map(|(label, old)| {
            let new = after.get(label)?;
            Some((new.0 - old.0, new.1 - old.1))
        });
        let moved: Vec<(i32, i32)> = stayed.collect();
        assert!(moved.len() + 3 >= before.len(), "{from}: too much is new");
        assert!(moved.iter().all(|(x, _)| *x == 0), "{from}: {moved:?}");
        let down: BTreeSet<i32> = moved.iter().map(|(_, y)| *y).collect();
        assert!(down.len() <= 2, "{from}: {down:?}");
    }
}

/// In a build without optimisation, too: an editor draws while somebody types.
#[test]
fn three_hundred_nodes_are_laid_out_at_once() {
    let each = "hold contact 1001\n    on InvalidState -> { resume contact 1001\n    log \"a\" }\n    on any other \
                -> fail\nlog \"b\"\n";
    let text = format!(
        "use cxone\nset security user 7\njoin agent session\n{}",
        each.repeat(75)
    );
    let program = program("it.flow", &text).expect("it has no errors");
    let once = || {
        let began = Instant::now();
        let (_, picture) = picture(&program);
        assert!(picture.shapes.len() >= 300);
        began.elapsed()
    };
    let best = (0..5).map(|_| once()).min().unwrap_or_default();
    assert!(best < Duration::from_millis(200), "{best:?}");
}
