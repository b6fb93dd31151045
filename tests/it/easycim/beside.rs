//! Beside a page that works: its own calls and a flow's do not get into each other's way, and nothing
//! of a flow stays in it.

use super::pages::{Desk, ask, save};
use contactflow::system::System;
use contactflow::value::Value;
use serde_json::json;
use std::time::Duration;

/// Nothing of ours is left in the page.
const CLEAN: &str = "JSON.stringify([Object.getOwnPropertySymbols(window).length,
    Object.getOwnPropertyNames(window).filter((name) => /contactflow/i.test(name)),
    TOOLBAR.EASYCIM.openScript === originals.openScript, TOOLBAR.CONTACT.Hold === originals.Hold,
    listeners.length, Object.values(sockets).flat().length, sessionStorage.length])";

#[tokio::test]
async fn nothing_is_left_in_the_page_when_a_flow_leaves() {
    let Some(desk) = Desk::open("nothing_is_left_in_the_page", "", "").await else {
        return;
    };
    let before = desk.js(CLEAN).await;
    for _ in 0..3 {
        let on = desk.attach(|_| {});
        let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
        assert!(info.is_success(), "{info:?}");
        assert_ne!(desk.js(CLEAN).await, before, "while it is attached");
        on.close().await;
        // What rests after an answer is put back a moment later.
        desk.until(&format!("{CLEAN} === {}", json!(before))).await;
    }
}

#[tokio::test]
async fn the_page_and_a_flow_call_one_after_the_other() {
    // The page's own calls begin while a flow's is under way, and the other way round.
    let script = "
        window.wrong = [];
        window.settled = 0;
        window.made = 0;
        answers.slow = 0;
        const usual = answers.getContactInfo;
        window.work = () => {
          const contact = 'page' + made++;
          TOOLBAR.EASYCIM.getContactInfo(contact).then((said) => {
            settled++;
            if (said.ContactID !== contact) wrong.push([contact, said.ContactID]);
            setTimeout(work, Math.random() * 12);
          });
        };";
    let Some(desk) = Desk::open("the_page_and_a_flow_call_one_after_the_other", script, "").await
    else {
        return;
    };
    let on = desk.attach(|settings| settings.timeouts.settle = Duration::from_millis(10));
    assert!(ask(&on, "find agent id", &[]).await.is_success());
    desk.js("work()").await;
    for number in 0..60 {
        let contact = format!("flow{number}");
        let info = ask(&on, "get contact info", &[("ContactId", &contact)]).await;
        assert!(info.is_success(), "{info:?}");
        let told = info.outputs["Info"].to_string();
        assert!(told.contains(&format!("of {contact}")), "{contact}: {told}");
    }
    on.close().await;
    desk.until("settled > 5").await;
    assert_eq!(desk.js("wrong").await, json!([]), "another's answer");
    desk.until("made - settled <= 1").await;
}

#[tokio::test]
async fn a_flow_is_not_sent_while_the_page_waits_for_ever() {
    let script = "answers.getContactInfo = () => new Promise(() => {});
        const library = TOOLBAR.EASYCIM.getContactInfo;
        TOOLBAR.EASYCIM.getContactInfo = function (contact) {
          calls.push(['getContactInfo', contact]);
          TOOLBAR.DeferredObject.getContactInfo = { state: () => 'pending' };
          return { then: () => {} };
        };
        TOOLBAR.EASYCIM.getContactInfo('page');";
    let Some(desk) = Desk::open("a_flow_is_not_sent_while_the_page_waits", script, "").await else {
        return;
    };
    let on = desk.attach(|settings| settings.timeouts.request = Duration::from_millis(300));
    let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
    assert_eq!(&*info.outcome, "Unavailable", "{info:?}");
    assert!(
        info.reason.contains("the page's own `getContactInfo`"),
        "{info:?}"
    );
    assert_eq!(desk.js("calls").await, json!([["getContactInfo", "page"]]));
    assert!(save(&on, "c1").await.is_success(), "other methods go on");
    on.close().await;
}

#[tokio::test]
async fn who_is_on_hold_is_remembered_by_the_page() {
    let Some(desk) = Desk::open("who_is_on_hold_is_remembered", "", "").await else {
        return;
    };
    let contact = [("ContactId", "c1")];
    let first = desk.attach(|_| {});
    assert!(ask(&first, "hold contact", &contact).await.is_success());
    first.close().await;
    // Another run, and another one after the page was loaded again.
    for _ in 0..2 {
        let next = desk.attach(|_| {});
        let twice = ask(&next, "hold contact", &contact).await;
        assert_eq!(&*twice.outcome, "AlreadyHeld", "{twice:?}");
        next.close().await;
        desk.js("location.reload()").await;
        desk.until("!!window.TOOLBAR && calls.length === 0").await;
    }
    let last = desk.attach(|_| {});
    assert!(ask(&last, "resume contact", &contact).await.is_success());
    let not_held = ask(&last, "resume contact", &contact).await;
    assert_eq!(&*not_held.outcome, "NotHeld", "{not_held:?}");
    // What the page does itself counts as well.
    desk.js("TOOLBAR.CONTACT.Hold('c2')").await;
    let by_page = ask(&last, "hold contact", &[("ContactId", "c2")]).await;
    assert_eq!(&*by_page.outcome, "AlreadyHeld", "{by_page:?}");
    last.close().await;
    // As long as somebody is on hold, the page's own Hold is watched; then nothing is left.
    desk.js("TOOLBAR.CONTACT.Hold('c2')").await;
    desk.until("sessionStorage.length === 0").await;
    let held = desk
        .js("calls.filter((call) => call[0] === 'Hold').length")
        .await;
    assert_eq!(held, 3, "resume, and the page's two");
}

#[tokio::test]
async fn tones_go_to_the_contact_and_a_library_without_a_socket_is_not_called() {
    let Some(desk) = Desk::open("tones_go_to_the_contact", "", "").await else {
        return;
    };
    let on = desk.attach(|settings| settings.timeouts.connect = Duration::from_secs(5));
    let tones = [("DtmfSequence", "12#"), ("ContactId", "c1")];
    assert!(ask(&on, "send dtmf", &tones).await.is_success());
    let sent = desk
        .js("calls.filter((call) => call[0] === 'PlayDTMF')")
        .await;
    assert_eq!(sent, json!([["PlayDTMF", "c1", "12#"]]));
    on.close().await;
    let on = desk.attach(|settings| settings.timeouts.connect = Duration::from_secs(2));
    assert!(ask(&on, "find agent id", &[]).await.is_success());
    desk.js("TOOLBAR.SocketObj = null; calls = []").await;
    let saved = save(&on, "c1").await;
    assert_eq!(&*saved.outcome, "ToolbarDisconnected", "{saved:?}");
    assert_eq!(desk.js("calls").await, json!([]));
    on.close().await;
}

/// The library is in a frame: of the page's origin, or of another one that the profile names.
#[tokio::test]
async fn a_library_in_a_frame_is_found() {
    let test = "a_library_in_a_frame_is_found";
    let Some(desk) = Desk::open(test, "", r#"<iframe src="/library"></iframe>"#).await else {
        return;
    };
    let on = desk.attach(|_| {});
    let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
    assert!(info.is_success(), "{info:?}");
    on.close().await;
    let frame = r#"<iframe src="{other}/library"></iframe>"#;
    let Some(desk) = Desk::open(test, "", frame).await else {
        return;
    };
    let blind = desk.attach(|settings| settings.timeouts.connect = Duration::from_secs(1));
    let none = ask(&blind, "get contact info", &[("ContactId", "c1")]).await;
    assert_eq!(&*none.outcome, "NotAvailable", "{none:?}");
    assert!(none.reason.contains("`frame`"), "{none:?}");
    blind.close().await;
    let other = format!("{}/library", desk.other);
    let on = desk.attach(|settings| settings.frame = Some(other));
    let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
    assert!(info.is_success(), "{info:?}");
    let Value::Record(fields) = &info.outputs["Info"] else {
        panic!("{info:?}");
    };
    assert_eq!(fields["Name"].as_text(), Some("of c1"));
    on.close().await;
}
