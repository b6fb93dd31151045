//! Nothing is lost or begun twice, however the service ends.

use super::client::Answer;
use super::place::{ADD, Place, SETTINGS, Service, WAIT};

fn with_key(service: &Service, key: &str, path: &str, body: &str) -> Answer {
    let headers = [
        ("Content-Type", "application/json"),
        ("Idempotency-Key", key),
    ];
    service.client().ask("POST", path, &headers, Some(body))
}

#[test]
fn a_key_starts_one_run_also_after_a_crash() {
    let place = Place::with(SETTINGS, &[("add.flow", ADD), ("wait.flow", WAIT)]);
    let mut service = place.serve();
    let begun = with_key(
        &service,
        "ticket-7",
        "/run/wait",
        "{\"ContactId\": \"1002\"}",
    );
    assert_eq!(begun.status, 202, "{begun:?}");
    service.until("waits");
    let again = with_key(
        &service,
        "ticket-7",
        "/run/wait",
        "{\"ContactId\": \"1002\"}",
    );
    assert_eq!((again.status, again.run()), (200, begun.run()));
    service.kill();

    let mut service = place.serve();
    service.until("continues");
    let again = with_key(
        &service,
        "ticket-7",
        "/run/wait",
        "{\"ContactId\": \"1002\"}",
    );
    assert_eq!((again.status, again.run()), (200, begun.run()));
    let other = with_key(
        &service,
        "ticket-7",
        "/run/wait",
        "{\"ContactId\": \"1003\"}",
    );
    assert_eq!(other.status, 422, "{other:?}");
    assert_eq!(
        other.message(),
        format!(
            "this Idempotency-Key began run {} with other inputs",
            begun.run()
        )
    );
    // The same key of another flow is another request.
    assert_eq!(
        with_key(&service, "ticket-7", "/run/add", "{\"One\": 1}").status,
        202
    );
    let wrong = with_key(&service, &"k".repeat(201), "/run/add", "{\"One\": 1}");
    assert_eq!(wrong.status, 400, "{wrong:?}");
}

#[test]
fn requests_with_one_key_at_the_same_time_start_one_run() {
    let place = Place::with(SETTINGS, &[("wait.flow", WAIT)]);
    let mut service = place.serve();
    let answers: Vec<Answer> = std::thread::scope(|scope| {
        let ask = || with_key(&service, "one", "/run/wait", "{\"ContactId\": \"1\"}");
        let all: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        all.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let begun = answers.iter().filter(|answer| answer.status == 202).count();
    assert_eq!(begun, 1, "{answers:?}");
    assert!(
        answers
            .iter()
            .all(|answer| matches!(answer.status, 200 | 202 | 409)),
        "{answers:?}"
    );
    service.until("waits");
    let runs = service.client().get("/runs").json();
    assert_eq!(runs["runs"].as_array().map(Vec::len), Some(1), "{runs}");
}

#[test]
fn a_stop_leaves_runs_open_and_the_next_start_continues_them() {
    let place = Place::with(SETTINGS, &[("wait.flow", WAIT)]);
    let mut service = place.serve();
    let run = service
        .client()
        .post("/run/wait", "{\"ContactId\": \"1002\"}")
        .run();
    service.until("waits");
    service.signal("-TERM");
    let (code, lines) = service.stopped();
    assert_eq!(code, Some(0), "{lines:?}");
    assert!(
        lines.iter().any(|line| line.contains("1 run stays open")),
        "{lines:?}"
    );
    let listed = place.call(&["runs"]).run().out;
    assert!(listed.contains("interrupted"), "{listed}");

    // Three clean stops are no crashes: it is not held.
    for _ in 0..3 {
        let mut service = place.serve();
        service.until(&format!("run {run} of wait.flow continues"));
        service.signal("-TERM");
        assert_eq!(service.stopped().0, Some(0));
    }
    let mut service = place.serve();
    service.until("continues");
    let mut client = service.client();
    let heard = client.post(
        &format!("/runs/{run}/signal/Approved"),
        "{\"value\": \"go\"}",
    );
    assert_eq!(heard.status, 200, "{heard:?}");
    service.until("succeeded");
}

#[test]
fn another_command_cancels_and_signals_what_the_service_runs() {
    let place = Place::with(SETTINGS, &[("wait.flow", WAIT)]);
    let mut service = place.serve();
    let mut client = service.client();
    let first = client.post("/run/wait", "{\"ContactId\": \"1\"}").run();
    let second = client.post("/run/wait", "{\"ContactId\": \"2\"}").run();
    let done = place.call(&["signal", &first, "Approved", "yes"]).run();
    assert_eq!(done.code, 0, "{}", done.err);
    service.until("succeeded");
    let done = place.call(&["runs", "cancel", &second]).run();
    assert_eq!(done.code, 0, "{}", done.err);
    service.until("cancelled");
}

#[cfg(target_os = "linux")]
#[test]
fn systemd_opens_the_socket_and_is_told_when_the_service_is_ready() {
    use command_fds::{CommandFdExt, FdMapping};
    use std::os::unix::net::UnixDatagram;
    let place = Place::with(SETTINGS, &[("add.flow", ADD)]);
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = socket.local_addr().unwrap().to_string();
    let notified = place.0.path().join("notify");
    let told = UnixDatagram::bind(&notified).unwrap();
    let served = place
        .call(&["serve"])
        .env("NOTIFY_SOCKET", &notified.display().to_string())
        .command();
    let mut command = std::process::Command::new("sh");
    command.args(["-c", "LISTEN_PID=$$ LISTEN_FDS=1 exec \"$0\" \"$@\""]);
    command.arg(served.get_program()).args(served.get_args());
    command.env_clear().current_dir(place.0.path());
    for (name, value) in served.get_envs() {
        if let Some(value) = value {
            command.env(name, value);
        }
    }
    command.env("PATH", std::env::var("PATH").unwrap_or_default());
    let mapping = FdMapping {
        parent_fd: socket.into(),
        child_fd: 3,
    };
    command
        .fd_mappings(vec![mapping])
        .expect("descriptor 3 is free");
    let service = Service::of(command);
    assert_eq!(service.address, address);
    let mut state = [0; 64];
    let read = told.recv(&mut state).unwrap();
    assert_eq!(&state[..read], b"READY=1");
    assert_eq!(
        service.client().post("/run/add", "{\"One\": 1}").status,
        202
    );
}
