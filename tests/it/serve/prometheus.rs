//! The alerts and the dashboard, with Prometheus itself.

use super::arrivals::Desk;
use super::place::Service;
use crate::engine::until;
use crate::tools::is_there;
use serde_json::Value as Json;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};

const ALERTS: &str = "docs/watching/alerts.yml";

fn promtool(args: &[&str]) {
    let done = Command::new("promtool").args(args).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&said));
}

/// Each fires for what it is there for, the first count of a new line too, and is quiet where nothing is wrong.
#[test]
fn every_alert_fires_and_none_without_a_cause() {
    if !is_there("every_alert_fires_and_none_without_a_cause", "promtool") {
        return;
    }
    promtool(&["check", "rules", ALERTS]);
    promtool(&["test", "rules", "tests/serve/alerts.test.yml"]);
    let rules = std::fs::read_to_string(ALERTS).unwrap();
    let tests = std::fs::read_to_string("tests/serve/alerts.test.yml").unwrap();
    let page = std::fs::read_to_string("docs/watching.md").unwrap();
    for alert in rules
        .lines()
        .filter_map(|line| line.split_once("- alert: "))
    {
        let fires = format!("alertname: {}\n", alert.1);
        assert!(tests.contains(&fires), "no test lets {} fire", alert.1);
        let row = format!("| `{}` |", alert.1);
        assert!(page.contains(&row), "docs/watching.md has no row {row}");
    }
}

/// What the dashboard asks, as Prometheus reads it.
#[test]
fn prometheus_reads_every_question_of_the_dashboard() {
    if !is_there(
        "prometheus_reads_every_question_of_the_dashboard",
        "promtool",
    ) {
        return;
    }
    let text = std::fs::read_to_string("docs/watching/dashboard.json").unwrap();
    let dashboard: Json = serde_json::from_str(&text).unwrap();
    let panels = dashboard["panels"].as_array().expect("there are panels");
    let mut ids = std::collections::HashSet::new();
    let mut rules = "groups:\n  - name: dashboard\n    rules:\n".to_owned();
    let mut many = 0;
    for panel in panels {
        // What Grafana wants of each: an id of its own, a place, a source that the dashboard's variable chooses.
        assert!(ids.insert(panel["id"].as_u64().expect("an id")), "{panel}");
        assert_eq!(panel["datasource"]["uid"], "${source}", "{panel}");
        for side in ["x", "y", "w", "h"] {
            assert!(panel["gridPos"][side].is_u64(), "{panel}");
        }
        for target in panel["targets"].as_array().expect("it asks something") {
            let asked = target["expr"].as_str().expect("a question");
            let asked = asked.replace("$__rate_interval", "5m");
            rules.push_str(&format!(
                "      - record: asked:{many}\n        expr: {asked:?}\n"
            ));
            many += 1;
        }
    }
    assert!(many > 8, "{many} questions");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rules.yml");
    std::fs::write(&file, rules).unwrap();
    promtool(&["check", "rules", &file.display().to_string()]);
}

/// Prometheus, which ends with the test.
struct Watching {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Drop for Watching {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Watching {
    /// Asks the service once a second, as the page says.
    fn start(service: &Service) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            path.display().to_string()
        };
        let token = write("token", super::client::TOKEN);
        let alerts = std::fs::canonicalize(ALERTS).unwrap();
        let settings = format!(
            "global: {{ scrape_interval: 1s, evaluation_interval: 1s }}\nrule_files: [{:?}]\n\
             scrape_configs:\n  - job_name: flow\n    authorization: {{ credentials_file: {token:?} }}\n    \
             static_configs: [{{ targets: [{:?}] }}]\n",
            alerts.display().to_string(),
            service.address
        );
        let settings = write("prometheus.yml", &settings);
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let child = Command::new("prometheus")
            .arg(format!("--config.file={settings}"))
            .arg(format!(
                "--storage.tsdb.path={}",
                folder.path().join("data").display()
            ))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        Self {
            child,
            port,
            _folder: folder,
        }
    }

    /// The alerts that fire, each with the flow that it is about.
    fn firing(&self) -> Vec<(String, String)> {
        let all = self.ask("/api/v1/alerts").unwrap_or_default();
        let all = all["data"]["alerts"].as_array().cloned();
        let firing = all.unwrap_or_default();
        let firing = firing.iter().filter(|one| one["state"] == "firing");
        let text = |label: &Json| label.as_str().unwrap_or_default().to_owned();
        firing
            .map(|one| {
                (
                    text(&one["labels"]["alertname"]),
                    text(&one["labels"]["flow"]),
                )
            })
            .collect()
    }

    fn ask(&self, path: &str) -> Option<Json> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        let request = format!("GET {path} HTTP/1.0\r\nHost: prometheus\r\n\r\n");
        stream.write_all(request.as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        serde_json::from_str(answer.split_once("\r\n\r\n")?.1).ok()
    }
}

/// The first write in doubt of a flow, as the service and Prometheus stand beside each other on a machine.
#[test]
fn a_write_in_doubt_lets_prometheus_fire() {
    if !is_there("a_write_in_doubt_lets_prometheus_fire", "prometheus") {
        return;
    }
    let book = "input PhoneNumber: phone number\n\nschedule callback to <PhoneNumber> at now + 2h\n    \
                with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021, TargetAgentId: 7\n    \
                on Unknown   -> ignore\n    on any other -> fail\n";
    let desk = Desk::with("cxone", "", &[("book.flow", book)]);
    let settings = std::fs::read_to_string(desk.place.0.path().join("flow.toml")).unwrap();
    let soon = "[profile.desk]\ntakes-effect-within = \"100ms\"\n";
    let settings = settings.replace("[profile.desk]\n", soon);
    desk.place.write("flow.toml", &settings);
    desk.fault("{\"on\": \"createScheduledCallback\", \"do\": \"drop\", \"when\": \"after\", \"times\": 1}");
    let service = desk.serve_in(&desk.place, &[]);
    let watching = Watching::start(&service);
    let body = "{\"PhoneNumber\": \"+12025550134\"}";
    let run = service.client().post("/run/book", body).run();
    until("the alert fires", || {
        let firing = watching.firing();
        let wrong = firing
            .iter()
            .find(|(alert, _)| alert != "FlowActionInDoubt");
        assert!(wrong.is_none(), "{wrong:?} for run {run}");
        firing.contains(&("FlowActionInDoubt".into(), "book".into()))
    });
}
