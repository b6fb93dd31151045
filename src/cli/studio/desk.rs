//! What the page can ask for, each a word.

use super::files::Folder;
use super::kept::{self, Resumed};
use super::past::Past;
use super::stepper::{Order, Plan, Stepper};
use super::{ask, outline, tests};
use crate::cli::args::{InputArgs, RunArgs};
use crate::cli::run::given::Given as Inputs;
use crate::cli::run::prepare::Prepared;
use crate::cli::run::rows::Row;
use crate::cli::run::used_systems;
use crate::cli::session;
use crate::config::{Config, Problem, Profile, SIMULATOR};
use crate::report::Printer;
use crate::settings::Secrets;
use crate::studio::{Desk, Given};
use crate::value::Value;
use serde_json::{Value as Json, json};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The studio's own state: one run that is stepped through, one that is over.
pub(super) struct Bench {
    folder: Folder,
    stepper: Mutex<Option<Stepper>>,
    past: Mutex<Option<Past>>,
    resumed: Resumed,
}

impl Desk for Bench {
    fn answer(&self, what: &str, asked: &Json) -> Result<Given, Problem> {
        let folder = &self.folder;
        Ok(Given::Json(match what {
            "files" => folder.list(),
            "read" => folder.read(asked)?,
            "save" => folder.save(asked)?,
            "create" => folder.create(asked)?,
            "outline" => outline::outline(folder, asked)?,
            "test" => tests::run(folder, asked)?,
            "run/start" => self.start(asked)?,
            "run/order" => self.order(asked)?,
            "past/recording" => self.open(Past::recorded(folder, asked)?),
            "past/test" => self.open(Past::tested(folder, asked)?),
            "past/go" => self.go(asked)?,
            "runs" => kept::list(folder, &self.resumed)?,
            "runs/show" => kept::show(folder, asked)?,
            "runs/report" => return kept::report(folder, asked),
            "runs/cancel" => kept::cancel(folder, asked)?,
            "runs/resume" => self.resumed.begin(folder, kept::id(asked)?)?,
            "runs/settle" => kept::settle(folder, asked)?,
            "runs/signal" => kept::signal(folder, asked)?,
            _ => return Err(Problem::new(format!("the studio has no `{what}`"))),
        }))
    }
}

impl Bench {
    pub fn new(folder: Folder) -> Self {
        Self {
            folder,
            stepper: Mutex::default(),
            past: Mutex::default(),
            resumed: Resumed::default(),
        }
    }

    /// Lets go of everything that is held.
    pub fn end(&self) {
        *lock(&self.stepper) = None;
    }

    /// Begins a run of the text in the editor; the one before ends.
    fn start(&self, asked: &Json) -> Result<Json, Problem> {
        let plan = plan(&self.folder, asked)?;
        let mut held = lock(&self.stepper);
        *held = None;
        Ok(held.insert(Stepper::start(plan)?).look())
    }

    fn order(&self, asked: &Json) -> Result<Json, Problem> {
        let mut held = lock(&self.stepper);
        let what = ask::text(asked, "order")?;
        if what == "stop" {
            *held = None;
            return Ok(json!({ "state": "gone" }));
        }
        let stepper = held
            .as_mut()
            .ok_or_else(|| Problem::new("no run is open"))?;
        if what == "look" {
            return Ok(stepper.look());
        }
        if stepper.is_over() {
            return Err(Problem::new("the run has ended").help("start it again"));
        }
        Ok(stepper.order(read(what, asked)?))
    }

    fn open(&self, past: Past) -> Json {
        lock(&self.past).insert(past).scene()
    }

    fn go(&self, asked: &Json) -> Result<Json, Problem> {
        let mut held = lock(&self.past);
        let past = held
            .as_mut()
            .ok_or_else(|| Problem::new("no recording and no test is open"))?;
        past.go(asked);
        Ok(past.scene())
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn read(what: &str, asked: &Json) -> Result<Order, Problem> {
    Ok(match what {
        "step" => Order::Step,
        "go" => Order::Go(lines(asked)),
        "cancel" => Order::Cancel,
        "fault" => Order::Fault(ask::text(asked, "system")?.to_owned(), asked.clone()),
        "signal" => {
            let value = ask::some(asked, "value").map_or(Value::Nothing, Value::text);
            Order::Signal(ask::text(asked, "name")?.to_owned(), value)
        }
        _ => return Err(Problem::new(format!("the studio has no order `{what}`"))),
    })
}

fn lines(asked: &Json) -> Vec<u32> {
    let lines = asked["lines"].as_array().into_iter().flatten();
    let lines = lines.filter_map(Json::as_u64);
    lines.filter_map(|line| line.try_into().ok()).collect()
}

/// The text in the editor with its inputs, ready to run on the simulators: whatever flow.toml has for `default`.
fn plan(folder: &Folder, asked: &Json) -> Result<Plan, Problem> {
    let script = outline::script(folder, asked)?;
    let printer = Printer::of_process();
    let config = Config::find(&script.folder())?;
    let uses = used_systems(&script);
    let systems: Vec<&str> = uses.iter().map(String::as_str).collect();
    let profiles = config.choose(&[SIMULATOR], &systems)?;
    let context = crate::check::Context::of(profiles.iter().map(Profile::for_check));
    let context = context.in_house(script.house(&config));
    let catalogue = crate::catalogue::Catalogue::builtin();
    let checked = crate::check::check_text(&script.source, catalogue, &context);
    session::hide(&script.source, &checked.problems, &printer);
    let program = checked.program.ok_or_else(|| {
        Problem::new("the flow has errors, so it cannot run")
            .help("fix the errors below the editor first")
    })?;
    let prepared = Prepared {
        script,
        program,
        uses,
        warnings: 0,
    };
    let prepared = Arc::new(prepared);
    let inputs = inputs(&prepared, &profiles, asked, &printer)?;
    Ok(Plan {
        program: prepared.program.clone(),
        inputs,
        profiles,
        printer,
        steps: asked["steps"].as_bool().unwrap_or(true),
        lines: lines(asked),
    })
}

/// The inputs as the page has them; those that are empty come from where `flow run` takes them.
fn inputs(
    prepared: &Arc<Prepared>,
    profiles: &[Profile],
    asked: &Json,
    printer: &Printer,
) -> Result<crate::value::Record, Problem> {
    let given = asked["inputs"].as_object().into_iter().flatten();
    let given = given.filter_map(|(name, value)| Some((name, value.as_str()?)));
    let given = given.filter(|(_, value)| !value.is_empty());
    let args = RunArgs {
        given: InputArgs {
            input: given
                .map(|(name, value)| format!("{name}={value}"))
                .collect(),
            inputs: None,
        },
        ..RunArgs::default()
    };
    let hide = session::hiding(printer);
    let secrets = Secrets::new(&hide);
    let scripts = std::slice::from_ref(prepared);
    let inputs = Inputs::new(&args, profiles, scripts, (&secrets, printer))?;
    inputs
        .inputs(prepared, &Row::default(), printer)
        .map_err(first)
}

fn first(problems: Vec<Problem>) -> Problem {
    let more = problems.len().saturating_sub(1);
    let first = problems.into_iter().next();
    let first = first.unwrap_or_else(|| Problem::new("the inputs cannot be read"));
    match more {
        0 => first,
        more => first.help(format!("{more} more inputs are missing or wrong")),
    }
}
