//! What the journal costs: 64 flows at once through the simulator, with a journal and without one,
//! in turns in one process. And how soon a run is resumed out of a journal with a million records.

use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::journal::{Ending, Journal, Record as Kept, SqliteJournal, Started};
use contactflow::run::effect::{Answer, Completion};
use contactflow::run::{Limits, Start};
use contactflow::sim::cxone::{ContactFile, Span, State, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};
use contactflow::systems::cxone::{Connection, Events, Place, Secret, Settings, SignIn};
use contactflow::value::Value;
use contactflow::{Engine, Script};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

type Failed = Box<dyn Error + Send + Sync>;

const FLOWS: u64 = 64;
const HOLDS: u64 = 100;
const FIRST: u64 = 100_000;
const ROUNDS: usize = 5;

/// Runs, and records of each, in the journal that is resumed from.
const RUNS: u64 = 20_000;
const RECORDS: u64 = 50;

const FLOW: &str = r#"
use cxone

input Contacts: list of contact id

set security user 7
join agent session
for each Contact in Contacts, at most 100 {
    hold contact Contact
        on any other -> fail
}
"#;

fn main() -> Result<(), Failed> {
    rustls::crypto::ring::default_provider()
        .install_default()
        .map_err(|_| "TLS is set up already")?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(compare())?;
    resume()
}

async fn compare() -> Result<(), Failed> {
    let mut ratios = Vec::new();
    for round in 1..=ROUNDS {
        let (with, without) = match round % 2 {
            0 => (flows(true).await?, flows(false).await?),
            _ => {
                let without = flows(false).await?;
                (flows(true).await?, without)
            }
        };
        let ratio = without.as_secs_f64() / with.as_secs_f64();
        println!("round {round}: with {with:.2?}, without {without:.2?}, ratio {ratio:.3}");
        ratios.push(ratio);
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ROUNDS / 2];
    println!("{FLOWS} flows of {HOLDS} holds: median ratio {median:.3}");
    Ok(())
}

async fn flows(journaled: bool) -> Result<Duration, Failed> {
    let mut world: WorldFile = WorldSource::Small.read()?;
    world.confirm_after = Span::millis(0);
    world.contacts = (FIRST..FIRST + FLOWS * HOLDS).map(active).collect();
    let key = world.access_keys.first().cloned().ok_or("no access key")?;
    let source = WorldSource::File(Box::new(world));
    let simulator = Simulator::start(Options::default().world(source)).await?;
    let sign_in = SignIn::AccessKey {
        id: key.id.as_str().into(),
        secret: Secret::new(&*key.secret),
    };
    let mut settings = Settings::new(Place::At(simulator.base_address()), sign_in);
    settings.events = Events::Shared;
    let entry = Catalogue::builtin().system("cxone").ok_or("no cxone")?;
    let connection = Connection::new(settings, entry.clone())?;
    let script = checked()?;
    let folder = tempfile::tempdir()?;
    let engine = Engine::builder().system(Arc::new(connection));
    let engine = match journaled {
        true => engine.journal(Arc::new(SqliteJournal::open(folder.path())?)),
        false => engine,
    };
    let engine = engine.build()?;

    let began = Instant::now();
    let mut open = JoinSet::new();
    for flow in 0..FLOWS {
        let first = FIRST + flow * HOLDS;
        let contacts = (first..first + HOLDS).map(|id| Value::text(id.to_string()));
        let contacts = Value::List(Arc::new(contacts.collect()));
        open.spawn(engine.start(&script, [("Contacts", contacts)]).wait());
    }
    while let Some(report) = open.join_next().await {
        let report = report?;
        if !report.succeeded() {
            return Err(format!("a flow ended otherwise: {:?}", report.end).into());
        }
    }
    let took = began.elapsed();
    engine.close().await;
    Ok(took)
}

fn checked() -> Result<Script, Failed> {
    let catalogue = Catalogue::builtin();
    let script = Script::check("holds.flow", FLOW, catalogue, &Context::default());
    Ok(script?)
}

fn active(id: u64) -> ContactFile {
    ContactFile {
        id,
        state: State::Active,
        agent: Some(7),
        skill: 4022,
        media: Default::default(),
        from: String::new(),
        to: String::new(),
        age: Span::secs(60),
        behaviour: Default::default(),
    }
}

/// Fills a journal with runs that are over and one that is not, and takes that one up.
fn resume() -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let journal = SqliteJournal::open(folder.path())?;
    let script = checked()?;
    for run in 0..RUNS {
        fill(&journal, &script, run)?;
        if run % 500 == 0 {
            journal.flush(&name(run))?;
        }
    }
    journal.flush(&name(RUNS - 1))?;
    drop(journal);

    let began = Instant::now();
    let journal = SqliteJournal::open(folder.path())?;
    let open = journal.open_runs()?;
    let first = open.first().ok_or("one run is open")?;
    journal.claim(&first.run)?;
    let records = journal.read(&first.run)?;
    let took = began.elapsed();
    println!(
        "{} records in the file: a run of {} records is taken up after {took:.1?}",
        RUNS * RECORDS,
        records.len()
    );
    Ok(())
}

fn name(run: u64) -> Arc<str> {
    format!("run-{run}").into()
}

fn fill(journal: &SqliteJournal, script: &Script, run: u64) -> Result<(), Failed> {
    let (name, at) = (name(run), Timestamp::now());
    let start = Start {
        run: name.clone(),
        inputs: Default::default(),
        at: at.to_zoned_datetime(TimeZone::UTC),
        seed: run,
        provided: Vec::new(),
    };
    let started = Started::new(script.program(), &start, Limits::default());
    journal.append(&name, Kept::Started(Box::new(started)))?;
    for id in 0..RECORDS - 2 {
        let completion = Completion::Answer(Answer::success());
        let of = None;
        let record = Kept::Told {
            id,
            at,
            completion,
            of,
        };
        journal.append(&name, record)?;
    }
    if run > 0 {
        let ended = Kept::Ended {
            at,
            how: Ending::Succeeded,
            outcome: None,
            in_doubt: Vec::new(),
        };
        journal.append(&name, ended)?;
    }
    Ok(())
}
