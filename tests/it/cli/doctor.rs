//! `flow doctor`: its report, and what its exit code says.

use super::Call;
use super::call::golden;

/// The ports of simulators are others each time, and so is how long things take.
fn steady(text: &str) -> String {
    let mut steady = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("127.0.0.1:") {
        let (before, after) = rest.split_at(at + "127.0.0.1:".len());
        steady.push_str(before);
        steady.push('…');
        rest = after.trim_start_matches(|letter: char| letter.is_ascii_digit());
    }
    steady.push_str(rest);
    steady
}

const PROFILES: &str = "\
[profile.good]\nsimulator = true\n\
[profile.desk]\nsystem = \"finesse\"\nsimulator = true\n\
[profile.toolbar]\nsystem = \"easycim\"\nsimulator = true\n\
[profile.bad]\narea = \"na1\"\nsign-in = \"token\"\ntoken = { env = \"NO_SUCH_TOKEN\" }\n\
[profile.gone]\nsimulator = true\nworld = \"gone.toml\"\n";

fn doctor(args: &[&str]) -> super::call::Done {
    Call::new(&[&["doctor"], args].concat())
        .file("flow.toml", PROFILES)
        .run()
}

#[test]
fn every_simulator_is_reached_as_its_profile_says() {
    for name in ["good", "desk", "toolbar"] {
        let done = doctor(&[name]);
        assert_eq!(done.code, 0, "{}", done.everything());
        assert!(done.out.contains("good     settings"), "{}", done.out);
        assert!(
            done.out.contains("flows can use this profile"),
            "{}",
            done.out
        );
    }
}

#[test]
fn a_profile_that_cannot_be_used_says_which_step_and_what_to_do() {
    let done = doctor(&["bad"]);
    golden!("doctor-bad", done.text());
    let done = doctor(&["gone", "good"]);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(done.out.contains("failed   settings"), "{}", done.out);
    let done = doctor(&["nobody"]);
    assert_eq!(done.code, 3, "{}", done.everything());
    assert!(
        done.err.contains("unknown profile `nobody`"),
        "{}",
        done.err
    );
}

#[test]
fn programs_get_one_document() {
    let done = doctor(&["bad", "--json"]);
    let json: serde_json::Value = serde_json::from_str(&done.out).expect("it is JSON");
    assert_eq!((done.code, &json["exit"]), (3, &3.into()));
    let step = &json["profiles"][0]["steps"][0];
    assert_eq!(step["verdict"], "failed");
    assert_eq!(step["name"], "settings");
    assert!(
        step["help"]
            .as_str()
            .is_some_and(|help| help.contains("export"))
    );
    let good = doctor(&["good", "--json"]);
    assert_eq!(good.code, 0, "{}", steady(&good.everything()));
}
