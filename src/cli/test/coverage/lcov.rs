//! LCOV, for editors and services: statements are lines, points are branches.

use super::flows::Flows;
use crate::testing::coverage::Coverage;
use std::collections::BTreeMap;
use std::fmt::Write;

pub(super) fn text(flows: &Flows) -> String {
    let mut text = String::new();
    for (name, flow) in flows {
        one(name, flow, &mut text);
    }
    text
}

fn one(name: &str, flow: &Coverage, text: &mut String) {
    let _ = writeln!(text, "TN:\nSF:{name}");
    let mut lines: BTreeMap<u32, u32> = BTreeMap::new();
    for (path, span) in &flow.statements {
        let count = lines.entry(flow.source.line_of(span.start)).or_default();
        *count = (*count).max(flow.count(path));
    }
    for (line, count) in &lines {
        let _ = writeln!(text, "DA:{line},{count}");
    }
    let hit = lines.values().filter(|count| **count > 0).count();
    let _ = writeln!(text, "LF:{}\nLH:{hit}", lines.len());
    let mut numbers: BTreeMap<u32, u32> = BTreeMap::new();
    for point in &flow.points {
        let line = flow.source.line_of(point.span.start);
        let number = numbers.entry(line).or_default();
        let _ = writeln!(text, "BRDA:{line},0,{number},{}", flow.count(&point.id));
        *number += 1;
    }
    let (all, reached) = flow.total();
    let _ = writeln!(text, "BRF:{all}\nBRH:{reached}\nend_of_record");
}
