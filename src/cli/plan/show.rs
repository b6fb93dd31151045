//! `flow plan show`: all of a plan, stale or not.

use super::file::{NoteLine, PlanFile, WriteLine};
use super::keys::PlanKeys;
use super::{lines, stale, summary};
use crate::cli::args::PlanShowArgs;
use crate::cli::exit::Exit;
use crate::cli::{journal, session};
use crate::config::{Config, Problem};
use crate::report::text::duration;
use crate::report::{Printer, Style, json};
use crate::settings::Secrets;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use std::path::Path;

pub(super) fn show(args: &PlanShowArgs, printer: &Printer) -> Exit {
    match shown(args, printer) {
        Ok(()) => Exit::Done,
        Err(problem) => session::tell(&problem, printer),
    }
}

fn shown(args: &PlanShowArgs, printer: &Printer) -> Result<(), Problem> {
    let plan = PlanFile::read(&args.plan)?;
    let config = config_of(&plan, args.config.as_deref())?;
    session::note_former(&config, printer);
    let hide = session::hiding(printer);
    let secrets = Secrets::new(&hide).refused(config.distrust());
    // Without its key a plan can be read all the same.
    let keys = PlanKeys::of(&config, &secrets, &args.journal);
    let folder = journal::folder(&args.journal)?;
    let stale = match &keys {
        Ok(keys) => stale::reasons(&plan, (keys, &config), &folder),
        Err(problem) => vec![format!(
            "its signature cannot be checked: {}",
            problem.message
        )],
    };
    let meant = |write: &&WriteLine| match (&args.contact, &write.thing) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some(id), Some(thing)) => {
            let hashed = keys
                .as_ref()
                .is_ok_and(|keys| lines::hashed(id, keys) == *thing);
            thing == id || hashed
        }
    };
    if args.output.is_json() {
        let mut document = document(&plan, &stale);
        let writes: Vec<&WriteLine> = plan.writes.iter().filter(meant).collect();
        document["writes"] = serde_json::to_value(writes).unwrap_or_default();
        printer.json_result(&document, true);
        return Ok(());
    }
    if args.contact.is_none() {
        summary::tell(&plan, None, printer);
    }
    printer.result(&printer.look().paint(Style::Faint, &about(&plan)));
    let mut many = 0;
    for write in plan.writes.iter().filter(meant) {
        many += 1;
        printer.result(&line(write));
    }
    if let (0, Some(id)) = (many, &args.contact) {
        printer.result(&format!("nothing is written to {id}"));
    }
    if args.contact.is_none() {
        for (title, notes) in notes(&plan) {
            notes
                .iter()
                .for_each(|note| printer.result(&format!("{title}: {}", summary::one(note))));
        }
    }
    tell_stale(&stale, printer);
    Ok(())
}

/// Why it cannot be applied any more.
pub(in crate::cli) fn tell_stale(stale: &[String], printer: &Printer) {
    for reason in stale {
        printer.note(
            &printer
                .look()
                .paint(Style::Care, &format!("stale: {reason}")),
        );
    }
    if !stale.is_empty() {
        printer.note("help: make a new plan: `flow plan FILE`");
    }
}

fn notes(plan: &PlanFile) -> [(&'static str, &[NoteLine]); 3] {
    [
        ("assumed to succeed", &plan.assumed),
        ("known only when it is applied", &plan.cut),
        ("skipped", &plan.left_out),
    ]
}

fn about(plan: &PlanFile) -> String {
    let at = |at: Timestamp| {
        let at = at.to_zoned_datetime(TimeZone::system());
        at.strftime("%Y-%m-%d %H:%M:%S %Z").to_string()
    };
    let good = duration(plan.expires.duration_since(plan.made));
    let undoes = plan
        .undoes
        .as_ref()
        .map(|run| format!(", undoes run {run}"));
    format!(
        "plan {}, made {} by {}, for {good}{}",
        plan.id,
        at(plan.made),
        plan.by,
        undoes.unwrap_or_default()
    )
}

fn line(write: &WriteLine) -> String {
    let row = write
        .row
        .map(|row| format!("row {row}, "))
        .unwrap_or_default();
    let state = write.state.as_ref().map(|state| format!("  [{state}]"));
    let never = if write.irreversible {
        "  cannot be undone"
    } else {
        ""
    };
    format!(
        "  {row}line {}: {}{}{never}",
        write.line,
        write.what,
        state.unwrap_or_default()
    )
}

/// A plan for programs: what is sealed stays in the file.
pub(super) fn document(plan: &PlanFile, stale: &[String]) -> Json {
    let mut document = serde_json::to_value(plan).unwrap_or_default();
    if let Some(fields) = document.as_object_mut() {
        fields.remove("sealed");
        fields.remove("signature");
    }
    document["version"] = json::VERSION.into();
    document["stale"] = json!(stale);
    document
}

/// The settings of a plan: those that are named, else those that it was made with, where they are
/// there; else those of this folder.
pub(in crate::cli) fn config_of(plan: &PlanFile, named: Option<&Path>) -> Result<Config, Problem> {
    let own = plan.config.as_deref().filter(|path| path.is_file());
    match named.or(own) {
        Some(file) => Config::read(file),
        None => Config::find(Path::new(".")),
    }
}
