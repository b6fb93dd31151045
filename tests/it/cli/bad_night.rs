//! What an operator does while things go wrong: a program that dies in the middle of cleaning up, an undo
//! of which nobody knows whether it happened, keys that are lost.

use super::kept::User;
use serde_json::json;

const HOLD: &str = "use cxone\n\nset security user 7\njoin agent session\n\
    hold contact 1001\n    on any other -> fail\nlog \"held\"\n\
    try {\n    wait 1h\n} always {\n    log \"leaving\"\n    \
    find callbacks for skill 4021 giving Callbacks\n        on any other -> fail\n    \
    resume contact 1001\n        on any other -> fail\n}\n";

const BOOK: &str = "use cxone\n\nschedule callback to \"+12025550123\" at 2027-06-01T10:00:00Z \
    with SkillId: 4021, FirstName: \"Ada\", LastName: \"Example\"\n    on any other -> fail\n";

fn booked(user: &User) -> usize {
    let state = user.asked("state");
    let callbacks = state["callbacks"].as_array().expect("there is a list");
    let open = callbacks.iter().filter(|one| one["status"] == "Scheduled");
    open.count()
}

/// A caller is on hold: whoever cancels again means that the run cleans up.
#[test]
fn a_cancel_that_died_in_the_clean_up_is_continued_by_the_next_one() {
    let user = User::new();
    user.write("hold.flow", HOLD);
    user.die_at(&["run", "hold.flow"], "held");
    let id = user.newest();
    let deaf = json!({ "on": "skillScheduledCallbacks", "do": "delay", "by": "1h" });
    user.post("faults", &deaf.to_string());
    user.die_at(&["runs", "cancel", &id], "leaving");
    assert_eq!(user.state_of(1001), "Holding");
    user.http("DELETE", "faults", "");
    let again = user.done(&["runs", "cancel", &id]);
    assert_eq!(again.code, 0, "{}", again.everything());
    assert_eq!(user.state_of(1001), "Active");
    let listed = user.done(&["runs"]);
    assert!(listed.out.contains("cancelled"), "{}", listed.out);
}

#[test]
fn an_undo_of_unknown_result_is_settled_and_then_undone() {
    let user = User::new();
    let settings = user.read("flow.toml");
    user.write(
        "flow.toml",
        &format!("{settings}\ntakes-effect-within = \"100ms\"\n"),
    );
    user.write("book.flow", BOOK);
    assert_eq!(user.done(&["run", "book.flow"]).code, 0);
    let id = user.newest();
    let lost =
        json!({ "on": "deleteScheduledCallback", "do": "drop", "when": "before", "times": 1 });
    user.post("faults", &lost.to_string());
    let undone = user.done(&["undo", &id, "--yes"]);
    assert_eq!(undone.code, 1, "{}", undone.everything());
    let undo = user.newest();
    let listed = user.done(&["undo", &id]);
    let says = format!("run {undo} may have undone it: settle its write 0 first");
    assert!(listed.out.contains(&says), "{}", listed.everything());
    let settled = user.done(&["runs", "settle", &undo, "0", "did-not"]);
    assert_eq!(settled.code, 0, "{}", settled.everything());
    let twice = user.done(&["runs", "settle", &undo, "0", "did-not"]);
    assert_eq!(twice.code, 3, "{}", twice.everything());
    let audited = user.done(&["audit", "show", "--run", &undo, "--json"]);
    assert!(
        audited.out.contains("\"result\":\"settled-not-done\""),
        "{}",
        audited.out
    );
    assert_eq!(booked(&user), 1);
    let undone = user.done(&["undo", &id, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    assert_eq!(booked(&user), 0);
}

/// An agent has agreed on another time with the customer: the new one is theirs.
#[test]
fn a_callback_that_somebody_has_moved_is_not_deleted() {
    let user = User::new();
    user.write("book.flow", BOOK);
    let moved = |change: &str| {
        assert_eq!(user.done(&["run", "book.flow"]).code, 0);
        let id = user.newest();
        let state = user.asked("state");
        let callbacks = state["callbacks"].as_array().expect("there is a list");
        let callback = &callbacks.last().expect("it is booked")["id"];
        let flow = format!(
            "use cxone\n\nchange callback \"{callback}\" with PhoneNumber: \"+12025550123\", \
             FirstName: \"Ada\", LastName: \"Example\", {change}\n    on any other -> fail\n"
        );
        user.write("move.flow", &flow);
        let done = user.done(&["run", "move.flow", "--ephemeral"]);
        assert_eq!(done.code, 0, "{}", done.everything());
        id
    };
    let later = moved("SkillId: 4021, ScheduleDate: 2027-06-02T10:00:00Z");
    let agents = moved("SkillId: 4021, ScheduleDate: 2027-06-01T10:00:00Z, TargetAgentId: 7");
    for (run, why) in [
        (
            later,
            "with ScheduleDate 2027-06-01T10:00:00Z, and it has 2027-06-02T10:00:00Z now",
        ),
        (agents, "with AgentId none, and it has 7 now"),
    ] {
        let undone = user.done(&["undo", &run, "--yes"]);
        assert_eq!(undone.code, 0, "{}", undone.everything());
        assert!(undone.out.contains(why), "{}", undone.everything());
        assert!(
            undone.out.contains("by hand: delete callback"),
            "{}",
            undone.out
        );
    }
    assert_eq!(booked(&user), 2);
    let same = moved("SkillId: 4021, ScheduleDate: 2027-06-01T12:00:00+02:00");
    let undone = user.done(&["undo", &same, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    assert_eq!(booked(&user), 2, "{}", undone.everything());
}

#[test]
fn without_its_keys_a_journal_is_listed_and_nothing_begins() {
    let user = User::new();
    user.write("book.flow", BOOK);
    assert_eq!(user.done(&["run", "book.flow"]).code, 0);
    let id = user.newest();
    let keys = user.path("journal/journal.keys");
    std::fs::remove_file(&keys).unwrap();
    for args in [&["runs"][..], &["runs", "show", &id], &["audit", "show"]] {
        let read = user.done(args);
        assert_eq!(read.code, 0, "{args:?}: {}", read.everything());
    }
    let listed = user.done(&["runs"]);
    assert!(
        listed.err.contains("journal.keys is missing"),
        "{}",
        listed.err
    );
    for args in [
        &["run", "book.flow"][..],
        &["rerun", &id, "--again"],
        &["undo", &id],
        &["runs", "rotate-key"],
    ] {
        let refused = user.done(args);
        assert_eq!(refused.code, 3, "{args:?}: {}", refused.everything());
        let says = "flow runs rotate-key --lost";
        assert!(refused.err.contains(says), "{args:?}: {}", refused.err);
        assert!(!keys.exists(), "{args:?} makes no new key");
    }
    let begun = user.done(&["runs", "rotate-key", "--lost"]);
    assert_eq!(begun.code, 0, "{}", begun.everything());
    assert_eq!(user.done(&["run", "book.flow"]).code, 0);
    let old = user.done(&["runs", "show", &id]);
    assert!(
        old.err.contains("key 1, which is not in the key file"),
        "{}",
        old.everything()
    );
}

#[test]
fn entries_of_another_key_are_counted_where_an_id_is_looked_for() {
    let user = User::new();
    user.write(
        "end.flow",
        "use cxone\n\nend contact 1105\n    on any other -> fail\n",
    );
    assert_eq!(user.done(&["run", "end.flow"]).code, 0);
    let found = user.done(&["audit", "show", "--contact", "1105"]);
    assert!(found.err.contains("1 entry"), "{}", found.everything());
    assert!(!found.err.contains("another"), "{}", found.everything());
    std::fs::remove_file(user.path("journal/audit.keys")).unwrap();
    let lost = user.done(&["audit", "show", "--contact", "1105"]);
    let says = "1 entry was made with another `audit.keys`";
    assert!(lost.err.contains(says), "{}", lost.everything());
}
