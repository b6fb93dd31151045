//! E-mail, text messages, scripts with parameters, and what is read of queues and contacts: against
//! answers as the vendor's documents and clients have them, and whole flows on the simulator.

use super::far::{Asked, Far, Then};
use super::{ACCEPTED, connect, perform, settings, signing_in};
use crate::cli::call::Call;
use contactflow::value::Value;

async fn answering(path: &'static str, body: &'static str) -> Far {
    Far::start(signing_in(move |asked: &Asked| {
        match asked.route().1 == path {
            true => Then::Json(200, body),
            false => Then::Json(404, r#"{"error_description":"InvalidContactId"}"#),
        }
    }))
    .await
}

fn list(value: &Value) -> Vec<String> {
    let Value::List(items) = value else {
        panic!("{value:?} is no list")
    };
    items.iter().map(|item| item.to_string()).collect()
}

#[tokio::test]
async fn what_is_read_has_the_vendors_fields() {
    let far = answering(
        "skills/4022/activity",
        r#"{"lastPollTime":"2026-11-30T08:00:00Z","skillActivity":[{"serverTime":"2026-11-30T08:00:00Z",
            "skillId":4022,"skillName":"Service","queueCount":3,"earliestQueueTime":"2026-11-30T07:00:00Z",
            "contactsActive":2,"parkedCount":1,"agentsAvailable":0,"agentsWorking":2,"agentsUnavailable":1,
            "agentsLoggedIn":3,"serviceLevel":82,"isOutbound":false}]}"#,
    )
    .await;
    let on = connect(settings(&far.base));
    let answer = perform(&on, "find activity of skill", &[("SkillId", "4022")]).await;
    assert!(answer.is_success(), "{answer:?}");
    let rows = list(&answer.outputs["Activity"]).join("");
    for part in [
        r#""QueueCount":3"#,
        r#""AgentsWorking":2"#,
        r#""ParkedCount":1"#,
        r#""ServiceLevel":82"#,
    ] {
        assert!(rows.contains(part), "{part}: {rows}");
    }

    let far = answering(
        "contacts/parked",
        r#"{"resultSet":{"businessUnitId":1,"lastPollTime":"2026-11-30T08:00:00Z","parkedContacts":[
            {"contactId":9,"agentId":7,"skillId":4026,"mediaTypeName":"Email","fromAddr":"ada@example.com"},
            {"contactId":10,"agentId":8,"skillId":4026,"mediaTypeName":"Email"}]}}"#,
    )
    .await;
    let on = connect(settings(&far.base));
    let answer = perform(&on, "find parked contacts", &[("AgentId", "7")]).await;
    let rows = list(&answer.outputs["Parked"]);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(rows[0].contains(r#""ContactId":"9""#), "{rows:?}");

    let far = answering(
        "contacts/1001/disposition",
        r#"{"dispositionId":12,"dispositionName":"Sale","dispositionByAgendId":7,"notes":"called back"}"#,
    )
    .await;
    let on = connect(settings(&far.base));
    let answer = perform(&on, "find disposition of contact", &[("ContactId", "1001")]).await;
    assert_eq!(answer.outputs["DispositionId"].to_string(), "12");
    assert_eq!(answer.outputs["DispositionName"].to_string(), "Sale");
    let gone = perform(&on, "find disposition of contact", &[("ContactId", "9")]).await;
    assert_eq!(&*gone.outcome, "InvalidContactId");

    let far = answering(
        "contacts/1001/chat-transcript",
        r#"{"messages":[{"Text":"Hello","TimeStamp":"2026-11-30T08:00:00Z","PartyType":"Patron","Label":"Ada","RoomId":5}]}"#,
    )
    .await;
    let on = connect(settings(&far.base));
    let answer = perform(
        &on,
        "find chat transcript of contact",
        &[("ContactId", "1001")],
    )
    .await;
    let rows = list(&answer.outputs["Lines"]).join("");
    assert!(
        rows.contains(r#""Text":"Hello""#) && rows.contains(r#""Party":"Patron""#),
        "{rows}"
    );

    let far = answering(
        "contacts/1001/email-transcript",
        r#"{"emails":[{"emailTypeId":1,"sentDate":"2026-11-30T08:00:00Z","fromAddress":"desk@example.com",
            "toAddress":"ada@example.com","ccAddress":"","bccAddress":"","subject":"Hi","bodyHtml":"<p>Hi</p>"}]}"#,
    )
    .await;
    let on = connect(settings(&far.base));
    let answer = perform(
        &on,
        "find email transcript of contact",
        &[("ContactId", "1001")],
    )
    .await;
    let rows = list(&answer.outputs["Emails"]).join("");
    assert!(rows.contains(r#""Subject":"Hi""#), "{rows}");
}

#[tokio::test]
async fn what_is_sent_stands_where_the_vendor_reads_it() {
    let far = Far::start(signing_in(|_: &Asked| ACCEPTED)).await;
    let on = connect(settings(&far.base));
    let of = [("SessionId", "S1"), ("ContactId", "1001")];
    let mail = [
        of.as_slice(),
        &[
            ("Subject", "Your call"),
            ("BodyHtml", "<p>a & b</p>"),
            ("EmailAddress", "ada@example.com"),
        ],
    ]
    .concat();
    let sent = perform(&on, "send email", &mail).await;
    assert!(sent.is_success(), "{sent:?}");
    let asked = far.asked("/email-send");
    assert_eq!(asked.len(), 1);
    let query = asked[0].path.replace("%40", "@").replace("%20", "+");
    for part in [
        "subject=Your+call",
        "toAddress=ada@example%2Ecom",
        "bodyHtml=%3Cp%3Ea",
    ] {
        assert!(query.contains(part), "{part}: {query}");
    }
    // Sent once, whatever comes back: a second one would reach the customer twice.
    let lost = Far::start(signing_in(|_: &Asked| Then::Json(500, "{}"))).await;
    let on = connect(settings(&lost.base));
    let unknown = perform(&on, "send email", &mail).await;
    assert_eq!(&*unknown.outcome, "Unknown");
    assert_eq!(lost.asked("/email-send").len(), 1);
}

fn run(flow: &str) -> String {
    let head = "use cxone\nset security user 7\njoin agent session\n";
    let done = Call::new(&["run", "-", "--quiet"])
        .stdin(format!("{head}{flow}"))
        .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    done.out
}

/// What is a person's is shown to nobody: the flow itself says whether it is what was written.
#[test]
fn an_email_is_created_sent_parked_and_read_on_the_simulator() {
    let said = run(
        "create email to \"ada@example.com\" with SkillId: 4026\n    giving Mail\n    on any other -> fail\n\
                    send email Mail with Subject: \"Your call\", BodyHtml: \"Thank you.\"\n    on any other -> fail\n\
                    park email Mail\n    on any other -> fail\n\
                    find parked contacts with AgentId: 7 giving Parked\nlet Aside = count(Parked)\nlog \"{Aside} aside\"\n\
                    unpark email Mail\n    on any other -> fail\n\
                    find email transcript of contact Mail giving Emails\n    on any other -> fail\n\
                    if first(Emails).Subject = \"Your call\" { log \"sent\" }\n\
                    if first(Emails).ToAddress = \"ada@example.com\" { log \"to Ada\" }\n",
    );
    assert_eq!(said, "1 aside\nsent\nto Ada\n");
}

#[test]
fn a_text_message_and_a_script_with_parameters_on_the_simulator() {
    let said = run(
        "create text message to \"+12025550134\" with SkillId: 4027\n    giving Sms\n    on any other -> fail\n\
                    send chat text \"Please call us.\" to contact Sms\n    on any other -> fail\n\
                    find chat transcript of contact Sms giving Lines\n    on any other -> fail\n\
                    if first(Lines).Text = \"Please call us.\" { log \"written\" }\n\
                    find activity of skill 4022 giving Before\n    on any other -> fail\n\
                    start script \"9001\" with SkillId: 4022, Parameters: { Phone: \"+12025550134\", Tries: 2 }\n    \
                    on any other -> fail\n\
                    find activity of skill 4022 giving After\n    on any other -> fail\n\
                    let More = first(After).QueueCount - first(Before).QueueCount\nlog \"{More} more\"\n",
    );
    assert_eq!(said, "written\n1 more\n");
}

#[test]
fn a_wrong_address_or_skill_ends_in_its_outcome() {
    let said = run(
        "create email to \"nobody\" with SkillId: 4026\n    giving Mail\n    on InvalidEmailAddress -> {\n        \
                    log \"no address\"\n        finish\n    }\n    on any other -> fail\nlog \"{Mail}\"\n",
    );
    assert_eq!(said, "no address\n");
    let said = run(
        "create text message to \"+12025550134\" with SkillId: 4022\n    giving Sms\n    \
                    on InvalidSkillId -> {\n        log \"no skill for it\"\n        finish\n    }\n    \
                    on any other -> fail\nlog \"{Sms}\"\n",
    );
    assert_eq!(said, "no skill for it\n");
}

#[test]
fn an_email_is_forwarded_on_the_simulator() {
    let said = run(
        "create email to \"ada@example.com\" with SkillId: 4026\n    giving Mail\n    on any other -> fail\n\
                    send email Mail with Subject: \"Your claim\", BodyHtml: \"Thank you.\"\n    on any other -> fail\n\
                    forward email Mail to \"claims@example.com\" with BodyHtml: \"Please answer.\"\n    on any other -> fail\n\
                    find email transcript of contact Mail giving Emails\n    on any other -> fail\n\
                    if last(Emails).Subject = \"FW: Your claim\" { log \"forwarded\" }\n\
                    if last(Emails).ToAddress = \"claims@example.com\" { log \"to the claims desk\" }\n\
                    forward email Mail to \"nobody\" with BodyHtml: \"Please answer.\"\n    \
                    on InvalidEmailAddress -> { log \"no address\" }\n    on any other -> fail\n",
    );
    assert_eq!(said, "forwarded\nto the claims desk\nno address\n");
}

/// The customer's side of a chat and the agent's, one with the other.
#[test]
fn a_customer_and_an_agent_chat_on_the_simulator() {
    let said = run(
        "start customer chat at \"chat-desk\" with FromAddress: \"ada@example.com\" giving Chat\n    on any other -> fail\n\
                    let Session = Chat.ChatSession\nlet Contact = Chat.ContactId\n\
                    read customer chat Session giving Nothing\n    on any other -> fail\n\
                    let None = count(Nothing)\nlog \"{None} lines yet\"\n\
                    send customer text \"Where is my order?\" in chat Session with Label: \"Ada\"\n    on any other -> fail\n\
                    request contact with Chat: true\n    on any other -> fail\n\
                    accept contact Contact\n    on any other -> fail\n\
                    show typing in chat Contact\n    on any other -> fail\n\
                    send chat text \"One moment.\" to contact Contact\n    on any other -> fail\n\
                    read customer chat Session giving Lines\n    on any other -> fail\n\
                    if count(Lines) = 1 and first(Lines).Text = \"One moment.\" { log \"answered\" }\n\
                    find chat transcript of contact Contact giving All\n    on any other -> fail\n\
                    if count(All) = 2 and first(All).Party = \"Patron\" { log \"both are in the transcript\" }\n\
                    end customer chat Session\n    on any other -> fail\n\
                    read customer chat Session giving Late\n    on InvalidChatSession -> finish \"the chat has ended\"\n    on any other -> fail\n\
                    let More = count(Late)\nlog \"{More}\"\n",
    );
    assert_eq!(said, "0 lines yet\nanswered\nboth are in the transcript\n");
}

/// The answers that the vendor's documents and two public clients show.
#[tokio::test]
async fn a_chat_is_read_as_the_vendor_answers() {
    let far = Far::start(signing_in(move |asked: &Asked| match asked.route() {
        ("POST", "contacts/chats") => {
            Then::Json(202, r#"{"chatSessionId":"bEd0WEx3a3NIQT09","contactId":1234567}"#)
        }
        ("GET", path) if path.starts_with("contacts/chats/new") => Then::Json(
            200,
            r#"{"chatSession":"new","messages":[{"Label":"Ben","PartyTypeId":1,"PartyTypeValue":"Agent",
                "Text":"Hello","Timestamp":"2026-11-30T08:00:00.000Z"}]}"#,
        ),
        ("GET", path) if path.starts_with("contacts/chats/same") => Then::Json(304, ""),
        _ => Then::Json(404, "{}"),
    }))
    .await;
    let on = connect(settings(&far.base));
    let started = perform(
        &on,
        "start customer chat at",
        &[("PointOfContact", "chat-desk")],
    )
    .await;
    assert!(started.is_success(), "{started:?}");
    assert_eq!(
        started.outputs["ChatSession"].to_string(),
        "bEd0WEx3a3NIQT09"
    );
    assert_eq!(started.outputs["ContactId"].to_string(), "1234567");
    let read =
        async |session: &str| perform(&on, "read customer chat", &[("ChatSession", session)]).await;
    let rows = list(&read("new").await.outputs["Lines"]).join("");
    assert!(
        rows.contains(r#""Text":"Hello""#) && rows.contains(r#""Party":"Agent""#),
        "{rows}"
    );
    let same = read("same").await;
    assert!(same.is_success(), "{same:?}");
    assert_eq!(list(&same.outputs["Lines"]).len(), 0);
    assert_eq!(&*read("gone").await.outcome, "InvalidChatSession");
    // Accepted, and no session named: nobody knows whether there is a chat.
    let odd = Far::start(signing_in(|_: &Asked| Then::Json(202, "{}"))).await;
    let on = connect(settings(&odd.base));
    let started = perform(
        &on,
        "start customer chat at",
        &[("PointOfContact", "chat-desk")],
    )
    .await;
    assert_eq!(&*started.outcome, "Unknown", "{started:?}");
    assert_eq!(odd.asked("contacts/chats").len(), 1);
}

/// A desktop's own events are read where the profile says that they may be.
#[tokio::test]
async fn custom_events_and_indicators_are_awaited_and_kept_for_who_waits_later() {
    use contactflow::run::effect::Await;
    use contactflow::sim::{Options, Simulator};
    use contactflow::systems::System;
    use contactflow::systems::cxone::{Connection, Events};
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let mut settings = super::simulated::signed_in(&simulator, 0);
    settings.events = Events::Shared;
    let on = Connection::new(settings, super::entry()).unwrap();
    let provided = on.provided().await.unwrap();
    let session = provided["SessionId"].to_string();
    let waits = |thing: &str, with: &[(&str, &str)]| Await {
        system: "cxone".into(),
        thing: thing.into(),
        with: super::record(with),
        needs: super::record(&[("SessionId", &session)]),
    };
    let send = async |name: &str, data: &str| {
        let args = [("AgentId", "7"), ("EventName", name), ("Data", data)];
        let sent = perform(&on, "send custom event to agent", &args).await;
        assert!(sent.is_success(), "{sent:?}");
    };
    // Whoever waits is told, and only of what fits.
    let wanted = waits("custom-event", &[("EventName", "Escalated")]);
    let answer = tokio::select! {
        answer = on.next(&wanted) => answer,
        // What comes before the events are read first is not told.
        () = async {
            loop {
                send("Earlier", "1").await;
                send("Escalated", "vip").await;
            }
        } => unreachable!("it goes on"),
    };
    assert!(answer.is_success(), "{answer:?}");
    assert_eq!(answer.outputs["Data"].to_string(), "vip");
    // What nobody has taken is there for the next.
    send("Other", "2").await;
    let other = waits("custom-event", &[("EventName", "Other")]);
    let kept = on.next(&other).await;
    assert_eq!(kept.outputs["Data"].to_string(), "2");
    let args = [
        ("SessionId", session.as_str()),
        ("ContactId", "1001"),
        ("IndicatorName", "card"),
        ("Data", "taken"),
    ];
    let set = perform(&on, "set custom data of contact", &args).await;
    assert!(set.is_success(), "{set:?}");
    let shown = on
        .next(&waits("indicator", &[("IndicatorName", "card")]))
        .await;
    assert_eq!(shown.outputs["ContactId"].to_string(), "1001");
    assert_eq!(shown.outputs["Data"].to_string(), "taken");
    on.close().await;
}
