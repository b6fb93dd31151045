//! `flow.toml`: what is read, and what is said of everything that is wrong.

use super::Call;
use super::call::golden;
use contactflow::catalogue::Catalogue;
use contactflow::config::{Config, Given, Problem, Profile, Target};
use contactflow::report::Redactor;
use contactflow::settings::Secrets;
use std::path::Path;

const GOOD: &str = r#"
default = "production"

[profile.production]
system = "cxone"
area = "na1"
sign-in = "access-key"
access-key-id = "KEY-ID"
access-key-secret = { env = "FLOW_TEST_NO_SUCH_SECRET" }
agent = { id = 7, phone = "+12025550123" }
zone = "Europe/Rome"
timeouts = { connect = "5s", request = "1m" }

[profile.production.inputs]
AgentId = 7
Skills = [4021, "4022"]

[profile.lab]
simulator = true
world = "lab.toml"
"#;

fn parse(text: &str) -> Result<Config, Problem> {
    Config::parse("flow.toml", text, Path::new("/flows"))
}

/// The inputs that stand in the file.
fn given(profile: &Profile) -> Vec<(String, serde_json::Value)> {
    let here = |(name, value): &(String, Given)| match value {
        Given::Here(value) => Some((name.clone(), value.clone())),
        Given::From(_) => None,
    };
    profile.common.inputs.iter().filter_map(here).collect()
}

fn shown(problem: &Problem) -> String {
    let redactor = Redactor::new();
    problem.people(&crate::report::people(&redactor))
}

/// A CI service sets a variable without a value to the empty text.
#[test]
fn an_empty_journal_variable_is_as_not_set() {
    let done = Call::new(&["runs"])
        .env("FLOW_JOURNAL", "")
        .env("HOME", "/nowhere")
        .run();
    assert!(!done.err.contains("a value is required"), "{}", done.err);
    let number = Call::new(&["schedule", "next", "99999999999999999999"]).run();
    assert!(
        number.err.contains("from 1 to 1000") && !number.err.contains("target type"),
        "{}",
        number.err
    );
}

#[test]
fn a_profile_is_read_whole() {
    let config = parse(GOOD).expect("it is right");
    let profile = config.profile(None).expect("it is there");
    assert_eq!(profile.name(), "production");
    let Target::Real(connector) = &profile.target else {
        panic!("it is a real system");
    };
    assert_eq!(connector.address(), "na1");
    let agent = profile.common.agent.as_ref();
    assert_eq!(agent.map(|agent| agent.id.as_str()), Some("7"));
    assert_eq!(profile.common.inputs.len(), 2);
    let lab = config.profile(Some("lab")).expect("it is there");
    assert!(matches!(&lab.target, Target::Simulator(simulator)
        if simulator.world.as_deref() == Some(Path::new("/flows/lab.toml"))));
    assert_eq!(given(&lab), [("AgentId".to_owned(), 7.into())]);
    assert_eq!(config.names(), ["lab", "production", "simulator"]);
}

#[test]
fn the_simulator_is_always_there() {
    let config = Config::default();
    assert_eq!(
        config.profile(None).expect("it is there").name(),
        "simulator"
    );
    let own = parse("[profile.simulator]\ninputs = { AgentId = 8 }\n").expect("it is right");
    let profile = own.profile(None).expect("it is there");
    assert_eq!(given(&profile), [("AgentId".to_owned(), 8.into())]);
    assert!(matches!(profile.target, Target::Simulator(_)));
}

#[test]
fn everything_that_is_wrong_points_at_its_line() {
    let wrong = [
        ("no-toml", "[profile.a\n"),
        (
            "key",
            "[profile.a]\narea = \"na1\"\nsing-in = \"access-key\"\n",
        ),
        ("top-key", "profiles = 1\n"),
        ("no-address", "[profile.a]\nsign-in = \"token\"\n"),
        (
            "both-addresses",
            "[profile.a]\narea = \"na1\"\naddress = \"https://a.example\"\n",
        ),
        (
            "plain-address",
            "[profile.a]\naddress = \"http://cxone.example\"\n",
        ),
        ("no-sign-in", "[profile.a]\narea = \"na1\"\n"),
        (
            "sign-in",
            "[profile.a]\narea = \"na1\"\nsign-in = \"acces-key\"\n",
        ),
        (
            "no-secret",
            "[profile.a]\narea = \"na1\"\nsign-in = \"access-key\"\naccess-key-id = \"K\"\n",
        ),
        (
            "literal",
            "[profile.a]\narea = \"na1\"\nsign-in = \"token\"\ntoken = \"s3cr3t-t0ken-value\"\n",
        ),
        (
            "literal-table",
            "[profile.a]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { value = \"s3cr3t\" }\n",
        ),
        (
            "keyring",
            "[profile.a]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { keyring = \"cxone\" }\n",
        ),
        ("unused", "[profile.a]\nsimulator = true\narea = \"na1\"\n"),
        (
            "other-sign-in",
            "[profile.a]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { env = \"T\" }\nuser = \"U\"\n",
        ),
        (
            "duration",
            "[profile.a]\nsimulator = true\ntimeouts = { connect = 5 }\n",
        ),
        ("zone", "[profile.a]\nsimulator = true\nzone = \"Rome\"\n"),
        (
            "agent",
            "[profile.a]\nsimulator = true\nagent = { station = 3 }\n",
        ),
    ];
    let mut all = String::new();
    for (name, text) in wrong {
        let problem = parse(text)
            .err()
            .unwrap_or_else(|| panic!("{name} is accepted"));
        let text = shown(&problem);
        assert!(!text.contains("s3cr3t"), "{name} shows the secret: {text}");
        all.push_str(&format!("=== {name}\n{text}\n"));
    }
    golden!("settings-wrong", all);
}

#[test]
fn a_profile_that_is_not_there_is_said_with_what_is_near() {
    let config = parse(GOOD).expect("it is right");
    let mut all = String::new();
    for name in ["prodution", "elsewhere"] {
        all.push_str(&shown(
            &config.profile(Some(name)).expect_err("it is not there"),
        ));
    }
    all.push_str(&shown(
        &Config::default()
            .profile(Some("x"))
            .expect_err("it is not there"),
    ));
    let config = parse("default = \"gone\"\n").expect("it is right");
    all.push_str(&shown(&config.profile(None).expect_err("it is not there")));
    golden!("settings-unknown-profile", all);
}

#[test]
fn a_secret_that_is_not_there_says_where_it_should_be() {
    let place = |place: &str| {
        let text = format!("[profile.a]\narea = \"na1\"\nsign-in = \"token\"\ntoken = {place}\n");
        let config = parse(&text).expect("it is right");
        let profile = config.profile(Some("a")).expect("it is there");
        let Target::Real(connector) = &profile.target else {
            panic!("it is a real system");
        };
        let entry = Catalogue::builtin().system("cxone").expect("it is there");
        let connected = connector.connect(entry.clone(), &Secrets::new(&|_, _| {}));
        connected.map(drop)
    };
    let mut all = String::new();
    for from in [
        "{ env = \"FLOW_TEST_NO_SUCH_SECRET\" }",
        "{ command = [\"flow-test-no-such-program\", \"show\"] }",
        "{ command = [\"false\"] }",
        "{ command = [\"true\"] }",
    ] {
        all.push_str(&shown(&place(from).expect_err("there is no secret")));
    }
    golden!("settings-no-secret", all);
    place("{ command = [\"echo\", \"s3cr3t\"] }").expect("it is printed");
}

#[test]
fn each_system_in_use_has_one_profile_and_no_real_one_by_chance() {
    let chosen = |config: &Config, named: &[&str], used: &[&str]| {
        let profiles = config
            .choose(named, used)
            .map_err(|problem| shown(&problem));
        profiles.map(|all| {
            let both = |one: &Profile| format!("{} {}", one.name(), one.system());
            all.iter().map(both).collect::<Vec<_>>()
        })
    };
    let none = Config::default();
    assert_eq!(chosen(&none, &[], &[]), Ok(vec!["simulator cxone".into()]));
    let good = parse(GOOD).expect("it is right");
    assert_eq!(
        chosen(&good, &["lab"], &["cxone"]),
        Ok(vec!["lab cxone".into()])
    );
    assert_eq!(
        chosen(&good, &[], &["cxone"]),
        Ok(vec!["production cxone".into()])
    );
    let both = chosen(&good, &["lab", "production"], &[]).expect_err("both are for cxone");
    golden!("settings-two-profiles", both);
    let desk = r#"
[profile.desk]
system = "cxone"
simulator = true
"#;
    let desk = parse(desk).expect("it is right");
    assert_eq!(
        chosen(&desk, &["desk"], &["cxone", "finesse"]),
        Ok(vec!["desk cxone".into(), "simulator finesse".into()])
    );
    let other = chosen(&good, &[], &["finesse", "cxone"]).expect_err("nobody is named for it");
    golden!("settings-no-profile-for-system", other);
}

/// easyCIM calls a disposition an outcome, and so did settings.
#[test]
fn a_list_keeps_its_former_name() {
    for name in ["dispositions", "outcomes"] {
        let text = format!(
            "[profile.a]\nsystem = \"easycim\"\nsimulator = true\nlists = {{ {name} = [\"SOLD\"] }}\n"
        );
        let config = parse(&text).expect("it is read");
        let profile = &config.choose(&["a"], &[]).expect("there is one")[0];
        let lists = format!("{:?}", profile.for_check().lists);
        assert!(
            lists.contains("dispositions") && lists.contains("SOLD"),
            "{lists}"
        );
    }
}
