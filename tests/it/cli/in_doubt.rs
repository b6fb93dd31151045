//! A write whose answer never came: what its system shows of it decides, while the run is driven and
//! after its program has died in between.

use super::kept::User;
use serde_json::json;

const BOOK: &str = "use cxone\n\nset security user 7\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to \"+12025550123\" at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n    \
    on Unavailable -> retry 2 times every 10ms\n    \
    on Unknown     -> { log \"unknown\" }\n    \
    on any other   -> fail\n";

/// A user who loses the answer to the first booking, before or after it is made.
fn losing(when: &str, within: &str) -> User {
    let user = User::new();
    user.write("book.flow", BOOK);
    within_of(&user, within);
    let fault = json!({ "on": "createScheduledCallback", "do": "drop", "when": when, "times": 1 });
    user.post("faults", &fault.to_string());
    user
}

fn within_of(user: &User, within: &str) {
    let settings = user.read("flow.toml");
    let kept: Vec<&str> = settings
        .lines()
        .filter(|line| !line.starts_with("takes-effect-within"))
        .collect();
    let settings = kept.join("\n");
    user.write(
        "flow.toml",
        &format!("{settings}\ntakes-effect-within = \"{within}\"\n"),
    );
}

fn booked(user: &User) -> usize {
    let state = user.asked("state");
    state["callbacks"].as_array().map_or(0, Vec::len)
}

#[test]
fn what_is_shown_not_to_have_happened_may_be_retried() {
    let user = losing("before", "100ms");
    let done = user.done(&["run", "book.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    assert_eq!(
        (booked(&user), &*done.out),
        (1, ""),
        "{}",
        done.everything()
    );
    assert!(
        done.err.contains(
            "-> Unavailable (no answer confirmed the request, and NICE CXone shows that it had no effect)"
        ),
        "{}",
        done.err
    );
    let audited = user.done(&["audit", "show", "--json"]);
    assert!(audited.out.contains("not-sent"), "{}", audited.out);
    let runs = user.done(&["runs"]);
    assert!(!runs.out.contains("in doubt"), "{}", runs.out);
}

#[test]
fn what_is_shown_to_have_happened_is_a_success() {
    let user = losing("after", "1h");
    let done = user.done(&["run", "book.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    assert_eq!(
        (booked(&user), &*done.out),
        (1, ""),
        "{}",
        done.everything()
    );
}

/// Without a read-back nothing decides: a callback for an agent is in no list of a skill.
#[test]
fn what_nothing_shows_is_for_the_handler() {
    let user = losing("before", "100ms");
    user.write(
        "book.flow",
        &BOOK.replace("SkillId: 4021", "SkillId: 4021, TargetAgentId: 7"),
    );
    let done = user.done(&["run", "book.flow"]);
    assert_eq!(
        (booked(&user), &*done.out),
        (0, "unknown\n"),
        "{}",
        done.everything()
    );
}

/// The program dies while it waits for what the system shows: whoever goes on asks again, and sends it
/// once more only then.
#[test]
fn a_crash_in_between_repeats_nothing_and_loses_nothing() {
    for when in ["before", "after"] {
        let user = losing(when, "1h");
        // Nothing decides while the system does not say what is booked.
        let deaf = json!({ "on": "skillScheduledCallbacks", "do": "delay", "by": "1h" });
        user.post("faults", &deaf.to_string());
        let mut child = user.spawn(&["run", "book.flow"]);
        let is_sent = || {
            let log = user.asked("log").to_string();
            log.contains("createScheduledCallback")
        };
        while !is_sent() {
            let ended = child.try_wait().expect("it can be asked");
            assert!(ended.is_none(), "it waits");
        }
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        let runs = user.done(&["runs"]);
        assert!(runs.out.contains("in doubt"), "{}", runs.out);
        user.http("DELETE", "faults", "");
        within_of(&user, "100ms");
        let id = user.newest();
        let forgotten = user.done(&["runs", "forget", &id]);
        assert_eq!(forgotten.code, 3, "{}", forgotten.everything());
        for says in [
            "has writes in doubt: ",
            "schedule callback",
            &format!("flow runs settle {id}"),
            &format!("`flow runs forget {id} --yes`"),
        ] {
            assert!(forgotten.err.contains(says), "{says}: {}", forgotten.err);
        }
        let done = user.done(&["resume", &id]);
        assert_eq!(done.code, 0, "{when}: {}", done.everything());
        assert_eq!(
            (booked(&user), &*done.out),
            (1, ""),
            "{when}: {}",
            done.everything()
        );
    }
}
