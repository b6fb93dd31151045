//! Making a plan: each run reads for real, and writes nothing.

use super::assemble::{Assembling, MadePlan, Trouble};
use super::file::PlanFile;
use super::keys::PlanKeys;
use super::summary;
use crate::cli::args::{PlanMakeArgs, RunArgs};
use crate::cli::connect;
use crate::cli::exit::Exit;
use crate::cli::run::front::Front;
use crate::cli::run::overwritten;
use crate::cli::run::prepare::Prepared;
use crate::cli::run::ready::{Ready, zone_of};
use crate::cli::run::{self as run_command};
use crate::cli::runtime::runtime;
use crate::cli::session;
use crate::config::{Config, Problem};
use crate::host::left::Left;
use crate::host::live::Gate;
use crate::host::look::Looker;
use crate::host::plan::{Made, Reads, make};
use crate::report::text::name;
use crate::report::{People, Printer};
use crate::run::Start;
use crate::run::effect::Call;
use crate::run::event::RunReport;
use crate::settings::Secrets;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long a plan can be applied where nobody says.
const VALID: SignedDuration = SignedDuration::from_hours(1);

/// What was seen of a thing is good for so long while a plan is made.
const FRESH: Duration = Duration::from_secs(30);

/// Makes a plan and writes it.
pub(super) fn plan(args: &PlanMakeArgs, printer: &Printer) -> Exit {
    let hide = session::hiding(printer);
    let front = Front::new(printer, args.output.is_json());
    let exit = match made(args, None, &Secrets::new(&hide), &front) {
        Ok(made) => told(args, &made.file, &front),
        Err(exit) => front.refuse(exit),
    };
    match (args.ci, exit) {
        (true, Exit::Done | Exit::Changes)
        | (false, Exit::Failed | Exit::Script | Exit::Environment) => exit,
        (false, _) => Exit::Done,
        (true, _) => Exit::Failed,
    }
}

/// Writes the file, and says what is in it.
fn told(args: &PlanMakeArgs, plan: &PlanFile, front: &Front<'_>) -> Exit {
    let path = out(args);
    if let Some(flow) = &args.flow.file
        && overwritten::same(flow, &path)
    {
        let problem = Problem::new(format!(
            "`--out` would overwrite {}: it is the flow",
            name(&path.display().to_string())
        ));
        return front.refuse(front.problem(&problem.help("set `--out` to a different file")));
    }
    if !plan.is_empty()
        && let Err(problem) = plan.write(&path)
    {
        return front.refuse(front.problem(&problem));
    }
    let shown = name(&path.display().to_string()).into_owned();
    if args.output.is_json() {
        let mut document = super::show::document(plan, &[]);
        document["file"] = match plan.is_empty() {
            true => json!(null),
            false => path.display().to_string().into(),
        };
        front.printer().json_result(&document, true);
    } else {
        summary::tell(plan, args.rate.as_deref(), front.printer());
        if !plan.is_empty() {
            let good = crate::report::text::duration(plan.expires.duration_since(plan.made));
            front
                .printer()
                .note(&format!("written to {shown}: it can be applied for {good}"));
            front.printer().note(&format!("next: flow apply {shown}"));
        }
    }
    match (
        plan.is_empty(),
        plan.cut.is_empty() && plan.left_out.is_empty(),
    ) {
        (false, _) => Exit::Changes,
        (true, true) => Exit::Done,
        // Nothing is in it, and that says nothing of what the flow would write.
        (true, false) => {
            front
                .printer()
                .note("no plan was made: what the flow would write cannot be known before it runs");
            Exit::Failed
        }
    }
}

fn out(args: &PlanMakeArgs) -> PathBuf {
    if let Some(out) = &args.out {
        return out.clone();
    }
    let stem = args
        .flow
        .file
        .as_deref()
        .filter(|file| *file != Path::new("-"));
    let stem = stem.and_then(Path::file_stem).unwrap_or("flow".as_ref());
    Path::new(stem).with_extension("plan")
}

/// A run that a plan undoes.
pub(in crate::cli) struct Undoes {
    pub run: String,
    /// What it has left, with what takes that back.
    pub left: Vec<(Call, Left)>,
}

/// Makes a plan, of what undoes a run where one is named. What is wrong is told; nothing is written
/// anywhere.
pub(in crate::cli) fn made(
    args: &PlanMakeArgs,
    undoes: Option<Undoes>,
    secrets: &Secrets<'_>,
    front: &Front<'_>,
) -> Result<MadePlan, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let folder = args.flow.file.as_deref().and_then(Path::parent);
    let folder = folder.filter(|folder| !folder.as_os_str().is_empty());
    let config = session::config(&args.profile, folder.unwrap_or(Path::new("."))).map_err(stop)?;
    front.former_names(&config);
    let valid = valid(args, &config).map_err(stop)?;
    let mut ready = run_command::ready(&as_run(args), front, secrets.clone())?;
    let trusted = secrets.clone().refused(config.distrust());
    let keys = PlanKeys::of(&config, &trusted, &args.journal).map_err(stop)?;
    let runtime = runtime().map_err(stop)?;
    let (undoes, left) = undoes.map(|undoes| (undoes.run, undoes.left)).unzip();
    let runs = runtime.block_on(all(&mut ready, left.unwrap_or_default(), front));
    runtime.shutdown_background();
    let Runs { script, runs } = runs?;
    let plan = Assembling {
        args,
        config: &config,
        keys: &keys,
        printer: front.printer(),
        undoes: undoes.as_deref(),
    };
    let put = plan.assemble(&ready, &script, runs, valid);
    let (file, body) = put.map_err(|trouble| match trouble {
        Trouble::Problem(problem) => front.problem(&problem),
        Trouble::Fails(report) => fails(&script, &report, front),
    })?;
    Ok(MadePlan { file, body, keys })
}

fn as_run(args: &PlanMakeArgs) -> RunArgs {
    RunArgs {
        files: args.flow.file.iter().cloned().collect(),
        text: args.flow.text.clone(),
        given: args.given.clone(),
        at_once: 1,
        rate: args.rate.clone(),
        profile: args.profile.clone(),
        journal_place: args.journal.clone(),
        ephemeral: true,
        output: args.output,
        planned: true,
        ..RunArgs::default()
    }
}

fn valid(args: &PlanMakeArgs, config: &Config) -> Result<SignedDuration, Problem> {
    let Some(text) = &args.valid else {
        let set = config.plans().valid;
        let set = set.and_then(|valid| SignedDuration::try_from(valid).ok());
        return Ok(set.unwrap_or(VALID));
    };
    let valid = crate::value::duration(text).ok();
    valid.filter(|valid| valid.is_positive()).ok_or_else(|| {
        Problem::new(format!("`--valid` cannot be `{text}`"))
            .help("write a number and a unit: `--valid 30m`, 4h, 1d")
    })
}

/// The runs of a plan, as they were made.
struct Runs {
    script: Arc<Prepared>,
    runs: Vec<(Option<u64>, Made)>,
}

async fn all(
    ready: &mut Ready<'_>,
    left: Vec<(Call, Left)>,
    front: &Front<'_>,
) -> Result<Runs, Exit> {
    let stop = |problem: Problem| front.problem(&problem);
    let connected = connect::connect(&ready.profiles, &ready.secrets)
        .await
        .map_err(stop)?;
    let gate = ready
        .pace
        .take()
        .map(|pace| Arc::new(pace) as Arc<dyn Gate>);
    let systems = connected.iter();
    let reads = Arc::new(Reads {
        systems: systems
            .map(|one| (one.system.entry().name.clone(), one.system.clone()))
            .collect(),
        looker: Looker::new(FRESH, gate.clone()),
        gate,
        left,
    });
    let runs = each(ready, &reads, front).await;
    for one in &connected {
        one.system.close().await;
    }
    connect::stop(connected).await;
    runs
}

async fn each(ready: &Ready<'_>, reads: &Arc<Reads>, front: &Front<'_>) -> Result<Runs, Exit> {
    let zone = zone_of(&ready.profiles);
    let mut script = None;
    let mut runs = Vec::new();
    let jobs = ready.jobs.each(front.printer());
    for job in jobs.map_err(|problem| front.problem(&problem))? {
        let job = job.map_err(|problems| {
            for problem in &problems {
                front.problem(problem);
            }
            Exit::Environment
        })?;
        let start = Start {
            run: "plan".into(),
            inputs: job.inputs.clone(),
            at: Timestamp::now().to_zoned_datetime(zone.clone()),
            seed: fastrand::u64(..),
            provided: Vec::new(),
        };
        let made = make(job.program().clone(), start, ready.limits, reads.clone()).await;
        let made = made.map_err(|faults| {
            let why = faults.first().map(|fault| fault.message.to_string());
            front.problem(&Problem::new(why.unwrap_or_default()))
        })?;
        let redactor = front.printer().redactor();
        made.sensitive
            .iter()
            .for_each(|text| redactor.register_text(text));
        runs.push((job.number().map(|number| number as u64), made));
        script.get_or_insert(job.script);
        let many = runs.len();
        front
            .printer()
            .progress(&format!("{many} of {} planned", ready.jobs.count()));
    }
    front.printer().progress("");
    let nothing = || front.problem(&Problem::new("the table has no rows"));
    Ok(Runs {
        script: script.ok_or_else(nothing)?,
        runs,
    })
}

/// The run would fail before it writes anything.
fn fails(script: &Prepared, report: &RunReport, front: &Front<'_>) -> Exit {
    let printer = front.printer();
    let people = People {
        catalogue: Some(crate::catalogue::Catalogue::builtin()),
        ..People::new(printer.look(), printer.redactor())
    };
    printer.note(&people.run(&script.script.source, report));
    printer.note("no plan was made: the flow fails before it writes anything");
    Exit::Failed
}
