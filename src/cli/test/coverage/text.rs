//! For people: how much of each flow, and what is missing, with the line that would reach it.

use super::flows::Flows;
use crate::report::{Look, Style, text};
use crate::testing::coverage::{Coverage, percent};
use std::fmt::Write;

/// So much is shown of what is missing where nobody has asked for all of it.
const SHOWN: usize = 10;

pub(super) fn text(flows: &Flows, everything: bool, look: Look) -> String {
    let mut told = String::new();
    for (name, flow) in flows {
        one(name, flow, everything, look, &mut told);
    }
    told
}

fn one(name: &str, flow: &Coverage, everything: bool, look: Look, told: &mut String) {
    let (all, reached) = flow.total();
    let name = text::name(name);
    let part = format!("{} % ({reached} of {all})", percent(all, reached));
    let style = if all == reached {
        Style::Good
    } else {
        Style::Care
    };
    let _ = writeln!(told, "coverage of {name}: {}", look.paint(style, &part));
    let most = if everything { usize::MAX } else { SHOWN };
    for point in flow.missing().take(most) {
        let line = flow.source.line_of(point.span.start);
        let _ = writeln!(told, "  {name}:{line}: {}", point.what);
        if let Some(line) = &point.line {
            let _ = writeln!(told, "      {line}");
        }
    }
    let missing = flow.missing().count();
    if missing > most {
        let _ = writeln!(
            told,
            "  and {} more; --fail-under 100 shows all",
            missing - most
        );
    }
}
