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

/// The boxes of a picture with the same words, in the order of the text.
fn all_places(picture: &Picture) -> BTreeMap<(String, usize), (i32, i32)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut places = BTreeMap::new();
    let mut boxes: Vec<_> = picture
        .shapes
        .iter()
        .filter_map(|shape| match shape {
            Shape::Box(one) => Some((one.line, without_line(&one.label), (one.x, one.y))),
            Shape::Line(_) => None,
        })
        .collect();
    boxes.sort();
    for (_, label, place) in boxes {
        let count = seen.entry(label.clone()).or_default();
        *count += 1;
        places.insert((label, *count), place);
    }
    places
}

/// The text with a line more before its n-th statement at the left edge.
fn with_a_line(text: &str, number: usize) -> Option<String> {
    let statement = |line: &str| {
        let first = line.split([' ', ':']).next().unwrap_or_default();
        let is_word = first.starts_with(|c: char| c.is_ascii_lowercase());
        let clauses = [
            "on",
            "with",
            "giving",
            "else",
            "always",
            "step",
            "test",
            "input",
            "use",
            "everywhere",
        ];
        is_word && !clauses.contains(&first)
    };
    let mut starts = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if statement(line) {
            starts.push(at);
        }
        at += line.len();
    }
    let at = *starts.get(number)?;
    Some(format!("{}log \"x\"\n{}", &text[..at], &text[at..]))
}

/// Over every example and the corpus: a line that is added moves what is below it down, all by the same, and nothing
/// aside.
#[test]
fn a_line_more_moves_little_in_any_flow() {
    let mut tried = 0;
    for (name, before) in super::all() {
        let text = before.source.text().to_owned();
        let (_, old) = picture(&before);
        let old = all_places(&old);
        for number in 0..3 {
            let Some(changed) = with_a_line(&text, number) else {
                break;
            };
            let Some(after) = program(&name, &changed) else {
                continue;
            };
            tried += 1;
            let (_, new) = picture(&after);
            let new = all_places(&new);
            let stayed = old.iter().filter_map(|(label, from)| {
                let to = new.get(label)?;
                Some((to.0 - from.0, to.1 - from.1))
            });
            let moved: Vec<(i32, i32)> = stayed.collect();
            // the line may become a part of the card of the small statements around it
            assert!(
                moved.len() + 3 >= old.len(),
                "{name}: too much is new in\n{changed}"
            );
            assert!(
                moved.iter().all(|(x, _)| *x == 0),
                "{name}: {moved:?}\n{changed}"
            );
            let down: BTreeSet<i32> = moved.iter().map(|(_, y)| *y).collect();
            assert!(down.len() <= 3, "{name}: {down:?}\n{changed}");
        }
    }
    assert!(tried > 150, "only {tried} changes were tried");
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
    eprintln!("300 nodes are laid out in {best:?}");
    assert!(best < Duration::from_millis(200), "{best:?}");
}
