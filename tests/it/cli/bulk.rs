//! A table of rows as one job: it is stopped and resumed, and nothing is done twice.

use super::kept::User;
use std::collections::BTreeMap;

/// A callback for an agent: no list of a skill shows it, so that nothing is looked up on resume.
const BOOK: &str = "use cxone\n\nset security user 7\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to \"+12025550123\" at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021, TargetAgentId: 7, Notes: <Item>\n    \
    on any other -> fail\n\ninput Item: text\n";

/// A table of callbacks, and the flow that books each.
fn with_rows(rows: usize) -> User {
    let user = User::new();
    user.write("book.flow", BOOK);
    user.write("rows.csv", &table(rows));
    user
}

fn table(rows: usize) -> String {
    let rows = (1..=rows).map(|row| format!("W-{row}\n"));
    format!("Item\n{}", rows.collect::<String>())
}

/// How often each callback was booked, counted where it counts: in the system.
fn created(user: &User) -> BTreeMap<String, usize> {
    let state = user.asked("state");
    let mut created = BTreeMap::new();
    for callback in state["callbacks"].as_array().expect("there are callbacks") {
        let notes = callback["notes"].as_str().unwrap_or_default();
        if notes.starts_with("W-") {
            *created.entry(notes.to_owned()).or_default() += 1;
        }
    }
    created
}

#[test]
fn rows_that_failed_are_a_table_that_is_run_again() {
    let user = with_rows(4);
    let fault = r#"{ "on": "POST */scheduled-callbacks*", "do": "refuse", "status": 400, "text": "no", "times": 1 }"#;
    user.post("faults", fault);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv"]);
    assert_eq!(done.code, 1, "{}", done.everything());
    let left: Vec<_> = user.files("rows-").collect();
    let [left] = &left[..] else {
        panic!("one table of rows is left: {left:?}\n{}", done.everything())
    };
    assert!(done.err.contains(left.as_str()), "{}", done.err);
    assert_eq!(user.read(left), "Item\nW-1\n");
    let id = user.newest();
    assert!(
        done.err
            .trim_end()
            .ends_with(&format!("next: flow runs show {id}")),
        "{}",
        done.err
    );
}

/// Whoever looks at the exit code of the last command alone must not believe that every row is booked.
#[test]
fn a_job_that_is_resumed_ends_in_what_its_earlier_rows_did() {
    let user = with_rows(4);
    let fault = r#"{ "on": "POST */scheduled-callbacks*", "do": "refuse", "status": 400, "text": "no", "times": 1 }"#;
    user.post("faults", fault);
    let first = user.done(&["run", "book.flow", "--inputs", "rows.csv", "--limit", "2"]);
    assert_eq!(first.code, 1, "{}", first.everything());
    let rest = user.done(&["resume", &user.newest()]);
    assert_eq!(rest.code, 1, "{}", rest.everything());
    for says in [
        "the whole job: 3 succeeded, 1 failed (1 before it was resumed)",
        "failed rows, to run again: ",
    ] {
        assert!(rest.err.contains(says), "{}", rest.err);
    }
}

/// What is not safe to repeat has been done in them: they are in no table that is only to be run again.
#[test]
fn rows_that_failed_after_they_did_something_are_kept_apart() {
    let user = User::new();
    let hold = "join agent session\nhold contact 1001\n    on any other -> fail\n";
    user.write(
        "book.flow",
        &BOOK.replace("\ninput Item", &format!("{hold}\ninput Item")),
    );
    user.write("rows.csv", &table(2));
    let fault =
        r#"{ "on": "POST *hold*", "do": "refuse", "status": 409, "text": "no", "times": 1 }"#;
    user.post("faults", fault);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv"]);
    assert_eq!(done.code, 1, "{}", done.everything());
    let left: Vec<_> = user.files("rows-").collect();
    let [left] = &left[..] else {
        panic!("one table of rows is left: {left:?}\n{}", done.everything())
    };
    assert!(left.ends_with("-partly-done.csv"), "{left}");
    assert_eq!(user.read(left), "Item\nW-1\n");
    assert!(
        done.err
            .contains("would repeat these if they were run again: "),
        "{}",
        done.err
    );
    assert!(!done.err.contains("to run again: "), "{}", done.err);
    assert_eq!(created(&user).len(), 2);
}

#[test]
fn a_job_stops_at_its_limit_and_goes_on_with_the_rest() {
    let user = with_rows(5);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv", "--limit", "2"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    assert_eq!(created(&user).len(), 2);
    let id = user.newest();
    assert!(
        done.err
            .trim_end()
            .ends_with(&format!("next: flow resume {id}")),
        "{}",
        done.err
    );

    user.write("rows.csv", &table(6));
    let other = user.done(&["resume", &id]);
    assert_eq!(other.code, 3, "{}", other.everything());
    assert!(
        other.err.contains("is not the table that job"),
        "{}",
        other.err
    );
    user.write("elsewhere.csv", &table(5));
    let rest = user.done(&["resume", &id, "--inputs", "elsewhere.csv"]);
    assert_eq!(rest.code, 0, "{}", rest.everything());
    let created = created(&user);
    assert_eq!(created.len(), 5, "{}", rest.everything());
    assert!(created.values().all(|times| *times == 1), "{created:?}");
    assert!(user.done(&["runs"]).out.contains("succeeded"));
}

/// What is forgotten of an open job would be done again: nobody gets two callbacks for that.
#[test]
fn a_row_of_an_open_job_is_not_forgotten_and_its_job_is_found_by_a_short_id() {
    let user = with_rows(3);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv", "--limit", "2"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let id = user.newest();
    let refused = user.done(&["runs", "forget", &format!("{id}-1"), "--yes"]);
    assert_eq!(refused.code, 3, "{}", refused.everything());
    for says in [
        "row 1 cannot be forgotten before its job",
        "would run the row a second time",
        &format!("`flow runs cancel {id}`"),
    ] {
        assert!(refused.err.contains(says), "{says}: {}", refused.err);
    }
    let job = user.done(&["runs", "forget", &id]);
    assert_eq!(job.code, 3, "{}", job.everything());
    assert!(job.err.contains("has not ended"), "{}", job.err);

    let rows = user.done(&["runs", "--where", &format!("job = {id}")]);
    assert_eq!(rows.out.lines().count(), 2, "{}", rows.everything());
    let rest = user.done(&["resume", &id[..5]]);
    assert_eq!(rest.code, 0, "{}", rest.everything());
    let created = created(&user);
    assert_eq!(created.len(), 3, "{}", rest.everything());
    assert!(created.values().all(|times| *times == 1), "{created:?}");
    let over = user.done(&["runs", "forget", &format!("{id}-1")]);
    assert_eq!(over.code, 0, "{}", over.everything());
}

#[test]
fn rows_that_never_begin_are_a_table_of_their_own() {
    let user = with_rows(5);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv", "--limit", "2"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let id = user.newest();
    let cancelled = user.done(&["runs", "cancel", &id]);
    let file = format!("rows-{id}-not-begun.csv");
    assert_eq!(user.read(&file), "Item\nW-3\nW-4\nW-5\n");
    assert!(cancelled.err.contains(&file), "{}", cancelled.everything());
    let shown = user.done(&["runs", "show", &id]);
    assert!(
        shown.out.contains("3 rows have not begun: ") && shown.out.contains(&file),
        "{}",
        shown.everything()
    );
    assert_eq!(created(&user).len(), 2);
}

/// An older copy of the journal is put back: what was sent since is in the audit record, and nobody gets a
/// second callback.
#[test]
fn a_journal_from_an_older_copy_repeats_nothing() {
    let user = with_rows(4);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv", "--limit", "1"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    let id = user.newest();
    let journal = user.path("journal");
    let files = ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"];
    let read = |file: &str| std::fs::read(journal.join(file)).ok();
    let copy: Vec<_> = files.iter().map(|file| read(file)).collect();
    let part = user.done(&["resume", &id]);
    assert_eq!(part.code, 0, "{}", part.everything());
    let audit = std::fs::read_to_string(journal.join("audit.jsonl")).unwrap();
    assert_eq!(audit.lines().count(), 4, "each write is there at once");
    for (file, bytes) in files.iter().zip(copy) {
        let _ = std::fs::remove_file(journal.join(file));
        if let Some(bytes) = bytes {
            std::fs::write(journal.join(file), bytes).unwrap();
        }
    }

    let listed = user.done(&["runs"]);
    assert!(
        listed
            .err
            .contains("the journal is older than its audit record"),
        "{}",
        listed.everything()
    );
    let one = ["run", "book.flow", "-i", "Item=W-9"];
    for args in [&["resume", &id][..], &["undo", &id], &one] {
        let refused = user.done(args);
        assert_eq!(refused.code, 3, "{}", refused.everything());
        assert!(
            refused.err.contains("`flow audit import`"),
            "{}",
            refused.err
        );
    }
    let wanted = user.done(&["audit", "import"]);
    assert_eq!(wanted.out.lines().count(), 3, "{}", wanted.everything());
    assert!(wanted.err.contains("add `--yes`"), "{}", wanted.err);
    let imported = user.done(&["audit", "import", "--yes"]);
    assert_eq!(imported.code, 0, "{}", imported.everything());
    let verified = user.done(&["audit", "verify"]);
    assert_eq!(verified.code, 0, "{}", verified.everything());
    let row = user.done(&["runs", "show", &format!("{id}-3")]);
    assert!(
        row.err.contains("schedule callback"),
        "{}",
        row.everything()
    );
    let number = audit
        .lines()
        .nth(2)
        .and_then(|line| line.split("\"write\":").nth(1));
    let number: String = number
        .unwrap_or_default()
        .chars()
        .take_while(char::is_ascii_digit)
        .collect();
    let settled = user.done(&["runs", "settle", &format!("{id}-3"), &number, "happened"]);
    assert_eq!(settled.code, 0, "{}", settled.everything());
    let begun = user.done(&["rerun", &format!("{id}-3"), "--again"]);
    assert_eq!(begun.code, 3, "{}", begun.everything());
    assert!(
        begun.err.contains("its flow and its inputs are lost"),
        "{}",
        begun.err
    );
    user.done(&["resume", &id]);
    let created = created(&user);
    assert_eq!(created.len(), 4);
    assert!(created.values().all(|times| *times == 1), "{created:?}");
}

#[test]
fn failures_and_refused_credentials_stop_a_job() {
    let user = with_rows(6);
    let fault =
        r#"{ "on": "POST */scheduled-callbacks*", "do": "refuse", "status": 400, "text": "no" }"#;
    user.post("faults", fault);
    let args = [
        "run",
        "book.flow",
        "--inputs",
        "rows.csv",
        "--stop-after",
        "2",
    ];
    let done = user.done(&args);
    assert_eq!(done.code, 1, "{}", done.everything());
    assert!(
        done.err.contains("2 rows failed; `--stop-after`"),
        "{}",
        done.err
    );
    assert!(done.err.contains("4 not started"), "{}", done.err);

    let wrong = user
        .call(&args[..4])
        .env("SIMULATOR_SECRET", "WRONG7SECRET")
        .run();
    assert_ne!(wrong.code, 0);
    assert!(
        wrong.err.contains("rejected the credentials"),
        "{}",
        wrong.err
    );
    // The connection says so itself: not even a second row begins.
    assert!(wrong.err.contains("5 not started"), "{}", wrong.err);
}

/// It may be that row's contact, or a gateway: the others are not held up for it.
#[test]
fn one_refused_request_stops_no_other_row() {
    let user = with_rows(4);
    let fault = r#"{ "on": "POST */scheduled-callbacks*", "do": "refuse", "status": 403, "text": "no", "times": 1 }"#;
    user.post("faults", fault);
    let done = user.done(&["run", "book.flow", "--inputs", "rows.csv"]);
    assert_eq!(done.code, 1, "{}", done.everything());
    assert!(
        done.err.contains("4 runs: 3 succeeded, 1 failed"),
        "{}",
        done.err
    );
}

/// Runs a script of the shell in a file system of its own, in which a folder is small; nothing where
/// the machine does not let a user have one.
fn in_small_folder(user: &User, script: &str) -> Option<String> {
    let flow = env!("CARGO_BIN_EXE_flow");
    let small = format!(
        "mkdir -p small && mount -t tmpfs -o size=9m none small || exit 77; flow={flow}; {script}"
    );
    let command = user
        .call(&[])
        .env("FLOW_JOURNAL", "small/journal")
        .command();
    let mut shell = std::process::Command::new("unshare");
    shell.args(["-rm", "sh", "-c", &small]);
    for (name, value) in command.get_envs() {
        if let Some(value) = value {
            shell.env(name, value);
        }
    }
    let folder = command.get_current_dir().expect("it has a folder");
    let done = shell
        .current_dir(folder)
        .env("PATH", std::env::var_os("PATH")?)
        .output()
        .ok()?;
    let text = format!(
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
    (done.status.code() != Some(77) && !text.contains("unshare:")).then_some(text)
}

#[test]
fn a_full_disk_stops_a_job_and_loses_nothing() {
    let rows = 500;
    let user = with_rows(rows);
    let script = "$flow run book.flow --inputs rows.csv --at-once 8 --quiet; \
        echo; echo \"first: $?\"; mount -o remount,size=64m small; \
        $flow resume $($flow runs | head -n 1 | cut -d' ' -f1) --quiet; \
        $flow runs";
    let Some(said) = in_small_folder(&user, script) else {
        return;
    };
    assert!(said.contains("the journal cannot be written"), "{said}");
    assert!(
        said.contains(&format!("{rows} of {rows} rows done")),
        "{said}"
    );
    let created = created(&user);
    assert_eq!(created.len(), rows, "{said}");
    assert!(created.values().all(|times| *times == 1), "{created:?}");
    assert_eq!(user.files("rows-").count(), 0, "no row has failed");
}

/// An auditor has a copy that nobody may change.
#[test]
fn a_journal_that_can_only_be_read_is_listed_shown_and_verified() {
    let user = with_rows(2);
    let script = "mount -o remount,size=64m small; $flow run book.flow --inputs rows.csv --quiet; \
        id=$($flow runs 2>&1 | head -n 1 | cut -d' ' -f1); mount -o remount,ro small; \
        $flow runs; echo \"listed: $?\"; $flow runs show $id-1; echo \"shown: $?\"; \
        $flow audit verify; echo \"verified: $?\"; $flow audit show --run $id; \
        $flow runs forget $id; echo \"forgot: $?\"; \
        $flow run book.flow -i Item=W-9; echo \"run: $?\"";
    let Some(said) = in_small_folder(&user, script) else {
        return;
    };
    for says in [
        "2 of 2 rows done",
        "listed: 0",
        "shown: 0",
        "2 entries, each follows from the one before it",
        "verified: 0",
        "is read-only",
        "set FLOW_JOURNAL to a folder that you may write to",
        "run: 3",
    ] {
        assert!(said.contains(says), "{says}: {said}");
    }
    assert!(!said.contains("forgot: 0"), "{said}");
    assert_eq!(created(&user).len(), 2, "{said}");
}

/// With no room for the reserve from the start nothing begins, and nothing is kept or sent.
#[test]
fn a_disk_that_is_full_from_the_start_is_said_before_anything_begins() {
    let user = with_rows(3);
    let script = "mount -o remount,size=5m small; \
        $flow run book.flow --inputs rows.csv; echo \"first: $?\"; $flow runs";
    let Some(said) = in_small_folder(&user, script) else {
        return;
    };
    assert!(said.contains("the journal's disk is full"), "{said}");
    assert!(said.contains("first: 3"), "{said}");
    assert!(said.contains("no runs"), "{said}");
    assert!(created(&user).is_empty(), "{said}");
}
