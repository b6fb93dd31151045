//! What a run has left is taken back as long as nobody has changed it since: else it is left to them.

use super::kept::User;

/// A user with agent 8 free and `Available`: the run makes them `Unavailable`, as a break.
fn at_break() -> (User, String) {
    let user = User::new();
    let mut free = "use cxone\n\n".to_owned();
    for contact in 1201..=1204 {
        free.push_str(&format!(
            "end contact {contact}\n    on any other -> fail\n"
        ));
    }
    user.write("free.flow", &free);
    let done = user.done(&["run", "free.flow", "--ephemeral"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    set(&user, "Available", &["--ephemeral"]);
    set(&user, "Unavailable with OutStateId: 11", &[]);
    let run = user.newest();
    (user, run)
}

fn set(user: &User, state: &str, options: &[&str]) {
    let flow = format!("use cxone\n\nset state of agent 8 to {state}\n    on any other -> fail\n");
    user.write("set.flow", &flow);
    let done = user.done(&[&["run", "set.flow"], options].concat());
    assert_eq!(done.code, 0, "{}", done.everything());
}

fn on_contact(user: &User, line: &str) {
    let flow = format!(
        "use cxone\n\nset security user 7\njoin agent session\n{line}\n    on any other -> fail\n"
    );
    user.write("by-hand.flow", &flow);
    let done = user.done(&["run", "by-hand.flow", "--ephemeral"]);
    assert_eq!(done.code, 0, "{}", done.everything());
}

/// Nothing is sent, and this is said.
fn left_alone(user: &User, run: &str, why: &str) {
    let sent = user.writes().len();
    let undone = user.done(&["undo", run, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    let title = "not undone, changed since:";
    assert!(undone.out.contains(title), "{}", undone.everything());
    assert!(undone.out.contains(why), "{why}: {}", undone.everything());
    assert_eq!(user.writes().len(), sent, "{}", undone.everything());
}

#[test]
fn an_agent_who_has_changed_state_since_is_left_alone() {
    let (user, run) = at_break();
    let listed = user.done(&["undo", &run]);
    let back = "set state of agent 8 to Available  (undoes set state of agent 8 to Unavailable";
    assert!(listed.out.contains(back), "{}", listed.everything());
    // A plan that was made before is held to the same.
    let planned = user.done(&["undo", &run, "--out", "undo.plan"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());

    set(&user, "Unavailable with OutStateId: 12", &["--ephemeral"]);
    let lunch = "the run left agent 8 Unavailable (Break), and it is Unavailable (Lunch) now";
    left_alone(&user, &run, lunch);
    let sent = user.writes().len();
    let applied = user.done(&["apply", "undo.plan"]);
    assert_eq!(applied.code, 1, "{}", applied.everything());
    assert!(applied.err.contains(lunch), "{}", applied.everything());
    assert_eq!(user.writes().len(), sent, "{}", applied.everything());

    set(&user, "Available", &["--ephemeral"]);
    left_alone(&user, &run, "and it is Available now");
    user.write(
        "out.flow",
        "use cxone\n\nset security user 7\nsign out agent 8\n    on any other -> fail\n",
    );
    let out = user.done(&["run", "out.flow", "--ephemeral"]);
    assert_eq!(out.code, 0, "{}", out.everything());
    left_alone(&user, &run, "and it is LoggedOut now");
}

#[test]
fn an_agent_who_is_as_the_run_left_them_is_set_back_and_the_record_says_what_was_undone() {
    let (user, run) = at_break();
    let undone = user.done(&["undo", &run, "--yes"]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
    let state = user.asked("state").to_string();
    assert!(undone.err.contains("1 planned write: 1 done"), "{state}");
    let shown = user.done(&["audit", "show", "--run", &user.newest()]);
    let link = format!("undoes entry 1 of run {run}");
    assert!(shown.out.contains(&link), "{}", shown.everything());
    assert!(shown.out.contains("  agent "), "{}", shown.everything());
}

/// A run that has put the caller on hold.
fn holding() -> (User, String) {
    let user = User::new();
    user.write(
        "hold.flow",
        "use cxone\n\nset security user 7\njoin agent session\n\
         hold contact 1001\n    on any other -> fail\n",
    );
    let held = user.done(&["run", "hold.flow"]);
    assert_eq!(held.code, 0, "{}", held.everything());
    let run = user.newest();
    (user, run)
}

#[test]
fn a_caller_whom_the_agent_has_taken_back_or_held_again_stays_so() {
    let (user, run) = holding();
    on_contact(&user, "resume contact 1001");
    left_alone(
        &user,
        &run,
        "the run left contact 1001 Held, and it is Active now",
    );
    on_contact(&user, "hold contact 1001");
    let again = "`hold contact` was done 2 times to contact 1001, 1 of them by the run";
    left_alone(&user, &run, again);
    assert_eq!(user.state_of(1001), "Holding");
}

/// The next command goes on with an undo that was cut short; a second one would do the same again.
#[test]
fn an_undo_that_has_not_ended_is_named_instead_of_a_second_one() {
    let (user, run) = holding();
    let settings = user.read("flow.toml");
    user.write(
        "flow.toml",
        &format!("{settings}takes-effect-within = \"100ms\"\n"),
    );
    user.post("faults", r#"{ "on": "resume", "do": "delay", "by": "1h" }"#);
    let mut child = user.spawn(&["undo", &run, "--yes"]);
    while user.newest_of_any().is_none_or(|newest| newest == run) {
        let ended = child.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "it waits");
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    let undo = user.newest();
    let second = user.done(&["undo", &run, "--yes"]);
    assert_eq!(second.code, 3, "{}", second.everything());
    let named = format!("run {undo} already undoes run {run}, and has not ended");
    assert!(second.err.contains(&named), "{}", second.err);
    let way = format!("`flow resume {undo}`");
    assert!(second.err.contains(&way), "{}", second.err);
    user.http("DELETE", "faults", "");
    let resumed = user.done(&["resume", &undo]);
    assert_eq!(resumed.code, 0, "{}", resumed.everything());
    assert_eq!(user.state_of(1001), "Active");
}

const BOOK: &str = "use cxone\n\nlog \"begun\"\nset security user 7\n\
    let When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to <Phone> at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n    \
    on any other -> fail\n\ninput Phone: phone number\n";

fn booker() -> User {
    let user = User::new();
    user.write("book.flow", BOOK);
    user.write("rows.csv", "Phone\n+12025550101\n+12025550102\n");
    let planned = user.done(&["plan", "book.flow", "--inputs", "rows.csv"]);
    assert_eq!(planned.code, 0, "{}", planned.everything());
    user
}

fn booked(user: &User) -> usize {
    let state = user.asked("state");
    state["callbacks"].as_array().map_or(0, Vec::len)
}

/// Whom a plan has not reached is not lost with it.
#[test]
fn rows_that_were_cancelled_before_anything_was_sent_are_a_plan_of_their_own() {
    use std::io::{BufRead, BufReader};
    let user = booker();
    let args = ["apply", "book.plan", "--at-once", "2", "--rate", "1/h"];
    let mut child = user
        .call(&args)
        .command()
        .spawn()
        .expect("the command is built");
    // Read until its end: a command stops whose output nobody reads.
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    for _ in 0..2 {
        let line = out.next().expect("there is a line").expect("it is text");
        assert!(line.ends_with(": begun"), "{line}");
    }
    let id = i32::try_from(child.id()).expect("it has a number");
    let pid = rustix::process::Pid::from_raw(id).expect("it is a process");
    rustix::process::kill_process(pid, rustix::process::Signal::INT).expect("it is told");
    let ended = child.wait_with_output().expect("it ends");
    let err = String::from_utf8_lossy(&ended.stderr).into_owned();
    assert!(err.contains("2 planned writes: 2 not reached"), "{err}");
    let rest = format!("book-{}-rest.plan", job(&user));
    assert!(err.contains(&format!("next: flow apply {rest}")), "{err}");
    assert_eq!(booked(&user), 0);
    let applied = user.done(&["apply", &rest]);
    assert_eq!(applied.code, 0, "{}", applied.everything());
    assert_eq!(booked(&user), 2);
    let again = user.done(&["apply", &rest]);
    assert_eq!(again.code, 3, "{}", again.everything());
    assert_eq!(booked(&user), 2);
    let shown = user.done(&["audit", "show", "--json"]);
    assert!(shown.out.contains("\"made\":[\"callback "), "{}", shown.out);
}

/// The job whose rows are the newest runs.
fn job(user: &User) -> String {
    let newest = user.newest();
    newest.split('-').next().unwrap_or_default().to_owned()
}

#[test]
fn without_a_shared_key_only_the_maker_applies_a_plan() {
    let user = booker();
    let by = |who: &str| {
        let call = user.call(&["apply", "book.plan"]).env("FLOW_USER", who);
        call.run()
    };
    let other = by("somebody-else");
    assert_eq!(other.code, 3, "{}", other.everything());
    assert!(
        other.err.contains("somebody-else cannot apply it"),
        "{}",
        other.err
    );
    assert_eq!(booked(&user), 0);
    let own = user.done(&["apply", "book.plan"]);
    assert_eq!(own.code, 0, "{}", own.everything());
    assert_eq!(booked(&user), 2);
}

#[test]
fn a_policy_by_path_holds_for_a_text_without_one_and_says_so() {
    let user = User::new();
    let settings = user.read("flow.toml");
    let policy = "\n[[check.policy]]\npaths = [\"night/**\"]\nplan = \"required\"\n";
    user.write("flow.toml", &format!("{settings}{policy}"));
    let flow = "use cxone\nset security user 7\nend contact 1101\n    on any other -> fail\n";
    let refused = user.done(&["run", "-e", flow]);
    assert_eq!(refused.code, 3, "{}", refused.everything());
    let help = "every policy applies to a text without a file";
    assert!(refused.err.contains(help), "{}", refused.err);
    assert!(!refused.err.contains("flow plan <"), "{}", refused.err);
    assert_eq!(user.writes().len(), 0);
    user.write("end.flow", flow);
    let done = user.done(&["run", "end.flow"]);
    assert_eq!(done.code, 0, "{}", done.everything());
}
