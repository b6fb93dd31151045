//! What users wanted to say and could not: scripts of theirs as they wished them, on the simulators.

use super::Call;
use super::kept::User;

fn example(name: &str) -> String {
    let path = format!("{}/examples/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(path).expect("an example")
}

/// The recording stays masked until the agent says that the number has been read out.
#[test]
fn a_recording_is_masked_until_somebody_says_that_the_card_is_taken() {
    let user = User::new();
    user.write("masked-card.flow", &example("masked-card.flow"));
    let mut child = user.spawn(&[
        "run",
        "masked-card.flow",
        "-i",
        "ContactId=1001",
        "-i",
        "AgentId=7",
    ]);
    while user.state_of(1001) != "Masking" {
        let over = child.try_wait().expect("it can be asked");
        assert!(
            over.is_none(),
            "{over:?}: {}",
            user.done(&["runs"]).everything()
        );
    }
    let run = user.newest();
    // It may not wait yet: what it cannot read is kept, and refused when it waits.
    let vague = || user.done(&["signal", &run, "CardTaken", "soon"]);
    let vague = std::iter::repeat_with(vague).find(|vague| vague.code == 1);
    let vague = vague.expect("it is refused at last");
    assert!(
        vague.everything().contains("CardTaken"),
        "{}",
        vague.everything()
    );
    assert_eq!(user.state_of(1001), "Masking");
    let said = user.done(&["signal", &run, "CardTaken", "yes"]);
    assert!(
        said.out.contains("has heard CardTaken"),
        "{}",
        said.everything()
    );
    assert!(child.wait().expect("it ends").success());
    assert_eq!(user.state_of(1001), "Active");
}

/// Minutes are as long as a test can wait; what is done after each of them is the same.
#[test]
fn a_contact_that_waits_too_long_is_escalated_step_by_step() {
    let flow = example("escalation.flow");
    let flow = ["2m", "3m", "5m"].iter().fold(flow, |flow, limit| {
        flow.replace(&format!("at most {limit}"), "at most 50ms")
    });
    let done = Call::new(&[
        "run",
        "escalation.flow",
        "-i",
        "ContactId=1101",
        "-i",
        "PhoneNumber=+12025550134",
    ])
    .file("escalation.flow", flow)
    .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    let said = &done.err;
    let parts = [
        "signal contact 1101 -> Success",
        "create work item -> Success",
        "schedule callback to ",
        "end contact 1101 -> Success",
    ];
    assert!(done.out.contains("CalledBack:"), "{}", done.out);
    let mut at = 0;
    for part in parts {
        let found = said[at..].find(part);
        at += found.unwrap_or_else(|| panic!("{part}: {said}"));
    }
}

/// Three systems in one flow: a wait that says whose contact it is about.
#[test]
fn a_chat_becomes_a_phone_call_and_its_outcome_is_saved() {
    let done = Call::new(&[
        "run",
        "hand-over.flow",
        "-i",
        "CloudContact=1001",
        "-i",
        "PhoneNumber=+12025550100",
        "-i",
        "ToolbarContact=68-60f69967@toolbar.example",
        "-i",
        "Ecid=E-1001",
    ])
    .file("hand-over.flow", example("hand-over.flow"))
    .run();
    assert_eq!(done.code, 0, "{}", done.everything());
    for part in [
        "is Active -> Success",
        "end contact 1001 -> Success",
        "save script for",
    ] {
        assert!(done.err.contains(part), "{part}: {}", done.everything());
    }
}
