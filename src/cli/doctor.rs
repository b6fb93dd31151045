//! `flow doctor`: what a profile needs, looked at step by step.

mod measure;
mod pilot;

use super::args::DoctorArgs;
use super::connect::{Reached, reach};
use super::exit::Exit;
use super::runtime::runtime;
use super::session::{self, tell};
use crate::config::{Config, Problem, Profile};
use crate::report::doctor::{Examined, document, step, sum};
use crate::report::{Printer, Style};
use crate::settings::Secrets;
use crate::system::doctor::{Examination, Step};
use std::path::Path;
use std::sync::Arc;

/// The step that every system has: what its profile says, and the secrets that it names.
const STEP: &str = "settings";

pub(super) fn doctor(args: &DoctorArgs, printer: &Printer) -> Exit {
    match profiles(args) {
        Ok((config, profiles)) => {
            session::note_former(&config, printer);
            examine_all(args, &config, &profiles, printer)
        }
        Err(problem) => tell(&problem, printer),
    }
}

fn profiles(args: &DoctorArgs) -> Result<(Config, Vec<Profile>), Problem> {
    let config = match &args.config {
        Some(file) => Config::read(file)?,
        None => Config::find(Path::new("."))?,
    };
    let named: Vec<&str> = args.profiles.iter().map(String::as_str).collect();
    let profiles = match named.as_slice() {
        [] => vec![config.profile(None)?],
        named => {
            let each = named.iter().map(|name| config.profile(Some(name)));
            each.collect::<Result<_, _>>()?
        }
    };
    Ok((config, profiles))
}

fn examine_all(
    args: &DoctorArgs,
    config: &Config,
    profiles: &[Profile],
    printer: &Printer,
) -> Exit {
    let runtime = match runtime() {
        Ok(runtime) => runtime,
        Err(problem) => return tell(&problem, printer),
    };
    let hide = session::hiding(printer);
    let secrets = Secrets::new(&hide).refused(config.distrust());
    if args.pilot {
        let exit = runtime.block_on(walk(args, profiles, &secrets, printer));
        runtime.shutdown_background();
        return exit;
    }
    let patients = runtime.block_on(async {
        let mut patients = Vec::new();
        for profile in profiles {
            patients.push(examine(args, profile, &secrets, printer).await);
        }
        patients
    });
    runtime.shutdown_background();
    let exit = match patients.iter().any(Patient::is_ill) {
        true => Exit::Environment,
        false => Exit::Done,
    };
    if args.output.is_json() {
        let examined: Vec<_> = patients.iter().map(Patient::examined).collect();
        printer.json_result(&document(&examined, exit.code()), true);
    }
    exit
}

/// The pilot of one profile, after an examination: what is broken needs no person to find it.
async fn walk(
    args: &DoctorArgs,
    profiles: &[Profile],
    secrets: &Secrets<'_>,
    printer: &Printer,
) -> Exit {
    let [profile] = profiles else {
        let problem =
            Problem::new("a pilot is for one profile").help("name one: `flow doctor NAME --pilot`");
        return tell(&problem, printer);
    };
    if examine(args, profile, secrets, printer).await.is_broken() {
        return Exit::Environment;
    }
    let reached = match reach(profile, secrets).await {
        Ok(reached) => reached,
        Err(problem) => return tell(&problem, printer),
    };
    let exit = pilot::run(profile, args.contact.as_deref(), &reached, printer).await;
    if let Some(simulator) = reached.simulator {
        simulator.stop().await;
    }
    exit
}

/// A profile that was examined.
struct Patient<'a> {
    profile: &'a Profile,
    place: String,
    steps: Vec<Step>,
}

impl Patient<'_> {
    fn is_ill(&self) -> bool {
        use crate::system::doctor::Verdict;
        let mut steps = self.steps.iter();
        steps.any(|step| step.verdict == Verdict::Failed)
    }

    /// Whether something fails that a pilot cannot do without: what an earlier pilot found is not.
    fn is_broken(&self) -> bool {
        use crate::system::doctor::Verdict;
        let mut steps = self.steps.iter();
        steps.any(|step| step.verdict == Verdict::Failed && step.name != pilot::STEP)
    }

    fn examined(&self) -> Examined<'_> {
        Examined {
            profile: self.profile.name(),
            system: self.profile.system(),
            place: &self.place,
            steps: &self.steps,
        }
    }
}

async fn examine<'a>(
    args: &DoctorArgs,
    profile: &'a Profile,
    secrets: &Secrets<'_>,
    printer: &Printer,
) -> Patient<'a> {
    let reached = reach(profile, secrets).await;
    let place = match &reached {
        Ok(reached) => reached.place.to_string(),
        Err(_) => profile.system().to_owned(),
    };
    let look = printer.look();
    let watch = |found: &Step| {
        if !args.output.is_json() {
            printer.verbatim(&step(found, look));
        }
    };
    if !args.output.is_json() {
        let title = format!("profile {}: {place}", profile.name());
        printer.result(&look.paint(Style::Strong, &title));
    }
    let steps = match reached {
        Ok(reached) => steps_of(args, profile, reached, &watch).await,
        Err(problem) => unreached(&problem, &watch),
    };
    if !args.output.is_json() {
        printer.result(&sum(&steps));
    }
    Patient {
        profile,
        place,
        steps,
    }
}

async fn steps_of(
    args: &DoctorArgs,
    profile: &Profile,
    reached: Reached<'_>,
    watch: &(dyn Fn(&Step) + Sync),
) -> Vec<Step> {
    let entry = Arc::clone(&reached.entry);
    let mut examination = Examination::new(Arc::clone(&entry), &reached.secrets, watch);
    match reached.connector.connect(entry, &reached.secrets) {
        Ok(system) => {
            examination.good(
                STEP,
                "the profile is complete, and its secrets were fetched",
            );
            reached.connector.examine(&mut examination).await;
            // Without a way to the system there is nothing to be tried in it.
            if examination.broken().is_none()
                && !args.pilot
                && let Some(contact) = &args.contact
            {
                let trial = reached.connector.trial();
                measure::examine(&*system, trial, contact, &mut examination).await;
                system.close().await;
            }
            pilot::examine(profile, &reached, &mut examination);
        }
        Err(problem) => examination.problem(STEP, &problem),
    }
    let steps = examination.steps().to_vec();
    if let Some(simulator) = reached.simulator {
        simulator.stop().await;
    }
    steps
}

fn unreached(problem: &Problem, watch: &(dyn Fn(&Step) + Sync)) -> Vec<Step> {
    let step = Step::failed(STEP, problem);
    watch(&step);
    vec![step]
}
