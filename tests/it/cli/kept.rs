//! Runs that are kept: what a user does after the program that drove one has died.

use super::Call;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};

/// A simulator that outlives the runs on it.
struct Served {
    child: Child,
    address: String,
    toml: String,
}

impl Served {
    fn cxone() -> Self {
        let mut child = Call::new(&["simulate"])
            .command()
            .stderr(Stdio::null())
            .spawn()
            .expect("the command is built");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let address = out.next().expect("there is a line").expect("it is text");
        let toml = format!(
            "[profile.lab]\naddress = \"{address}\"\nsign-in = \"access-key\"\n\
             access-key-id = \"SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======\"\n\
             access-key-secret = {{ env = \"SIMULATOR_SECRET\" }}\nagent = {{ id = 7 }}\n"
        );
        Self {
            child,
            address,
            toml,
        }
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A user with a journal and flows of one's own.
pub struct User {
    pub folder: tempfile::TempDir,
    served: Served,
}

impl User {
    pub fn new() -> Self {
        let served = Served::cxone();
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let user = Self { folder, served };
        user.write("flow.toml", &user.served.toml);
        user
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn call(&self, args: &[&str]) -> Call {
        let journal = self.folder.path().join("journal");
        Call::new(args)
            .in_folder(self.folder.path())
            .env("FLOW_JOURNAL", &journal.display().to_string())
            .env("FLOW_PROFILE", "lab")
            .env(
                "SIMULATOR_SECRET",
                "SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL====",
            )
    }

    pub fn done(&self, args: &[&str]) -> super::call::Done {
        self.call(args).run()
    }

    /// A call that is not waited for.
    pub fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.call(args).command();
        let quiet = command.stdin(Stdio::null()).stdout(Stdio::null());
        quiet
            .stderr(Stdio::null())
            .spawn()
            .expect("the command is built")
    }

    /// What the simulator says of itself.
    pub fn asked(&self, path: &str) -> serde_json::Value {
        let answer = self.http("GET", path, "");
        serde_json::from_str(&answer).expect("it is JSON")
    }

    /// The state of a contact, as the system has it.
    pub fn state_of(&self, contact: u64) -> String {
        let state = self.asked("state");
        let contacts = state["contacts"].as_array().expect("there are contacts");
        let found = contacts.iter().find(|one| one["id"] == contact);
        found.map_or_else(
            || "gone".into(),
            |one| one["state"].as_str().unwrap_or("?").to_owned(),
        )
    }

    /// The requests that change something, as the system was sent them.
    pub fn writes(&self) -> Vec<String> {
        let asked = self.asked("requests");
        let requests = asked["requests"].as_array().expect("there are requests");
        let lines = requests
            .iter()
            .map(|one| one.as_str().unwrap_or_default().to_owned());
        let reads = |line: &String| line.starts_with("GET") || line.contains("token");
        lines.filter(|line| !reads(line)).collect()
    }

    /// Tells the simulator something.
    pub fn post(&self, path: &str, body: &str) {
        self.http("POST", path, body);
    }

    pub fn http(&self, method: &str, path: &str, body: &str) -> String {
        let host = self.served.address.trim_start_matches("http://");
        let mut stream = TcpStream::connect(host).expect("the simulator listens");
        let length = body.len();
        write!(
            stream,
            "{method} /simulator/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
        )
        .expect("it can be written");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("it answers");
        let (head, body) = answer.split_once("\r\n\r\n").expect("there is a head");
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        body.to_owned()
    }

    /// The files whose names begin so.
    pub fn files(&self, begin: &str) -> impl Iterator<Item = String> + use<> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let begin = begin.to_owned();
        names.filter(move |name| name.starts_with(&begin))
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The id of the newest run.
    pub fn newest(&self) -> String {
        self.newest_of_any().expect("there is a run")
    }

    /// The same where there may be none.
    pub fn newest_of_any(&self) -> Option<String> {
        let listed = self.done(&["runs"]);
        assert_eq!(listed.code, 0, "{}", listed.everything());
        listed.out.split_whitespace().next().map(str::to_owned)
    }

    /// Runs a flow until it says a line, and kills the program there.
    pub fn die_at(&self, args: &[&str], line: &str) {
        let mut child = self
            .call(args)
            .command()
            .spawn()
            .expect("the command is built");
        let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let found = out.any(|said| said.is_ok_and(|said| said == line));
        // What came of the write is on the disk a moment after it is said.
        while self.done(&["runs"]).out.contains("in doubt") {}
        child.kill().expect("it can be killed");
        child.wait().expect("it ends");
        assert!(found, "`{line}` was said");
    }
}

const HOLD: &str = "hold contact <ContactId>\n    on any other -> fail\nlog \"held\"\n\
    try {\n    wait 1h\n} always {\n    resume contact <ContactId>\n        on any other -> fail\n    \
    log \"resumed\"\n}\n\ninput ContactId: contact id\n";

/// A CI service sets a variable without a value to the empty text.
#[test]
fn an_empty_journal_variable_is_as_not_set() {
    let done = Call::new(&["runs"]).env("FLOW_JOURNAL", "").run();
    assert!(
        !done.err.contains("a value is required"),
        "{}",
        done.everything()
    );
}

#[test]
fn a_run_whose_program_was_killed_is_listed_shown_and_resumed() {
    let user = User::new();
    user.write("hold.flow", HOLD);
    user.die_at(&["run", "hold.flow", "-i", "ContactId=1001"], "held");

    let listed = user.done(&["runs"]);
    assert!(
        listed.out.contains("interrupted"),
        "{}",
        listed.everything()
    );
    let id = user.newest();
    assert!(
        listed.out.contains(&format!("flow resume {id}")),
        "{}",
        listed.out
    );
    let shown = user.done(&["runs", "show", &id[..6]]);
    assert!(
        shown.out.contains("hold contact 1001 -> Success"),
        "{}",
        shown.everything()
    );
    assert!(
        shown.err.contains("open: contact 1001 is still on hold"),
        "{}",
        shown.err
    );
    assert!(
        shown.err.contains(&format!("next: flow resume {id}")),
        "{}",
        shown.err
    );
    let again = user.done(&["rerun", &id]);
    assert_eq!(again.code, 3, "{}", again.everything());
    assert!(again.err.contains("add `--again`"), "{}", again.err);

    // The journal keeps the flow: what is in the file meanwhile changes nothing.
    user.write("hold.flow", "log \"another flow\"\n");
    user.write("shorter.flow", &HOLD.replace("wait 1h", "wait 1ms"));
    let with = user.done(&["resume", &id, "--with", "hold.flow"]);
    assert_eq!(with.code, 1, "{}", with.everything());
    assert!(with.err.contains("does not match the run"), "{}", with.err);
    let with = user.done(&["resume", &id, "--with", "shorter.flow"]);
    assert_eq!(
        (with.code, &*with.out),
        (0, "resumed\n"),
        "{}",
        with.everything()
    );

    let listed = user.done(&["runs", "--where", "state = succeeded and age < 1h"]);
    assert!(listed.out.contains(&id), "{}", listed.everything());
    let over = user.done(&["resume", &id]);
    assert_eq!(over.code, 1);
    assert_eq!(
        over.err,
        format!(
            "run {id} has already ended: succeeded; `flow runs show {id}` shows what happened\n"
        )
    );
}

/// A flow that says which system it uses has its session from the profile, and asks a calendar of the
/// settings. Both are as they were when it began, whatever has become of them: whoever is on hold has to
/// be resumed.
#[test]
fn a_run_goes_on_with_what_its_profile_brought_and_its_calendars_were() {
    let user = User::new();
    let settings = user.read("flow.toml");
    let calendar = "[calendar.support]\nzone = \"Europe/Rome\"\nhours = { monday = \"09:00-17:00\" }\n\
        days = { \"2026-12-25\" = \"closed\" }\n";
    user.write("flow.toml", &format!("{settings}\n{calendar}"));
    let asks = "use cxone\n\nlet When = next open(support, now + 1h)\n";
    user.write("hold.flow", &format!("{asks}{HOLD}"));
    user.die_at(&["run", "hold.flow", "-i", "ContactId=1001"], "held");
    user.write("flow.toml", &settings);
    let id = user.newest();
    let shown = user.done(&["runs", "show", &id]);
    assert!(
        shown.out.contains("hold contact 1001 -> Success"),
        "{}",
        shown.everything()
    );
    let cancelled = user.done(&["runs", "cancel", &id]);
    assert_eq!(cancelled.out, "resumed\n", "{}", cancelled.everything());
    let undone = user.done(&["undo", &id]);
    assert_eq!(undone.code, 0, "{}", undone.everything());
}

#[test]
fn a_run_that_nobody_drives_is_cancelled_with_its_always() {
    let user = User::new();
    user.write("hold.flow", HOLD);
    user.die_at(&["run", "hold.flow", "-i", "ContactId=1001"], "held");
    let id = user.newest();
    let cancelled = user.done(&["runs", "cancel", &id]);
    assert_eq!(
        (cancelled.code, &*cancelled.out),
        (0, "resumed\n"),
        "{}",
        cancelled.everything()
    );
    let shown = user.done(&["runs", "show", &id]);
    assert!(!shown.err.contains("open: "), "{}", shown.err);
    let listed = user.done(&["runs", "--json"]);
    assert!(
        listed.out.contains("\"state\": \"cancelled\""),
        "{}",
        listed.out
    );
}

#[test]
fn a_run_that_goes_on_elsewhere_is_not_resumed_and_is_cancelled_from_here() {
    let user = User::new();
    user.write("hold.flow", HOLD);
    let call = user.call(&["run", "hold.flow", "-i", "ContactId=1001"]);
    let mut child = call.command().spawn().expect("the command is built");
    let mut out = BufReader::new(child.stdout.take().expect("it is piped")).lines();
    assert_eq!(out.next().expect("there is a line").unwrap(), "held");
    let id = user.newest();
    let refused = user.done(&["resume", &id]);
    assert!(
        refused.err.contains("another process runs"),
        "{}",
        refused.everything()
    );
    assert_eq!(refused.code, 1);
    let asked = user.done(&["runs", "cancel", &id]);
    assert_eq!(asked.code, 0, "{}", asked.everything());
    assert_eq!(out.next().expect("there is a line").unwrap(), "resumed");
    assert_eq!(child.wait().expect("it ends").code(), Some(1));
    let watched = user.done(&["runs", "watch", &id]);
    assert!(
        watched.out.contains("cancelled"),
        "{}",
        watched.everything()
    );
    assert_eq!(watched.code, 1);
}

#[test]
fn queries_are_never_everything_by_accident() {
    let user = User::new();
    user.write("one.flow", "log \"one\"\n");
    for _ in 0..2 {
        assert_eq!(user.done(&["run", "one.flow", "--journal"]).code, 0);
    }
    let none = user.done(&["runs", "forget"]);
    assert_eq!(none.code, 3, "{}", none.everything());
    assert!(none.err.contains("no run is named"), "{}", none.err);
    let empty = user.done(&["runs", "forget", "--where", " "]);
    assert!(empty.err.contains("would match every run"), "{}", empty.err);
    let listed = user.done(&["runs", "forget", "--all"]);
    assert!(listed.err.contains("2 runs to forget"), "{}", listed.err);
    assert!(listed.err.contains("add `--yes`"), "{}", listed.err);
    assert_eq!(user.done(&["runs"]).out.lines().count(), 2);
    let forgot = user.done(&["runs", "forget", "--all", "--yes"]);
    assert!(forgot.err.contains("forgot 2 runs"), "{}", forgot.err);
    assert_eq!(user.done(&["runs"]).out, "");
}

#[test]
fn what_reads_only_and_what_is_ephemeral_is_not_kept() {
    let user = User::new();
    let hold = format!(
        "{}\ninput ContactId: contact id\n",
        HOLD.split("try").next().unwrap()
    );
    user.write("hold.flow", &hold);
    user.write("log.flow", "log \"no write\"\n");
    assert_eq!(user.done(&["run", "log.flow"]).code, 0);
    let held = user.done(&["run", "hold.flow", "-i", "ContactId=1001", "--ephemeral"]);
    assert_eq!(held.code, 0, "{}", held.everything());
    assert!(!user.folder.path().join("journal").exists());
    let none = user.done(&["runs"]);
    assert_eq!(
        (none.code, &*none.err),
        (0, "no runs\n"),
        "{}",
        none.everything()
    );
}

#[cfg(unix)]
#[test]
fn a_journal_that_cannot_be_written_stops_the_run_before_it_begins() {
    let user = User::new();
    user.write("hold.flow", HOLD);
    user.write("journal", "a file in place of the folder");
    let refused = user.done(&["run", "hold.flow", "-i", "ContactId=1001"]);
    assert_eq!(refused.code, 3, "{}", refused.everything());
    assert!(refused.err.contains("--ephemeral"), "{}", refused.err);
    assert_eq!(refused.out, "");
}
