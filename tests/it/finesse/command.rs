//! The command, as its users run it.

use crate::cli::call::Call;
use contactflow::sim::finesse::{Options, Simulator};
use std::path::Path;

const HOLD: &str = r#"
use finesse

hold contact "16804378"
    on InvalidState -> retry 5 times every 100ms
    on any other -> fail
wait until contact "16804378" is Held, at most 10s
    on any other -> fail
resume contact "16804378"
    on any other -> fail
"#;

#[test]
fn a_script_for_finesse_just_runs() {
    let done = Call::new(&["run", "hold.flow"])
        .file("hold.flow", HOLD)
        .run();
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

#[test]
fn only_the_first_line_says_which_system_it_is() {
    for (system, contact) in [("finesse", "16804378"), ("cxone", "1002")] {
        let script = format!(
            "use {system}\n\nhold contact <ContactId>\n    on InvalidState -> retry\n    \
             on any other -> fail\n"
        );
        let input = format!("ContactId={contact}");
        let done = Call::new(&["run", "hold.flow", "-i", &input])
            .file("hold.flow", script)
            .run();
        assert_eq!(done.code, 0, "{system}: {}{}", done.out, done.err);
    }
}

#[test]
fn a_profile_that_leads_nowhere_says_so_and_keeps_its_password() {
    let settings = "default = \"desk\"\n[profile.desk]\nsystem = \"finesse\"\n\
                    address = \"https://no-such-host.invalid:8445\"\nuser = 1001\n\
                    password = { env = \"DESK_PASSWORD\" }\n";
    let done = Call::new(&["run", "hold.flow"])
        .file("hold.flow", HOLD)
        .file("flow.toml", settings)
        .env("DESK_PASSWORD", "a word nobody may read")
        .run();
    let said = format!("{}{}", done.out, done.err);
    assert_ne!(done.code, 0, "{said}");
    assert!(said.contains("no-such-host.invalid"), "{said}");
    assert!(!said.contains("nobody may read"), "{said}");
}

/// The simulator is of the profile's platform, as far as no world says otherwise.
#[test]
fn a_profiles_platform_is_the_simulators() {
    let profile = "default = \"lab\"\n[profile.lab]\nsystem = \"finesse\"\nsimulator = true\n\
                   platform = \"CCX\"\n";
    let script = "use finesse\n\nfind active contacts giving Contacts\nfind system information giving System\n\
                  log \"{System.Platform}\"\n";
    let run = |settings: &str| {
        Call::new(&["run", "look.flow"])
            .file("look.flow", script)
            .file("world.toml", "platform = \"CCE\"\n[[users]]\nid = \"1001\"\npassword = \"x\"\nteam = 1\n[[teams]]\nid = 1\nname = \"One\"\n")
            .file("flow.toml", settings)
            .run()
    };
    let done = run(profile);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
    assert!(done.out.contains("CCX"), "{}{}", done.out, done.err);

    let other = run(&format!("{profile}world = \"world.toml\"\n"));
    assert_eq!(other.code, 3, "{}{}", other.out, other.err);
    let said = other.err.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        said.contains("the profile has `platform = \"CCX\"`"),
        "{said}"
    );
    assert!(said.contains("nothing was run"), "{said}");
}

/// Five wrong passwords lock the user, at the agent's own desktop too: a job that comes again and
/// again with an old one must not add up to that.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_tried_once_over_any_number_of_runs() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let state = tempfile::tempdir().unwrap();
    let run = |password: &str| {
        let done = attempt(&simulator, state.path(), password).run();
        (done.code, format!("{}{}", done.out, done.err))
    };
    for number in 0..6 {
        let (code, said) = run("an old one");
        assert_ne!(code, 0, "{said}");
        let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words.contains("in an earlier run"), number > 0, "{words}");
    }
    assert_eq!(simulator.wrong_passwords("1001"), 1);
    let (code, said) = run("ada-knows-1001");
    assert_eq!(code, 0, "a corrected password is used at once: {said}");
}

fn attempt(simulator: &Simulator, state: &Path, password: &str) -> Call {
    let settings = format!(
        "default = \"desk\"\n[profile.desk]\nsystem = \"finesse\"\naddress = \"{}\"\n\
         xmpp-port = {}\nroot-certificate = \"root.pem\"\nuser = \"1001\"\n\
         password = {{ env = \"DESK_PASSWORD\" }}\n",
        simulator.rest_address(),
        simulator.xmpp_address().port()
    );
    Call::new(&["run", "look.flow"])
        .file(
            "look.flow",
            "use finesse\n\nfind active contacts giving Contacts\n    on any other -> fail\n",
        )
        .file("root.pem", simulator.root_certificate_pem())
        .file("flow.toml", settings)
        .env("DESK_PASSWORD", password)
        .env("XDG_STATE_HOME", state.to_str().unwrap())
}

/// A call of `flow doctor` for a profile.
fn doctor(simulator: &Simulator, args: &[&str], more: &str, password: &str) -> Call {
    let settings = format!(
        "[profile.desk]\nsystem = \"finesse\"\naddress = \"{}\"\nxmpp-port = {}\n\
         root-certificate = \"root.pem\"\nuser = \"1001\"\n\
         password = {{ env = \"DESK_PASSWORD\" }}\n{more}",
        simulator.rest_address(),
        simulator.xmpp_address().port()
    );
    Call::new(&[&["doctor", "desk"], args].concat())
        .file("root.pem", simulator.root_certificate_pem())
        .file("flow.toml", settings)
        .env("DESK_PASSWORD", password)
}

/// What `flow doctor` says of a profile, without what differs from run to run.
fn examined(simulator: &Simulator, more: &str, password: &str) -> String {
    let done = doctor(simulator, &[], more, password).run();
    let (web, xmpp) = (simulator.rest_address(), simulator.xmpp_address());
    let text = done
        .text()
        .replace(web.trim_start_matches("https://"), "NODE");
    let text = text.replace(&xmpp.to_string(), "STREAM");
    let lines = text
        .lines()
        .map(|line| match line.split_once(" are read in ") {
            Some((before, _)) => format!("{before} are read in a moment"),
            None => line.to_owned(),
        });
    lines.collect::<Vec<_>>().join("\n")
}

/// A port where TLS answers is not yet one where a WebSocket opens.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_tries_the_websocket_itself() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let rest = simulator.rest_address();
    let rest = rest.rsplit(':').next().unwrap_or_default();
    let stream = simulator.xmpp_address().port().to_string();
    let more = "beside = \"alone\"\nstream = \"websocket\"\n";
    let call = doctor(&simulator, &[], more, "ada-knows-1001");
    let toml = std::fs::read_to_string(call.path("flow.toml")).unwrap();
    let usual = format!("xmpp-port = {stream}");
    let toml = toml.replace(&usual, &format!("xmpp-port = {rest}"));
    let done = call.file("flow.toml", toml).run();
    let said = done.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("good event stream"), "{}", done.everything());
    assert!(said.contains("opens a WebSocket"), "{}", done.everything());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_walks_the_way_to_finesse_and_opens_no_stream() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let all = [
        ("desktop", "platform = \"CCE\"\n", "ada-knows-1001"),
        (
            "alone",
            "beside = \"alone\"\nextension = 2002\n",
            "ada-knows-1001",
        ),
        (
            "shared",
            "platform = \"CCE\"\nevents = \"shared\"\n",
            "ada-knows-1001",
        ),
        ("wrong-password", "platform = \"CCX\"\n", "an old one"),
    ];
    for (name, more, password) in all {
        let said = examined(&simulator, more, password);
        insta::with_settings!({
            snapshot_path => "../../finesse",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!(format!("doctor-{name}"), said);
        });
    }
    let visits = simulator.visits();
    assert!(
        !visits.iter().any(|visit| visit.contains("stream of")),
        "{visits:?}"
    );
}

/// What a person answers behind a pipe is kept, and told by every look after that; another mode of
/// the same deployment has no pilot.
#[tokio::test(flavor = "multi_thread")]
async fn a_pilot_is_walked_through_a_pipe_and_remembered() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let state = tempfile::tempdir().unwrap();
    let state = state.path().to_str().unwrap();
    let call = |args: &[&str], more: &str| {
        doctor(&simulator, args, more, "ada-knows-1001").env("XDG_STATE_HOME", state)
    };
    let before = call(&[], "").run();
    assert!(before.out.contains("warning  pilot"), "{}", before.text());
    // The version, then a line that begins each step, and its answer.
    let answers = "12.6(2)\n\nyes\n\nyes\n\nyes\n\nyes no pop-up\nskip\nskip\n\nyes\n";
    let args = ["--pilot", "--contact", "16804377"];
    let walked = call(&args, "").stdin(answers).run();
    assert_eq!(walked.code, 0, "{}", walked.text());
    for word in [
        "step 10 of 10",
        "`hold contact 16804377` ended in Success",
        "`resume contact 16804377` ended in InvalidState",
        "not needed: the profile does not have",
        "the pilot passed",
        "saved in ",
    ] {
        assert!(walked.out.contains(word), "{word}: {}", walked.text());
    }
    let held = simulator.log();
    let held: Vec<_> = held.iter().map(|entry| entry.operation).collect();
    assert_eq!(held, ["HOLD", "RETRIEVE"]);
    let after = call(&[], "").run();
    let unwrapped = after.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        unwrapped
            .contains("system version 12.6(2), but these steps were skipped or cut short: 1, 2"),
        "{}",
        after.text()
    );
    let shared = call(&[], "events = \"shared\"\n").run();
    let unwrapped = shared.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        unwrapped.contains("no pilot is recorded for"),
        "{}",
        shared.text()
    );
    // Harm is kept too, and then the profile is not one that flows can use.
    let harmed = call(&["--pilot"], "")
        .stdin("12.6(2)\n\nno it went dark\n")
        .run();
    assert_eq!(harmed.code, 1, "{}", harmed.text());
    let after = call(&[], "").run();
    assert_eq!(after.code, 3, "{}", after.text());
    assert!(after.out.contains("it went dark"), "{}", after.text());
    let nobody = call(&["--pilot"], "").stdin("").run();
    assert_eq!(nobody.code, 3, "{}", nobody.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_measures_how_soon_a_hold_is_seen() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let call = |contact| doctor(&simulator, &["--contact", contact], "", "ada-knows-1001").run();
    let done = call("16804377");
    assert_eq!(done.code, 0, "{}", done.text());
    assert!(done.out.contains("good     read-back"), "{}", done.text());
    assert!(done.out.contains("ms, read back"), "{}", done.text());
    // One that is over is neither held nor called held.
    let done = call("16804379");
    assert_eq!(done.code, 3, "{}", done.text());
    assert!(done.out.contains("failed   read-back"), "{}", done.text());
    assert_eq!(simulator.log().len(), 2);
}
