//! In whose name things are done, and with whose credentials.

use super::far::{Asked, Far, Then};
use super::simulated::signed_in;
use super::{connect, perform, settings};
use base64::Engine;
use contactflow::sim::cxone::Right;
use contactflow::sim::{Options, Simulator};
use contactflow::systems::cxone::{ActsFor, Secret, Settings, SignIn};
use serde_json::json;
use std::sync::Arc;

/// Settings with the key of the first agent, and nothing more.
fn alone(simulator: &Simulator) -> Settings {
    Settings {
        session: None,
        acts_for: ActsFor::Nobody,
        ..signed_in(simulator, 0)
    }
}

fn key_of(simulator: &Simulator, which: usize) -> SignIn {
    let key = &simulator.access_keys()[which];
    SignIn::AccessKey {
        id: key.id.clone(),
        secret: Secret::new(key.secret.as_str()),
    }
}

#[tokio::test]
async fn nothing_is_done_in_a_name_that_nobody_has_credentials_for() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let on = connect(alone(&simulator));
    let user = perform(&on, "set security user", &[("AgentId", "8")]).await;
    assert_eq!(&*user.outcome, "Error", "{user:?}");
    assert!(user.reason.contains("signs in as agent 7"), "{user:?}");
    for name in ["8", "nobody", "0x7"] {
        for (action, more) in [
            ("end contact", &[("ContactId", "1101")][..]),
            ("hold contact", &[("ContactId", "1001"), ("SessionId", "S")]),
            ("sign out agent", &[("AgentId", "7")]),
            ("join agent session", &[]),
        ] {
            let mut args = vec![("SecurityUser", name)];
            args.extend(more);
            let answer = perform(&on, action, &args).await;
            assert_eq!(
                &*answer.outcome, "InvalidSecurityUser",
                "{action}: {answer:?}"
            );
            assert!(answer.reason.starts_with("not sent: "), "{answer:?}");
        }
    }
    assert_eq!(simulator.log(), []);
}

#[tokio::test]
async fn ones_own_name_needs_nothing_more() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let on = connect(alone(&simulator));
    let user = perform(&on, "set security user", &[("AgentId", "7")]).await;
    assert!(user.is_success(), "{user:?}");
    let args = [("SecurityUser", "7"), ("ContactId", "1101")];
    assert!(perform(&on, "end contact", &args).await.is_success());
}

#[tokio::test]
async fn what_is_done_in_a_name_is_done_with_that_names_key() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let mut settings = alone(&simulator);
    settings.keys.insert("8".into(), key_of(&simulator, 1));
    let on = connect(settings);
    simulator.change_agent(8, |agent| agent.rights = vec![Right::Session, Right::Read]);
    assert!(
        perform(&on, "set security user", &[("AgentId", "8")])
            .await
            .is_success()
    );
    // Agent 8 may not end contacts, and agent 7's rights do not help.
    let args = [("SecurityUser", "8"), ("ContactId", "1101")];
    let answer = perform(&on, "end contact", &args).await;
    assert_eq!(&*answer.outcome, "Unauthorized", "{answer:?}");
    let args = [("SecurityUser", "7"), ("ContactId", "1101")];
    assert!(perform(&on, "end contact", &args).await.is_success());
    // A session that was opened with a key is used with it.
    let joined = perform(&on, "join agent session", &[("SecurityUser", "8")]).await;
    let session = joined.outputs["SessionId"].to_string();
    let args = [("SessionId", &*session), ("State", "Available")];
    assert!(perform(&on, "set agent state to", &args).await.is_success());
    let last = simulator.log().pop().unwrap();
    assert_eq!((last.operation, last.agent), ("setAgentState", Some(8)));
}

#[tokio::test]
async fn a_service_may_act_for_those_it_says() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let mut settings = alone(&simulator);
    settings.acts_for = ActsFor::These(vec!["8".into()]);
    let on = connect(settings);
    let joined = perform(&on, "join agent session", &[("SecurityUser", "8")]).await;
    assert!(joined.is_success(), "{joined:?}");
    let answer = perform(&on, "join agent session", &[("SecurityUser", "9")]).await;
    assert_eq!(&*answer.outcome, "InvalidSecurityUser", "{answer:?}");
    // CXone itself may not let it.
    simulator.change_agent(7, |agent| {
        agent.rights.retain(|right| *right != Right::Impersonate)
    });
    let answer = perform(&on, "join agent session", &[("SecurityUser", "8")]).await;
    assert_eq!(&*answer.outcome, "ImpersonateNotEnabled", "{answer:?}");
}

#[tokio::test]
async fn a_token_that_does_not_say_whose_it_is_is_nobodys() {
    let far = Far::start(|asked: &Asked| match asked.route().1 {
        "/authentication/v1/token/access-key" => Then::Json(200, super::GRANT),
        _ => Then::Json(202, ""),
    })
    .await;
    let mut settings = settings(&far.base);
    settings.acts_for = ActsFor::Nobody;
    let answer = super::end(&connect(settings), "1001").await;
    assert_eq!(&*answer.outcome, "InvalidSecurityUser", "{answer:?}");
    assert!(
        answer.reason.contains("does not name an agent"),
        "{answer:?}"
    );
    assert!(far.asked("/end").is_empty());
}

#[tokio::test]
async fn whose_a_token_is_its_claims_say_as_number_or_text() {
    for claim in [json!(7), json!("7")] {
        let engine = base64::engine::general_purpose::URL_SAFE_NO_PAD;
        let claims = engine.encode(json!({ "icAgentId": claim }).to_string());
        let grant = json!({ "access_token": format!("e30.{claims}.c2ln"), "expires_in": 3600 });
        let grant = Arc::new(grant.to_string());
        let far = Far::start(move |asked: &Asked| match asked.route().1 {
            "/authentication/v1/token/access-key" => Then::Full(200, Vec::new(), (*grant).clone()),
            _ => Then::Json(404, r#"{"error":"InvalidContactId"}"#),
        })
        .await;
        let mut settings = settings(&far.base);
        settings.acts_for = ActsFor::Nobody;
        let answer = super::end(&connect(settings), "1001").await;
        assert_eq!(&*answer.outcome, "InvalidContactId", "{answer:?}");
    }
}
