//! A browser that the command starts: driven over a pipe, ended with the command however that ends,
//! and nothing left behind.

use super::browser::{program, until};
use std::path::Path;
use std::process::{Child, Command, Stdio};

const PROFILE: &str = "[profile.x]\nsystem = \"easycim\"\nsimulator = true\nbrowser = \"start\"\n\
    headless = true\nbrowser-arguments = [\"--no-sandbox\", \"--disable-dev-shm-usage\"]\n\
    timeouts = { connect = \"50s\" }\n";
const FLOW: &str =
    "use easycim\nfind agent id giving A\n    on any other -> fail\nlog \"agent {A}\"\nwait 50s\n";

fn run(home: &Path) -> Child {
    std::fs::write(home.join("flow.toml"), PROFILE).unwrap();
    std::fs::write(home.join("x.flow"), FLOW).unwrap();
    Command::new(env!("CARGO_BIN_EXE_flow"))
        .args(["run", "--trace", "x.flow", "-p", "x"])
        .current_dir(home)
        .env("HOME", home)
        .env("XDG_CACHE_HOME", home.join("cache"))
        .env_remove("XDG_RUNTIME_DIR")
        .stdin(Stdio::null())
        .stdout(std::fs::File::create(home.join("out")).unwrap())
        .stderr(std::fs::File::create(home.join("err")).unwrap())
        .spawn()
        .unwrap()
}

/// The command lines of the processes that have this in them.
fn processes(with: &str) -> Vec<String> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = all.filter_map(|one| std::fs::read(one.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(with)).collect()
}

fn profiles(home: &Path) -> usize {
    let folder = home.join("cache/contactflow/browser");
    let all = std::fs::read_dir(folder).into_iter().flatten().flatten();
    all.filter(|one| one.path().is_dir()).count()
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_started_browser_has_no_port_and_ends_with_a_command_that_is_killed() {
    let test = "a_started_browser_has_no_port";
    if program(test).is_none() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path();
    let marker = home.join("cache").display().to_string();
    let said = async || {
        let all = ["out", "err"].map(|name| std::fs::read_to_string(home.join(name)).unwrap());
        all.concat().contains("agent agent07").then_some(())
    };
    let mut first = run(home);
    until("the flow has reached the page", said).await;
    let lines = processes(&marker);
    assert!(!lines.is_empty(), "the browser runs");
    for line in &lines {
        assert!(!line.contains("remote-debugging-port"), "{line}");
    }
    assert_eq!(profiles(home), 1);
    first.kill().unwrap();
    first.wait().unwrap();
    let ended = async || processes(&marker).is_empty().then_some(());
    until("the browser has exited", ended).await;
    // What the killed one left, the next one removes, and leaves nothing itself.
    let mut second = run(home);
    until("the second flow has reached the page", said).await;
    assert_eq!(profiles(home), 1);
    let interrupt = second.id().to_string();
    Command::new("kill")
        .args(["-INT", &interrupt])
        .status()
        .unwrap();
    second.wait().unwrap();
    until("the browser has exited", ended).await;
    assert_eq!(profiles(home), 0);
}
