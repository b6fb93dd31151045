use super::super::*;
use super::fixture;
use quick_xml::escape::escape;

fn one(payload: &str) -> Update {
    let mut all = Update::read_all(payload).unwrap_or_else(|error| panic!("{payload}: {error}"));
    assert_eq!(all.len(), 1, "{payload}");
    all.remove(0)
}

fn dialog(update: &Update) -> &Dialog {
    match &update.data {
        Data::Dialogs(dialogs) => &dialogs[0],
        other => panic!("no dialog: {other:?}"),
    }
}

#[test]
fn a_dialog_comes_changes_and_goes() {
    let came = one(&fixture("events/dialog_added_alerting_post.xml"));
    assert_eq!(
        (came.verb.clone(), came.source.clone()),
        (Verb::Came, Source::Dialogs("1001".into()))
    );
    assert_eq!(came.request_id, None, "an empty one is none");
    assert_eq!(dialog(&came).participants.len(), 2);
    let changed = one(&fixture("events/dialog_changed_active_put.xml"));
    assert_eq!(
        (changed.verb.clone(), changed.source.clone()),
        (Verb::Changed, Source::Dialog("53149720".into()))
    );
    let own = dialog(&changed)
        .participant("2001")
        .expect("one participant only");
    assert!(own.may("SEND_DTMF"));
    let held = one(&fixture(
        "events/dialog_changed_held_put_with_requestid.xml",
    ));
    assert_eq!(
        held.request_id.as_deref(),
        Some("7b1c0e0e-0000-4000-8000-000000000001")
    );
    let own = dialog(&held).participant("2001").expect("it is there");
    assert_eq!(own.state, Some(CallState::Held));
    assert_eq!(
        dialog(&held).state,
        Some(CallState::Active),
        "the dialog itself is never held"
    );
    let went = one(&fixture("events/dialog_removed_delete.xml"));
    assert_eq!(went.verb, Verb::Went);
    assert!(dialog(&went).participants[0].actions.is_empty());
}

#[test]
fn users_and_the_system_change() {
    let user = one(&fixture("events/user_changed_put.xml"));
    assert_eq!(user.source, Source::User("1001".into()));
    let Data::Users(users) = &user.data else {
        panic!("a user");
    };
    assert_eq!(users[0].state, Some(UserState::Unavailable));
    assert_eq!(users[0].pending_state, None);
    assert_eq!(users[0].reason_code_id, None, "-1 is none");
    assert_eq!(users[0].team_id.as_deref(), Some("5005"));
    let system = one(&fixture("events/systeminfo_out_of_service.xml"));
    assert_eq!(system.source, Source::SystemInfo);
    assert!(matches!(system.data, Data::SystemInfo(info) if info.status == Status::OutOfService));
}

#[test]
fn errors_come_with_what_the_telephone_system_says() {
    let text = "<Update><data><apiErrors><apiError><errorData>22</errorData>\
        <errorMessage>CF_INVALID_OBJECT_STATE</errorMessage><errorType>Generic Error</errorType>\
        <peripheralErrorCode>33</peripheralErrorCode><peripheralErrorText>no</peripheralErrorText>\
        </apiError></apiErrors></data><event>PUT</event><requestId>r1</requestId>\
        <source>/finesse/api/Dialog/16804377</source></Update>";
    let update = one(text);
    let Data::Errors(errors) = &update.data else {
        panic!("errors");
    };
    assert_eq!(errors[0].number(), Some(22));
    assert_eq!(
        errors[0].to_string(),
        "Generic Error: CF_INVALID_OBJECT_STATE (22); the phone system's message: no"
    );
}

/// The same event in every form that has been seen means the same.
#[test]
fn every_variation_that_has_been_seen_is_understood() {
    let plain = fixture("events/dialog_changed_held_put_with_requestid.xml");
    let meant = one(&plain);
    let escaped = escape(plain.as_str()).into_owned();
    let twice = escape(escaped.as_str()).into_owned();
    let message = |inside: &str, space: &str| {
        format!(
            "<message from='pubsub.example.test' to='1001@example.test/flow'>\
             <event xmlns='http://jabber.org/protocol/pubsub#event'>\
             <items node='/finesse/api/User/1001/Dialogs'><item id='1'>\
             <notification xmlns='{space}'>{inside}</notification></item></items></event></message>"
        )
    };
    let wrapped = plain
        .replace("<dialog>", "<dialogs><Dialog>")
        .replace("</dialog>", "</Dialog></dialogs>");
    let upper = plain
        .replace("<dialog>", "<Dialog>")
        .replace("</dialog>", "</Dialog>");
    let lower = plain.replace("<event>PUT</event>", "<event>put</event>");
    let data = plain.find("<data>").expect("data") + 6..plain.find("</data>").expect("data");
    let inner = escape(plain[data.clone()].to_owned()).into_owned();
    let data_escaped = format!("{}{inner}{}", &plain[..data.start], &plain[data.end..]);
    let turned = turned(&plain);
    for payload in [
        escaped.clone(),
        format!("<notification>{escaped}</notification>"),
        message(&escaped, "http://jabber.org/protocol/pubsub"),
        message(&twice, "urn:xmpp:push:0"),
        message(plain.trim(), "http://jabber.org/protocol/pubsub"),
        message(&format!("<![CDATA[{plain}]]>"), "urn:xmpp:push:0"),
        plain.replace(
            "<Update>",
            "<Update xmlns='http://jabber.org/protocol/pubsub'>",
        ),
        wrapped,
        upper,
        lower,
        data_escaped,
        turned,
    ] {
        assert_eq!(one(&payload), meant, "{payload}");
    }
}

/// The children of the update the other way round.
fn turned(plain: &str) -> String {
    let at = plain.find("<event>").expect("an event");
    let (data, rest) = plain.split_at(at);
    let data = data.trim_start().trim_start_matches("<Update>");
    let rest = rest.trim_end().trim_end_matches("</Update>");
    format!("<Update>{rest}{data}</Update>")
}

#[test]
fn one_or_many_of_everything_is_understood() {
    let text = "<Update><source>/finesse/api/User/7/Dialogs</source><data><dialogs>\
        <Dialog><id>1</id></Dialog><dialog><uri>/finesse/api/Dialog/2</uri></dialog></dialogs></data>\
        <event>POST</event></Update>";
    let update = one(text);
    let Data::Dialogs(dialogs) = &update.data else {
        panic!("dialogs");
    };
    let ids: Vec<&str> = dialogs.iter().map(|dialog| dialog.id.as_str()).collect();
    assert_eq!(ids, ["1", "2"]);
    assert!(dialogs[0].participants.is_empty() && dialogs[0].state.is_none());
    let two = format!("<items>{text}{text}</items>");
    assert_eq!(Update::read_all(&two).map(|all| all.len()), Ok(2));
    assert_eq!(Update::read_all("<iq/>"), Ok(Vec::new()));
}

#[test]
fn addresses_say_what_they_are_about() {
    for (address, source) in [
        ("/finesse/api/User/1001", Source::User("1001".into())),
        (
            "https://a.example.test:8445/finesse/api/User/1001/Dialogs",
            Source::Dialogs("1001".into()),
        ),
        ("/finesse/api/dialog/5", Source::Dialog("5".into())),
        ("/finesse/api/Team/1/Users", Source::Team("1".into())),
        ("/finesse/api/Queue/10", Source::Queue("10".into())),
        ("/finesse/api/SystemInfo", Source::SystemInfo),
        (
            "/finesse/api/User/1001/Media/2",
            Source::Medium("1001".into(), "2".into()),
        ),
        (
            "/finesse/api/User/1001/Media/2/Dialogs",
            Source::Tasks("1001".into(), "2".into()),
        ),
        (
            "/finesse/api/User/1001/Media/2/Layouts",
            Source::Other("/finesse/api/User/1001/Media/2/Layouts".into()),
        ),
        (
            "/finesse/api/User/",
            Source::Other("/finesse/api/User/".into()),
        ),
        ("", Source::Other(String::new())),
    ] {
        assert_eq!(Source::read(address), source, "{address}");
    }
}

#[test]
fn a_time_may_be_missing_after_a_failover() {
    let text = fixture("events/dialog_changed_active_put.xml");
    let text = text.replace("2024-05-01T10:00:00.000Z", "");
    let update = one(&text);
    assert_eq!(dialog(&update).participants[0].state_change_time, None);
}
