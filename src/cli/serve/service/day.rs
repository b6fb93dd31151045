//! Days of a service, while the clock is held: what comes by the clock, over both changes of clocks, and what
//! arrives. The service is stopped and started again meanwhile.

use super::Service;
use crate::catalogue::{Catalogue, SystemEntry};
use crate::cli::args::{EngineArgs, JournalArgs, LogForm, ProfileArgs, ServeArgs};
use crate::cli::serve::connections::Connections;
use crate::cli::serve::http::schema::nowhere;
use crate::cli::serve::{arrivals, schedule};
use crate::clock;
use crate::outcome::Outcome;
use crate::run::effect::{Answer, Await, Call};
use crate::system::{Kits, Pending, System};
use crate::value::{Record, Value};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::sleep;

/// How long a day is here, in hours, unless the environment says otherwise: the clocks change in it.
const HOURS: i64 = 6;
/// Somebody calls so often.
const CALLS: i64 = 7 * 60;
/// The connection is lost at these times of the day, for so long.
const LOST: [i64; 2] = [3 * 3600 + 100, 15 * 3600 + 100];
const LOSS: i64 = 1800;
/// How often the service is started in a day.
const PARTS: i64 = 4;
/// A day begins so long after a quarter of an hour: nothing is due while a service begins.
const AFTER: i64 = 30;

/// A system at which somebody calls every few minutes, and whose connection is lost now and then. A caller rings
/// until the next one calls: whoever begins to listen hears of the one who rings.
struct Floor {
    entry: Arc<SystemEntry>,
    since: Timestamp,
    /// The caller of whom it was told last, on the connection as it is.
    told: Mutex<Option<i64>>,
}

impl Floor {
    fn seconds(&self) -> i64 {
        clock::now().duration_since(self.since).as_secs()
    }

    fn is_lost(at: i64) -> bool {
        LOST.iter().any(|lost| (*lost..lost + LOSS).contains(&at))
    }

    async fn next(&self) -> Answer {
        loop {
            let now = self.seconds();
            if Self::is_lost(now) {
                *self.told.lock().unwrap() = None;
                return Answer::new(Outcome::UNAVAILABLE, "the connection is lost");
            }
            let rings = now.div_euclid(CALLS);
            let told = self.told.lock().unwrap().replace(rings);
            if told != Some(rings) {
                return Answer::success().with("ContactId", Value::text(rings.to_string()));
            }
            let next = [(rings + 1) * CALLS, LOST[0], LOST[1]];
            let next = next.into_iter().filter(|at| *at > now).min();
            let pause = next.map_or(1, |next| next - now);
            sleep(Duration::from_secs(pause.unsigned_abs())).await;
        }
    }
}

impl System for Floor {
    fn entry(&self) -> &Arc<SystemEntry> {
        &self.entry
    }

    fn perform<'a>(&'a self, _: &'a Call, _: &'a str) -> Pending<'a, Answer> {
        Box::pin(std::future::ready(Answer::success()))
    }

    fn next<'a>(&'a self, _: &'a Await) -> Pending<'a, Answer> {
        Box::pin(self.next())
    }

    fn provided<'a>(&'a self) -> Pending<'a, Result<Record, Box<Answer>>> {
        let session = ("SessionId".into(), Value::text("s"));
        let user = ("SecurityUser".into(), Value::text("7"));
        Box::pin(std::future::ready(Ok(Record::from_iter([session, user]))))
    }
}

const TICKS: &str = "flow_runs_started_total{flow=\"tick\",by=\"schedule\"}";

/// So many milliseconds are waited for a tick that is due.
const PATIENCE: u32 = 60_000;

/// What a service has counted, without what stands at none.
type Counted = BTreeMap<String, u64>;

/// A part of a day, up to this second of it; the service begins and ends with it, and begins so many ticks.
async fn part(folder: &Path, floor: &Arc<Floor>, (until, ticks): (i64, u64)) -> Counted {
    let args = ServeArgs {
        paths: vec![folder.join("flows")],
        listen: None,
        log: LogForm::People,
        profile: ProfileArgs::default(),
        journal: JournalArgs {
            journal_folder: Some(folder.join("journal")),
        },
        engine: EngineArgs::default(),
    };
    // What is waited for here comes from sockets: a clock that is held would jump over it.
    tokio::time::resume();
    let service = Service::open(&args, &nowhere()).await;
    tokio::time::pause();
    let service = service.unwrap_or_else(|exit| panic!("{exit:?}"));
    let house = service.houses().pop().expect("there is one");
    let mut house = Arc::into_inner(house).expect("it is here alone");
    let simulated = house.connected.clone();
    house.connected = Connections::of(vec![floor.clone() as Arc<dyn System>]);
    service.serve_now(Arc::new(house));
    // Nobody is told of anything on a connection that is new.
    *floor.told.lock().unwrap() = None;
    let works = [
        tokio::spawn(schedule::keep(service.clone())),
        tokio::spawn(arrivals::keep(service.clone())),
    ];
    while floor.seconds() < until {
        sleep(Duration::from_secs(5)).await;
    }
    // The journal takes its own time: a clock that is held would jump over what is due while it does.
    tokio::time::resume();
    let is_begun = || of(&counted(&service.metrics.text()), TICKS) >= ticks;
    for _ in 0..PATIENCE {
        if is_begun() {
            break;
        }
        sleep(Duration::from_millis(1)).await;
    }
    service.stop();
    for work in works {
        work.abort();
        let _ = work.await;
    }
    while service.count() > 0 {
        sleep(Duration::from_millis(1)).await;
    }
    simulated.close().await;
    tokio::time::pause();
    counted(&service.metrics.text())
}

fn counted(text: &str) -> Counted {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let lines = lines.filter_map(|line| line.rsplit_once(' '));
    lines
        .filter_map(|(name, number)| Some((name.to_owned(), number.parse::<f64>().ok()? as u64)))
        .filter(|(_, number)| *number > 0)
        .collect()
}

/// So many numbers of everything that was counted under a name.
fn of(all: &Counted, name: &str) -> u64 {
    all.get(name).copied().unwrap_or_default()
}

async fn day(from: &str) {
    let hours = std::env::var("FLOW_DAY_HOURS").ok();
    let hours = hours.and_then(|hours| hours.parse().ok()).unwrap_or(HOURS);
    let long = hours * 3600;
    let from: Timestamp = from.parse().unwrap();
    let from = from + SignedDuration::from_secs(AFTER);
    let _held = clock::hold(from);
    let shared_memory = Path::new("/dev/shm");
    let folder = match shared_memory.is_dir() {
        // What is written thousands of times needs no disk.
        true => tempfile::tempdir_in(shared_memory),
        false => tempfile::tempdir(),
    };
    let folder = folder.unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("flows/flow.toml", "[serve]\nmost-runs = 100\n");
    write("flows/tick.flow", "every 15m\n\nlog \"tick\"\n");
    let night = "every day at 02:30 in \"Europe/Rome\"\n\nlog \"night\"\n";
    write("flows/night.flow", night);
    let system = Kits::builtin().first().expect("there is one").name;
    let ring = "when contact arrives\n\nlog \"rings\"\nemit Contact: ContactId\n";
    write("flows/ring.flow", &format!("use {system}\n\n{ring}"));
    let floor = Arc::new(Floor {
        entry: Catalogue::builtin().system(system).unwrap().clone(),
        since: from,
        told: Mutex::default(),
    });
    let mut all = Counted::new();
    for number in 1..=PARTS {
        let until = number * long / PARTS;
        let ticks = |until: i64| ((until + AFTER) / 900) as u64;
        let ticks = ticks(until) - ticks((number - 1) * long / PARTS);
        for (name, number) in part(folder.path(), &floor, (until, ticks)).await {
            *all.entry(name).or_default() += number;
        }
    }
    let started = |flow: &str| {
        let by = if flow == "ring" { "event" } else { "schedule" };
        of(
            &all,
            &format!("flow_runs_started_total{{flow=\"{flow}\",by=\"{by}\"}}"),
        )
    };
    let ended = |flow: &str| {
        of(
            &all,
            &format!("flow_runs_ended_total{{flow=\"{flow}\",state=\"succeeded\"}}"),
        )
    };
    let ticks = (long / 900) as u64;
    assert_eq!(started("tick"), ticks, "{from}: {all:#?}");
    assert_eq!(started("night"), 1, "{from}: {all:#?}");
    // Who rings while nobody listens, and has gone when somebody does, starts nothing; everybody else does once.
    let heard = (0..=long / CALLS).filter(|caller| {
        let rings = caller * CALLS..(caller + 1) * CALLS;
        rings.clone().any(|at| at < long && !Floor::is_lost(at))
    });
    assert_eq!(started("ring"), heard.count() as u64, "{from}: {all:#?}");
    for flow in ["tick", "night", "ring"] {
        assert_eq!(ended(flow), started(flow), "{from}: {all:#?}");
    }
    // Each start of the service after the first, and each connection that is made again, hears of who rings.
    let again = "flow_event_starts_total{flow=\"ring\",result=\"repeated\"}";
    assert!(of(&all, again) >= 1, "{from}: {all:#?}");
    let failed = all
        .keys()
        .find(|name| name.contains("\"failed\"") || name.contains("\"missed\""));
    assert_eq!(failed, None, "{from}: {all:#?}");
    let unheard =
        format!("flow_events_unheard_seconds_total{{system=\"{system}\",thing=\"contact\"}}");
    let losses = LOST.iter().filter(|lost| **lost < long).count() as i64;
    let least = (LOSS * losses) as u64;
    let seconds = of(&all, &unheard);
    assert!(
        (least..least + 600).contains(&seconds),
        "{seconds} s unheard"
    );
}

#[tokio::test(start_paused = true)]
async fn a_day_on_which_clocks_go_forward() {
    day("2026-03-28T22:00:00Z").await;
}

#[tokio::test(start_paused = true)]
async fn a_day_on_which_clocks_go_back() {
    day("2026-10-24T22:00:00Z").await;
}
