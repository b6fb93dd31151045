//! What a flow would write is planned, applied by the plan and nothing else, and taken back.

use super::kept::User;
use serde_json::Value as Json;

const SWEEP: &str = "use cxone\n\nset security user 7\nfind active contacts with State: InQueue giving Contacts\n\n\
    for each Contact in Contacts where .Age >= 4h, at most 500 {\n    \
    end contact Contact.ContactId\n        on InvalidContactId, Rejected -> next\n        \
    on any other -> fail\n}\n";

/// A user with the sweep: 1104, 1105 and 1106 have waited for more than four hours.
fn sweeper() -> User {
    let user = User::new();
    user.write("sweep.flow", SWEEP);
    user
}

fn end(user: &User, contact: u64) {
    user.write("end.flow", "use cxone\nset security user 7\nend contact <ContactId>\n    on any other -> fail\ninput ContactId: contact id\n");
    let id = format!("ContactId={contact}");
    let done = user.done(&["run", "end.flow", "--ephemeral", "-i", &id]);
    assert_eq!(done.code, 0, "{}", done.everything());
}

#[test]
fn a_plan_writes_nothing_and_is_applied_once_and_only_as_it_is() {
    let user = sweeper();
    let planned = user.done(&["plan", "sweep.flow"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());
    assert!(planned.out.contains("3 writes"), "{}", planned.everything());
    assert!(
        planned
            .out
            .contains("end contact  [InQueue 3]  1104, 1105, 1106"),
        "{}",
        planned.out
    );
    assert!(
        planned
            .err
            .trim_end()
            .ends_with("next: flow apply sweep.plan"),
        "{}",
        planned.err
    );
    assert_eq!(user.writes(), Vec::<String>::new());
    let file = user.read("sweep.plan");
    assert!(
        !file.contains("15550124") && !file.contains("447700900125"),
        "a caller's number: {file}"
    );

    // Whoever arrives meanwhile is not in the plan.
    user.post(
        "contacts",
        r#"{ "id": 1199, "state": "InQueue", "skill": 4022, "from": "+12025550199", "to": "+12025550100", "age": "9h" }"#,
    );
    let applied = user.done(&["apply", "sweep.plan"]);
    assert_eq!(applied.code, 0, "{}", applied.everything());
    assert!(
        applied.err.contains("3 planned writes: 3 done"),
        "{}",
        applied.everything()
    );
    for contact in [1104, 1105, 1106] {
        assert_ne!(user.state_of(contact), "InQueue", "{contact}");
    }
    assert_eq!(user.state_of(1199), "InQueue");

    let again = user.done(&["apply", "sweep.plan"]);
    assert_eq!(again.code, 3, "{}", again.everything());
    assert!(again.err.contains("applied it on"), "{}", again.err);
    let shown = user.done(&["plan", "show", "sweep.plan"]);
    assert_eq!(shown.code, 0, "{}", shown.everything());
    assert!(
        shown.err.contains("stale: ") && shown.err.contains("applied it on"),
        "{}",
        shown.err
    );
    let one = user.done(&["plan", "show", "sweep.plan", "--contact", "1105"]);
    assert!(
        one.out.contains("end contact 1105  [InQueue]"),
        "{}",
        one.out
    );
    assert!(!one.out.contains("1104"), "{}", one.out);
}

#[test]
fn what_has_changed_since_the_plan_is_not_touched_and_said() {
    let user = sweeper();
    assert_eq!(user.done(&["plan", "sweep.flow"]).code, 0);
    end(&user, 1105);
    let before = user.writes().len();
    let applied = user.done(&["apply", "sweep.plan", "--json"]);
    assert_eq!(applied.code, 0, "{}", applied.everything());
    let json: Json = serde_json::from_str(&applied.out).expect("it is JSON");
    let fates: Vec<(&str, &str)> = json["planned"]
        .as_array()
        .expect("there are writes")
        .iter()
        .map(|one| {
            (
                one["target"].as_str().unwrap(),
                one["result"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        fates,
        [("1104", "done"), ("1105", "refused"), ("1106", "done")]
    );
    let why = json["planned"][1]["why"].as_str().unwrap();
    assert!(
        why.contains("was InQueue when the plan was made, and is gone now"),
        "{why}"
    );
    assert_eq!(user.writes().len(), before + 2);
}

#[test]
fn a_stale_plan_is_refused_and_says_why() {
    let user = sweeper();
    assert_eq!(user.done(&["plan", "sweep.flow"]).code, 0);
    let good = user.read("sweep.plan");
    let refused = |why: &str| {
        let refused = user.done(&["apply", "sweep.plan"]);
        assert_eq!(refused.code, 3, "{}", refused.everything());
        assert!(refused.err.contains(why), "{why}: {}", refused.err);
        let shown = user.done(&["plan", "show", "sweep.plan"]);
        assert_eq!(shown.code, 0, "{}", shown.everything());
        assert!(shown.err.contains(why), "{why}: {}", shown.err);
        assert_eq!(user.writes(), Vec::<String>::new());
    };
    user.write("sweep.flow", &format!("{SWEEP}# another line\n"));
    refused("sweep.flow was changed after the plan was made");
    user.write("sweep.flow", SWEEP);
    user.write("sweep.plan", &good.replacen("1104", "1101", 1));
    refused("its signature does not fit");
    user.write("sweep.plan", &good);
    let settings = user.read("flow.toml");
    user.write("flow.toml", &settings.replace("id = 7", "id = 8"));
    refused("acted as agent 7 and acts as agent 8 now");
    user.write("flow.toml", &settings);
    assert_eq!(user.done(&["plan", "sweep.flow", "--valid", "1ms"]).code, 0);
    refused("it expired");
}

/// The steps that a flow uses are part of what it does.
#[test]
fn a_plan_is_stale_if_a_file_whose_steps_it_uses_has_changed() {
    let user = sweeper();
    let step = "use cxone\n\nstep End(Contact) {\n    end contact Contact\n        \
        on InvalidContactId, Rejected -> ignore\n        on any other -> fail\n}\n";
    user.write("ends.flow", step);
    let loop_of = SWEEP.split("    end contact").next().expect("a loop");
    let head = loop_of.replacen("use cxone", "use cxone\nuse steps from \"ends.flow\"", 1);
    let flow = format!("{head}    run End(Contact.ContactId)\n}}\n");
    user.write("sweep.flow", &flow);
    let planned = user.done(&["plan", "sweep.flow"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());
    user.write(
        "ends.flow",
        &step.replace("InvalidContactId, Rejected", "any other"),
    );
    let refused = user.done(&["apply", "sweep.plan"]);
    assert_eq!(refused.code, 3, "{}", refused.everything());
    let why = "ends.flow was changed after the plan was made";
    assert!(refused.err.contains(why), "{}", refused.err);
    let shown = user.done(&["plan", "show", "sweep.plan"]);
    assert!(shown.err.contains(why), "{}", shown.err);
    assert_eq!(user.writes(), Vec::<String>::new());
    user.write("ends.flow", step);
    let applied = user.done(&["apply", "sweep.plan"]);
    assert_eq!(applied.code, 0, "{}", applied.everything());
    assert_eq!(user.state_of(1104), "Ended");
}

#[test]
fn ci_is_told_whether_there_is_something_to_do() {
    let user = sweeper();
    let some = user.done(&["plan", "sweep.flow", "--ci"]);
    assert_eq!(some.code, 2, "{}", some.everything());
    user.write(
        "nothing.flow",
        "use cxone\nfind active contacts giving Contacts\nlog \"read\"\n",
    );
    let nothing = user.done(&["plan", "nothing.flow", "--ci"]);
    assert_eq!(nothing.code, 0, "{}", nothing.everything());
    assert!(nothing.out.contains("nothing to write"), "{}", nothing.out);
    assert_eq!(user.files("nothing.plan").count(), 0);
    user.write("wrong.flow", "hodl contact 1\n");
    assert_eq!(user.done(&["plan", "wrong.flow", "--ci"]).code, 1);
    user.write("fails.flow", "use cxone\nfail \"not today\"\n");
    let fails = user.done(&["plan", "fails.flow", "--ci"]);
    assert_eq!(fails.code, 1, "{}", fails.everything());
    assert!(fails.err.contains("no plan was made"), "{}", fails.err);
}

#[test]
fn a_policy_demands_a_plan_and_another_persons_apply() {
    let user = sweeper();
    let settings = user.read("flow.toml");
    let policy = "\n[plans]\nkey = { env = \"PLAN_KEY\" }\n\n[[check.policy]]\nreason = \"callers are dropped\"\nplan = \"another-person\"\n";
    user.write("flow.toml", &format!("{settings}{policy}"));
    let by = |who: &str, args: &[&str]| {
        let call = user.call(args).env("FLOW_USER", who);
        call.env("PLAN_KEY", "a key that the whole team shares")
            .run()
    };
    let run = by("ana", &["run", "sweep.flow"]);
    assert_eq!(run.code, 3, "{}", run.everything());
    assert!(
        run.err
            .contains("write only by a plan (callers are dropped)"),
        "{}",
        run.err
    );
    assert_eq!(by("ana", &["plan", "sweep.flow"]).code, 0);
    let own = by("ana", &["apply", "sweep.plan"]);
    assert_eq!(own.code, 3, "{}", own.everything());
    assert!(
        own.err.contains("only another person apply it"),
        "{}",
        own.err
    );
    assert_eq!(user.writes(), Vec::<String>::new());
    let other = by("ben", &["apply", "sweep.plan"]);
    assert_eq!(other.code, 0, "{}", other.everything());
    let again = by("ana", &["rerun", &user.newest(), "--again"]);
    assert_eq!(again.code, 3, "{}", again.everything());
    assert!(again.err.contains("write only by a plan"), "{}", again.err);
    let shown = user.done(&["audit", "show"]);
    assert_eq!(
        shown.out.matches("by ben").count(),
        3,
        "{}",
        shown.everything()
    );
}

const BOOK: &str = "use cxone\n\nset security user 7\nlet Now = now\n\
    schedule callback to <Phone> at now + 2h\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021, Notes: \"asked at {Now}\"\n    \
    on any other -> fail\n\ninput Phone: phone number\n";

#[test]
fn rows_are_planned_without_their_numbers_and_applied_as_a_job_at_the_planned_times() {
    let user = User::new();
    user.write("book.flow", BOOK);
    user.write(
        "rows.csv",
        "Phone\n+12025550101\n+12025550102\n+12025550103\n",
    );
    let planned = user.done(&["plan", "book.flow", "--inputs", "rows.csv"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());
    let file = user.read("book.plan");
    assert!(!file.contains("20255501"), "a number stands in it: {file}");
    // The table may be gone: the plan holds what it needs.
    std::fs::remove_file(user.path("rows.csv")).unwrap();
    let applied = user.done(&["apply", "book.plan", "--at-once", "2"]);
    assert_eq!(applied.code, 0, "{}", applied.everything());
    assert!(
        applied.err.contains("3 planned writes: 3 done"),
        "{}",
        applied.everything()
    );
    let state = user.asked("state");
    let booked = |state: &Json| {
        let callbacks = state["callbacks"].as_array().expect("there are callbacks");
        let of = callbacks.iter().filter(|one| one["status"] != "Cancelled");
        let mut numbers: Vec<String> = of.map(|one| one["phone_number"].to_string()).collect();
        numbers.sort();
        numbers
    };
    let numbers = [101, 102, 103].map(|last| format!("\"+12025550{last}\""));
    assert_eq!(booked(&state), numbers);
    // What the flow makes of `now` is what it was when the plan was made.
    let made: jiff::Timestamp = {
        let plan: Json = serde_json::from_str(&file).expect("it is JSON");
        plan["made"]
            .as_str()
            .expect("a time")
            .parse()
            .expect("a time")
    };
    for callback in state["callbacks"].as_array().expect("there are callbacks") {
        let at: jiff::Timestamp = callback["at"]
            .as_str()
            .expect("a time")
            .parse()
            .expect("a time");
        assert!(
            at < made + jiff::SignedDuration::from_hours(2),
            "{callback}"
        );
    }
    let id = user.newest();
    let undone = user.done(&["undo", &id, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    assert_eq!(booked(&user.asked("state")), Vec::<String>::new());
}

#[test]
fn a_plan_that_was_cut_short_goes_on_and_still_does_nothing_else() {
    let user = User::new();
    let hold = "use cxone\n\nset security user 7\njoin agent session\n\
        hold contact <ContactId>\n    on any other -> fail\nlog \"held\"\nwait 2s\n\
        try {\n    wait 1ms\n} always {\n    resume contact <ContactId>\n        on any other -> fail\n}\n\
        input ContactId: contact id\n";
    user.write("hold.flow", hold);
    let planned = user.done(&["plan", "hold.flow", "-i", "ContactId=1001"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());
    user.die_at(&["apply", "hold.plan"], "held");
    let id = user.newest();
    let resumed = user.done(&["resume", &id]);
    assert_eq!(resumed.code, 0, "{}", resumed.everything());
    assert!(
        resumed.err.contains("3 planned writes: 3 done"),
        "{}",
        resumed.everything()
    );
}

#[test]
fn what_a_run_has_written_is_taken_back_where_that_is_possible() {
    let user = User::new();
    user.write(
        "hold.flow",
        "use cxone\n\nset security user 7\njoin agent session\n\
         hold contact 1001\n    on any other -> fail\n\
         set state of agent 8 to Available\n    on any other -> fail\n\
         end contact 1101\n    on any other -> fail\n",
    );
    let done = user.done(&["run", "hold.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let id = user.newest();
    let sent = user.writes().len();
    let listed = user.done(&["undo", &id]);
    assert_eq!(listed.code, 0, "{}", listed.everything());
    for line in [
        "resume contact 1001  (undoes hold contact 1001)",
        "set state of agent 8 to Available: it was InboundContact, and `set state of agent` cannot set that",
        "end contact 1101: no action reverses it",
    ] {
        assert!(listed.out.contains(line), "{line}\n{}", listed.everything());
    }
    assert!(
        !listed.out.contains("join agent session: "),
        "{}",
        listed.out
    );
    assert!(
        listed.err.contains("nothing has been changed"),
        "{}",
        listed.err
    );
    assert_eq!(user.writes().len(), sent);
    let undone = user.done(&["undo", &id, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    assert_eq!(user.state_of(1001), "Active");
    let at = |line: &str| undone.err.find(line).expect(line);
    let in_whose_name = at("set security user 7 ->");
    assert!(
        in_whose_name < at("join agent session ->"),
        "{}",
        undone.err
    );
    assert!(!undone.err.contains("warning"), "{}", undone.err);
    assert!(undone.err.contains("succeeded in"), "{}", undone.err);
    assert!(
        undone.err.contains("planned writes: "),
        "{}",
        undone.everything()
    );
    // The agent puts the caller on hold: that is no doing of the run any more.
    let undo = user.newest();
    user.write(
        "again.flow",
        "use cxone\n\nset security user 7\njoin agent session\n\
         hold contact 1001\n    on any other -> fail\n",
    );
    let held = user.done(&["run", "again.flow", "--ephemeral"]);
    assert_eq!(held.code, 0, "{}", held.everything());
    let twice = user.done(&["undo", &id, "--yes"]);
    assert_eq!(twice.code, 0, "{}", twice.everything());
    let line = format!("hold contact 1001: run {undo} has undone it");
    assert!(twice.out.contains(&line), "{}", twice.everything());
    assert_eq!(user.state_of(1001), "Holding");
}

#[test]
fn a_file_that_is_read_is_not_written_over() {
    let user = User::new();
    let flow = "use cxone\n\ninput ContactId: contact id\n\nset security user 7\n\
        end contact <ContactId>\n    on any other -> fail\n";
    user.write("end.flow", flow);
    user.write("rows.csv", "ContactId\n1101\n");
    let given = ["--inputs", "rows.csv"];
    let planned = user.done(&[
        "plan", "end.flow", "--inputs", "rows.csv", "--out", "end.flow",
    ]);
    assert_eq!(planned.code, 3, "{}", planned.everything());
    for (option, file) in [
        ("--results", "rows.csv"),
        ("--report", "./end.flow"),
        ("--record", "end.flow"),
    ] {
        let given: &[&str] = match option {
            "--record" => &["--input", "ContactId=1101"],
            _ => &given,
        };
        let args = [&["run", "end.flow"], given, &[option, file]].concat();
        let done = user.done(&args);
        assert_eq!(done.code, 3, "{}", done.everything());
        let title = format!("`{option}` would overwrite {file}: it is the ");
        assert!(done.err.contains(&title), "{}", done.err);
    }
    let both = ["--results", "out", "--report", "out"];
    let done = user.done(&[&["run", "end.flow"], &given[..], &both].concat());
    assert!(
        done.err.contains("`--results` writes to it too"),
        "{}",
        done.err
    );
    assert_eq!(user.read("end.flow"), flow);
    assert_eq!(user.read("rows.csv"), "ContactId\n1101\n");
    assert_eq!(user.writes().len(), 0);
}

/// Settings from elsewhere do not take away what the flow's own folder asks of it.
#[test]
fn a_policy_holds_with_other_settings_too() {
    let user = User::new();
    let settings = user.read("flow.toml");
    user.write(
        "own/flow.toml",
        "[[check.policy]]\npaths = [\"**\"]\nplan = \"required\"\n",
    );
    user.write("other.toml", &settings);
    user.write(
        "own/end.flow",
        "use cxone\n\nset security user 7\nend contact 1101\n    on any other -> fail\n",
    );
    let done = user.done(&["run", "own/end.flow", "--config", "other.toml", "--yes"]);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.err.contains("only by a plan"), "{}", done.err);
    assert_eq!(user.writes().len(), 0);
}

#[test]
fn a_run_is_undone_by_one_program_at_a_time() {
    let user = User::new();
    user.write(
        "hold.flow",
        "use cxone\n\nset security user 7\njoin agent session\n\
         hold contact 1001\n    on any other -> fail\n",
    );
    let done = user.done(&["run", "hold.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let id = user.newest();
    assert_eq!(user.done(&["undo", &id]).code, 0);
    let sent = user.writes().len();
    let lock = user.folder.path().join("journal/undo").join(&id);
    let other = std::fs::File::open(&lock).expect("the undo has left it");
    other.lock().expect("nothing holds it");
    let second = user.done(&["undo", &id, "--yes"]);
    assert_eq!(second.code, 3, "{}", second.everything());
    assert!(
        second.err.contains("another program is undoing run"),
        "{}",
        second.err
    );
    assert_eq!(user.writes().len(), sent);
    drop(other);
    let undone = user.done(&["undo", &id, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    assert_eq!(user.state_of(1001), "Active");
}

#[test]
fn what_a_run_has_taken_back_itself_is_not_undone_again() {
    let user = User::new();
    user.write(
        "hold.flow",
        "use cxone\n\nset security user 7\njoin agent session\n\
         hold contact 1001\n    on any other -> fail\nresume contact 1001\n    on any other -> fail\n",
    );
    assert_eq!(user.done(&["run", "hold.flow"]).code, 0);
    let listed = user.done(&["undo", &user.newest(), "--yes"]);
    assert_eq!(listed.code, 0, "{}", listed.everything());
    assert!(!listed.out.contains("undoes"), "{}", listed.out);
}

#[test]
fn the_audit_record_is_verified_and_what_was_done_to_it_is_found() {
    let user = sweeper();
    assert_eq!(user.done(&["run", "sweep.flow"]).code, 0);
    let head = user.done(&["audit", "head"]);
    let anchor = head.out.trim().to_owned();
    assert!(anchor.starts_with("3:"), "{}", head.everything());
    let good = user.done(&["audit", "verify", "--anchor", &anchor]);
    assert_eq!(good.code, 0, "{}", good.everything());
    assert!(
        good.err.contains("anchored up to the last entry, 3"),
        "{}",
        good.err
    );
    let of_one = user.done(&["audit", "show", "--contact", "1105"]);
    assert_eq!(of_one.out.lines().count(), 1, "{}", of_one.everything());
    assert!(!of_one.out.contains("1105"), "{}", of_one.out);
    let file = user.read("journal/audit.jsonl");
    user.write(
        "journal/audit.jsonl",
        &file.replacen("\"done\"", "\"skipped\"", 1),
    );
    let bad = user.done(&["audit", "verify"]);
    assert_eq!(bad.code, 1, "{}", bad.everything());
    assert!(bad.out.contains("entry 1 was changed"), "{}", bad.out);
    let lines: Vec<&str> = file.lines().collect();
    user.write(
        "journal/audit.jsonl",
        &format!("{}\n", lines[..2].join("\n")),
    );
    let cut = user.done(&["audit", "verify", "--json"]);
    assert_eq!(cut.code, 1, "{}", cut.everything());
    assert!(
        cut.out
            .contains("the file ends at entry 2; the journal has 3"),
        "{}",
        cut.out
    );
    let wrong = user.done(&["audit", "verify", "--anchor", "nonsense"]);
    assert_eq!(wrong.code, 3, "{}", wrong.everything());
}

#[test]
fn the_journals_key_is_changed_in_two_phases() {
    let user = sweeper();
    assert_eq!(user.done(&["run", "sweep.flow"]).code, 0);
    let id = user.newest();
    let before = user.read("journal/journal.keys");
    let begun = user.done(&["runs", "rotate-key"]);
    assert_eq!(begun.code, 0, "{}", begun.everything());
    assert!(
        begun.err.contains("1 run is sealed under a new key"),
        "{}",
        begun.err
    );
    let finished = user.done(&["runs", "rotate-key", "--finish"]);
    assert_eq!(finished.code, 0, "{}", finished.everything());
    assert!(!user.read("journal/journal.keys").contains(before.trim()));
    let shown = user.done(&["runs", "show", &id]);
    assert!(
        shown.out.contains("end contact 1104 -> Success"),
        "{}",
        shown.everything()
    );
}

#[test]
fn somebody_who_asks_is_told_how_far_a_job_is() {
    let user = User::new();
    user.write(
        "slow.flow",
        "use cxone\nset security user 7\nlog \"row {Item}\"\nwait 1h\ninput Item: text\n",
    );
    user.write("rows.csv", "Item\n1\n2\n");
    let call = user.call(&["run", "slow.flow", "--inputs", "rows.csv", "--at-once", "2"]);
    let mut child = call.command().spawn().expect("the command is built");
    use std::io::{BufRead, BufReader};
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert!(out.next().expect("there is a line").is_ok());
    let id = i32::try_from(child.id()).expect("it has a number");
    let pid = rustix::process::Pid::from_raw(id).expect("it is a process");
    rustix::process::kill_process(pid, rustix::process::Signal::USR1).expect("it is told");
    let mut err = BufReader::new(child.stderr.take().expect("it is piped")).lines();
    let said = err.find(|line| line.as_ref().is_ok_and(|line| line.contains("0 of 2 done")));
    assert!(said.is_some(), "it says how far it is");
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
}
