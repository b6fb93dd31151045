//! Tables: what came back, and the outcome that it means.

use super::*;
use crate::catalogue::{Catalogue, SystemEntry};

fn cxone() -> &'static SystemEntry {
    Catalogue::builtin().system("cxone").unwrap()
}

/// What an answer means for an action: an outcome, or `accepted`.
fn meaning(action: &Action, reply: &Reply) -> String {
    let request = Request::of(action).unwrap();
    match judge(action, &request, reply) {
        Verdict::Done => "Success".to_owned(),
        Verdict::Accepted(None) => "accepted".to_owned(),
        Verdict::Accepted(Some(doubt)) => format!("in doubt: {doubt}"),
        Verdict::Ended(answer) => {
            assert!(!answer.reason.is_empty(), "a refusal says why");
            let known = action.outcome(&answer.outcome);
            assert!(
                known.is_some(),
                "{} cannot end in {}",
                action.key,
                answer.outcome
            );
            answer.outcome.to_string()
        }
    }
}

fn of(key: &str, status: u16, body: &str) -> String {
    meaning(cxone().action(key).unwrap(), &Reply::of(status, &[], body))
}

#[test]
fn every_documented_outcome_is_told_by_its_name_however_it_is_spelled() {
    let mut told = 0;
    for action in &cxone().actions {
        for outcome in action
            .outcomes
            .iter()
            .filter(|o| o.name.starts_with("Invalid"))
        {
            for text in spellings(&outcome.name) {
                let header = Reply::of(400, &[("icstatusdescription", &text)], "");
                let described = serde_json::json!({ "error_description": text }).to_string();
                let error = serde_json::json!({ "error": text }).to_string();
                let message = serde_json::json!({ "message": text }).to_string();
                let nested = serde_json::json!({ "error": { "message": text } }).to_string();
                assert_eq!(
                    meaning(action, &header),
                    *outcome.name,
                    "{} {text}",
                    action.key
                );
                for body in [described, error, message, nested] {
                    let reply = Reply::of(404, &[], &body);
                    assert_eq!(
                        meaning(action, &reply),
                        *outcome.name,
                        "{} {body}",
                        action.key
                    );
                }
                told += 1;
            }
        }
    }
    assert!(told > 100, "{told}");
}

/// `InvalidContactId`, `OnInvalidContactID`, `Invalid Contact Id.`, `Invalid contact.` …
fn spellings(name: &str) -> Vec<String> {
    let mut words = String::new();
    for letter in name.chars() {
        if letter.is_ascii_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.push(letter);
    }
    let without_id = words.strip_suffix(" Id").unwrap_or(&words).to_owned();
    vec![
        name.to_owned(),
        format!("On{name}"),
        format!("{words}."),
        words.to_uppercase(),
        format!("{}.", words.to_lowercase()),
        format!("{without_id}: 12345"),
    ]
}

#[test]
fn hold_contact_ends_as_documented() {
    for (status, body, outcome) in [
        (202, "", "accepted"),
        (200, "", "Success"),
        (404, r#"{"error":"InvalidContactId"}"#, "InvalidContactId"),
        (
            404,
            r#"{"error_description":"Invalid Contact ID."}"#,
            "InvalidContactId",
        ),
        (
            404,
            r#"{"error_description":"InvalidAgentSession"}"#,
            "InvalidAgentSession",
        ),
        (
            404,
            r#"{"error_description":"Invalid agent session Id."}"#,
            "InvalidAgentSession",
        ),
        (
            400,
            r#"{"error_description":"Invalid agent session."}"#,
            "InvalidAgentSession",
        ),
        (
            409,
            r#"{"error_description":"Invalid State."}"#,
            "InvalidState",
        ),
        (409, "", "InvalidState"),
        (409, r#"{"error":"InvalidContactId"}"#, "InvalidContactId"),
        (
            400,
            r#"{"error":"InvalidSecurityUser"}"#,
            "InvalidSecurityUser",
        ),
        (
            404,
            r#"{"error_description":"resource not found"}"#,
            "Rejected",
        ),
        (
            405,
            r#"{"error_description":"Method Not Allowed"}"#,
            "Rejected",
        ),
        (400, "No known way to render data", "Rejected"),
        (401, r#"{"error":"InvalidState"}"#, "Unauthorized"),
        (403, "", "Unauthorized"),
        (408, "", "Unknown"),
        (425, "", "Unavailable"),
        (429, "", "Throttled"),
        (400, r#"{"error":"Unknown"}"#, "Rejected"),
        (500, r#"{"error":"InvalidState"}"#, "Unknown"),
        (502, "<html>", "Unknown"),
        (503, "", "Unknown"),
        (
            503,
            r#"{"error_description":"The service is unavailable."}"#,
            "Unavailable",
        ),
        (101, "", "Unknown"),
        (302, "", "Unknown"),
        (303, "", "Unknown"),
        (307, "", "Rejected"),
        (600, "", "Unknown"),
    ] {
        assert_eq!(of("hold contact", status, body), outcome, "{status} {body}");
    }
}

#[test]
fn end_contact_ends_as_documented() {
    for (status, body, outcome) in [
        (202, "", "accepted"),
        (200, "", "Success"),
        (404, r#"{"error":"OnInvalidContactID"}"#, "InvalidContactId"),
        (403, r#"{"error_description":"Forbidden"}"#, "Unauthorized"),
        (400, r#"{"error":"OnUnauthorized"}"#, "Unauthorized"),
        (
            400,
            r#"{"error_description":"Invalid Security User"}"#,
            "InvalidSecurityUser",
        ),
    ] {
        assert_eq!(of("end contact", status, body), outcome, "{status} {body}");
    }
}

#[test]
fn schedule_callback_ends_as_documented() {
    for (status, body, outcome) in [
        (200, r#"{"callbackId":5}"#, "Success"),
        (
            400,
            r#"{"error_description":"Phone Number is not valid."}"#,
            "InvalidPhoneNumber",
        ),
        (
            400,
            r#"{"error":"InvalidPhoneNumber"}"#,
            "InvalidPhoneNumber",
        ),
        (
            400,
            r#"{"error_description":"Skill is not valid."}"#,
            "InvalidSkillId",
        ),
        (
            400,
            r#"{"error_description":"Invalid skill."}"#,
            "InvalidSkillId",
        ),
        (
            400,
            r#"{"error_description":"Invalid Skill Id."}"#,
            "InvalidSkillId",
        ),
        (
            400,
            r#"{"error_description":"Invalid target Agent Id."}"#,
            "InvalidTargetAgentId",
        ),
        (
            400,
            r#"{"error_description":"Invalid Schedule Date"}"#,
            "InvalidScheduleDate",
        ),
        (
            400,
            r#"{"error":"InvalidSecurityUser"}"#,
            "InvalidSecurityUser",
        ),
        (500, "", "Unknown"),
    ] {
        assert_eq!(
            of("schedule callback to at", status, body),
            outcome,
            "{status} {body}"
        );
    }
}

#[test]
fn session_actions_end_as_documented() {
    for (action, status, body, outcome) in [
        ("start agent session", 409, "", "AlreadyInSession"),
        (
            "start agent session",
            400,
            r#"{"error":"InvalidPhoneNumberOrStation"}"#,
            "InvalidPhoneNumberOrStation",
        ),
        (
            "join agent session",
            400,
            r#"{"error":"ImpersonateNotEnabled"}"#,
            "ImpersonateNotEnabled",
        ),
        (
            "join agent session",
            202,
            r#"{"sessionId":"S"}"#,
            "accepted",
        ),
        ("set security user", 404, "", "Error"),
        (
            "set security user",
            200,
            r#"{"agents":[{"isActive":false}]}"#,
            "Error",
        ),
        (
            "set security user",
            200,
            r#"{"agents":[{"isActive":true}]}"#,
            "Success",
        ),
        ("set security user", 500, "", "Unavailable"),
    ] {
        assert_eq!(
            of(action, status, body),
            outcome,
            "{action} {status} {body}"
        );
    }
}

#[test]
fn only_what_is_documented_as_done_is_success() {
    let page = "<html><title>Maintenance</title></html>";
    for (status, body, doubt) in [
        (200, page, "the answer is a web page (\"Maintenance\")"),
        (202, page, "the answer is a web page (\"Maintenance\")"),
        (200, r#"{"error":"failed"}"#, r#"{"error":"failed"}"#),
        (200, r#"{"success":false}"#, r#"{"success":false}"#),
        (200, r#"{"Status":"Failed"}"#, "Failed"),
        (200, r#"{"resultSet":{"errors":["x"]}}"#, "errors"),
        (202, r#""KO""#, "KO"),
        (200, "KO", "is not JSON"),
        (200, "false", "false"),
        (200, r#"{"callbackId""#, "is cut off"),
        (201, "", "the answer 201 Created"),
        (204, "", "the answer 204 No Content"),
        (206, "", "the answer 206 Partial Content"),
    ] {
        let writes = cxone().actions.iter().filter(|action| !action.reads);
        for action in writes {
            let said = meaning(action, &Reply::of(status, &[], body));
            // The count of tags that failed is looked at before all else.
            let in_doubt = said.starts_with("in doubt: ") && said.contains(doubt);
            assert!(in_doubt, "{} {status} {body}: {said}", action.key);
        }
    }
}

#[test]
fn what_says_nothing_is_no_reason_to_doubt() {
    for body in [
        "",
        " ",
        "{}",
        "null",
        "true",
        r#""Accepted""#,
        r#"{"error":null,"errors":[],"success":true}"#,
        r#"{"resultSet":{"errorCount":0}}"#,
        "\u{feff}{}",
    ] {
        assert_eq!(of("hold contact", 200, body), "Success", "{body}");
        assert_eq!(of("hold contact", 202, body), "accepted", "{body}");
    }
}

#[test]
fn whoever_stands_before_the_system_does_not_speak_for_it() {
    for (status, headers, body, outcome) in [
        (503, &[][..], "<html>", "Unknown"),
        (503, &[], r#"{"message":"Service Unavailable"}"#, "Unknown"),
        (
            504,
            &[],
            r#"{"message":"Endpoint request timed out"}"#,
            "Unknown",
        ),
        (408, &[], r#"{"error":"timeout"}"#, "Unknown"),
        (502, &[("server", "proxy")], "", "Unknown"),
        (
            503,
            &[("icstatusdescription", "Service Unavailable")],
            "",
            "Unavailable",
        ),
        (
            503,
            &[],
            r#"{"error_description":"Server overloaded"}"#,
            "Unavailable",
        ),
    ] {
        let hold = cxone().action("hold contact").unwrap();
        let reply = Reply::of(status, headers, body);
        assert_eq!(
            meaning(hold, &reply),
            outcome,
            "{status} {headers:?} {body}"
        );
    }
}

#[test]
fn answers_that_have_been_seen_reach_their_outcomes() {
    for (action, text, outcome) in [
        (
            "transfer chat to skill",
            "Invalid target Skill Id.",
            "InvalidSkillId",
        ),
        ("dial agent", "InvalidAgentUsername", "InvalidTargetAgentId"),
        (
            "consult agent",
            "InvalidAgentUsername",
            "InvalidTargetAgentId",
        ),
        (
            "transfer work item to agent",
            "InvalidAgentUsername",
            "InvalidTargetAgentId",
        ),
        (
            "create work item",
            "Point of contact is not valid for this business unit.",
            "InvalidPointOfContact",
        ),
        ("hold contact", "Invalid sessionId", "InvalidAgentSession"),
        (
            "hold contact",
            "Invalid parameter 'contactId'",
            "InvalidContactId",
        ),
        (
            "dial phone",
            "Invalid parameter 'skillId'",
            "InvalidSkillId",
        ),
        (
            "queue callback to",
            "Invalid parameter 'skillId'",
            "InvalidSkillId",
        ),
    ] {
        let body = serde_json::json!({ "error_description": text }).to_string();
        assert_eq!(of(action, 400, &body), outcome, "{action}: {text}");
    }
}

#[test]
fn a_read_never_ends_in_unknown() {
    for action in cxone().actions.iter().filter(|action| action.reads) {
        for status in [500, 502, 504] {
            assert_eq!(meaning(action, &Reply::of(status, &[], "")), "Unavailable");
        }
        let loss = Loss {
            left: true,
            reason: "silence".to_owned(),
        };
        assert_eq!(&*lost(action, &loss).outcome, "Unavailable");
    }
}

#[test]
fn what_never_left_is_unavailable_and_what_did_is_unknown() {
    let hold = cxone().action("hold contact").unwrap();
    for (left, outcome) in [(false, "Unavailable"), (true, "Unknown")] {
        let reason = "silence".to_owned();
        assert_eq!(&*lost(hold, &Loss { left, reason }).outcome, outcome);
    }
}

#[test]
fn malformed_ids_have_their_documented_outcome() {
    for (action, param, outcome) in [
        ("hold contact", "ContactId", "InvalidContactId"),
        ("hold contact", "SessionId", "InvalidAgentSession"),
        ("hold contact", "SecurityUser", "InvalidSecurityUser"),
        ("schedule callback to at", "SkillId", "InvalidSkillId"),
        (
            "schedule callback to at",
            "TargetAgentId",
            "InvalidTargetAgentId",
        ),
        ("set security user", "AgentId", "Rejected"),
    ] {
        let action = cxone().action(action).unwrap();
        assert_eq!(&*invalid(action, param), outcome);
    }
}
