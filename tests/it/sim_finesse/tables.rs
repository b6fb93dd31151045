//! Whole tables: each action from each state on both platforms, and each refusal.

use super::client::Office;
use contactflow::sim::finesse::{CallState, CallType, DialogFile, Platform, WorldFile};
use contactflow::sim::finesse::{Options, WrapUpMode};
use reqwest::Method;

const PLATFORMS: [(&str, Platform); 2] = [("CCE", Platform::Cce), ("CCX", Platform::Ccx)];

/// What stands beside an action, beside the extension.
fn beside(action: &str) -> &'static str {
    match action {
        "CONSULT_CALL" | "TRANSFER_SST" => "<toAddress>12025550192</toAddress>",
        "SEND_DTMF" => {
            "<actionParams><ActionParam><name>dtmfString</name><value>7</value></ActionParam></actionParams>"
        }
        "UPDATE_CALL_DATA" => {
            "<mediaProperties><wrapUpReason>Sale</wrapUpReason></mediaProperties>"
        }
        "RECLASSIFY" => {
            "<actionParams><ActionParam><name>outboundClassification</name><value>BUSY</value></ActionParam></actionParams>"
        }
        "UPDATE_SCHEDULED_CALLBACK" => {
            "<actionParams><ActionParam><name>callbackTime</name><value>2030-12-01T09:00</value></ActionParam></actionParams>"
        }
        _ => "",
    }
}

fn dialog(id: u64, state: &str) -> DialogFile {
    let (kind, state) = match state {
        "PREVIEW" => (CallType::OutboundPreview, CallState::Alerting),
        "DIRECT_PREVIEW" => (CallType::OutboundDirectPreview, CallState::Alerting),
        "OUTBOUND" => (CallType::Outbound, CallState::Active),
        state => {
            let state = serde_json::from_value(state.into()).unwrap();
            (CallType::PrerouteAcdIn, state)
        }
    };
    DialogFile {
        id,
        from: "12025550101".into(),
        agent: "1001".into(),
        kind,
        state,
        queue: None,
        behaviour: Default::default(),
    }
}

/// What comes of an action on a dialog in a state: `-> HELD`, an error's type, or a refusal.
async fn outcome(office: &Office, id: u64, action: &str) -> String {
    let own = "<targetMediaAddress>2001</targetMediaAddress>";
    let rest = format!("{own}{}", beside(action));
    let got = office.act("1001", &id.to_string(), action, &rest).await;
    if got.status != 202 {
        let (status, kind) = got.refusal();
        return format!("{status} {kind}");
    }
    let changed = office.outcome().await;
    if let Some(refused) = changed[0].strip_prefix("refused: ") {
        return refused.split(" CF_").next().unwrap().to_owned();
    }
    let dialog = office.sim.dialog(&id.to_string()).unwrap();
    format!("-> {}", dialog.state_of("2001").unwrap().name())
}

#[tokio::test]
async fn each_action_from_each_state() {
    let table = include_str!("../../finesse/actions.csv");
    let rows: Vec<_> = table
        .lines()
        .skip(1)
        .map(|row| row.split(',').collect::<Vec<_>>())
        .collect();
    assert_eq!(
        rows.len(),
        2 * 18 * 11,
        "both platforms, all actions, all states"
    );
    for (name, platform) in PLATFORMS {
        let office = Office::on(platform).await;
        // Her own calls of the small world would each be another that is active.
        for (id, from) in [
            ("16804377", "12025550101"),
            ("16804378", "12025550102"),
            ("16804380", "12025550104"),
        ] {
            office.sim.hang_up(id, from);
        }
        for (at, row) in rows.iter().filter(|row| row[0] == name).enumerate() {
            let id = 100 + at as u64;
            office.sim.add_dialog(dialog(id, row[2]));
            assert_eq!(outcome(&office, id, row[1]).await, row[3], "{row:?}");
            office.sim.hang_up(&id.to_string(), "2001");
        }
    }
}

#[tokio::test]
async fn each_refusal() {
    let table = include_str!("../../finesse/refusals.csv");
    for (name, platform) in PLATFORMS {
        for row in table
            .lines()
            .skip(1)
            .map(|row| row.split(',').collect::<Vec<_>>())
        {
            if !row[0].is_empty() && row[0] != name {
                continue;
            }
            let office = Office::on(platform).await;
            let method: Method = row[2].parse().unwrap();
            let got = office.send(row[1], method, row[3], row[4]).await;
            let (status, kind) = got.refusal();
            assert_eq!(
                (status.to_string().as_str(), kind),
                (row[5], row[6]),
                "{name} {row:?}"
            );
        }
    }
}

#[tokio::test]
async fn work_after_a_call_may_ask_for_a_reason() {
    let mut world = WorldFile::small();
    world.users[0].wrap_up = WrapUpMode::RequiredWithWrapUpData;
    world.dialogs.truncate(1);
    let office = Office::with(Options::default().world(world)).await;
    office.act_at("1001", "2001", "16804377", "DROP").await;
    office
        .until(|sim| sim.agent("1001").unwrap().state.name() == "WORK")
        .await;
    office.state("1001", "<state>READY</state>").await;
    assert_eq!(
        office.outcome().await,
        ["refused: Generic Error CF_WRAPUP_DATA_REQUIRED (280)"]
    );
    let reason = "<mediaProperties><wrapUpReason>Sale</wrapUpReason></mediaProperties>";
    office
        .act("1001", "16804377", "UPDATE_CALL_DATA", reason)
        .await;
    office.outcome().await;
    office.state("1001", "<state>READY</state>").await;
    office
        .until(|sim| sim.agent("1001").unwrap().state.name() == "READY")
        .await;
    assert_eq!(office.get("1001", "Dialog/16804377").await.status, 404);
}

#[tokio::test]
async fn an_agreed_callback_stands_beside_the_call() {
    let office = Office::open().await;
    office.sim.add_dialog(dialog(7, "OUTBOUND"));
    assert_eq!(
        outcome(&office, 7, "UPDATE_SCHEDULED_CALLBACK").await,
        "-> ACTIVE"
    );
    let shown = office.get("1001", "Dialog/7").await;
    let expected = "</uri><scheduledCallbackInfo><callbackTime>2030-12-01T09:00</callbackTime>";
    assert!(shown.body.contains(expected), "{shown:?}");
    assert_eq!(
        outcome(&office, 7, "CANCEL_SCHEDULED_CALLBACK").await,
        "-> ACTIVE"
    );
    let shown = office.get("1001", "Dialog/7").await;
    assert!(!shown.body.contains("scheduledCallbackInfo"), "{shown:?}");
}
