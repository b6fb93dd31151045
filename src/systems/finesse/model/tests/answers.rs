use super::super::*;
use super::fixture;

fn body(path: &str) -> Body {
    Body::read(&fixture(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn a_dialog_is_read_with_its_participants() {
    let Body::Dialog(dialog) = body("responses/200_dialog_active_held.xml") else {
        panic!("it is a dialog");
    };
    assert_eq!(dialog.id, "16804377");
    assert_eq!(dialog.secondary_id, None);
    assert_eq!(dialog.state, Some(CallState::Active));
    assert_eq!(dialog.call_type.as_deref(), Some("AGENT_INSIDE"));
    assert_eq!(dialog.queue_name.as_deref(), Some("Sales"));
    assert_eq!(dialog.variable("CALLVARIABLE1"), Some(""));
    let own = dialog.participant("2001").expect("it is there");
    assert_eq!(own.state, Some(CallState::Active));
    assert!(own.may("hold") && !own.may("RETRIEVE"));
    assert!(own.state_change_time.is_some());
    let other = dialog.participant("2002").expect("it is there");
    assert_eq!(other.state, Some(CallState::Held));
    assert!(!dialog.is_conference() && !dialog.is_monitoring());
}

#[test]
fn the_system_says_where_its_nodes_are() {
    let Body::SystemInfo(info) = body("responses/200_systeminfo.xml") else {
        panic!("it is the system");
    };
    assert!(info.status.serves());
    assert_eq!(info.platform(), Some("CCE"));
    let primary = info.primary.as_ref().expect("it is there");
    assert_eq!(primary.xmpp_secure_port, Some(5223));
    assert_eq!(
        info.secondary.map(|node| node.host).as_deref(),
        Some("finesse-b.example.test")
    );
    let of = |deployment: &str| {
        let text =
            format!("<systemInfo><deploymentType>{deployment}</deploymentType></systemInfo>");
        match Body::read(&text) {
            Ok(Body::SystemInfo(info)) => info.platform(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(
        (of("UCCX"), of("PCCE"), of("odd")),
        (Some("CCX"), Some("CCE"), None)
    );
}

#[test]
fn errors_are_read_in_any_order_and_without_data() {
    for (path, kind, message, data) in [
        (
            "400_invalid_input_logout",
            "Invalid Input",
            "Invalid State specified for user",
            "",
        ),
        (
            "401_authorization_failure",
            "Authorization Failure",
            "UNAUTHORIZED",
            "ada",
        ),
        (
            "401_invalid_authorization_user",
            "Invalid Authorization User Specified",
            "The user specified in the authentication credentials and the uri don't match",
            "4321",
        ),
        (
            "404_dialog_not_found",
            "Not Found",
            "Invalid dialogId specified for dialog",
            "",
        ),
        (
            "404_user_not_found",
            "User Not Found",
            "UNKNOWN_USER",
            "4023",
        ),
        (
            "503_out_of_service",
            "Service Unavailable",
            "SERVER_OUT_OF_SERVICE",
            "",
        ),
    ] {
        let body = body(&format!("responses/{path}.xml"));
        let [error] = body.errors() else {
            panic!("{path}: {body:?}");
        };
        let said = (&*error.kind, &*error.message, &*error.data);
        assert_eq!(said, (kind, message, data));
    }
}

#[test]
fn lists_may_be_empty() {
    assert_eq!(
        body("responses/200_dialogs_empty.xml"),
        Body::Dialogs(Vec::new())
    );
    assert_eq!(Body::read(""), Ok(Body::Empty));
    assert_eq!(Body::read("<Users></Users>"), Ok(Body::Users(Vec::new())));
    assert!(Body::read("<html><body>Bad gateway").is_err());
    assert!(Body::read("Bad gateway").is_err());
}

#[test]
fn teams_queues_and_reasons_are_read() {
    let team = "<Team><uri>/finesse/api/Team/1</uri><name>Sales</name><users>\
        <User><loginId>1001</loginId><state>READY</state><pendingState/></User>\
        <User><loginId>1002</loginId><state>LOGOUT</state></User></users></Team>";
    let Ok(Body::Team(team)) = Body::read(team) else {
        panic!("it is a team");
    };
    assert_eq!((&*team.id, team.users.len()), ("1", 2));
    assert!(team.users[0].is_signed_in() && !team.users[1].is_signed_in());
    let queue = "<Queue><uri>/finesse/api/Queue/4022</uri><name>Sales</name><statistics>\
        <callsInQueue>3</callsInQueue><agentsReady>-1</agentsReady></statistics></Queue>";
    let Ok(Body::Queue(queue)) = Body::read(queue) else {
        panic!("it is a queue");
    };
    assert_eq!(queue.figure("callsinqueue"), Some("3"));
    assert_eq!(
        queue.figure("agentsReady"),
        None,
        "-1 says that it is not known"
    );
    let reasons = "<ReasonCodes category='NOT_READY'><ReasonCode><uri>/finesse/api/ReasonCode/16</uri>\
        <category>NOT_READY</category><code>12</code><label>Lunch</label></ReasonCode></ReasonCodes>";
    let Ok(Body::Reasons(reasons)) = Body::read(reasons) else {
        panic!("they are reasons");
    };
    assert_eq!(
        (&*reasons[0].id, reasons[0].label.as_deref()),
        ("16", Some("Lunch"))
    );
    let wrap_up = "<WrapUpReasons><WrapUpReason><label>Sales Call</label>\
        <uri>/finesse/api/WrapUpReason/31</uri></WrapUpReason></WrapUpReasons>";
    assert!(matches!(Body::read(wrap_up), Ok(Body::Reasons(found)) if found[0].id == "31"));
}

#[test]
fn states_are_known_by_both_names() {
    for state in CallState::known() {
        assert_eq!(CallState::read(state.vendor()), *state);
        assert_eq!(CallState::read(&state.vendor().to_lowercase()), *state);
    }
    for state in UserState::known() {
        assert_eq!(UserState::read(state.vendor()), *state);
    }
    let odd = CallState::read("new_state");
    assert_eq!((odd.vendor(), odd.name()), ("NEW_STATE", "NEW_STATE"));
}

/// The catalogue's states and these are the same.
#[test]
fn the_catalogue_has_every_state() {
    let finesse = crate::catalogue::Catalogue::builtin().system("finesse");
    let finesse = finesse.expect("its tables are right");
    let named = |thing: &str, vendor: &str| {
        let thing = finesse.thing(thing).expect("it is there");
        thing
            .vendor_state(vendor)
            .map(|state| state.name.to_string())
    };
    for state in CallState::known() {
        assert_eq!(
            named("contact", state.vendor()).as_deref(),
            Some(state.name())
        );
    }
    for state in UserState::known() {
        assert_eq!(
            named("agent", state.vendor()).as_deref(),
            Some(state.name())
        );
    }
    let count = |thing: &str| finesse.thing(thing).map(|thing| thing.states.len());
    assert_eq!(count("contact"), Some(CallState::known().len()));
    assert_eq!(count("agent"), Some(UserState::known().len()));
}

/// That a contact is on no list shows that it is over: what is no list shows nothing.
#[test]
fn what_is_no_list_is_not_an_empty_one() {
    for text in [
        "<Dialogs><Error>busy</Error></Dialogs>",
        "<Dialogs>busy</Dialogs>",
        "<Dialogs><Dialog><state>ACTIVE</state></Dialog></Dialogs>",
        "<MediaList><Error/></MediaList>",
        "<Users><Error/></Users>",
        "<ReasonCodes><Error/></ReasonCodes>",
    ] {
        let read = Body::read(text).expect("it is XML");
        assert!(matches!(read, Body::Other(_)), "{text}: {read:?}");
    }
    for text in ["<Dialogs/>", "<Dialogs>\n</Dialogs>"] {
        assert_eq!(Body::read(text), Ok(Body::Dialogs(Vec::new())), "{text}");
    }
}
