//! Making a plan: each run reads for real, and writes nothing.

use super::file::{Body, FlowOf, NoteLine, PlanFile, ProfileOf, Sealed, StepsOf, sha256};
use super::keys::{PlanKeys, Whose};
use super::{lines, summary};
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
use crate::cli::who::{self, principal};
use crate::config::{Config, Problem, Profile};
use crate::host::live::{Gate, new_name};
use crate::host::look::Looker;
use crate::host::plan::{Made, Reads, make};
use crate::journal::{KeptFile, KeptScript};
use crate::report::text::name;
use crate::report::{People, Printer, concise};
use crate::run::Start;
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

/// A plan that has been made, and what is sealed in it.
pub(in crate::cli) struct MadePlan {
    pub file: PlanFile,
    pub body: Body,
}

/// Makes a plan, of what undoes a run where one is named. What is wrong is told; nothing is written
/// anywhere.
pub(in crate::cli) fn made(
    args: &PlanMakeArgs,
    undoes: Option<&str>,
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
    let runs = runtime.block_on(all(&mut ready, front));
    runtime.shutdown_background();
    let Runs { script, runs } = runs?;
    let plan = Assembling {
        args,
        config: &config,
        keys: &keys,
        printer: front.printer(),
        undoes,
    };
    plan.assemble(&ready, &script, runs, valid)
        .map_err(|trouble| match trouble {
            Trouble::Problem(problem) => front.problem(&problem),
            Trouble::Fails(report) => fails(&script, &report, front),
        })
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

async fn all(ready: &mut Ready<'_>, front: &Front<'_>) -> Result<Runs, Exit> {
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

/// Why a plan is not put together.
enum Trouble {
    Problem(Problem),
    Fails(Box<RunReport>),
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A plan that is put together.
struct Assembling<'a> {
    args: &'a PlanMakeArgs,
    config: &'a Config,
    keys: &'a PlanKeys,
    printer: &'a Printer,
    /// The run that it undoes.
    undoes: Option<&'a str>,
}

impl Assembling<'_> {
    fn assemble(
        &self,
        ready: &Ready<'_>,
        script: &Prepared,
        runs: Vec<(Option<u64>, Made)>,
        valid: SignedDuration,
    ) -> Result<MadePlan, Trouble> {
        let made = Timestamp::now();
        let source = &script.script.source;
        let kept = KeptScript::of(&script.program);
        let expires = made.saturating_add(valid).unwrap_or(Timestamp::MAX);
        let mut file = PlanFile {
            version: PlanFile::VERSION,
            id: new_name().to_string(),
            made,
            expires,
            by: who::user(),
            made_with: env!("CARGO_PKG_VERSION").into(),
            flow: FlowOf {
                name: match self.undoes {
                    Some(run) => crate::cli::undo::flow::name(run),
                    None => source.name().to_string(),
                },
                path: absolute(script.script.path.as_deref()),
                sha256: sha256(&kept.text),
                files: kept.files.iter().map(steps_of).collect(),
            },
            actions: format!("{:016x}", kept.actions),
            profiles: ready
                .profiles
                .iter()
                .map(|profile| self.profile(profile))
                .collect(),
            config: absolute(self.config.path.as_deref()),
            undoes: self.undoes.map(str::to_owned),
            runs: 0,
            writes: Vec::new(),
            assumed: Vec::new(),
            cut: Vec::new(),
            left_out: Vec::new(),
            sealed: Sealed {
                of: Whose::User,
                key: 0,
                data: String::new(),
            },
            signature: String::new(),
        };
        let mut body = Body {
            text: kept.text.to_string(),
            files: kept.files,
            limits: ready.limits,
            runs: Vec::new(),
        };
        for (row, made) in runs {
            self.add(&mut file, &mut body, (row, made))?;
        }
        file.runs = body.runs.len() as u64;
        let file = file.seal(&body, self.keys)?;
        Ok(MadePlan { file, body })
    }

    fn add(
        &self,
        file: &mut PlanFile,
        body: &mut Body,
        (row, made): (Option<u64>, Made),
    ) -> Result<(), Trouble> {
        let redactor = self.printer.redactor();
        let mut planned = made.planned;
        let failed = made.report.filter(|report| !report.succeeded());
        if planned.writes().next().is_none() {
            if let (Some(report), None) = (&failed, row) {
                return Err(Trouble::Fails(Box::new(report.clone())));
            }
            let what = failed.map(|report| concise::end(&report, redactor));
            file.left_out
                .extend(what.map(|what| NoteLine { row, what }));
            let cut = planned.cut.take();
            file.cut.extend(cut.map(|what| NoteLine { row, what }));
            return Ok(());
        }
        let of = lines::of(row, &planned, (self.keys, redactor));
        file.writes.extend(of.writes);
        file.assumed.extend(of.assumed);
        let cut = planned.cut.clone();
        file.cut.extend(cut.map(|what| NoteLine {
            row,
            what: redactor.clean(&what).into_owned(),
        }));
        file.assumed.extend(failed.map(|report| NoteLine {
            row,
            what: format!("the run ends so: {}", concise::end(&report, redactor)),
        }));
        planned.take_out_secrets();
        body.runs.push((row, planned));
        Ok(())
    }

    fn profile(&self, profile: &Profile) -> ProfileOf {
        let rate = self.args.rate.clone();
        ProfileOf {
            name: profile.name().to_owned(),
            system: profile.system().to_owned(),
            tenant: profile.tenant(),
            principal: principal(profile),
            rate: rate.or_else(|| profile.common.use_at_most.clone()),
        }
    }
}

fn steps_of(file: &KeptFile) -> StepsOf {
    StepsOf {
        name: file.name.to_string(),
        path: absolute(Some(Path::new(&*file.name))),
        sha256: sha256(&file.text),
    }
}

fn absolute(path: Option<&Path>) -> Option<PathBuf> {
    path.and_then(|path| std::path::absolute(path).ok())
}
