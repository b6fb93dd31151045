//! Tables: what came back, and the outcome that it means, on both platforms.

use super::*;
use crate::catalogue::{Catalogue, SystemEntry};
use crate::systems::finesse::model::CallState;

fn finesse() -> &'static SystemEntry {
    let builtin = Catalogue::builtin();
    builtin.system("finesse").expect("its tables are right")
}

fn action(key: &str) -> (&'static Action, Request) {
    let action = finesse().action(key);
    let action = action.unwrap_or_else(|| panic!("there is no `{key}`"));
    (action, Request::of(action).expect("its request fits"))
}

fn error(kind: &str, message: &str, data: &str) -> ApiError {
    ApiError {
        kind: kind.into(),
        message: message.into(),
        data: data.into(),
        ..ApiError::default()
    }
}

/// The acting agent in a contact, and what Finesse offers there.
fn leg(state: CallState, actions: &[&str]) -> Participant {
    Participant {
        address: "2001".into(),
        address_type: Some("AGENT_DEVICE".into()),
        state: Some(state),
        state_cause: None,
        start_time: None,
        state_change_time: None,
        actions: actions.iter().map(|name| (*name).to_owned()).collect(),
    }
}

const PLATFORMS: [&str; 2] = ["CCE", "CCX"];

/// What an event's error means; a reason is always given, and the outcome is one of the action's.
fn of_event(key: &str, error: &ApiError, now: Now<'_>) -> String {
    let (action, request) = action(key);
    let ended = asynchronous(action, &request, std::slice::from_ref(error), now);
    checked(action, ended)
}

fn checked(action: &Action, ended: Ended) -> String {
    assert!(!ended.reason.is_empty(), "{} says why", action.key);
    let known = action.outcome(&ended.outcome);
    assert!(known.is_some(), "{}: {}", action.key, ended.outcome);
    ended.outcome.to_string()
}

fn of_answer(key: &str, status: u16, error: Option<ApiError>, now: Now<'_>) -> (String, Doubt) {
    let (action, request) = action(key);
    let body = error.map_or(Body::Empty, |error| Body::Errors(vec![error]));
    let doubt = Doubt::of(status, Some(&body));
    match synchronous(action, &request, status, Some(&body), now) {
        Verdict::Ended(ended) => (checked(action, ended), doubt),
        Verdict::Done => ("done".into(), doubt),
        Verdict::Accepted => ("accepted".into(), doubt),
    }
}

/// The outcome that a class of control failures is to have, for a hold and for a call.
fn expected(class: &str) -> (&'static str, &'static str) {
    match class {
        "state" => ("InvalidState", "InvalidState"),
        "missing" => ("InvalidContactId", "Rejected"),
        "destination" => ("Rejected", "InvalidPhoneNumber"),
        "permission" => ("Unauthorized", "Unauthorized"),
        "input" => ("Rejected", "InvalidCallData"),
        "unavailable" => ("Unavailable", "Unavailable"),
        "limit" => ("Throttled", "Throttled"),
        "full" | "says nothing" => ("Rejected", "Rejected"),
        "unknown" => ("Unknown", "Unknown"),
        other => panic!("no such class: {other}"),
    }
}

#[test]
fn every_control_failure_is_told_by_its_number_and_by_its_constant() {
    let table = include_str!("../../../../tests/finesse/control-failures.csv");
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let holding = leg(CallState::Active, &["HOLD", "DROP"]);
    let mut count = 0;
    for row in rows.records() {
        let row = row.expect("a row");
        let (number, constant, class) = (&row[0], &row[1], &row[2]);
        let (hold, dial) = expected(class);
        for platform in PLATFORMS {
            let now = Now {
                platform: Some(platform),
                participant: Some(&holding),
                user: None,
                user_since: None,
            };
            for said in [
                error("Generic Error", constant, number),
                error("Call Operation Failure", "", number),
                error("Generic Error", constant, ""),
                error("Generic Error", &constant.to_lowercase(), ""),
                error("", &format!("the request failed: {constant}"), ""),
            ] {
                assert_eq!(of_event("hold contact", &said, now), hold, "{said}");
                let now = Now {
                    participant: None,
                    ..now
                };
                assert_eq!(of_event("dial phone", &said, now), dial, "{said}");
            }
        }
        count += 1;
    }
    assert_eq!(count, 95);
}

#[test]
fn a_generic_error_is_a_state_where_finesse_does_not_offer_the_action() {
    for platform in PLATFORMS {
        for (said, offered, outcome) in [
            (
                error("Generic Error", "", ""),
                &["RETRIEVE", "DROP"][..],
                "InvalidState",
            ),
            (
                error("Generic Error", "CF_GENERIC_OPERATION", "1"),
                &[],
                "InvalidState",
            ),
            (
                error("Call Operation Failure", "", ""),
                &["RETRIEVE"],
                "InvalidState",
            ),
            (
                error("Generic Error", "", ""),
                &["HOLD", "DROP"],
                "Rejected",
            ),
            (error("Generic Error", "", ""), &["hold"], "Rejected"),
            // What is said exactly counts, whatever is offered.
            (
                error("Generic Error", "", "19"),
                &["RETRIEVE"],
                "Unauthorized",
            ),
            (error("Generic Error", "", "22"), &["HOLD"], "InvalidState"),
        ] {
            let participant = leg(CallState::Held, offered);
            let now = Now {
                platform: Some(platform),
                participant: Some(&participant),
                user: None,
                user_since: None,
            };
            assert_eq!(
                of_event("hold contact", &said, now),
                outcome,
                "{said} {offered:?}"
            );
        }
        let unseen = Now {
            platform: Some(platform),
            ..Now::default()
        };
        let said = error("Generic Error", "", "");
        assert_eq!(of_event("hold contact", &said, unseen), "Rejected");
    }
}

#[test]
fn the_reason_says_what_could_be_done_instead() {
    let (hold, request) = action("hold contact");
    let participant = leg(CallState::Held, &["RETRIEVE", "DROP"]);
    let now = Now {
        participant: Some(&participant),
        ..Now::default()
    };
    let ended = asynchronous(hold, &request, &[error("Generic Error", "", "")], now);
    assert_eq!(
        ended.reason,
        "Generic Error; the agent is Held in the contact, and Finesse offers RETRIEVE, DROP"
    );
    let silent = asynchronous(hold, &request, &[], Now::default());
    assert_eq!(
        silent.reason,
        "Finesse rejected the request without a reason"
    );
}

/// Every row of the guide's asynchronous errors: action, platform (none: both), what the event says,
/// the agent in the contact at that time, the outcome.
#[test]
#[rustfmt::skip]
fn every_documented_error_of_an_event_has_its_outcome() {
    use CallState::{Active, Alerting, Held};
    let generic = || error("Generic Error", "", "");
    let both = None;
    type Row = (
        &'static str,
        Option<&'static str>,
        ApiError,
        Option<(CallState, &'static [&'static str])>,
        &'static str,
    );
    let rows: Vec<Row> = vec![
        // No call to consult, or the first call after it was resumed.
        ("transfer calls", both, generic(), Some((Held, &["RETRIEVE", "DROP"])), "InvalidState"),
        ("transfer calls", both, generic(), Some((Active, &["HOLD", "DROP"])), "InvalidState"),
        ("conference calls", both, generic(), Some((Active, &["HOLD", "DROP"])), "InvalidState"),
        // Too many in it: by number where there is one, else only that it failed.
        ("conference calls", both, error("Generic Error", "CF_CONFERENCE_MEMBER_LIMIT_EXCEEDED", "38"), Some((Held, &["CONFERENCE"])), "ConferenceFull"),
        ("conference calls", Some("CCE"), error("Call Operation Failure", "", ""), Some((Held, &["CONFERENCE"])), "Rejected"),
        ("resume contact", both, generic(), Some((Alerting, &["ACCEPT", "REJECT", "CLOSE"])), "InvalidState"),
        ("conference calls", Some("CCE"), error("Generic Error", "", "20999"), Some((Held, &["CONFERENCE"])), "InvalidState"),
        ("conference calls", Some("CCX"), error("Invalid State", "CF_INVALID_OBJECT_STATE", "22"), Some((Held, &["CONFERENCE"])), "InvalidState"),
        ("hold contact", both, generic(), Some((Held, &["RETRIEVE", "DROP"])), "InvalidState"),
        ("set call data of contact", both, error("Invalid Input", "", ""), Some((Active, &["UPDATE_CALL_DATA"])), "InvalidCallData"),
        ("set call data of contact", both, error("Call Variable is protected", "", ""), Some((Active, &["UPDATE_CALL_DATA"])), "InvalidCallData"),
        ("send dtmf", Some("CCX"), error("Generic Error", "CF_VALUE_OUT_OF_RANGE", "3"), Some((Active, &["SEND_DTMF"])), "InvalidDtmfSequence"),
        ("send dtmf", both, generic(), Some((Held, &["RETRIEVE"])), "InvalidState"),
        ("send dtmf", both, generic(), Some((Alerting, &["ANSWER"])), "InvalidState"),
        ("consult phone", both, generic(), Some((Alerting, &["ACCEPT", "REJECT"])), "InvalidState"),
        ("consult phone", both, generic(), Some((Alerting, &["ANSWER"])), "InvalidState"),
        ("consult agent", both, generic(), Some((Held, &["RETRIEVE"])), "InvalidState"),
        ("transfer contact to", Some("CCE"), generic(), Some((Alerting, &["ANSWER"])), "InvalidState"),
        ("transfer contact to", Some("CCE"), generic(), Some((Alerting, &["ACCEPT"])), "InvalidState"),
        // Silent monitoring of an agent who does not talk; the number stands in the type.
        ("monitor agent", Some("CCX"), error("88049", "", ""), None, "InvalidState"),
        ("monitor agent", Some("CCE"), error("13145", "", ""), None, "InvalidState"),
        ("monitor agent", Some("CCE"), error("Generic Error", "", "13145"), None, "InvalidState"),
        ("monitor agent", Some("CCE"), error("Invalid State", "", ""), None, "InvalidState"),
        ("record contact", Some("CCX"), generic(), Some((Active, &["TRANSFER_SST"])), "InvalidState"),
        ("record contact", Some("CCX"), generic(), Some((Alerting, &["ANSWER"])), "InvalidState"),
        ("record contact", Some("CCE"), generic(), Some((Active, &["HOLD"])), "InvalidState"),
        ("hold contact", both, generic(), Some((Alerting, &["ACCEPT", "REJECT", "CLOSE"])), "InvalidState"),
        ("reclassify contact as", both, error("Generic error", "", ""), Some((Active, &["HOLD", "RECLASSIFY"])), "InvalidState"),
        ("start agent session", both, error("Invalid Device", "", ""), None, "InvalidPhoneNumberOrStation"),
        ("start agent session", both, error("Device Busy", "", ""), None, "InvalidPhoneNumberOrStation"),
        ("start agent session", both, error("Generic Error", "CF_SPECIFIED_EXTENSION_ALREADY_IN_USE", "283"), None, "InvalidPhoneNumberOrStation"),
        ("start agent session", both, error("Generic Error", "CF_SPECIFIED_AGENT_ALREADY_SIGNED_ON", "259"), None, "AlreadyInSession"),
        ("start agent session", Some("CCE"), error("Mode Not Allowed", "", ""), None, "ModeNotAllowed"),
        ("set agent state to", both, error("Invalid State", "", ""), None, "InvalidState"),
        ("set agent state to", Some("CCX"), error("Invalid State", "CF_INVALID_AGENT_WORKMODE", "265"), None, "InvalidState"),
        ("set agent state to", both, error("Generic Error", "CF_INVALID_AGENT_REASON_CODE", "266"), None, "InvalidStateRequest"),
        ("set agent state to", both, error("Generic Error", "CF_REASON_CODE_REQUIRED", "281"), None, "InvalidStateRequest"),
        ("set call data of contact", both, error("Generic Error", "CF_WRAPUP_DATA_REQUIRED", "280"), None, "InvalidCallData"),
        ("dial phone", both, error("Generic Error", "CF_INVALID_CALLED_DEVICE", "6"), None, "InvalidPhoneNumber"),
        ("drop participant from contact", Some("CCE"), error("Generic Error", "CF_DROP_ANY_PARTY_NOT_ENABLED_CTI", "290"), None, "Unauthorized"),
    ];
    for (key, platform, said, seen, outcome) in rows {
        let participant = seen.map(|(state, actions)| leg(state, actions));
        for name in PLATFORMS.into_iter().filter(|name| platform.is_none_or(|only| only == *name)) {
            let now = Now {
                platform: Some(name),
                participant: participant.as_ref(),
                user: None,
                user_since: None,
            };
            assert_eq!(of_event(key, &said, now), outcome, "{key} on {name}: {said}");
        }
    }
}

/// CCX answers so to an agent who is reserved for a campaign; anywhere else nobody can tell.
#[test]
fn an_internal_error_is_a_state_only_where_the_guide_says_so() {
    let said = error("Internal Server Error", "", "");
    let of = |platform, user| {
        let now = Now {
            platform: Some(platform),
            participant: None,
            user: Some(user),
            user_since: None,
        };
        of_event("set agent state to", &said, now)
    };
    assert_eq!(of("CCX", &UserState::ReservedOutbound), "InvalidState");
    assert_eq!(of("CCX", &UserState::Available), "Unknown");
    assert_eq!(of("CCE", &UserState::ReservedOutbound), "Unknown");
}

/// Media other than voice have small numbers of their own.
#[test]
fn numbers_of_other_media_are_no_control_failures() {
    let said = error("Generic Error", "E_ARM_STAT_INVALID_DIALOG_ID", "22");
    let participant = leg(CallState::Active, &["HOLD"]);
    let now = Now {
        participant: Some(&participant),
        ..Now::default()
    };
    assert_eq!(of_event("hold contact", &said, now), "Rejected");
}

#[test]
#[rustfmt::skip]
fn every_documented_answer_has_its_outcome() {
    let rows: Vec<(&str, u16, &str, &str, &str, &str)> = vec![
        ("barge into monitored call", 400, "20700", "", "", "ConferenceFull"),
        ("barge into monitored call", 400, "20999", "", "", "InvalidState"),
        ("barge into monitored call", 400, "Invalid Destination", "", "", "InvalidState"),
        ("hold contact", 400, "Bad Request", "", "", "Rejected"),
        ("hold contact", 400, "Generic Error", "", "", "Rejected"),
        ("dial phone", 400, "Invalid Destination", "", "", "InvalidPhoneNumber"),
        ("dial agent", 400, "Invalid Destination", "", "", "InvalidTargetAgentId"),
        ("transfer contact to", 400, "Invalid Destination", "", "", "InvalidPhoneNumber"),
        ("drop participant from contact", 400, "Invalid Destination", "", "", "InvalidParticipant"),
        ("dial phone", 400, "Invalid Input", "", "", "InvalidCallData"),
        ("set call data of contact", 400, "Invalid Input", "", "", "InvalidCallData"),
        ("send dtmf", 400, "Invalid Input", "", "", "InvalidDtmfSequence"),
        ("consult phone", 400, "Invalid Input", "", "", "InvalidPhoneNumber"),
        ("set agent state to", 400, "Invalid Input", "", "", "InvalidStateRequest"),
        ("end agent session", 400, "Invalid Input", "Invalid State specified for user", "", "InvalidState"),
        ("hold contact", 400, "Invalid Input", "", "", "Rejected"),
        ("monitor agent", 400, "Invalid State", "", "", "InvalidState"),
        ("hold contact", 400, "Parameter Missing", "", "", "Rejected"),
        ("reclassify contact as", 400, "Finesse API Error", "", "", "InvalidContactId"),
        ("hold contact", 401, "Authorization Failure", "UNAUTHORIZED", "ada", "InvalidSecurityUser"),
        ("hold contact", 401, "Invalid Authorization User Specified", "they don't match", "4321", "InvalidSecurityUser"),
        ("set security user", 401, "Invalid Authorization User Specified", "", "", "Error"),
        ("send dtmf", 401, "Invalid State", "", "", "InvalidState"),
        ("set agent state to", 401, "Invalid State", "", "", "InvalidState"),
        ("monitor agent", 401, "Invalid Supervisor", "", "", "InvalidTargetAgentId"),
        ("set state of agent to", 401, "Invalid Supervisor", "", "", "InvalidAgentId"),
        ("find state of agent", 401, "Invalid Supervisor", "", "", "InvalidAgentId"),
        ("find agent states", 401, "Invalid Supervisor", "", "", "InvalidTeamId"),
        ("hold contact", 401, "", "", "", "Unauthorized"),
        ("hold contact", 403, "Forbidden", "", "", "Unauthorized"),
        ("hold contact", 404, "Not Found", "Invalid dialogId specified for dialog", "", "InvalidContactId"),
        ("accept preview contact", 404, "Dialog Not Found", "", "", "InvalidContactId"),
        ("find contact", 404, "Dialog Not Found", "", "", "InvalidContactId"),
        ("set agent state to", 404, "User Not Found", "UNKNOWN_USER", "4023", "InvalidSecurityUser"),
        ("sign out agent", 404, "User Not Found", "UNKNOWN_USER", "4023", "InvalidAgentId"),
        ("set security user", 404, "User Not Found", "UNKNOWN_USER", "4023", "Error"),
        ("find agent states", 404, "TeamId Not Found", "", "", "InvalidTeamId"),
        ("find queue", 404, "", "", "", "InvalidQueueId"),
        ("hold contact", 405, "", "", "", "Rejected"),
        ("hold contact", 417, "", "", "", "Unauthorized"),
        ("hold contact", 429, "", "", "", "Throttled"),
        ("sign out agent", 429, "", "", "", "TooManyRequests"),
        ("hold contact", 500, "Internal Server Error", "", "", "Unknown"),
        ("hold contact", 500, "", "DB_RUNTIME_EXCEPTION", "", "Unknown"),
        ("hold contact", 500, "Invalid State", "", "22", "Unknown"),
        ("find contact", 500, "Internal Server Error", "", "", "Unavailable"),
        ("accept preview contact", 501, "Not Implemented", "", "", "Rejected"),
        ("hold contact", 502, "", "", "", "Unknown"),
        ("hold contact", 503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", "", "Unavailable"),
        ("find contact", 503, "Service Unavailable", "SERVER_OUT_OF_SERVICE", "", "Unavailable"),
        ("hold contact", 504, "", "", "", "Unknown"),
        ("hold contact", 301, "", "", "", "Rejected"),
        ("hold contact", 202, "", "", "", "accepted"),
        ("hold contact", 200, "", "", "", "accepted"),
        ("find contact", 200, "", "", "", "done"),
    ];
    for (key, status, kind, message, data, outcome) in rows {
        for platform in PLATFORMS {
            let now = Now {
                platform: Some(platform),
                ..Now::default()
            };
            let said = (!kind.is_empty() || !message.is_empty())
                .then(|| error(kind, message, data));
            let (found, _) = of_answer(key, status, said, now);
            assert_eq!(found, outcome, "{key} {status} {kind} on {platform}");
        }
    }
}

/// Only what Finesse is documented to say is an acceptance or a refusal of its own: of what a gateway
/// may have said after Finesse had acted, nobody knows.
#[test]
fn what_anybody_else_may_have_said_of_a_write_is_unknown() {
    let page = || Some(Body::Other("html".into()));
    let errors = || {
        Some(Body::Errors(vec![error(
            "Service Unavailable",
            "SERVER_OUT_OF_SERVICE",
            "",
        )]))
    };
    let rows: [(u16, Option<Body>, &str, &str); 20] = [
        (202, Some(Body::Empty), "accepted", "done"),
        (200, Some(Body::Empty), "accepted", "done"),
        (204, Some(Body::Empty), "accepted", "done"),
        (200, page(), "Unknown", "done"),
        (202, page(), "Unknown", "done"),
        (202, None, "Unknown", "done"),
        (202, errors(), "Unknown", "done"),
        (206, Some(Body::Empty), "Unknown", "Unavailable"),
        (101, Some(Body::Empty), "Unknown", "Rejected"),
        (600, Some(Body::Empty), "Unknown", "Rejected"),
        (408, Some(Body::Empty), "Unknown", "Unavailable"),
        (408, page(), "Unknown", "Unavailable"),
        (502, page(), "Unknown", "Unavailable"),
        (504, None, "Unknown", "Unavailable"),
        (500, page(), "Unknown", "Unavailable"),
        (503, page(), "Unknown", "Unavailable"),
        (503, None, "Unknown", "Unavailable"),
        (503, errors(), "Unavailable", "Unavailable"),
        // Without a word, and often with `Retry-After`: nothing that would have acted says that.
        (503, Some(Body::Empty), "Unavailable", "Unavailable"),
        (429, page(), "Throttled", "Throttled"),
    ];
    for (status, body, write, read) in rows {
        for (key, wanted) in [("hold contact", write), ("find contact", read)] {
            let (action, request) = action(key);
            let found = match synchronous(action, &request, status, body.as_ref(), Now::default()) {
                Verdict::Ended(ended) => checked(action, ended),
                Verdict::Done => "done".into(),
                Verdict::Accepted => "accepted".into(),
            };
            assert_eq!(found, wanted, "{key} {status} {body:?}");
        }
    }
}

/// A gateway may have handed a dial on before it answered without a word: a retry would call twice.
#[test]
fn a_503_without_a_body_is_a_refusal_only_of_what_may_be_repeated() {
    for (key, wanted) in [
        ("dial phone", "Unknown"),
        ("consult phone", "Unknown"),
        ("transfer calls", "Unknown"),
        ("resume contact", "Unavailable"),
    ] {
        let (action, request) = action(key);
        let found = synchronous(action, &request, 503, Some(&Body::Empty), Now::default());
        let Verdict::Ended(ended) = found else {
            panic!("{key}: it is no acceptance")
        };
        assert_eq!(&*checked(action, ended), wanted, "{key}");
    }
}

/// Five refused passwords lock a user: only what says nothing about the password goes on, and one
/// type of error means two things.
#[test]
fn a_refusal_says_more_or_less_of_the_credentials() {
    let doubt = |status, said| of_answer("hold contact", status, said, Now::default()).1;
    for kind in ["Authorization Failure", "Unauthorized", "something new"] {
        assert_eq!(
            doubt(401, Some(error(kind, "", "ada"))),
            Doubt::Some,
            "{kind}"
        );
    }
    assert_eq!(doubt(401, None), Doubt::Certain);
    assert_eq!(
        Doubt::of(401, None),
        Doubt::Certain,
        "a body that cannot be read is no excuse"
    );
    for kind in [
        "Invalid State",
        "Invalid Supervisor",
        "Invalid Authorization User Specified",
        "Invalid Authorization",
    ] {
        assert_eq!(doubt(401, Some(error(kind, "", ""))), Doubt::None, "{kind}");
    }
    for status in [403, 404, 417, 500, 503] {
        assert_eq!(doubt(status, None), Doubt::None, "{status}");
    }
}

#[test]
fn a_refusal_about_another_agent_says_whose_credentials_it_had() {
    let (action, request) = action("hold contact");
    for (kind, says) in [
        ("Invalid Authorization User Specified", true),
        ("Authorization Failure", false),
        ("Invalid State", false),
    ] {
        let body = Body::Errors(vec![error(kind, "", "1002")]);
        let found = synchronous(action, &request, 401, Some(&body), Now::default());
        let Verdict::Ended(ended) = found else {
            panic!("{kind}: it is no acceptance")
        };
        let ended = ended.asked_as("1001", 401, Some(&body));
        assert_eq!(
            ended.reason.contains("signs in as user 1001"),
            says,
            "{kind}"
        );
    }
}

/// What a user may not look at is an outcome of its own, in Finesse's words.
#[test]
fn what_another_user_alone_may_read_is_told_as_that() {
    let other = || {
        error(
            "Invalid Authorization User Specified",
            "don't match",
            "1002",
        )
    };
    let denied = || error("Authorization Failure", "UNAUTHORIZED", "1001");
    for said in [other, denied] {
        for key in [
            "find state of agent",
            "find active contacts",
            "find agent states",
            "find queue",
            "find contact",
            "find agent",
            "hold contact",
        ] {
            let (action, request) = action(key);
            let body = Body::Errors(vec![said()]);
            let ended = synchronous(action, &request, 401, Some(&body), Now::default());
            let Verdict::Ended(ended) = ended else {
                panic!("a refusal ends it");
            };
            assert_eq!(&*ended.outcome, "InvalidSecurityUser", "{key}");
            assert!(
                ended.reason.contains(&said().to_string()),
                "{}",
                ended.reason
            );
        }
    }
}

/// A user's id may be a small number: it is no control failure.
#[test]
fn the_data_of_an_answer_is_no_number_of_the_cti_server() {
    let said = error("Invalid Authorization User Specified", "", "22");
    let (outcome, _) = of_answer("hold contact", 401, Some(said), Now::default());
    assert_eq!(outcome, "InvalidSecurityUser");
    let said = error("Parameter Missing", "", "22");
    let (outcome, _) = of_answer("hold contact", 400, Some(said), Now::default());
    assert_eq!(outcome, "Rejected");
}

#[test]
fn a_request_without_an_answer_is_told_by_whether_it_left() {
    let (hold, _) = action("hold contact");
    let (find, _) = action("find contact");
    for (action, left, outcome) in [
        (hold, true, "Unknown"),
        (hold, false, "Unavailable"),
        (find, true, "Unavailable"),
        (find, false, "Unavailable"),
    ] {
        let ended = lost(action, left, "the connection broke");
        assert_eq!(checked(action, ended), outcome);
    }
}

#[test]
fn what_is_not_known_ends_in_what_it_means() {
    let known = Facts {
        agent: Some("1001".into()),
        extension: Some("2001".into()),
        contact: Some("10".into()),
        ..Facts::default()
    };
    let of = |key: &str, facts: &Facts| {
        let (action, request) = action(key);
        unmet(action, &request, facts).map(|ended| checked(action, ended))
    };
    let without_extension = Facts {
        extension: None,
        ..known.clone()
    };
    let without_contact = Facts {
        contact: None,
        ..known.clone()
    };
    assert_eq!(of("hold contact", &known), None);
    for (key, facts, outcome) in [
        ("hold contact", &without_extension, "InvalidAgentSession"),
        ("dial phone", &without_extension, "InvalidAgentSession"),
        ("transfer calls", &without_contact, "InvalidState"),
        ("find contact", &without_contact, "InvalidContactId"),
        ("monitor agent", &known, "InvalidTargetAgentId"),
        ("barge into monitored call", &known, "InvalidState"),
        ("dial phone", &Facts::default(), "InvalidSecurityUser"),
    ] {
        assert_eq!(of(key, facts).as_deref(), Some(outcome), "{key}");
    }
    let states = Facts {
        extension: None,
        contact: None,
        ..known.clone()
    };
    assert_eq!(of("set agent state to", &states), None, "it needs neither");
}

/// Whatever comes, a write that nobody can vouch for is never called refused, and a read never unknown.
#[test]
fn every_status_ends_every_action_in_one_of_its_outcomes() {
    for action in &finesse().actions {
        let request = Request::of(action).expect("it fits");
        for status in 100..=599 {
            for said in [
                None,
                Some(error("Generic Error", "", "78")),
                Some(error("Odd", "x", "y")),
            ] {
                let body = Body::Errors(said.into_iter().collect());
                match synchronous(action, &request, status, Some(&body), Now::default()) {
                    Verdict::Ended(ended) => {
                        let outcome = checked(action, ended);
                        assert_ne!(outcome, "Success", "{} {status}", action.key);
                    }
                    _ => assert!((200..300).contains(&status)),
                }
            }
        }
    }
}
