use super::*;

const FIRST: &str = "68-60f69967@toolbar.example";

fn world() -> World {
    World::new(WorldFile::small(), 7, Timestamp::UNIX_EPOCH)
}

fn ask(world: &mut World, method: Method, params: Value) -> Done {
    let params = params.as_array().cloned().unwrap_or_default();
    world.perform(method, &params, Timestamp::UNIX_EPOCH)
}

fn names(done: &Done) -> Vec<&str> {
    let names = done.events.iter().map(|event| event["event"].as_str());
    names.map(Option::unwrap_or_default).collect()
}

#[test]
fn a_script_is_opened_read_and_saved_once() {
    let mut world = world();
    let opened = ask(
        &mut world,
        Method::OpenScript,
        json!([FIRST, "E-1001", false]),
    );
    let answer = opened.answer.unwrap();
    assert_eq!(
        (&answer["result"], &answer["readOnly"]),
        (&json!(true), &json!(false))
    );
    assert_eq!(
        answer["listFieldValueList"][0],
        json!({ "fieldName": "Name", "value": "Marta Sample" })
    );
    let labels = json!([{ "anything": 1 }]);
    let save = json!([FIRST, "DONE", true, "a note", labels]);
    let saved = ask(&mut world, Method::SaveScript, save.clone());
    assert_eq!(saved.answer, Some(json!(true)));
    let again = ask(&mut world, Method::SaveScript, save);
    assert_eq!(again.answer, Some(json!(false)));
    let script = &world.scripts["E-1001"];
    assert_eq!(script.saved.len(), 1);
    assert_eq!(script.saved[0].note.as_deref(), Some("a note"));
    assert_eq!(script.saved[0].labels, Some(labels));
    let closed = ask(&mut world, Method::OpenScript, json!([FIRST, "E-1001"]));
    assert_eq!(closed.answer.unwrap()["terminated"], json!(true));
}

#[test]
fn what_cannot_be_opened_says_why() {
    let mut world = world();
    let mut open = |contact: &str, ecid: &str, manual: bool| {
        ask(
            &mut world,
            Method::OpenScript,
            json!([contact, ecid, manual]),
        )
        .answer
        .unwrap()
    };
    assert_eq!(
        open("68-60f69968@toolbar.example", "E-1002", false)["readOnly"],
        true
    );
    assert_eq!(
        open("68-60f69969@toolbar.example", "E-1003", false)["terminated"],
        true
    );
    let unknown = open(FIRST, "E-9999", false);
    assert_eq!(unknown["result"], false);
    assert_eq!(unknown["error"], "there is no script \"E-9999\"");
    assert_eq!(
        open("68-00000000@toolbar.example", "E-1001", false)["result"],
        false
    );
    assert_eq!(open("", "E-1001", false)["result"], false);
    assert_eq!(open("", "E-1001", true)["result"], true);
    for ecid in ["E-1002", "E-1003"] {
        assert_eq!(world.scripts[ecid].opened, 0, "{ecid}");
    }
}

#[test]
fn only_an_open_script_is_saved_and_only_with_a_known_outcome() {
    let mut world = world();
    let mut save = |outcome| {
        ask(
            &mut world,
            Method::SaveScript,
            json!([FIRST, outcome, false]),
        )
        .refused
    };
    assert!(save("DONE").unwrap().contains("is not open"));
    assert!(save("MAYBE").unwrap().contains("is no outcome"));
    assert!(world.scripts["E-1001"].saved.is_empty());
}

#[test]
fn a_contact_without_a_script_gets_one() {
    let mut world = world();
    let id = "68-60f6996d@toolbar.example";
    let info = ask(&mut world, Method::ContactInfo, json!([id]))
        .answer
        .unwrap();
    assert!(info["error"].is_string());
    let opened = ask(&mut world, Method::OpenScriptInbound, json!([id]));
    assert_eq!(names(&opened), ["datachanged"]);
    let ecid = opened.answer.unwrap()["ECID"].clone();
    assert_eq!(ecid, "E-2001");
    let info = ask(&mut world, Method::ContactInfoWs, json!([ecid]))
        .answer
        .unwrap();
    assert_eq!(info["ContactInfo"][0]["value"], "+44 20 7946 0107");
}

#[test]
fn hold_is_a_toggle_that_nothing_tells_of() {
    let mut world = world();
    for held in [true, false, true] {
        let done = ask(&mut world, Method::Hold, json!([FIRST]));
        assert_eq!((done.answer, done.events.len()), (None, 0));
        assert_eq!(world.contacts[FIRST].held, held);
    }
}

#[test]
fn saving_with_an_offline_end_drops_no_live_caller() {
    let mut world = world();
    ask(&mut world, Method::OpenScript, json!([FIRST, "E-1001"]));
    let saved = ask(&mut world, Method::SaveScript, json!([FIRST, "DONE", true]));
    assert_eq!(names(&saved), [""; 0]);
    assert_eq!(world.contacts[FIRST].phase, Phase::Connected);
    let cleared = ask(&mut world, Method::Hangup, json!([FIRST]));
    assert_eq!(names(&cleared), ["connectioncleared", "DELETE"]);
    assert_eq!(world.contacts[FIRST].phase, Phase::Gone);
}

#[test]
fn a_call_is_made_answered_cleared_and_finished() {
    let mut world = world();
    let made = ask(
        &mut world,
        Method::MakeCall,
        json!(["+442079460199", null, null, null, "ECID=E-1006;Pin=1"]),
    );
    assert_eq!(names(&made), ["POPUP", "serviceinitiated", "dialing"]);
    let id = made.events[0]["id"].as_str().unwrap().to_owned();
    let (_, later) = made.later.unwrap();
    let answered = world.happen(&later, Timestamp::UNIX_EPOCH);
    assert_eq!(names(&answered), ["connectionstarted", "established"]);
    assert_eq!(world.contacts[&id].ecid(), Some("E-1006"));
    let early = ask(&mut world, Method::OfflineEnd, json!([id]));
    assert!(early.refused.is_some());
    assert_eq!(
        names(&ask(&mut world, Method::Hangup, json!([id]))),
        ["connectioncleared"]
    );
    assert_eq!(
        names(&ask(&mut world, Method::OfflineEnd, json!([id]))),
        ["DELETE"]
    );
    let list = ask(&mut world, Method::ContactList, json!([]))
        .answer
        .unwrap();
    assert!(
        list.as_array()
            .unwrap()
            .iter()
            .all(|contact| contact["id"] != id)
    );
}

#[test]
fn the_agent_comes_and_goes() {
    let mut world = world();
    assert_eq!(
        names(&ask(&mut world, Method::Pause, json!([]))),
        ["AGENT:PAUSE"]
    );
    ask(&mut world, Method::PauseSubState, json!(["LUNCH"]));
    let state = ask(&mut world, Method::AgentState, json!([])).answer;
    assert_eq!(state, Some(json!("PAUSEDSUBSTATE:LUNCH")));
    ask(&mut world, Method::Logout, json!([]));
    let state = ask(&mut world, Method::AgentState, json!([])).answer;
    assert_eq!(state, Some(json!("LOGGEDOUT")));
    let other = ask(&mut world, Method::AgentStateById, json!(["agent08"]))
        .answer
        .unwrap();
    assert_eq!(other, json!({ "ID": "agent08", "State": "AGENT:PAUSE" }));
}

#[test]
fn a_call_is_about_its_contact_and_its_script() {
    let world = world();
    let about = world.about(&[json!("E-1001")]);
    assert_eq!(about, ["E-1001", FIRST]);
    let about = world.about(&[json!(FIRST), json!("DONE")]);
    assert_eq!(about, [FIRST, "E-1001"]);
}

/// Methods that something could go wrong with, and what they may be given.
fn any_call() -> impl proptest::strategy::Strategy<Value = (Method, Value)> {
    use proptest::prelude::*;
    let methods = [
        Method::OpenScript,
        Method::OpenScriptInbound,
        Method::SaveScript,
        Method::Hangup,
        Method::Answer,
        Method::Hold,
        Method::OfflineEnd,
        Method::TransferDirect,
        Method::MakeCall,
        Method::SetCallData,
        Method::ContactList,
    ];
    let ids: &'static [&'static str] = &[
        FIRST,
        "68-60f69968@toolbar.example",
        "68-60f69969@toolbar.example",
        "68-60f6996d@toolbar.example",
        "2d-5e5fbc28@toolbar.example",
        "E-1001",
        "E-1002",
        "nobody",
        "",
    ];
    let seconds: &'static [&'static str] = &[
        "E-1001",
        "E-1002",
        "E-1003",
        "DONE",
        "ECID=E-1001",
        "MAYBE",
        "",
    ];
    let given = (select(ids), select(seconds), any::<bool>());
    let given = given.prop_map(|(one, two, flag)| json!([one, two, flag, "note", []]));
    (proptest::sample::select(methods.to_vec()), given)
}

fn select(from: &'static [&'static str]) -> proptest::sample::Select<&'static str> {
    proptest::sample::select(from)
}

proptest::proptest! {
    #[test]
    fn whatever_is_called_a_script_is_saved_once_and_a_contact_does_not_return(
        calls in proptest::collection::vec(any_call(), 0..60)
    ) {
        let mut world = world();
        for (method, params) in calls {
            let before = world.clone();
            let done = ask(&mut world, method, params);
            let changed = before.scripts != world.scripts || before.contacts != world.contacts;
            assert!(!changed || !done.changed.is_empty(), "{method:?}: {done:?}");
            assert!(!changed || done.refused.is_none(), "{method:?}: {done:?}");
            for script in world.scripts.values() {
                assert!(script.saved.len() <= usize::from(script.locked_by.is_none()));
                assert!(script.saved.is_empty() || script.terminated);
            }
            for (id, contact) in &before.contacts {
                let gone = contact.phase == Phase::Gone;
                assert!(!gone || world.contacts[id].phase == Phase::Gone, "{id} is back");
            }
        }
    }
}
