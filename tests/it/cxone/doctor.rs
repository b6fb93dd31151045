//! `flow doctor` for a tenant of CXone, over real sockets: what each step says, and that nothing is
//! joined, started or changed.

use crate::cli::call::{Call, Done};
use contactflow::sim::cxone::{AgentState, EventQueue, Right, WorldFile};
use contactflow::sim::{Options, Simulator, WorldSource};

async fn tenant(change: impl FnOnce(&mut WorldFile)) -> Simulator {
    let mut world = WorldFile {
        desktop: true,
        ..WorldFile::small()
    };
    change(&mut world);
    let options = Options::default().world(WorldSource::File(Box::new(world)));
    Simulator::start(options).await.unwrap()
}

/// `flow doctor lab`; the last argument `wrong` is a wrong secret.
fn doctor(simulator: &Simulator, args: &[&str], more: &str) -> Done {
    answered(simulator, args, more, "")
}

/// The same with a person behind a pipe.
fn answered(simulator: &Simulator, args: &[&str], more: &str, answers: &str) -> Done {
    let key = &simulator.access_keys()[0];
    let settings = format!(
        "[profile.lab]\naddress = \"{}\"\nsign-in = \"access-key\"\naccess-key-id = \"{}\"\n\
         access-key-secret = {{ env = \"LAB_SECRET\" }}\n{more}",
        simulator.base_address(),
        key.id,
    );
    let (args, secret) = match args {
        [args @ .., "wrong"] => (args, "an-old-secret"),
        args => (args, &*key.secret),
    };
    Call::new(&[&["doctor", "lab"], args].concat())
        .file("flow.toml", settings)
        .env("LAB_SECRET", secret)
        .stdin(answers)
        .run()
}

/// The same every time: without ports, and without how long something took.
fn steady(simulator: &Simulator, done: &Done) -> String {
    let place = simulator.address().to_string();
    let text = done.text().replace(&place, "TENANT");
    let lines = text
        .lines()
        .map(|line| match line.split_once(" be read, in ") {
            Some((before, _)) => format!("{before} be read, in a moment"),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

const AGENT: &str = "agent = { id = 7 }\n";
const SHARED: &str = "agent = { id = 7 }\nevents = \"shared\"\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_walks_the_way_to_a_tenant_and_touches_no_session() {
    let throttled = |world: &mut WorldFile| world.event_queue = EventQueue::Throttled;
    let out = |world: &mut WorldFile| {
        for agent in &mut world.agents {
            agent.session = false;
            agent.state = AgentState::LoggedOut;
        }
        world.contacts.retain(|contact| contact.agent.is_none());
    };
    let blind = |world: &mut WorldFile| {
        for agent in &mut world.agents {
            agent.rights.retain(|right| *right != Right::Read);
        }
    };
    type Change<'a> = &'a dyn Fn(&mut WorldFile);
    let all: [(&str, Change<'_>, &[&str], &str); 6] = [
        ("desktop", &|_| {}, &[], AGENT),
        ("shared", &|_| {}, &[], SHARED),
        ("ui-queue", &throttled, &[], SHARED),
        ("signed-out", &out, &[], AGENT),
        ("may-not-read", &blind, &[], AGENT),
        ("wrong-secret", &|_| {}, &["wrong"], AGENT),
    ];
    for (name, change, args, more) in all {
        let simulator = tenant(change).await;
        let done = doctor(&simulator, args, more);
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("doctor-{name}"), steady(&simulator, &done));
        });
        assert!(simulator.harm().is_none(), "{name}: {:?}", simulator.harm());
        let requests = simulator.requests();
        assert!(
            requests.iter().all(|asked| asked.starts_with("GET ")),
            "{name}: {requests:?}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_measures_how_soon_a_hold_is_seen() {
    let simulator = tenant(|_| {}).await;
    let done = doctor(&simulator, &["--contact", "1001"], AGENT);
    assert_eq!(done.code, 0, "{}", done.text());
    assert!(done.out.contains("good     read-back"), "{}", done.text());
    assert!(done.out.contains("ms, read back"), "{}", done.text());
    assert!(simulator.harm().is_none(), "{:?}", simulator.harm());
    let done = doctor(&simulator, &["--contact", "99"], AGENT);
    assert_eq!(done.code, 3, "{}", done.text());
    assert!(done.out.contains("InvalidContactId"), "{}", done.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pilot_of_a_tenant_harms_no_desktop() {
    let simulator = tenant(|_| {}).await;
    let answers = "26.2\n\nyes\n\nyes\n\nyes\n\nyes\n\nyes\nskip\nskip\n\nyes\n\nyes\n";
    let args = ["--pilot", "--contact", "1001"];
    let call = answered(&simulator, &args, AGENT, answers);
    assert_eq!(call.code, 0, "{}", call.text());
    assert!(call.out.contains("the pilot passed"), "{}", call.text());
    assert!(simulator.harm().is_none(), "{:?}", simulator.harm());
    let risky = ["get-next-event", "keep-alive", "DELETE"];
    for request in simulator.requests() {
        assert!(
            !risky.iter().any(|risky| request.contains(risky)),
            "{request}"
        );
    }
}
