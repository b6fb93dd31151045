//! What runs that survive cost, as five figures in one run: `cargo bench --bench journal`.
//!
//! 1. 64 flows at once with a journal against the same without one: at least 0.8.
//! 2. 100,000 runs that wait, each kept: less than 400 MB.
//! 3. A run taken up out of a journal with a million records: less than 100 ms.
//! 4. A table of a million rows against one of a hundredth of that: the same memory.
//! 5. 10,000 actions against the same requests by hyper, those that look whether a write has taken effect too: at
//!    most 10 µs of processor time more, each.
//!
//! Figures are chosen by their numbers (`cargo bench --bench journal -- 1 5`). `FLOW_BENCH_PART=100` does a hundredth of everything, to see that it works. Linux only: memory and
//! processor time are read in `/proc`.

#[path = "support/bare.rs"]
mod bare;
#[path = "support/desk.rs"]
mod desk;
#[path = "support/process.rs"]
mod process;
#[path = "support/resumed.rs"]
mod resumed;
#[path = "support/tenant.rs"]
mod tenant;

use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::journal::{Journal, SqliteJournal};
use contactflow::value::{Record, Value};
use contactflow::{Engine, Script};
use desk::{Desk, Waiting};
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tenant::{FIRST, Failed};
use tokio::task::JoinSet;

const FLOWS: u64 = 64;
const ROUNDS: usize = 5;

const HOLDS: &str = r#"
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
    if let [_, serve, contacts] = std::env::args().collect::<Vec<_>>().as_slice()
        && serve == "serve"
    {
        return bare::serve(contacts.parse()?);
    }
    let part = std::env::var("FLOW_BENCH_PART").ok();
    let part: u64 = part.map_or(Ok(1), |part| part.parse())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let chosen: Vec<u8> = std::env::args()
        .filter_map(|word| word.parse().ok())
        .collect();
    for figure in 1..=5 {
        if !chosen.is_empty() && !chosen.contains(&figure) {
            continue;
        }
        match figure {
            1 => runtime.block_on(with_and_without(100_u64.div_ceil(part)))?,
            2 => runtime.block_on(waiting(100_000 / part))?,
            3 => taken_up(20_000 / part)?,
            4 => rows(1_000_000 / part)?,
            _ => runtime.block_on(bare::against_hyper(10_000 / part))?,
        }
    }
    Ok(())
}

/// Figure 1: where the system confirms a hold at once, so that the disk's own time is most of what is
/// seen, and where it does so after 100 ms, as a telephone switch may.
async fn with_and_without(holds: u64) -> Result<(), Failed> {
    let disk = synced()?;
    for (holds, after) in [(holds, 0), (holds.div_ceil(5), 100)] {
        let (median, times) = ratio(holds, after).await?;
        println!(
            "1. {FLOWS} flows of {holds} holds that are confirmed after {after} ms, without a journal / \
             with one: {median:.3} (at least 0.8); seconds {times}; a sync of this disk takes {disk:.1} ms"
        );
    }
    Ok(())
}

/// The median of the rounds, and the seconds of each.
async fn ratio(holds: u64, after: u64) -> Result<(f64, String), Failed> {
    let mut ratios = Vec::new();
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        // In turns, so that what disturbs one disturbs the other.
        let first = flows((holds, after), round % 2 == 0).await?;
        let second = flows((holds, after), round % 2 != 0).await?;
        let (with, without) = match round % 2 == 0 {
            true => (first, second),
            false => (second, first),
        };
        let (with, without) = (with.as_secs_f64(), without.as_secs_f64());
        ratios.push(without / with);
        times.push(format!("{without:.2}/{with:.2}"));
    }
    ratios.sort_by(f64::total_cmp);
    Ok((ratios[ROUNDS / 2], times.join(" ")))
}

/// How long the disk takes to keep a page, in milliseconds: the median of a hundred.
fn synced() -> Result<f64, Failed> {
    let mut file = tempfile::tempfile()?;
    let mut times = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        file.write_all(&[0; 4096])?;
        file.sync_data()?;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[50])
}

async fn flows((holds, after): (u64, u64), journaled: bool) -> Result<Duration, Failed> {
    let (simulator, key) = tenant::simulator(FLOWS * holds, after).await?;
    let connection = tenant::connection(simulator.base_address(), &key)?;
    let script = checked("holds.flow", HOLDS)?;
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
        let first = FIRST + flow * holds;
        open.spawn(engine.start(&script, contacts(first, holds)).wait());
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

fn contacts(first: u64, many: u64) -> Record {
    let contacts = (first..first + many).map(|id| Value::text(id.to_string()));
    Record::from_iter([("Contacts".into(), Value::list(contacts))])
}

fn checked(name: &str, text: &str) -> Result<Script, Failed> {
    let catalogue = Catalogue::builtin();
    Ok(Script::check(name, text, catalogue, &Context::default())?)
}

/// Figure 2.
async fn waiting(runs: u64) -> Result<(), Failed> {
    let (desk, script) = Desk::open()?;
    let all = Waiting::new(usize::try_from(runs)?);
    let folder = tempfile::tempdir()?;
    let engine = Engine::builder()
        .system(Arc::new(desk))
        .observer(all.clone())
        .journal(Arc::new(SqliteJournal::open(folder.path())?))
        .build()?;
    let before = process::resident();
    let open: Vec<_> = (0..runs)
        .map(|number| {
            let contact = Value::text(number.to_string());
            let inputs = Record::from_iter([("ContactId".into(), contact)]);
            engine.start(script.program().clone(), inputs)
        })
        .collect();
    all.wait().await;
    let took = process::resident().saturating_sub(before) >> 20;
    println!(
        "2. {} kept runs that wait: {took} MB (less than 400)",
        open.len()
    );
    Ok(())
}

/// Figure 3.
fn taken_up(runs: u64) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let script = checked("holds.flow", HOLDS)?;
    resumed::filled(folder.path(), &script, runs)?;
    let began = Instant::now();
    let journal = SqliteJournal::open(folder.path())?;
    let open = journal.open_runs()?;
    let first = open.first().ok_or("one run is open")?;
    journal.claim(&first.run)?;
    let records = journal.read(&first.run)?;
    let took = began.elapsed();
    println!(
        "3. a run of {} records out of {}: taken up after {took:.1?} (less than 100 ms)",
        records.len(),
        runs * resumed::RECORDS
    );
    Ok(())
}

/// Figure 4.
fn rows(rows: u64) -> Result<(), Failed> {
    let (few, some) = (memory_of(rows / 100)?, memory_of(rows / 10)?);
    let many = memory_of(rows)?;
    println!(
        "4. memory of {} rows {} MB, of {} rows {} MB, of {rows} rows {} MB: {:.2} of the second",
        rows / 100,
        few >> 20,
        rows / 10,
        some >> 20,
        many >> 20,
        many as f64 / some.max(1) as f64
    );
    Ok(())
}

/// The most memory that the command takes for so many rows, each with a number that is hidden.
fn memory_of(rows: u64) -> Result<u64, Failed> {
    let folder = tempfile::tempdir()?;
    let table = folder.path().join("rows.csv");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&table)?);
    writeln!(file, "Phone,Name")?;
    for row in 0..rows {
        writeln!(file, "+1{:010},Example {row}", 2_000_000_000 + row)?;
    }
    file.flush()?;
    let flow = "input Phone: phone number\ninput Name: text\n\nlet Who = \"{Name} at {Phone}\"\n";
    std::fs::write(folder.path().join("dry.flow"), flow)?;
    let mut child = Command::new(env!("CARGO_BIN_EXE_flow"))
        .args([
            "run",
            "-q",
            "dry.flow",
            "--inputs",
            "rows.csv",
            "--at-once",
            "64",
        ])
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut most = 0;
    loop {
        most = process::most_memory(child.id()).unwrap_or(0).max(most);
        if let Some(status) = child.try_wait()? {
            return match status.success() {
                true => Ok(most),
                false => Err(format!("the rows ended otherwise: {status}").into()),
            };
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}
