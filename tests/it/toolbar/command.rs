//! `flow simulate easycim`, and a flow that runs by the profile that it prints.

use contactflow::sim::easycim::{Options, Simulator};
use serde_json::Value;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const FLOW: &str = env!("CARGO_BIN_EXE_flow");

/// A simulator that runs as a command of its own.
struct Served {
    process: Child,
    folder: tempfile::TempDir,
    page: String,
}

impl Served {
    fn start(more: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = |name| std::fs::File::create(folder.path().join(name)).unwrap();
        let process = Command::new(FLOW)
            .args(["simulate", "easycim"])
            .args(more)
            .stdin(Stdio::null())
            .stdout(file("out"))
            .stderr(file("err"))
            .spawn()
            .unwrap();
        let mut served = Self {
            process,
            folder,
            page: String::new(),
        };
        served.page = served.wait_for_page();
        served
    }

    /// The one line of its result, once it is there.
    fn wait_for_page(&mut self) -> String {
        let begun = Instant::now();
        loop {
            if let Some(page) = self.read("out").strip_suffix('\n') {
                return page.to_owned();
            }
            let ended = self.process.try_wait().unwrap();
            assert!(ended.is_none(), "{ended:?}: {}", self.read("err"));
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "{}",
                self.read("err")
            );
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.folder.path().join(name)).unwrap()
    }

    /// The profiles that it prints, as a `flow.toml`.
    fn profiles(&self) -> String {
        let printed = self.read("err");
        let lines = printed.lines().filter_map(|line| line.strip_prefix("  "));
        lines.collect::<Vec<_>>().join("\n")
    }

    async fn state(&self) -> Value {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = format!("{}simulator/state", self.page);
        reqwest::get(url).await.unwrap().json().await.unwrap()
    }

    /// Stops it as Ctrl-C does, and gives what it ended with.
    fn interrupt(&mut self) -> Option<i32> {
        let id = self.process.id().to_string();
        let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
        assert!(sent.success());
        self.process.wait().unwrap().code()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

fn run(folder: &Path, profiles: &str, profile: &str) -> std::process::Output {
    std::fs::write(folder.join("flow.toml"), profiles).unwrap();
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/easycim.flow");
    Command::new(FLOW)
        .args(["run", script, "-p", profile, "--config"])
        .arg(folder.join("flow.toml"))
        .env("FLOW_JOURNAL", folder.join("journal"))
        .output()
        .unwrap()
}

async fn proven(served: &mut Served, profile: &str) {
    let done = run(served.folder.path(), &served.profiles(), profile);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert_eq!(done.status.code(), Some(0), "{said}{}", served.profiles());
    let state = served.state().await;
    let scripts = state["scripts"].as_array().unwrap();
    let script = scripts
        .iter()
        .find(|script| script["ecid"] == "E-1001")
        .unwrap();
    assert_eq!(script["saved"][0]["outcome"], "DONE");
    assert_eq!(script["saved"].as_array().unwrap().len(), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn the_printed_profile_leads_straight_to_the_toolbar() {
    let mut served = Served::start(&[]);
    proven(&mut served, "direct").await;
    assert_eq!(served.interrupt(), Some(0));
}

/// What it opens is to watch. It can be driven by nobody: it has no port.
#[cfg(unix)]
#[tokio::test]
async fn the_browser_that_was_opened_shows_the_page_and_has_no_port() {
    let test = "the_browser_that_was_opened_shows_the_page";
    if Command::new("chromium").arg("--version").output().is_err() {
        crate::tools::skipped(test, "chromium");
        return;
    }
    let arguments = [
        "--no-sandbox",
        "--headless",
        "--disable-gpu",
        "--remote-debugging-port=0",
    ];
    let given = arguments.iter().flat_map(|one| ["--browser-argument", one]);
    let given: Vec<&str> = std::iter::once("--browser").chain(given).collect();
    let mut served = Served::start(&given);
    let begun = Instant::now();
    while served.state().await["toolbar"]["clients"] != 1 {
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "no page connects"
        );
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let ports = std::fs::read_dir("/proc")
        .unwrap()
        .flatten()
        .filter(|process| {
            let command = std::fs::read(process.path().join("cmdline")).unwrap_or_default();
            let command = String::from_utf8_lossy(&command).into_owned();
            command.contains(&served.page) && command.contains("remote-debugging-port")
        });
    assert_eq!(ports.count(), 0, "a browser with a port");
    proven(&mut served, "direct").await;
    assert_eq!(served.interrupt(), Some(0));
}

#[test]
fn an_option_of_another_simulator_is_refused() {
    let done = Command::new(FLOW)
        .args(["simulate", "cxone", "--library", "old"])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(3), "{said}");
    assert!(said.contains("flow simulate easycim --library"), "{said}");
}

#[test]
fn the_port_that_is_taken_is_named() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for option in ["--port", "--toolbar-port"] {
        let done = Command::new(FLOW)
            .args(["simulate", "easycim", option, &port])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(3), "{said}");
        assert!(
            said.contains(&format!("port {port} is already in use")),
            "{option}: {said}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flow_reaches_a_toolbar_that_speaks_tls() {
    let options = Options {
        tls: true,
        ..Options::default()
    };
    let simulator = Simulator::start(options).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("toolbar.pem");
    std::fs::write(&root, simulator.root_certificate().unwrap()).unwrap();
    let address = simulator.toolbar_address();
    assert!(address.starts_with("wss://localhost:"), "{address}");
    let profile = |trust: &str| {
        format!(
            "[profile.direct]\nsystem = \"easycim\"\ntoolbar-address = \"{address}\"\nbeside = \"alone\"\n{trust}"
        )
    };
    let blind = run(folder.path(), &profile(""), "direct");
    assert_ne!(
        blind.status.code(),
        Some(0),
        "a certificate that nobody trusts"
    );
    assert!(simulator.log().is_empty());
    let trusting = profile("root-certificate = \"toolbar.pem\"\n");
    let done = run(folder.path(), &trusting, "direct");
    let said = String::from_utf8_lossy(&done.stderr);
    assert_eq!(done.status.code(), Some(0), "{said}");
    assert_eq!(simulator.script("E-1001").unwrap().saved.len(), 1);
    simulator.stop();
}
