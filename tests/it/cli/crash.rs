//! Programs that are killed at random points of their work, and go on each time from another process:
//! what is counted is what the system was made to do. Nothing is lost or done twice, and whatever is
//! not known is named. `tests/crash.sh` does the same at full size.

use super::kept::User;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

/// How large, and how often it is killed.
struct Size {
    items: usize,
    kills: usize,
}

/// In small, unless the environment says otherwise.
fn size(items: usize) -> Size {
    let asked = |name: &str| std::env::var(name).ok().and_then(|text| text.parse().ok());
    Size {
        items: asked("FLOW_CRASH_ITEMS").unwrap_or(items),
        kills: asked("FLOW_CRASH_KILLS").unwrap_or(3),
    }
}

fn seed() -> u64 {
    let asked = std::env::var("FLOW_CRASH_SEED").ok();
    let asked = asked.and_then(|text| text.parse().ok());
    asked.unwrap_or_else(|| fastrand::u64(0..1_000_000))
}

/// A user whose requests, once sent, take effect within a second: they stay on this machine.
fn user() -> User {
    let user = User::new();
    let settings = user.read("flow.toml");
    user.write(
        "flow.toml",
        &format!("{settings}takes-effect-within = \"1s\"\n"),
    );
    user
}

/// The stream on which a program says what has become of each item, a line for each.
#[derive(Clone, Copy)]
enum Says {
    Out,
    Err,
}

struct Life {
    child: Child,
    lines: Box<dyn BufRead>,
}

impl Life {
    fn begin(user: &User, args: &[&str], says: Says) -> Self {
        let mut command = user.call(args).command();
        command.stdin(Stdio::null());
        let (out, err) = match says {
            Says::Out => (Stdio::piped(), Stdio::null()),
            Says::Err => (Stdio::null(), Stdio::piped()),
        };
        let mut child = command.stdout(out).stderr(err).spawn().expect("it starts");
        let lines: Box<dyn Read> = match says {
            Says::Out => Box::new(child.stdout.take().expect("it is piped")),
            Says::Err => Box::new(child.stderr.take().expect("it is piped")),
        };
        Self {
            child,
            lines: Box::new(BufReader::new(lines)),
        }
    }

    /// Waits for so many lines: whether there were as many.
    fn says(&mut self, lines: usize) -> bool {
        let mut line = String::new();
        (0..lines).all(|_| {
            line.clear();
            self.lines.read_line(&mut line).is_ok_and(|read| read > 0)
        })
    }
}

/// Runs a program and kills it again and again, each time somewhere in the work that is left; what goes
/// on with it is another process. It gives how often it was killed.
fn killed(
    user: &User,
    args: &[&str],
    says: Says,
    size: &Size,
    random: &mut fastrand::Rng,
) -> usize {
    let mut life = Life::begin(user, args, says);
    let (mut kills, mut said) = (0, 0);
    while kills < size.kills {
        let left = size.items.saturating_sub(said);
        let lines = random.usize(1..=(2 * left / (size.kills - kills + 1)).max(1));
        if !life.says(lines) {
            break;
        }
        said += lines;
        // Not only where it has just said something.
        let until = Instant::now() + Duration::from_micros(random.u64(0..5_000));
        while Instant::now() < until {
            std::hint::spin_loop();
        }
        life.child.kill().expect("it can be killed");
        life.child.wait().expect("it ends");
        kills += 1;
        // What was killed before it had kept anything has written nothing, and begins once more.
        life = match user.newest_of_any() {
            Some(id) => Life::begin(user, &["resume", &id], says),
            None => Life::begin(user, args, says),
        };
    }
    while life.says(1) {}
    life.child.wait().expect("it ends");
    kills
}

fn shown(user: &User, id: &str) -> Json {
    let shown = user.done(&["runs", "show", id, "--json"]);
    serde_json::from_str(&shown.out).unwrap_or_else(|_| panic!("{}", shown.everything()))
}

fn verified(user: &User) {
    let verified = user.done(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.everything());
}

const FIRST: u64 = 20_000;

/// One run over many contacts.
#[test]
fn a_sweep_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let (user, size, seed) = (user(), size(60), seed());
    let flow = std::fs::read_to_string("examples/stuck-sweep.flow").expect("an example");
    user.write("sweep.flow", &flow.replace("<AgentId>", "7"));
    let stuck: BTreeSet<u64> = (FIRST..FIRST + size.items as u64).collect();
    for id in &stuck {
        let contact = json!({
            "id": id, "state": "InQueue", "skill": 4022, "age": "5h",
            "from": "+12025550150", "to": "+12025550100",
        });
        user.post("contacts", &contact.to_string());
    }
    for fault in [
        json!({ "on": "endContact", "do": "throttle", "retry-after": 0, "probability": 0.01 }),
        json!({ "on": "endContact", "do": "error", "status": 500, "when": "before", "probability": 0.005 }),
        json!({ "on": "endContact", "do": "drop", "when": "after", "probability": 0.01 }),
        json!({ "on": "endContact", "do": "drop", "when": "before", "probability": 0.005 }),
    ] {
        user.post("faults", &fault.to_string());
    }
    let mut random = fastrand::Rng::with_seed(seed);
    let kills = killed(&user, &["run", "sweep.flow"], Says::Err, &size, &mut random);

    let id = user.newest();
    let run = shown(&user, &id);
    assert_eq!(run["state"], "succeeded", "seed {seed}: {run}");
    assert_eq!(run["unknown"], json!([]), "seed {seed}: {run}");
    let (ended, gone) = (named(&run, "Ended"), named(&run, "AlreadyGone"));
    assert!(ended.is_disjoint(&gone), "seed {seed}");
    let all: BTreeSet<u64> = ended.union(&gone).copied().collect();
    let lost: Vec<_> = stuck.difference(&all).collect();
    assert!(lost.is_empty(), "seed {seed}: lost: {lost:?}");
    let counted = changes(&user, "endContact");
    let undone: Vec<_> = stuck
        .iter()
        .filter(|id| !counted.contains_key(id))
        .collect();
    assert!(undone.is_empty(), "seed {seed}: not ended: {undone:?}");
    let doubled: Vec<_> = counted.iter().filter(|(_, times)| **times > 1).collect();
    assert!(doubled.is_empty(), "seed {seed}: doubled: {doubled:?}");
    verified(&user);
    assert!(kills > 0, "seed {seed}: it was never killed");
    println!(
        "sweep, seed {seed}: {} contacts, {kills} kills: 0 lost, 0 doubled, {} named as ended, {} as gone \
         by then, 0 in doubt",
        size.items,
        ended.len(),
        gone.len()
    );
}

/// The contacts that a run has emitted under a name, each once.
fn named(run: &Json, name: &str) -> BTreeSet<u64> {
    let list = run["report"]["results"][name].as_array();
    let list = list.map(Vec::as_slice).unwrap_or_default();
    let ids: BTreeSet<u64> = list
        .iter()
        .filter_map(|id| id.as_str()?.parse().ok())
        .filter(|id| *id >= FIRST)
        .collect();
    let ours = list.iter().filter(|id| {
        let id = id.as_str().and_then(|id| id.parse::<u64>().ok());
        id.is_some_and(|id| id >= FIRST)
    });
    assert_eq!(ids.len(), ours.count(), "a contact is named twice: {name}");
    ids
}

/// How often an operation has changed each contact, by the system's own log.
fn changes(user: &User, operation: &str) -> BTreeMap<u64, usize> {
    let log = user.asked("log");
    let mut counted = BTreeMap::new();
    for entry in log["log"].as_array().expect("there is a log") {
        let changed = entry["changed"]
            .as_array()
            .is_some_and(|all| !all.is_empty());
        if let (true, true, Some(contact)) = (
            changed,
            entry["operation"] == operation,
            entry["contact"].as_u64(),
        ) {
            *counted.entry(contact).or_default() += 1;
        }
    }
    counted
}

/// Each row books a callback at a second of its own. What is not known of one is looked up by that.
const BOOK: &str = "use cxone\n\nset security user 7\n\
    schedule callback to \"+12025550123\" at <At>\n    \
    with FirstName: \"Ada\", LastName: <Item>, SkillId: 4021\n    \
    on Throttled, Unavailable -> retry 5 times backing off 10ms to 100ms\n    \
    on any other -> fail\nlog \"booked {Item}\"\n\ninput Item: text\ninput At: time\n";

/// A job of many rows.
#[test]
fn a_schedule_that_is_killed_again_and_again_loses_and_doubles_nothing() {
    let (user, size, seed) = (user(), size(40), seed());
    user.write("book.flow", BOOK);
    let first = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24);
    let rows = (0..size.items).map(|row| {
        let at = first + jiff::SignedDuration::from_secs(row as i64);
        format!("W-{},{at:.0}\n", row + 1)
    });
    user.write(
        "rows.csv",
        &format!("Item,At\n{}", rows.collect::<String>()),
    );
    let on = "createScheduledCallback";
    for fault in [
        json!({ "on": on, "do": "drop", "when": "before", "probability": 0.01 }),
        json!({ "on": on, "do": "drop", "when": "after", "probability": 0.02 }),
        json!({ "on": on, "do": "error", "status": 503, "when": "after", "probability": 0.01 }),
        json!({ "on": on, "do": "throttle", "retry-after": 0, "probability": 0.02 }),
        json!({ "on": on, "do": "refuse", "status": 400, "text": "Phone Number is not valid", "probability": 0.01 }),
        json!({ "on": "skillScheduledCallbacks", "do": "error", "status": 500, "when": "before", "probability": 0.05 }),
    ] {
        user.post("faults", &fault.to_string());
    }
    let args = ["run", "book.flow", "--inputs", "rows.csv", "--at-once", "8"];
    let mut random = fastrand::Rng::with_seed(seed);
    let kills = killed(&user, &args, Says::Out, &size, &mut random);

    let id = user.newest();
    let job = shown(&user, &id);
    let rows = &job["rows"];
    assert_eq!(rows["all"], size.items, "seed {seed}: {job}");
    assert_eq!(rows["notBegun"], 0, "seed {seed}: {job}");
    assert_eq!(rows["open"], 0, "seed {seed}: {job}");
    let booked = booked(&user);
    let (mut refused, mut in_doubt) = (0, 0);
    let mut wrong = Vec::new();
    let bad: BTreeMap<u64, &Json> = job["bad"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|row| Some((row["row"].as_u64()?, row)))
        .collect();
    for row in 1..=size.items as u64 {
        let times = booked.get(&format!("W-{row}")).copied().unwrap_or(0);
        let doubt = bad.get(&row).is_some_and(|row| {
            let unknown = row["unknown"].as_array();
            unknown.is_some_and(|unknown| !unknown.is_empty())
        });
        match (bad.get(&row), times) {
            (_, 2..) => wrong.push(format!("row {row} is booked {times} times")),
            (None, 0) => wrong.push(format!("row {row} is lost")),
            (Some(_), 1) if !doubt => {
                wrong.push(format!("row {row} is booked, and is said not to be"))
            }
            (Some(_), _) if doubt => in_doubt += 1,
            (Some(_), _) => refused += 1,
            (None, _) => {}
        }
    }
    assert!(wrong.is_empty(), "seed {seed}: {wrong:#?}\n{job}");
    verified(&user);
    assert!(kills > 0, "seed {seed}: it was never killed");
    println!(
        "schedule, seed {seed}: {} callbacks, {kills} kills: 0 lost, 0 doubled, {} booked, {refused} refused \
         and named, {in_doubt} in doubt and named",
        size.items,
        booked.len()
    );
}

/// How often each callback was booked, counted where it counts: in the system.
fn booked(user: &User) -> BTreeMap<String, usize> {
    let state = user.asked("state");
    let mut booked = BTreeMap::new();
    for callback in state["callbacks"].as_array().expect("there are callbacks") {
        let name = callback["last_name"].as_str().unwrap_or_default();
        *booked.entry(name.to_owned()).or_default() += 1;
    }
    booked
}
