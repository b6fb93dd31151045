//! `flow simulate`, and worlds.

use super::Call;
use super::call::golden;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::Command;

#[cfg(unix)]
#[test]
fn a_served_simulator_is_used_by_another_run_and_stops_when_told() {
    let serve = Call::new(&["simulate"]);
    let mut server = serve.command().spawn().expect("the command is built");
    let mut out = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let address = out.next().expect("there is a line").expect("it is text");
    let toml = format!(
        "[profile.lab]\naddress = \"{address}\"\nsign-in = \"access-key\"\n\
         access-key-id = \"SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======\"\n\
         access-key-secret = {{ env = \"SIMULATOR_SECRET\" }}\nagent = {{ id = 7 }}\n"
    );
    let run = |secret: &str| {
        Call::new(&[
            "run",
            "-e",
            "hold contact <ContactId>\n    on any other -> fail\n",
            "-i",
            "ContactId=1001",
            "-p",
            "lab",
        ])
        .file("flow.toml", &toml)
        .env("SIMULATOR_SECRET", secret)
        .run()
    };
    let good = run("SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL====");
    assert_eq!(good.code, 0, "{}", good.everything());
    let bad = run("WRONG7SECRET2FLOW3EXAMPLE");
    assert_eq!(bad.code, 3, "{}", bad.everything());
    assert!(
        bad.err.contains("Unauthorized") && !bad.everything().contains("WRONG7"),
        "{}",
        bad.err
    );
    Command::new("kill")
        .args(["-INT", &server.id().to_string()])
        .status()
        .expect("there is a kill");
    let done = server.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&done.stderr).contains("[profile.lab]"));
}

/// What is printed is enough: the profile, the secret and the command, as they stand, hold a contact.
#[cfg(unix)]
#[test]
fn what_is_printed_runs_the_first_flow() {
    for (system, flow) in [("cxone", "hold.flow"), ("finesse", "hold-finesse.flow")] {
        let serve = Call::new(&["simulate", system]);
        let mut server = serve.command().spawn().expect("the command is built");
        let mut said = BufReader::new(server.stderr.take().expect("it is piped")).lines();
        let mut part = || -> String {
            let lines = said.by_ref().map(|line| line.expect("it is text"));
            let lines = lines.skip_while(|line| !line.starts_with("  "));
            // a part ends where an empty line is followed by what is not moved in; its own empty lines are so
            let lines = lines.take_while(|line| line.starts_with("  "));
            lines.map(|line| format!("{}\n", &line[2..])).collect()
        };
        let (profile, export, command) = (part(), part(), part());
        let script = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples")
            .join(flow);
        let script = std::fs::read_to_string(script).expect("it is there");
        let run = Call::new(&[])
            .file("flow.toml", &profile)
            .file("hold.flow", script);
        let path = Path::new(env!("CARGO_BIN_EXE_flow"))
            .parent()
            .expect("it is in a folder");
        let mut shell = Command::new("sh");
        shell
            .args(["-ec", &format!("{export}{command}")])
            .current_dir(run.path(""))
            .env("PATH", format!("{}:/usr/bin:/bin", path.display()));
        let done = shell.output().expect("there is a shell");
        let printed = String::from_utf8_lossy(&done.stderr);
        assert!(
            done.status.success(),
            "{system}: {profile}{export}{command}{printed}"
        );
        server.kill().expect("it runs");
        server.wait().expect("it ends");
    }
}

#[cfg(unix)]
#[test]
fn finesse_is_served_and_says_how_it_is_reached() {
    let serve = Call::new(&["simulate", "finesse", "--certificate", "authority.pem"]);
    let mut server = serve.command().spawn().expect("the command is built");
    let mut out = BufReader::new(server.stdout.take().expect("it is piped")).lines();
    let address = out.next().expect("there is a line").expect("it is text");
    assert!(address.starts_with("https://127.0.0.1:"), "{address}");
    let pem = std::fs::read_to_string(serve.path("authority.pem")).expect("it was written");
    assert!(pem.starts_with("-----BEGIN CERTIFICATE-----"), "{pem}");
    Command::new("kill")
        .args(["-INT", &server.id().to_string()])
        .status()
        .expect("there is a kill");
    let done = server.wait_with_output().expect("it ends");
    assert_eq!(done.status.code(), Some(0));
    let said = String::from_utf8_lossy(&done.stderr);
    for expected in [
        "system = \"finesse\"",
        &address,
        "xmpp-port = ",
        "user = \"1001\"",
    ] {
        assert!(said.contains(expected), "{expected} is not in\n{said}");
    }
}

#[test]
fn a_world_of_finesse_that_is_none_is_said() {
    let world = "[[users]]\nid = \"1001\"\npassword = \"invented\"\nteam = 7\n";
    let done = Call::new(&["simulate", "finesse", "--world", "desk.toml"])
        .file("desk.toml", world)
        .run();
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    let why = "user 1001: unknown team 7";
    assert!(done.err.contains(why), "{}", done.err);
}

#[test]
fn a_port_that_is_taken_is_said() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("there is a port");
    let port = taken
        .local_addr()
        .expect("it has an address")
        .port()
        .to_string();
    let done = Call::new(&["simulate", "--port", &port]).run();
    assert_eq!((done.code, done.out.as_str()), (3, ""));
    assert!(done.err.contains("is already in use"), "{}", done.err);
}

#[test]
fn worlds_that_are_none_are_said() {
    let mut all = String::new();
    for (name, content) in [
        ("broken.toml", &b"agents = [\n"[..]),
        ("unknown.toml", b"agent = 7\n"),
        ("latin1.toml", b"# \xe9\n"),
    ] {
        let done = Call::new(&["simulate", "--world", name])
            .file(name, content)
            .run();
        assert_eq!(done.code, 3, "{}", done.everything());
        all.push_str(&done.err);
    }
    all.push_str(&Call::new(&["simulate", "--world", "gone.toml"]).run().err);
    let profile = Call::new(&["run", "-e", "log \"a\"", "-p", "lab"])
        .file(
            "flow.toml",
            "[profile.lab]\nsimulator = true\nworld = \"gone.toml\"\n",
        )
        .run();
    assert_eq!(profile.code, 3);
    let folder = profile.path("").display().to_string();
    all.push_str(&profile.err.replace(&folder, "…/"));
    golden!("worlds-wrong", all);
}

#[test]
fn a_profile_brings_its_own_world() {
    let world = "\
[[access-keys]]
id = \"K\"
secret = \"S3\"
agent = 3

[[agents]]
id = 3
first-name = \"Cy\"
last-name = \"Other\"
user-name = \"cy@example.com\"
state = \"Available\"
session = true
station = \"+12025550109\"

[[skills]]
id = 5
name = \"Service\"

[[contacts]]
id = 77
state = \"Active\"
agent = 3
skill = 5
from = \"+12025550111\"
to = \"+12025550100\"
age = \"3m\"
";
    let done = Call::new(&[
        "run",
        "-e",
        "hold contact <ContactId>\n    on any other -> fail\n",
        "-i",
        "ContactId=77",
        "-p",
        "lab",
    ])
    .file(
        "flow.toml",
        "[profile.lab]\nsimulator = true\nworld = \"lab.toml\"\nagent = 3\n",
    )
    .file("lab.toml", world)
    .run();
    assert_eq!(done.code, 0, "{}", done.everything());
}
