//! The commands that work on an engine, against a real server.

mod again;
mod arrivals;
pub mod balancer;
mod serve;
pub mod server;
mod settled;
mod shared;
mod watched;

use crate::cli::call::{Call, Done};
use server::Server;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const SETTINGS: &str = "default = \"sim\"\n[profile.sim]\nsystem = \"cxone\"\nsimulator = true\n";

const HOLD: &str = "use cxone\n\nset security user <AgentId>\njoin agent session\n\nhold contact <ContactId>\n    on InvalidState -> retry 3 times every 1s, then fail \"busy\"\n    on InvalidContactId -> fail \"no such contact\"\n";

const WAITS: &str = "wait 200ms\nawait signal Go, at most 1h\n    giving What\nemit Answer: What\n";

struct House {
    server: Server,
    folder: tempfile::TempDir,
}

/// A worker, which ends with the test.
struct Working(Child);

impl Drop for Working {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl House {
    fn new(test: &str) -> Option<Self> {
        let server = Server::start(test)?;
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in [
            ("flow.toml", SETTINGS),
            ("hold.flow", HOLD),
            ("waits.flow", WAITS),
        ] {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        Some(Self { server, folder })
    }

    fn call(&self, args: &[&str]) -> Done {
        let call = Call::new(args).in_folder(self.folder.path());
        call.env("FLOW_ENGINE", &self.server.ingress())
            .env("FLOW_ENGINE_ADMIN", &self.server.admin())
            .run()
    }

    /// A worker at a port, once the engine knows it.
    fn worker(&self, port: u16) -> Working {
        work_in(self.folder.path(), &self.server, port)
    }
}

/// A worker of a folder at a port, once the engine knows it.
fn work_in(folder: &Path, server: &Server, port: u16) -> Working {
    ready(worker(folder, server, &format!("127.0.0.1:{port}")))
}

fn ready(command: Command) -> Working {
    ready_with_log(command, Stdio::null())
}

fn ready_with_log(mut command: Command, log: Stdio) -> Working {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log);
    let mut child = command.spawn().expect("the command is built");
    let out = child.stdout.take().expect("it is piped");
    let first = BufReader::new(out).lines().next();
    let first = first.expect("it says that it is ready").unwrap();
    assert!(first.starts_with("ready at http"), "{first}");
    Working(child)
}

fn worker(folder: &Path, server: &Server, at: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_flow"));
    command
        .args(["worker", "--profile", "sim", "--listen", at])
        .current_dir(folder)
        .env("FLOW_ENGINE", server.ingress())
        .env("FLOW_ENGINE_ADMIN", server.admin())
        .env("XDG_STATE_HOME", folder.join("state"));
    command
}

/// Waits until something is so: for as long as a slow machine may take.
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let began = Instant::now();
    while !is_so() {
        assert!(began.elapsed() < Duration::from_secs(40), "not so: {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

#[test]
fn a_flow_is_submitted_once_and_its_story_is_told() {
    let Some(house) = House::new("a_flow_is_submitted_once_and_its_story_is_told") else {
        return;
    };
    let none = house.call(&["submit", "hold.flow", "--input", "ContactId=1001"]);
    assert_eq!(none.code, 3);
    assert!(
        none.err.contains("no worker has registered"),
        "{}",
        none.err
    );
    let _worker = house.worker(free_port());
    let submit = [
        "submit",
        "hold.flow",
        "--input",
        "ContactId=1001",
        "--name",
        "n1",
        "--wait",
    ];
    let done = house.call(&submit);
    assert_eq!(done.code, 0, "{}", done.text());
    assert!(
        done.out.contains("hold contact 1001 -> Success"),
        "{}",
        done.out
    );
    let again = house.call(&submit[..6]);
    assert!(
        again.out.contains("it does not run again"),
        "{}",
        again.text()
    );
    let listed = house.call(&["runs"]);
    assert!(listed.out.contains("hold.flow"), "{}", listed.text());
    std::fs::write(house.folder.path().join("rows.csv"), "ContactId\n1002\n9\n").unwrap();
    let rows = house.call(&[
        "submit",
        "hold.flow",
        "--inputs",
        "rows.csv",
        "--job",
        "j1",
        "--wait",
    ]);
    assert_eq!(rows.code, 1, "{}", rows.text());
    assert!(
        rows.out.contains("1 of 2 rows done, 1 failed"),
        "{}",
        rows.out
    );
    assert!(rows.out.contains("row 2: j1-2"), "{}", rows.out);
    let page = house.call(&["runs", "report", "j1"]);
    assert!(
        page.out
            .contains("2 rows: 1 succeeded, 1 failed, 0 running"),
        "{}",
        page.text()
    );
    let forgot = house.call(&["runs", "forget", "n1"]);
    assert!(forgot.err.contains("forgot 1 run"), "{}", forgot.text());
    assert_eq!(house.call(&["runs", "show", "n1"]).code, 3);
}

#[test]
fn what_is_said_to_a_run_is_heard_whatever_is_lost_meanwhile() {
    let Some(mut house) = House::new("what_is_said_to_a_run_is_heard_whatever_is_lost_meanwhile")
    else {
        return;
    };
    let port = free_port();
    let worker = house.worker(port);
    for run in ["a", "b", "c"] {
        let done = house.call(&["submit", "waits.flow", "--profile", "sim", "--name", run]);
        assert_eq!(done.code, 0, "{}", done.text());
    }
    let wrong = house.call(&["signal", "a", "Gone", "x"]);
    assert!(wrong.err.contains("it waits for Go"), "{}", wrong.text());
    // The worker is killed, then the server: what is said is kept by whichever is there.
    drop(worker);
    assert_eq!(house.call(&["signal", "a", "Go", "early"]).code, 0);
    house.server.crash();
    let _worker = house.worker(port);
    let watched = house.call(&["runs", "watch", "a"]);
    assert!(watched.out.contains("succeeded"), "{}", watched.text());
    assert_eq!(house.call(&["signal", "b", "Go", "late"]).code, 0);
    assert!(
        house
            .call(&["runs", "watch", "b"])
            .out
            .contains("succeeded")
    );
    assert_eq!(house.call(&["runs", "cancel", "c"]).code, 0);
    let watched = house.call(&["runs", "watch", "c"]);
    assert!(watched.out.contains("cancelled"), "{}", watched.text());
    let refused = house.call(&["runs", "settle", "c", "1", "happened"]);
    assert!(
        refused.err.contains("no write of this run is in doubt"),
        "{}",
        refused.text()
    );
    // Nothing was sent in it: it may run again.
    let again = house.call(&["rerun", "c"]);
    assert!(again.out.contains("a rerun of c"), "{}", again.text());
}

#[test]
fn new_runs_go_to_new_workers_and_old_ones_are_drained() {
    let Some(house) = House::new("new_runs_go_to_new_workers_and_old_ones_are_drained") else {
        return;
    };
    let (old, new) = (free_port(), free_port());
    let _old = house.worker(old);
    house.call(&["submit", "waits.flow", "--profile", "sim", "--name", "old"]);
    until("it has begun", || {
        house
            .call(&["runs", "show", "old"])
            .out
            .contains("waits for signal Go")
    });
    let address = format!("http://127.0.0.1:{old}");
    let drain = ["worker", "drain", "--address", &address, "--at-most", "1s"];
    let refused = house.call(&drain);
    assert!(
        refused.err.contains("new runs still come"),
        "{}",
        refused.text()
    );
    let _new = house.worker(new);
    let busy = house.call(&drain);
    assert_eq!(busy.code, 1, "{}", busy.text());
    assert!(busy.err.contains("1 run still needs"), "{}", busy.text());
    assert_eq!(house.call(&["signal", "old", "Go", "x"]).code, 0);
    house.call(&["runs", "watch", "old"]);
    let drained = house.call(&["worker", "drain", "--address", &address]);
    assert_eq!(drained.code, 0, "{}", drained.text());
}
