//! A plan on one screen: what cannot be undone first.

use super::estimate::estimate;
use super::file::{NoteLine, PlanFile, WriteLine};
use crate::report::text::{count, name};
use crate::report::{Printer, Style};
use std::collections::BTreeMap;

/// So many things of each kind are named.
const EXAMPLES: usize = 3;
/// So many kinds of action have a line.
const KINDS: usize = 4;
/// So many notes of each kind are shown.
const NOTES: usize = 1;

/// Tells of a plan in at most 25 lines.
pub(in crate::cli) fn tell(plan: &PlanFile, rate: Option<&str>, printer: &Printer) {
    for line in lines(plan, rate, printer) {
        printer.result(&line);
    }
}

fn lines(plan: &PlanFile, rate: Option<&str>, printer: &Printer) -> Vec<String> {
    let look = printer.look();
    let mut lines = vec![head(plan)];
    let (never, other): (Vec<&WriteLine>, Vec<&WriteLine>) =
        plan.writes.iter().partition(|write| write.irreversible);
    for (title, style, writes) in [
        ("cannot be undone:", Style::Bad, never),
        ("can be undone or repeated:", Style::Strong, other),
    ] {
        if writes.is_empty() {
            continue;
        }
        lines.push(look.paint(style, title));
        lines.extend(by_action(&writes));
    }
    if let Some(time) = estimate(plan, rate) {
        lines.push(format!("time: {time}"));
    }
    notes(&mut lines, "waits, assumed to succeed:", &plan.assumed);
    notes(&mut lines, "known only when it is applied:", &plan.cut);
    notes(
        &mut lines,
        "skipped, because it fails before it writes:",
        &plan.left_out,
    );
    lines
}

fn head(plan: &PlanFile) -> String {
    let places: Vec<String> = plan
        .profiles
        .iter()
        .map(|profile| {
            let who = profile.principal.as_ref();
            let who = who.map(|who| format!(", as {who}")).unwrap_or_default();
            format!("{} ({}{who})", profile.name, profile.tenant)
        })
        .collect();
    let writes = match plan.writes.len() {
        0 => "nothing to write".to_owned(),
        many => count(many, "write", "writes"),
    };
    let rows = match plan.runs {
        0 | 1 => String::new(),
        many => format!(" in {many} rows"),
    };
    format!(
        "{} on {}: {writes}{rows}",
        name(&plan.flow.name),
        places.join(", ")
    )
}

/// A line for each action: how many, in which states, and some of them.
fn by_action(writes: &[&WriteLine]) -> Vec<String> {
    let mut actions: BTreeMap<&str, Vec<&WriteLine>> = BTreeMap::new();
    for write in writes {
        actions.entry(&write.action).or_default().push(write);
    }
    let mut ordered: Vec<_> = actions.into_iter().collect();
    ordered.sort_by_key(|(_, writes)| std::cmp::Reverse(writes.len()));
    let more = ordered.len().saturating_sub(KINDS);
    let shown = ordered.iter().take(KINDS);
    let mut lines: Vec<String> = shown.map(|(action, writes)| line(action, writes)).collect();
    if more > 0 {
        lines.push(format!(
            "  and {}",
            count(more, "other action", "other actions")
        ));
    }
    lines
}

fn line(action: &str, writes: &[&WriteLine]) -> String {
    let mut states: BTreeMap<&str, usize> = BTreeMap::new();
    for state in writes.iter().filter_map(|write| write.state.as_deref()) {
        *states.entry(state).or_default() += 1;
    }
    let states: Vec<String> = states
        .iter()
        .map(|(state, many)| format!("{state} {many}"))
        .collect();
    let mut line = format!("  {:>6}  {action}", writes.len());
    if !states.is_empty() {
        line.push_str(&format!("  [{}]", states.join(", ")));
    }
    let named = writes.iter().filter_map(|write| write.thing.as_deref());
    let named: Vec<&str> = named.take(EXAMPLES).collect();
    if !named.is_empty() {
        let more = if writes.len() > named.len() {
            ", …"
        } else {
            ""
        };
        line.push_str(&format!("  {}{more}", named.join(", ")));
    }
    line
}

fn notes(lines: &mut Vec<String>, title: &str, notes: &[NoteLine]) {
    if notes.is_empty() {
        return;
    }
    lines.push(title.to_owned());
    lines.extend(
        notes
            .iter()
            .take(NOTES)
            .map(|note| format!("  {}", one(note))),
    );
    if notes.len() > NOTES {
        lines.push(format!("  and {} more", notes.len() - NOTES));
    }
}

/// A note, with the row that it is about.
pub(super) fn one(note: &NoteLine) -> String {
    match note.row {
        Some(row) => format!("row {row}: {}", note.what),
        None => note.what.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::plan::file::{FlowOf, ProfileOf, Sealed};
    use crate::cli::plan::keys::Whose;
    use crate::host::plan::Place;
    use crate::report::Look;
    use jiff::Timestamp;

    fn write(action: &str, thing: u64, state: &str, irreversible: bool) -> WriteLine {
        WriteLine {
            row: None,
            line: 8,
            place: Place::of("r/1/1"),
            action: action.into(),
            what: format!("{action} {thing}"),
            thing: Some(thing.to_string()),
            state: Some(state.into()),
            irreversible,
        }
    }

    fn plan(writes: Vec<WriteLine>) -> PlanFile {
        let note = |what: &str| NoteLine {
            row: None,
            what: what.into(),
        };
        PlanFile {
            version: 1,
            id: "5f2k".into(),
            made: Timestamp::UNIX_EPOCH,
            expires: Timestamp::UNIX_EPOCH,
            by: "ana".into(),
            made_with: "0".into(),
            flow: FlowOf {
                name: "sweep.flow".into(),
                path: None,
                sha256: String::new(),
                files: Vec::new(),
            },
            actions: String::new(),
            profiles: vec![ProfileOf {
                name: "production".into(),
                system: "cxone".into(),
                tenant: "cxone na1".into(),
                principal: Some("agent 7".into()),
                rate: Some("300/min".into()),
            }],
            config: None,
            undoes: None,
            runs: 1,
            writes,
            assumed: (0..9)
                .map(|_| note("line 4: wait until contact 1 is Held"))
                .collect(),
            cut: vec![note(
                "line 9 works with what only the writes before it return",
            )],
            left_out: (0..9).map(|_| note("InvalidAgentId")).collect(),
            sealed: Sealed {
                of: Whose::User,
                key: 1,
                data: String::new(),
            },
            signature: String::new(),
        }
    }

    fn told(plan: &PlanFile) -> Vec<String> {
        let nowhere = || Box::new(std::io::sink());
        let printer = Printer::new(Look::default(), nowhere(), nowhere());
        lines(plan, None, &printer)
    }

    #[test]
    fn what_cannot_be_undone_comes_first_with_how_it_was() {
        let mut writes: Vec<WriteLine> = (0..209)
            .map(|id| write("end contact", 1000 + id, "InQueue", true))
            .collect();
        writes.extend((0..3).map(|id| write("end contact", 2000 + id, "Active", true)));
        writes.push(write("hold contact", 3000, "Active", false));
        let told = told(&plan(writes));
        assert_eq!(
            told[0],
            "sweep.flow on production (cxone na1, as agent 7): 213 writes"
        );
        assert_eq!(told[1], "cannot be undone:");
        assert_eq!(
            told[2],
            "     212  end contact  [Active 3, InQueue 209]  1000, 1001, 1002, …"
        );
        assert_eq!(told[4], "       1  hold contact  [Active 1]  3000");
        assert_eq!(told[5], "time: about 43s at 300/min");
    }

    #[test]
    fn the_first_screen_has_at_most_25_lines() {
        let kinds = (0..40).flat_map(|kind| {
            (0..50).map(move |id| write(&format!("do {kind}"), id, "Active", kind % 2 == 0))
        });
        let told = told(&plan(kinds.collect()));
        // With the two lines that follow: how long it is good, and the next command.
        assert!(told.len() + 2 <= 25, "{} lines", told.len());
    }
}
