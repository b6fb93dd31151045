//! Answers that no simulator has made: as the vendor's documents, recorded answers of its servers and
//! its gateways have them, over real sockets.

use super::far::{Events, Far, Then};
use super::{ACCEPTED, connect, perform, settings, signing_in};

/// A status, headers and a body.
type Answer = (u16, &'static [(&'static str, &'static str)], &'static str);

/// An action's parameters, what it is answered, and how it ends.
struct Row(
    &'static str,
    &'static [(&'static str, &'static str)],
    Answer,
    &'static str,
);

const S: (&str, &str) = ("SessionId", "S1");
const C: (&str, &str) = ("ContactId", "1001");
const U: (&str, &str) = ("SecurityUser", "7");
const BOOKING: &[(&str, &str)] = &[
    U,
    ("PhoneNumber", "+12025550101"),
    ("ScheduleDate", "2099-12-01T09:00:00Z"),
    ("FirstName", "Ada"),
    ("LastName", "Example"),
    ("SkillId", "4021"),
];

const ROWS: &[Row] = &[
    // Documented refusals, as they have been seen.
    Row(
        "hold contact",
        &[U, S, C],
        (
            404,
            &[],
            r#"{"error":"invalid_request","error_description":"InvalidContactId"}"#,
        ),
        "InvalidContactId",
    ),
    Row(
        "hold contact",
        &[U, S, C],
        (404, &[("icStatusDescription", "Invalid Contact Id.")], ""),
        "InvalidContactId",
    ),
    Row(
        "hold contact",
        &[U, S, C],
        (404, &[("icStatusDescription", "InvalidAgentSession")], ""),
        "InvalidAgentSession",
    ),
    Row(
        "hold contact",
        &[U, S, C],
        (409, &[("icStatusDescription", "Invalid State.")], "{}"),
        "InvalidState",
    ),
    Row(
        "hold contact",
        &[U, S, C],
        (404, &[], r#"{"error_description":"Invalid sessionId"}"#),
        "InvalidAgentSession",
    ),
    Row(
        "dial phone",
        &[S, ("PhoneNumber", "+12025550101"), ("SkillId", "4021")],
        (
            400,
            &[],
            r#"{"error_description":"Phone Number is not valid."}"#,
        ),
        "InvalidPhoneNumber",
    ),
    Row(
        "dial phone",
        &[S, ("PhoneNumber", "+12025550101"), ("SkillId", "4021")],
        (400, &[], r#"{"error_description":"Skill is not valid."}"#),
        "InvalidSkillId",
    ),
    Row(
        "dial agent",
        &[S, ("TargetAgentId", "8")],
        (400, &[], r#"{"error_description":"InvalidAgentUsername"}"#),
        "InvalidTargetAgentId",
    ),
    Row(
        "consult agent",
        &[S, ("TargetAgentId", "8")],
        (400, &[("icStatusDescription", "InvalidAgentUsername")], ""),
        "InvalidTargetAgentId",
    ),
    Row(
        "transfer chat to skill",
        &[S, C, ("TargetSkillId", "4022")],
        (
            400,
            &[],
            r#"{"error_description":"Invalid target Skill Id."}"#,
        ),
        "InvalidSkillId",
    ),
    Row(
        "transfer chat to agent",
        &[S, C, ("TargetAgentId", "8")],
        (
            400,
            &[],
            r#"{"error_description":"Invalid target Agent Id."}"#,
        ),
        "InvalidTargetAgentId",
    ),
    Row(
        "create work item",
        &[("PointOfContact", "orders")],
        (
            400,
            &[],
            r#"{"error_description":"Point of contact is not valid for this business unit."}"#,
        ),
        "InvalidPointOfContact",
    ),
    Row(
        "set agent state to",
        &[S, ("State", "Available")],
        (
            400,
            &[],
            r#"{"error_description":"Invalid state request."}"#,
        ),
        "InvalidStateRequest",
    ),
    Row(
        "set agent state to",
        &[S, ("State", "Available")],
        (409, &[], r#"{"error_description":"Invalid State."}"#),
        "InvalidState",
    ),
    Row(
        "start agent session",
        &[U, ("StationId", "x")],
        (
            400,
            &[],
            r#"{"error_description":"InvalidPhoneNumberOrStation"}"#,
        ),
        "InvalidPhoneNumberOrStation",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (
            400,
            &[],
            r#"{"error_description":"Invalid parameter 'skillId'"}"#,
        ),
        "InvalidSkillId",
    ),
    Row(
        "sign in to dialer",
        &[S, ("SkillName", "x")],
        (400, &[("icStatusDescription", "InvalidSkillName")], ""),
        "InvalidSkillName",
    ),
    // Done, and only in these words.
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], r#"{"callbackId":5}"#),
        "Success",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], "\u{feff}{\"callbackId\":5}"),
        "Success",
    ),
    Row(
        "tag contact",
        &[C, ("Tags", "3")],
        (200, &[], r#"{"resultSet":{"errorCount":0}}"#),
        "Success",
    ),
    Row(
        "tag contact",
        &[C, ("Tags", "3")],
        (200, &[], r#"{"resultSet":{"errorCount":1}}"#),
        "InvalidTags",
    ),
    // What is not documented as done is not believed.
    Row(
        "schedule callback to at",
        BOOKING,
        (
            200,
            &[("content-type", "text/html")],
            "<html><title>Sign in</title></html>",
        ),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], r#"{"error":"failed"}"#),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], r#"{"success":false}"#),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], r#"{"callbackId"#),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (200, &[], r#""KO""#),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (202, &[], ""),
        "Unknown",
    ),
    Row(
        "delete callback",
        &[("CallbackId", "5")],
        (200, &[], "KO"),
        "Unknown",
    ),
    Row(
        "disposition contact",
        &[S, C, ("PrimaryDispositionId", "1")],
        (200, &[], "No known way to render data"),
        "Unknown",
    ),
    // What stands before the system gives up after it has acted.
    Row(
        "schedule callback to at",
        BOOKING,
        (503, &[("server", "awselb/2.0")], "<html>503</html>"),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (504, &[], r#"{"message":"Endpoint request timed out"}"#),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (502, &[], ""),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (408, &[], ""),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (303, &[("location", "https://login.example.com/sso")], ""),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (600, &[], ""),
        "Unknown",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (503, &[("icStatusDescription", "Service Unavailable")], ""),
        "Unavailable",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (425, &[], ""),
        "Unavailable",
    ),
    Row(
        "schedule callback to at",
        BOOKING,
        (429, &[("retry-after", "2")], ""),
        "Throttled",
    ),
];

#[tokio::test]
async fn each_answer_ends_an_action_as_it_should() {
    for Row(action, args, (status, headers, body), outcome) in ROWS {
        let events = Events::default();
        let far = Far::start(signing_in(move |asked| match asked.route() {
            (_, path) if path.ends_with("get-next-event") => events.next(),
            ("GET", _) => Then::Json(403, r#"{"error_description":"No right to read."}"#),
            _ => {
                let headers = headers.iter();
                let headers = headers.map(|(name, value)| (*name, (*value).to_owned()));
                Then::Full(*status, headers.collect(), (*body).to_owned())
            }
        }))
        .await;
        let answer = perform(&connect(settings(&far.base)), action, args).await;
        assert_eq!(
            &*answer.outcome, *outcome,
            "{action} {status} {body}: {answer:?}"
        );
        if *outcome == "Unknown" {
            let code = status.to_string();
            let said = answer.reason.contains(&code) || answer.reason.contains("nothing confirms");
            assert!(said, "what came is not in {answer:?}");
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_part_of_json() {
    let mark = "\u{feff}";
    let events = Events::default();
    let told = events.clone();
    let grant = format!("{mark}{}", super::GRANT);
    let far = Far::start(move |asked| match asked.route() {
        ("POST", "/authentication/v1/token/access-key") => {
            Then::Full(200, Vec::new(), grant.clone())
        }
        ("POST", "agent-sessions/join") => {
            Then::Full(202, Vec::new(), format!("{mark}{{\"sessionId\":\"S1\"}}"))
        }
        (_, path) if path.ends_with("get-next-event") => events.next(),
        ("GET", "contacts/active") => {
            Then::Full(200, Vec::new(), format!("{mark}{{\"activeContacts\":[]}}"))
        }
        _ => ACCEPTED,
    })
    .await;
    let on = connect(settings(&far.base));
    let joined = perform(&on, "join agent session", &[U]).await;
    assert!(joined.is_success(), "{joined:?}");
    let list = perform(&on, "find active contacts", &[]).await;
    assert!(list.is_success(), "{list:?}");
    told.answer(Then::Full(
        200,
        Vec::new(),
        format!(
            "{mark}{{\"sessionId\":\"S1\",\"events\":[{{\"Type\":\"CallContactEvent\",\
             \"ContactID\":\"1001\",\"Status\":\"Holding\"}}]}}"
        ),
    ));
    let held = perform(&on, "hold contact", &[U, S, C]).await;
    assert!(held.is_success(), "{held:?}");
}
