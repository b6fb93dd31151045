//! The units of the page about operating, as systemd itself reads them, and its way to open a socket.

use super::client::{Client, TOKEN};
use super::place::{ADD, Place, SETTINGS};
use crate::tools::is_there;
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};

/// The unit that the page gives for this file.
fn unit(name: &str) -> String {
    let page = std::fs::read_to_string("docs/operate.md").unwrap();
    let begin = format!("```ini\n# /etc/systemd/system/{name}\n");
    let unit = page.split_once(&begin).expect("the page has it").1;
    let unit = unit.split_once("```").expect("it ends").0;
    unit.replace("/usr/local/bin/flow", env!("CARGO_BIN_EXE_flow"))
}

#[test]
fn systemd_takes_the_units_as_they_are_written() {
    if !is_there(
        "systemd_takes_the_units_as_they_are_written",
        "systemd-analyze",
    ) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for name in ["flow.service", "flow.socket"] {
        std::fs::write(folder.path().join(name), unit(name)).unwrap();
    }
    let verify = || {
        let mut command = Command::new("systemd-analyze");
        command.args(["verify", "--man=no", "flow.service", "flow.socket"]);
        let done = command.current_dir(folder.path()).output().unwrap();
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        // It reads the machine's own units as well, and what is said of those is not about ours.
        let of_ours: Vec<String> = said
            .lines()
            .filter(|line| line.contains("flow."))
            .map(str::to_owned)
            .collect();
        (done.status.success(), of_ours)
    };
    let (good, said) = verify();
    assert!(good && said.is_empty(), "{said:?}");
    // It would notice a word that it does not know.
    let wrong = unit("flow.service").replace("ProtectHome=true", "ProtectHouse=true");
    std::fs::write(folder.path().join("flow.service"), wrong).unwrap();
    assert!(verify().1[0].contains("ProtectHouse"), "{:?}", verify().1);
}

/// A service, which ends with the test.
struct Activated(Child);

impl Drop for Activated {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The socket is there before the service: who connects first is what starts it, and gets an answer.
#[test]
fn a_client_that_is_there_before_the_service_is_answered() {
    let test = "a_client_that_is_there_before_the_service_is_answered";
    if !is_there(test, "systemd-socket-activate") {
        return;
    }
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = free.local_addr().unwrap().to_string();
    drop(free);
    let journal = place.0.path().join("journal").display().to_string();
    let state = place.0.path().join("state").display().to_string();
    let child = Command::new("systemd-socket-activate")
        .args(["-l", &address])
        .args(["-E", &format!("TESTS_TOKEN={TOKEN}")])
        .args(["-E", &format!("FLOW_JOURNAL={journal}")])
        .args(["-E", &format!("XDG_STATE_HOME={state}")])
        .args([env!("CARGO_BIN_EXE_flow"), "serve"])
        .current_dir(place.0.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    let _activated = Activated(child);
    crate::engine::until("systemd has opened the socket", || {
        std::net::TcpStream::connect(&address).is_ok()
    });
    let started = Client::of(&address).post("/run/add", "{\"One\": 1}");
    assert_eq!(started.status, 202, "{started:?}");
}
