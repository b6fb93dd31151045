//! A bad morning and a long list of callbacks, in small: with everything going wrong that does go
//! wrong, nothing is done twice, nothing is lost, and every refusal is named.

use super::call::golden;
use super::kept::User;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;

const STUCK: u64 = 150;
const YOUNG: u64 = 15;
const GONE: u64 = 5;
const FIRST: u64 = 20_000;

fn contact(user: &User, id: u64, age: &str) {
    let contact = json!({
        "id": id, "state": "InQueue", "skill": 4022, "age": age,
        "from": "+12025550150", "to": "+12025550100",
    });
    user.post("contacts", &contact.to_string());
}

fn fault(user: &User, fault: &Json) {
    user.post("faults", &fault.to_string());
}

fn states(user: &User) -> Vec<(u64, String)> {
    let state = user.asked("state");
    let contacts = state["contacts"].as_array().expect("there are contacts");
    let ours = contacts.iter().filter_map(|one| {
        let id = one["id"].as_u64().filter(|id| *id >= FIRST)?;
        Some((id, one["state"].as_str()?.to_owned()))
    });
    ours.collect()
}

fn ids(results: &Json) -> BTreeSet<String> {
    let list = results.as_array().map(Vec::as_slice).unwrap_or_default();
    let ids: BTreeSet<String> = list
        .iter()
        .map(|id| id.as_str().unwrap().to_owned())
        .collect();
    assert_eq!(ids.len(), list.len(), "a contact is named twice: {results}");
    ids
}

/// 3 % are gone by now, 1 % are throttled, 0.5 % fail, and two answers are lost after the contact
/// has ended.
#[test]
fn a_bad_morning_is_swept_and_everything_is_accounted_for() {
    let user = User::new();
    let flow = std::fs::read_to_string("examples/stuck-sweep.flow").expect("a flow");
    user.write("sweep.flow", &flow.replace("<AgentId>", "7"));
    (FIRST..FIRST + STUCK).for_each(|id| contact(&user, id, "5h"));
    (FIRST + STUCK..FIRST + STUCK + YOUNG).for_each(|id| contact(&user, id, "1h"));
    for id in FIRST..FIRST + GONE {
        fault(
            &user,
            &json!({ "on": "endContact", "contact": id, "do": "refuse", "status": 404, "text": "Invalid Contact Id." }),
        );
    }
    fault(
        &user,
        &json!({ "on": "endContact", "do": "throttle", "after": 20, "times": 2 }),
    );
    fault(
        &user,
        &json!({ "on": "endContact", "do": "error", "status": 500, "when": "before", "after": 50, "times": 1 }),
    );
    fault(
        &user,
        &json!({ "on": "endContact", "do": "drop", "when": "after", "after": 80, "times": 2 }),
    );
    let done = user.done(&["run", "sweep.flow", "--json"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let report: Json = serde_json::from_str(&done.out).expect("it is JSON");
    let run = &report["runs"][0];
    assert_eq!(run["unknown"], json!([]), "{run}");
    let (ended, gone) = (
        ids(&run["results"]["Ended"]),
        ids(&run["results"]["AlreadyGone"]),
    );
    assert!(ended.is_disjoint(&gone));
    // The three of the usual world that have waited for long are swept too.
    assert_eq!(ended.len() + gone.len(), STUCK as usize + 3);
    assert!(gone.len() >= GONE as usize, "{gone:?}");
    for (id, state) in states(&user) {
        let stays = !(FIRST + GONE..FIRST + STUCK).contains(&id);
        assert_eq!(state == "InQueue", stays, "{id} is {state}");
    }
    let verified = user.done(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.everything());
}

/// The report of such a morning, of which each fault hits a contact of its own. Twenty are ended at once: the
/// lines come in any order, and the times differ.
#[test]
fn the_report_of_a_bad_morning_names_every_contact_and_what_happened_to_it() {
    let user = User::new();
    let flow = std::fs::read_to_string("examples/stuck-sweep.flow").expect("a flow");
    user.write("sweep.flow", &flow.replace("<AgentId>", "7"));
    (FIRST..FIRST + 8).for_each(|id| contact(&user, id, "5h"));
    for (nth, what) in [
        json!({ "do": "refuse", "status": 404, "text": "Invalid Contact Id." }),
        json!({ "do": "throttle", "times": 1 }),
        json!({ "do": "error", "status": 500, "when": "before", "times": 1 }),
        json!({ "do": "drop", "when": "after", "times": 1 }),
        json!({ "do": "drop", "when": "before", "times": 1 }),
    ]
    .into_iter()
    .enumerate()
    {
        let mut what = what;
        what["on"] = json!("endContact");
        what["contact"] = json!(FIRST + nth as u64);
        fault(&user, &what);
    }
    let done = user.done(&["run", "sweep.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let times = regex_lite::Regex::new(r"\b\d+(\.\d+)?(ms|s)\b|(after|within) \d+ s\b|:\d{4,5}\b")
        .expect("a pattern");
    let mut lines: Vec<String> = done
        .err
        .lines()
        .filter(|line| !line.starts_with("profile "))
        .map(|line| times.replace_all(line.trim_start(), "…").into_owned())
        .collect();
    lines.sort();
    golden!("morning", format!("{}\n{}", lines.join("\n"), done.out));
}

const ZONES: [&str; 6] = [
    "Europe/Rome",
    "Europe/London",
    "America/New_York",
    "America/Los_Angeles",
    "Asia/Tokyo",
    "Australia/Sydney",
];

const ROWS: usize = 60;

/// Six zones; two are on the do-not-call list, three numbers are refused, two requests throttled. One row
/// after the other, so that the report is the same each time.
#[test]
fn a_campaign_keeps_to_everybodys_hours_and_names_every_refusal() {
    let user = User::new();
    let flow = std::fs::read_to_string("examples/campaign.flow").expect("an example");
    user.write("campaign.flow", &flow);
    let settings = user.read("flow.toml");
    let examples = std::fs::read_to_string("examples/flow.toml").expect("settings");
    let calendar = &examples[examples.find("[calendar.support]").expect("a calendar")..];
    let inputs = "[profile.lab.inputs]\nAgentId = 7\n\
        DoNotCall = [\"+442079460004\", \"+442079460030\", \"+442079460999\"]\n";
    user.write("flow.toml", &format!("{settings}{inputs}\n{calendar}"));
    let rows = (0..ROWS).map(|row| {
        let zone = ZONES[row % ZONES.len()];
        format!("+442079460{row:03},{zone},Ada,Example{row},4021\n")
    });
    let table: String = rows.collect();
    user.write(
        "rows.csv",
        &format!("PhoneNumber,Zone,FirstName,LastName,SkillId\n{table}"),
    );
    let booking = "POST */scheduled-callbacks*";
    fault(
        &user,
        &json!({ "on": booking, "do": "refuse", "status": 400, "text": "Phone Number is not valid", "after": 10, "times": 3 }),
    );
    fault(
        &user,
        &json!({ "on": booking, "do": "throttle", "after": 30, "times": 2 }),
    );
    let done = user.done(&["run", "campaign.flow", "--inputs", "rows.csv"]);
    // The port of the simulator is another one each time.
    let told: String = done
        .err
        .lines()
        .filter(|line| !line.starts_with("profile "))
        .map(|line| format!("{line}\n"))
        .collect();
    golden!("campaign", format!("{told}{}", without_times(&done.out)));

    let state = user.asked("state");
    let callbacks = state["callbacks"].as_array().expect("there are callbacks");
    let mut seen = BTreeSet::new();
    for callback in callbacks {
        let name = callback["last_name"].as_str().expect("a name");
        let row: usize = name.trim_start_matches("Example").parse().expect("a row");
        assert!(seen.insert(row), "row {row} is booked twice");
        let at: Timestamp = callback["at"]
            .as_str()
            .expect("a time")
            .parse()
            .expect("a time");
        let zone = TimeZone::get(ZONES[row % ZONES.len()]).expect("a zone");
        let local = at.to_zoned_datetime(zone);
        assert!((9..20).contains(&local.hour()), "row {row} at {local}");
    }
    assert!(!seen.contains(&4) && !seen.contains(&30), "{seen:?}");
    assert_eq!(seen.len(), ROWS - 5);
}

/// What was booked, without the hour at which the test happened to be run.
fn without_times(out: &str) -> String {
    let lines = out.lines().map(|line| {
        let before = line.split("\"At\"").next().unwrap_or_default();
        format!("{before}\"At\":…\n")
    });
    lines.collect()
}
