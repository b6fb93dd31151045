//! Flows that start when a contact arrives, on every system's simulator, over real sockets.

use super::client::Client;
use super::place::{Place, SETTINGS, Service};
use contactflow::sim::{Options, Simulator};
use contactflow::sim::{Running, Visitor, easycim, finesse};
use serde_json::json;
use tokio::runtime::Runtime;

const CXONE_SECRET: &str = "SIMULATOR7SECRET2FLOW3EXAMPLE4A5B6C7D8E9F0GHIJKL====";

/// A simulated system, at which somebody calls.
enum Far {
    Cxone(Simulator),
    Finesse(finesse::Simulator),
    Easycim(easycim::Simulator),
}

impl Far {
    async fn start(system: &str) -> Self {
        match system {
            "cxone" => Self::Cxone(Simulator::start(Options::default()).await.unwrap()),
            "finesse" => {
                // The agent's own desktop is open: it must not notice anything.
                let world = finesse::WorldFile {
                    desktop: true,
                    // Nobody calls yet.
                    dialogs: Vec::new(),
                    ..finesse::WorldFile::small()
                };
                let options = finesse::Options {
                    world,
                    ..finesse::Options::default()
                };
                Self::Finesse(finesse::Simulator::start(options).await.unwrap())
            }
            _ => {
                let options = easycim::Options::default();
                Self::Easycim(easycim::Simulator::start(options).await.unwrap())
            }
        }
    }

    /// The settings by which it is reached, and the secret that they name.
    fn settings(&self, more: &str) -> (String, Vec<(String, String)>) {
        let (system, lines, secrets) = match self {
            Self::Cxone(far) => (
                "cxone",
                format!(
                    "address = \"{}\"\nsign-in = \"access-key\"\n\
                     access-key-id = \"SIMULATOR7ACCESSKEY2FLOW3EXAMPLE4A5B6C7D8E9F0G======\"\n\
                     access-key-secret = {{ env = \"SIMULATOR_SECRET\" }}\nagent = {{ id = 7 }}\n",
                    far.base_address()
                ),
                vec![("SIMULATOR_SECRET".to_owned(), CXONE_SECRET.to_owned())],
            ),
            Self::Finesse(far) => {
                let door = door(far, Some("1001"));
                ("finesse", door.0, door.1)
            }
            Self::Easycim(far) => {
                let door = door(far, None);
                ("easycim", door.0, door.1)
            }
        };
        let profile =
            format!("default = \"desk\"\n{more}\n[profile.desk]\nsystem = \"{system}\"\n{lines}");
        (format!("{profile}\n{SETTINGS}"), secrets)
    }

    /// Somebody calls; the contact.
    fn ring(&self, number: u64) -> String {
        self.ring_through(number, 4022)
    }

    fn ring_through(&self, number: u64, skill: u64) -> String {
        match self {
            Self::Cxone(far) => {
                let contact = json!({ "id": number, "state": "Incoming", "agent": 7, "skill": skill,
                                      "from": "+12025550134" });
                post(far, "contacts", &contact.to_string());
                number.to_string()
            }
            Self::Finesse(far) => far.ring("1001", "+12025550134").expect("there is an agent"),
            Self::Easycim(far) => {
                let id = format!("{number}@toolbar.example");
                let contact = json!({ "id": id, "number": "+12025550134" });
                far.add_contact(serde_json::from_value(contact).expect("a contact"));
                id
            }
        }
    }

    /// What disturbed the agent's desktop.
    fn harm(&self) -> Vec<String> {
        match self {
            Self::Finesse(far) => far.harm(),
            _ => Vec::new(),
        }
    }
}

/// Tells the simulator something, under its own name.
fn post(far: &Simulator, path: &str, body: &str) {
    let address = far.base_address();
    let address = address.trim_start_matches("http://");
    let mut client = Client::of(address);
    let request = format!(
        "POST /simulator/{path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    client.send(request.as_bytes()).expect("it takes it");
    let answer = client.answer().expect("it answers");
    assert!(answer.status < 300, "{answer:?}");
}

fn door(far: &dyn Running, agent: Option<&str>) -> (String, Vec<(String, String)>) {
    let visitor = Visitor {
        agent,
        browser: false,
    };
    let door = far.door(&visitor).expect("there is a door");
    (door.profile, door.secrets)
}

/// A simulator, and flows that are served with it.
pub struct Desk {
    far: Far,
    pub place: Place,
    secrets: Vec<(String, String)>,
    _runtime: Runtime,
}

impl Desk {
    pub fn with(system: &str, more: &str, flows: &[(&str, &str)]) -> Self {
        let runtime = Runtime::new().expect("there are threads");
        let far = runtime.block_on(Far::start(system));
        let (settings, secrets) = far.settings(more);
        Self {
            far,
            place: Place::with(&settings, flows),
            secrets,
            _runtime: runtime,
        }
    }

    fn serve(&self) -> Service {
        self.serve_in(&self.place, &[])
    }

    /// The same flows, served in a place of their own: another machine.
    pub fn serve_in(&self, place: &Place, more: &[&str]) -> Service {
        let mut args = vec!["serve", "--listen", "127.0.0.1:0"];
        args.extend(more);
        Service::of(self.call(place, &args).command())
    }

    /// A call that reaches the system.
    pub fn call(&self, place: &Place, args: &[&str]) -> crate::cli::Call {
        let secrets = self.secrets.iter();
        secrets.fold(place.call(args), |call, (name, secret)| {
            call.env(name, secret)
        })
    }

    /// The simulator of CXone does wrong from now on.
    pub fn fault(&self, fault: &str) {
        let Far::Cxone(far) = &self.far else {
            unreachable!("it is CXone")
        };
        post(far, "faults", fault);
    }

    /// Somebody calls; the contact.
    pub fn ring(&self, number: u64) -> String {
        self.far.ring(number)
    }
}

/// Waits until so many runs are kept: a run is told of a moment before.
fn kept(service: &Service, many: usize) {
    let mut client = service.client();
    loop {
        let runs = client.get("/runs").json();
        let runs = runs["runs"].as_array().expect("a list").len();
        assert!(runs <= many, "{runs} runs");
        if runs == many {
            return;
        }
    }
}

/// The run that a line of the log is about.
fn run_of(line: &str) -> String {
    let mut words = line.split_whitespace().skip_while(|word| *word != "run");
    words.nth(1).expect("a run's name").to_owned()
}

pub fn flow(system: &str) -> String {
    format!("use {system}\n\nwhen contact arrives\n\nlog \"it rings\"\nemit Contact: ContactId\n")
}

/// Once, with its own id, and not again after the service was killed while it still rings.
#[test]
fn each_contact_that_arrives_starts_the_flow_once_on_every_system() {
    for system in ["cxone", "finesse", "easycim"] {
        let desk = Desk::with(system, "", &[("ring.flow", &flow(system))]);
        let mut service = desk.serve();
        service.until(&format!("contact of {system} is heard"));
        let first = desk.far.ring(5001);
        let began = service.until(&format!("began (event {system} contact)"));
        assert!(began.contains("of ring began"), "{began}");
        service.until("of ring succeeded");
        let run = run_of(&began);
        // They are there once its end is kept, which is after it is told.
        let results = loop {
            let answer = service.client().get(&format!("/runs/{run}/results"));
            if !matches!(answer.status, 404 | 409) {
                break answer;
            }
        };
        assert!(results.body.contains(&first), "{system}: {results:?}");
        let second = desk.far.ring(5002);
        assert_ne!(first, second);
        service.until("of ring succeeded");
        kept(&service, 2);
        service.kill();
        let mut service = desk.serve();
        service.until(&format!("contact of {system} is heard"));
        if system != "easycim" {
            // Both still ring: they are heard again, and each is known.
            service.until("began for the same contact before");
            service.until("began for the same contact before");
        }
        desk.far.ring(5003);
        service.until("of ring succeeded");
        kept(&service, 3);
        // A start is counted once it is kept, which is after the run's first line.
        let started = "flow_event_starts_total{flow=\"ring\",result=\"started\"} 1";
        let mut client = service.client();
        while !client.get("/metrics").body.contains(started) {}
        let metrics = client.get("/metrics").body;
        let heard = format!("flow_events_heard{{system=\"{system}\",thing=\"contact\"}} 1");
        assert!(metrics.lines().any(|one| one == heard), "{metrics}");
        service.signal("-TERM");
        assert_eq!(service.stopped().0, Some(0), "{system}");
        assert_eq!(desk.far.harm(), Vec::<String>::new(), "{system}");
    }
}

#[test]
fn every_flow_that_it_fits_starts_and_no_other() {
    let sales = "use cxone\n\nwhen contact arrives with Skill: 4025\n\nlog \"sales {ContactId}\"\n";
    let service_of = "use cxone\n\nwhen contact arrives with Skill: \"4022\", State: Incoming\n\n\
                      log \"service {ContactId}\"\n";
    let flows = [
        ("sales.flow", sales),
        ("service.flow", service_of),
        ("all.flow", &flow("cxone")),
    ];
    let desk = Desk::with("cxone", "", &flows);
    let mut service = desk.serve();
    service.until("contact of cxone is heard");
    desk.far.ring_through(5001, 4025);
    // In the order of the flows' names.
    service.until("of all began");
    service.until("of sales began");
    desk.far.ring_through(5002, 4022);
    service.until("of all began");
    service.until("of service began");
    let metrics = service.client().get("/metrics").body;
    for (flow, count) in [("all", 2), ("sales", 1), ("service", 1)] {
        let line = format!("flow_runs_started_total{{flow=\"{flow}\",by=\"event\"}} {count}");
        assert!(metrics.lines().any(|one| one == line), "{line}\n{metrics}");
    }
    assert!(
        metrics.contains("flow_events_total{system=\"cxone\",thing=\"contact\"} 2"),
        "{metrics}"
    );
}

#[test]
fn what_finds_no_room_waits_and_says_so() {
    let waits = "use cxone\n\nwhen contact arrives\n\nlog \"waits {ContactId}\"\n\
                 await signal Go, at most 1h\n    on TimedOut -> fail\n";
    let desk = Desk::with("cxone", "serve.most-runs = 1", &[("long.flow", waits)]);
    let mut service = desk.serve();
    service.until("contact of cxone is heard");
    desk.far.ring(5001);
    let waits = service.until("waits 5001");
    desk.far.ring(5002);
    let said = service.until("did not start long");
    assert!(
        said.contains("1 run is open, the limit of `most-runs`; it waits"),
        "{said}"
    );
    let run = run_of(&waits);
    let answer = service
        .client()
        .post(&format!("/runs/{run}/signal/Go"), "{\"value\": \"yes\"}");
    assert_eq!(answer.status, 200, "{answer:?}");
    service.until("waits 5002");
}

#[test]
fn what_is_not_heard_is_said_counted_and_no_secret_of_the_ready_page() {
    let desk = Desk::with("cxone", "", &[("ring.flow", &flow("cxone"))]);
    let settings = std::fs::read_to_string(desk.place.0.path().join("flow.toml")).unwrap();
    // Nobody listens there.
    let closed = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", closed.local_addr().unwrap());
    drop(closed);
    let Far::Cxone(far) = &desk.far else {
        unreachable!("it is CXone")
    };
    desk.place.write(
        "flow.toml",
        &settings.replace(&far.base_address(), &address),
    );
    let mut service = desk.serve();
    let said = service.until("contact of cxone is not heard");
    assert!(said.contains("it is tried again"), "{said}");
    let mut client = service.client();
    let ready = client.get("/ready");
    assert_eq!(ready.status, 200);
    let unheard = ready.json()["not_heard"][0].to_string();
    assert!(unheard.contains("contact of cxone: "), "{unheard}");
    let metrics = client.get("/metrics").body;
    let line = "flow_events_heard{system=\"cxone\",thing=\"contact\"} 0";
    assert!(metrics.lines().any(|one| one == line), "{metrics}");
    // The settings are corrected while it runs.
    desk.place.write("flow.toml", &settings);
    service.signal("-HUP");
    service.until("contact of cxone is heard");
    let ready = client.get("/ready").json();
    assert_eq!(ready, json!({ "status": "ready" }));
}

#[test]
fn a_time_without_the_service_is_named_and_a_reload_listens_and_stops() {
    let desk = Desk::with("cxone", "", &[("tick.flow", "log \"nothing\"\n")]);
    let mut service = desk.serve();
    desk.place.write("ring.flow", &flow("cxone"));
    service.signal("-HUP");
    service.until("contact of cxone is heard");
    desk.far.ring(5001);
    service.until("of ring succeeded");
    service.signal("-TERM");
    assert_eq!(service.stopped().0, Some(0));
    let journal = desk.place.0.path().join("journal/journal.sqlite");
    let file = rusqlite::Connection::open(journal).unwrap();
    let ago = jiff::Timestamp::now() - jiff::SignedDuration::from_mins(120);
    file.execute("UPDATE schedule SET until = ?1", [ago.to_string()])
        .unwrap();
    drop(file);
    let mut service = desk.serve();
    let said = service.until("contact of cxone was not heard for");
    assert!(said.contains("2h"), "{said}");
    std::fs::remove_file(desk.place.0.path().join("ring.flow")).unwrap();
    service.signal("-HUP");
    service.until("read the flows and settings again");
    let mut client = service.client();
    while client.get("/metrics").body.contains("flow_events_heard{") {}
}

#[test]
fn a_system_that_is_lost_while_it_is_heard_is_said() {
    let Desk {
        far,
        place,
        secrets,
        _runtime: runtime,
    } = Desk::with("cxone", "", &[("ring.flow", &flow("cxone"))]);
    let mut call = place.call(&["serve", "--listen", "127.0.0.1:0"]);
    for (name, secret) in &secrets {
        call = call.env(name, secret);
    }
    let mut service = Service::of(call.command());
    service.until("contact of cxone is heard");
    if let Far::Cxone(far) = far {
        runtime.block_on(far.stop());
    }
    service.until("contact of cxone is not heard");
    let metrics = service.client().get("/metrics").body;
    let line = "flow_events_heard{system=\"cxone\",thing=\"contact\"} 0";
    assert!(metrics.lines().any(|one| one == line), "{metrics}");
}

#[test]
fn a_flow_that_needs_more_than_what_arrives_is_not_served() {
    let flow = "use cxone\n\nwhen contact arrives\n\ninput Tag: text\n\nlog \"{Tag} {ContactId} {Skill}\"\n";
    let place = Place::with(SETTINGS, &[("tag.flow", flow)]);
    let done = place.call(&["serve", "--listen", "127.0.0.1:0"]).run();
    assert_eq!(done.code, 3, "{}", done.err);
    let said = "tag has a `when` line, but nothing sets Tag";
    assert!(done.err.contains(said), "{}", done.err);
}
