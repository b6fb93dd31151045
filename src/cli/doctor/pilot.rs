//! `flow doctor --pilot`: a person and a test agent try what flows do beside a live agent, and what
//! they find is kept for the tenant or deployment.

mod hands;
mod person;
mod record;
#[cfg(test)]
mod tests;
mod walk;

use super::super::connect::Reached;
use super::super::exit::Exit;
use super::super::session::tell;
use crate::config::{Problem, Profile};
use crate::report::Printer;
use crate::report::text::count;
use crate::system::doctor::Examination;
use crate::system::pilot::Pilot;
use hands::Connections;
use person::{AtStdin, Person};
use record::{Outcome, Record};
use std::path::Path;
use walk::Walk;

/// The step of `flow doctor` that says what is recorded.
pub(super) const STEP: &str = "pilot";

/// Says what is recorded of a pilot for this system in this mode.
pub(super) fn examine(profile: &Profile, reached: &Reached<'_>, examination: &mut Examination<'_>) {
    let Some(pilot) = reached.connector.pilot() else {
        let why = "not needed: in this mode no agent's desktop is open beside the flow";
        return examination.not_looked_at(STEP, why);
    };
    if reached.simulator.is_some() {
        return examination.not_looked_at(STEP, "not needed: this is the simulator");
    }
    let address = reached.connector.address();
    let found =
        record::folder().map(|folder| Record::find(&folder, profile.system(), &address, &pilot));
    match found {
        Some(Ok(Some(record))) => judge(&record, profile.name(), examination),
        Some(Err(error)) => examination.warning(STEP, error.to_string(), walk_it(profile.name())),
        Some(Ok(None)) | None => examination.warning(
            STEP,
            format!("no pilot is recorded for {address} with {}", pilot.mode),
            walk_it(profile.name()),
        ),
    }
}

fn walk_it(profile: &str) -> String {
    format!(
        "before flows act beside live agents, try them with a test agent and a person who watches the \
         desktop: `flow doctor {profile} --pilot`"
    )
}

fn judge(record: &Record, profile: &str, examination: &mut Examination<'_>) {
    let (mode, version) = (&record.mode, &record.system_version);
    let date = record.ended.strftime("%Y-%m-%d");
    let again = "run the pilot again after an upgrade of the system";
    match record.result {
        Outcome::Harm => {
            let step = record.steps.len();
            let last = record.steps.last();
            let title = last.map(|step| step.title.as_str()).unwrap_or_default();
            let note = last.map(|step| step.note.as_str()).unwrap_or_default();
            let note = if note.is_empty() {
                String::new()
            } else {
                format!(": {note}")
            };
            examination.failed(
                STEP,
                format!("the pilot of {date} with {mode} found harm in step {step}, {title}{note}"),
                format!(
                    "do not run flows in this mode beside live agents; after a change, run \
                     `flow doctor {profile} --pilot` again"
                ),
            );
        }
        Outcome::Stopped => examination.warning(
            STEP,
            format!(
                "the pilot of {date} with {mode} was stopped after {}",
                count(record.steps.len(), "step", "steps")
            ),
            walk_it(profile),
        ),
        Outcome::Passed if record.gaps().is_empty() => examination.good(
            STEP,
            format!("passed on {date} with {mode}, system version {version}; {again}"),
        ),
        Outcome::Passed => {
            let gaps: Vec<_> = record.gaps().iter().map(ToString::to_string).collect();
            examination.warning(
                STEP,
                format!(
                    "passed on {date} with {mode}, system version {version}, but these steps were skipped or \
                     cut short: {}",
                    gaps.join(", ")
                ),
                walk_it(profile),
            );
        }
    }
}

/// Walks the pilot of a profile.
pub(super) async fn run(
    profile: &Profile,
    contact: Option<&str>,
    reached: &Reached<'_>,
    printer: &Printer,
) -> Exit {
    let Some(pilot) = reached.connector.pilot() else {
        let problem =
            profile.problem("this profile needs no pilot: no person is at the desk in its mode");
        return tell(
            &problem.help("a pilot is for `beside = \"desktop\"` and `beside = \"supervisor\"`"),
            printer,
        );
    };
    let mut walk = Walk {
        profile: profile.name(),
        contact,
        pilot: &pilot,
        person: AtStdin::new(printer),
        hands: Connections::new(
            reached.connector.clone(),
            reached.entry.clone(),
            &reached.secrets,
        ),
    };
    let Some(version) = introduce(&mut walk.person, profile, reached, &pilot).await else {
        return tell(
            &Problem::new("the pilot was stopped before it began"),
            printer,
        );
    };
    let address = reached.connector.address();
    let mut record = Record::begin(profile.system(), &address, &pilot.mode, version);
    // What was found at the simulator says nothing of any system.
    let folder = record::folder().filter(|_| reached.simulator.is_none());
    let keep = |record: &Record| keep(record, folder.as_deref(), printer);
    walk.all(&mut record, keep).await;
    keep(&record);
    conclude(&record, folder.as_deref(), printer)
}

/// What the person has to know first, and the system's version, which only a person can tell.
async fn introduce(
    person: &mut impl Person,
    profile: &Profile,
    reached: &Reached<'_>,
    pilot: &Pilot,
) -> Option<String> {
    person.tell(&format!(
        "pilot of profile {}: {}, with {}",
        profile.name(),
        reached.place,
        pilot.mode
    ));
    person.tell(
        "You need a test agent, a test phone and a person who watches the agent's desktop. The agent is the \
         one of this profile. Answer `no` at the first harm: the pilot ends there. Write no customer's name \
         or number into a note: notes are saved.",
    );
    if reached.simulator.is_some() {
        person.tell("This is the simulator: the answers are not saved.");
    }
    person.tell("\nWhich version does the system have, as its administration page shows it?");
    let line = person.line().await?;
    let version = line.trim();
    Some(
        if version.is_empty() {
            "unknown"
        } else {
            version
        }
        .to_owned(),
    )
}

fn keep(record: &Record, folder: Option<&Path>, printer: &Printer) {
    let Some(folder) = folder else { return };
    if let Err(error) = record.write(folder) {
        let folder = folder.display();
        printer.note(&format!(
            "the record cannot be written to {folder}: {error}"
        ));
    }
}

fn conclude(record: &Record, folder: Option<&Path>, printer: &Printer) -> Exit {
    let tried = record.steps.len();
    let said = match record.result {
        Outcome::Passed => "the pilot passed".to_owned(),
        Outcome::Harm => {
            format!("step {tried} found harm: do not run flows in this mode beside live agents")
        }
        Outcome::Stopped => format!(
            "the pilot was stopped after {}",
            count(tried, "step", "steps")
        ),
    };
    printer.result(&format!("\n{said}"));
    let gaps: Vec<_> = record.gaps().iter().map(ToString::to_string).collect();
    if !gaps.is_empty() {
        printer.result(&format!("skipped or cut short: steps {}", gaps.join(", ")));
    }
    let kept = folder.and_then(|folder| record.write(folder).ok());
    match (kept, folder) {
        (Some(path), _) => printer.result(&format!("saved in {}", path.display())),
        (None, Some(_)) => return Exit::Environment,
        (None, None) => {}
    }
    match record.result {
        Outcome::Passed => Exit::Done,
        Outcome::Harm | Outcome::Stopped => Exit::Failed,
    }
}
