//! What a run has opened and is open when it is over; and a run that waits for what nobody can send.

use super::Call;
use super::kept::User;
use serde_json::Value;

/// Masks a recording, and fails behind that.
const MASKS: &str = "use cxone\n\nset security user 7\njoin agent session\nmask recording of contact 1001\n    on any other -> \
                     fail \"not masked\"\nif count([1]) = 1 { fail \"stopped in the middle\" }\nunmask recording of contact \
                     1001\n    on any other -> fail\n";

fn document(flow: &str, args: &[&str]) -> Value {
    let args = [&["run", "it.flow", "--output", "json"], args].concat();
    let done = Call::new(&args).file("it.flow", flow).run();
    let document: Value = serde_json::from_str(&done.out)
        .unwrap_or_else(|why| panic!("{why}: {}", done.everything()));
    document["runs"][0].clone()
}

#[test]
fn a_run_that_fails_names_what_it_leaves_open() {
    let done = Call::new(&["run", "it.flow"]).file("it.flow", MASKS).run();
    assert_eq!(done.code, 1, "{}", done.everything());
    for said in [
        "the recording of contact 1001 is still masked",
        "opened here",
        "the rest of the call is not recorded",
        "unmask the recording by hand",
    ] {
        assert!(done.err.contains(said), "{said}: {}", done.everything());
    }
    let run = document(MASKS, &[]);
    let left = &run["left_open"];
    assert_eq!(
        left[0]["message"],
        "the recording of contact 1001 is still masked"
    );
    assert_eq!(left[0]["certain"], true);
    assert_eq!(left[0]["location"]["line"], 5);
    assert_eq!(left.as_array().map(Vec::len), Some(1));
}

/// The end of the call to the colleague does not take the caller back.
#[test]
fn the_caller_of_a_consult_is_named_until_resumed() {
    let consults = |end: &str| {
        format!(
            "use finesse\n\nconsult phone \"2002\" with ParentContactId: \"16804377\" giving HelpId\n    \
             on any other -> fail\nend contact HelpId\n    on any other -> fail\n{end}"
        )
    };
    let resumes = "resume contact \"16804377\"\n    on any other -> fail\n";
    let left = &document(&consults("fail \"no\"\n"), &[])["left_open"];
    assert_eq!(left[0]["message"], "contact 16804377 is still on hold");
    assert_eq!(left.as_array().map(Vec::len), Some(1));
    let none = Value::Array(Vec::new());
    assert_eq!(document(&consults(resumes), &[])["left_open"], none);
    // What was refused has put nobody on hold.
    let refused = "use finesse\n\nconsult phone \"2002\" with ParentContactId: \"1\"\n    on any other -> fail\n\
                   resume contact \"1\"\n    on any other -> fail\n";
    assert_eq!(document(refused, &[])["left_open"], none);
}

#[test]
fn what_is_closed_is_not_left_and_what_has_gone_is_not() {
    let always = MASKS.replace(
        "if count",
        "unmask recording of contact 1001\n    on any other -> fail\nif count",
    );
    assert_eq!(
        document(&always, &[])["left_open"],
        Value::Array(Vec::new())
    );
    // The caller has hung up: there is nothing on hold any more.
    let gone = "use cxone\n\nset security user 7\njoin agent session\nhold contact 1001\n    on any other -> fail\nend \
                contact 1001\n    on any other -> fail\nresume contact 1001\n    on any other -> fail \"gone\"\n";
    assert_eq!(document(gone, &[])["left_open"], Value::Array(Vec::new()));
}

/// "Its state does not allow it" may be over in a moment: of a caller who was put on hold it does not say that the
/// caller hears no music any more.
#[test]
fn a_caller_who_could_not_be_resumed_may_still_be_on_hold() {
    let head = "use cxone\n\nset security user 7\njoin agent session\nhold contact 1001\n    on any other -> fail\n";
    let left = |handler: &str| {
        let user = User::new();
        user.write("it.flow", &format!("{head}resume contact 1001\n    on InvalidState -> {handler}\n    on any other -> fail\n"));
        let refuse = r#"{ "on": "POST */resume*", "do": "refuse", "status": 409, "text": "no", "times": 1 }"#;
        user.post("faults", refuse);
        let done = user.done(&["run", "it.flow", "--output", "json"]);
        let document: Value = serde_json::from_str(&done.out)
            .unwrap_or_else(|why| panic!("{why}: {}", done.everything()));
        document["runs"][0]["left_open"].clone()
    };
    let ignored = left("ignore");
    assert_eq!(ignored[0]["message"], "contact 1001 may still be on hold");
    assert_eq!(ignored[0]["certain"], false);
    // A second attempt that succeeds has resumed the caller.
    assert_eq!(left("retry 2 times every 1ms"), Value::Array(Vec::new()));
}

/// A refusal closes nothing: the script is open until somebody saves it.
#[test]
fn what_could_not_be_closed_is_named() {
    let saves = "use easycim\n\nopen script for \"68-60f69967@toolbar.example\" with Ecid: \"E-1001\"\n    on any other -> fail\nsave \
                 script for \"68-60f69967@toolbar.example\" with OutcomeResult: \"FOO\", OfflineEnd: true\n    on any other -> \
                 fail\n";
    let run = document(saves, &[]);
    assert_eq!(run["failure"]["outcome"], "Refused", "{run:#}");
    let left = &run["left_open"];
    assert_eq!(left.as_array().map(Vec::len), Some(1), "{run:#}");
    assert_eq!(left[0]["certain"], true, "{run:#}");
}

/// To hold alone may be all that a flow is for; to mask a recording never is.
#[test]
fn a_flow_that_only_holds_has_left_nothing_open() {
    let holds = "use cxone\n\nset security user 7\njoin agent session\nhold contact 1001\n    on any other -> fail\n";
    assert_eq!(document(holds, &[])["left_open"], Value::Array(Vec::new()));
    let masks = holds.replace("hold contact", "mask recording of contact");
    let left = &document(&masks, &[])["left_open"];
    assert_eq!(
        left[0]["message"],
        "the recording of contact 1001 is still masked"
    );
}

/// Without a journal and a terminal it would wait in vain, with whatever it has begun by then.
#[test]
fn a_run_whose_signal_nobody_can_send_does_not_begin() {
    let plain = "log \"begun\"\nawait signal Leave, at most 10m\n    on TimedOut -> ignore\n";
    let in_a_step = "log \"begun\"\nif count([1]) > 2 { run Ask() }\nstep Ask() {\n    await signal Leave \"leave?\", at most \
                     10m\n        on any other -> ignore\n}\n";
    for flow in [plain, in_a_step] {
        let done = Call::new(&["run", "it.flow"]).file("it.flow", flow).run();
        assert_eq!(done.code, 3, "{}", done.everything());
        assert!(!done.out.contains("begun"), "{}", done.everything());
        for said in [
            "signal `Leave` cannot be sent",
            "--journal",
            "flow signal <run> Leave",
        ] {
            assert!(done.err.contains(said), "{said}: {}", done.everything());
        }
    }
}

/// A supervisor's flow, as the profile's agent.
#[test]
fn a_test_on_a_simulator_acts_as_the_agent_of_the_profile() {
    let flow = "use finesse\n\nset security user \"1100\"\njoin agent session\nmonitor agent \"1001\" giving Ear\n    on any other \
                -> fail\nend contact Ear\n    on any other -> fail \"the supervisor may still listen\"\n";
    let test = "test \"listens\" {\n    given the simulator has \"small\"\n    run this flow\n    expect it finishes\n    expect \
                nothing left\n}\n";
    let settings =
        "[profile.boss]\nsystem = \"finesse\"\nsimulator = true\nagent = { id = \"1100\" }\n";
    let call = |args: &[&str]| {
        Call::new(args)
            .file("it.flow", flow)
            .file("it.test.flow", test)
            .file("flow.toml", settings)
            .run()
    };
    let done = call(&["test", "it.test.flow", "-p", "boss"]);
    assert_eq!(done.code, 0, "{}", done.everything());
    // Without the profile it is the simulator's own agent, who is no supervisor.
    let done = call(&["test", "it.test.flow"]);
    assert_eq!(done.code, 1, "{}", done.everything());
}
