//! The differences for programs.

use super::compared::Compared;
use crate::diff::{Care, Change};
use crate::report::{Printer, json};
use serde_json::{Value as Json, json};

pub(super) fn document(compared: &[Compared], printer: &Printer) -> Json {
    let files = compared.iter().map(|one| file(one, printer));
    json!({
        "version": json::VERSION,
        "files": files.collect::<Vec<_>>(),
    })
}

fn file(one: &Compared, printer: &Printer) -> Json {
    let state = match (&one.before, &one.after, &one.was) {
        (None, ..) => "new",
        (_, None, _) => "gone",
        (_, _, Some(_)) => "renamed",
        _ if one.differs() => "changed",
        _ => "same",
    };
    let changes = one.comparison.iter().flat_map(|all| &all.changes);
    json!({
        "file": one.name,
        "was": one.was,
        "state": state,
        "differences": changes.map(|one| change(one, printer)).collect::<Vec<_>>(),
    })
}

fn change(change: &Change, printer: &Printer) -> Json {
    let shown = |text: &str| printer.redactor().clean_written(text).into_owned();
    let says: Vec<String> = change.says.iter().map(|says| shown(says)).collect();
    let mut one = json!({
        "type": change.sort.word(),
        "look": change.care == Care::Look,
        "about": shown(&change.about),
        "sentences": says,
        "line_before": change.before,
        "line": change.after,
    });
    json::also(&mut one, "type", json::KIND);
    json::also(&mut one, "sentences", "says");
    one
}
