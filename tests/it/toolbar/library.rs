//! The page's library behaves as the real one does, hazards included.

use super::FIRST;
use super::chromium::Chromium;
use contactflow::sim::When;
use contactflow::sim::easycim::{Act, Fault, Library, Options, Simulator};
use serde_json::json;
use std::time::Duration;

async fn open(test: &str, options: Options) -> Option<(Simulator, Chromium)> {
    let mut browser = Chromium::start(test).await?;
    let simulator = Simulator::start(options).await.unwrap();
    browser.open(&simulator, "").await;
    Some((simulator, browser))
}

#[tokio::test]
async fn answers_are_thenables_that_never_reject() {
    let test = "answers_are_thenables_that_never_reject";
    let Some((simulator, mut page)) = open(test, Options::default()).await else {
        return;
    };
    let shape = page
        .js("(() => { const p = TOOLBAR.AGENT.getAgentID(); return [
            p instanceof Promise, typeof p.catch, p.state(),
            ['then','done','fail','always','pipe','progress','promise'].every((n) => typeof p[n] === 'function'),
            typeof p.resolve] })()")
        .await;
    assert_eq!(
        shape,
        json!([false, "undefined", "pending", true, "undefined"])
    );
    let awaited = page
        .js("(async () => await TOOLBAR.AGENT.getAgentID())()")
        .await;
    assert_eq!(awaited, "agent07");
    let text = "new Promise((end) => { const seen = [];
        TOOLBAR.EASYCIM.openScript('nobody', 'E-9999')
          .fail(() => seen.push('failed'))
          .done((data) => seen.push(data.result))
          .then((data) => data.error)
          .then((error) => { seen.push(error); end(seen) }) })";
    let seen = page.js(text).await;
    assert_eq!(seen, json!([false, "there is no contact \"nobody\""]));
    // Callbacks run at once, inside whoever settles it, and one that throws spoils the rest.
    let sync = "(() => { const d = Deferred(); const seen = [];
        d.promise().done(() => seen.push(1)).always(() => seen.push(2));
        d.resolve('x'); seen.push(3);
        d.promise().then((x) => x + 'y').done((x) => seen.push(x));
        d.reject(); seen.push(d.state()); return seen })()";
    assert_eq!(page.js(sync).await, json!([1, 2, 3, "xy", "resolved"]));
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn answers_are_matched_by_the_name_of_their_method_alone() {
    let test = "answers_are_matched_by_the_name_of_their_method_alone";
    let Some((simulator, mut page)) = open(test, Options::default()).await else {
        return;
    };
    // Two at once: the second gets the first one's data, the first never settles.
    let text = format!(
        "(async () => {{
            window.one = TOOLBAR.EASYCIM.getContactInfo('{FIRST}');
            window.other = TOOLBAR.EASYCIM.getContactInfo('68-60f69968@toolbar.example');
            return (await window.other).ContactInfo[0].value }})()"
    );
    assert_eq!(page.js(&text).await, "Marta Sample");
    while simulator.log().iter().any(|entry| entry.answers == 0) {
        tokio::task::yield_now().await;
    }
    // Anything that is answered now comes after both answers.
    page.js("(async () => await TOOLBAR.AGENT.getAgentID())()")
        .await;
    assert_eq!(page.js("window.one.state()").await, "pending");
    // The late answer of a call that was given up goes to the next one.
    let late = |by| Act::Delay(Duration::from_millis(by));
    simulator.add_fault(Fault::on("getContactInfoWS", late(2000)).contact("E-1002"));
    simulator.add_fault(Fault::on("getContactInfoWS", late(50)).contact("E-1001"));
    let text = "(async () => {
        TOOLBAR.EASYCIM.getContactInfoWS('E-1001');
        return (await TOOLBAR.EASYCIM.getContactInfoWS('E-1002')).ContactInfo[0].value })()";
    assert_eq!(page.js(text).await, "Marta Sample");
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn actions_return_nothing_and_events_reach_who_is_bound() {
    let test = "actions_return_nothing_and_events_reach_who_is_bound";
    let Some((simulator, mut page)) = open(test, Options::default()).await else {
        return;
    };
    let text = format!(
        "(() => {{ window.seen = [];
            window.listen = (event, contact) => seen.push([event.type, contact.event, contact.id,
                TOOLBAR.CONTACT.GetCallDataValueByName(contact, 'ECID'),
                TOOLBAR.CONTACT.GetCallDataValueByName(contact, 'Moon')]);
            TOOLBAR.CONTACT.bindContactCallback(window.listen);
            return [typeof TOOLBAR.CONTACT.Hold('{FIRST}'), typeof TOOLBAR.CONTACT.Hangup('{FIRST}')] }})()"
    );
    assert_eq!(page.js(&text).await, json!(["undefined", "undefined"]));
    page.until("seen.length === 1").await;
    assert!(simulator.push_event(FIRST, "DataChanged"));
    page.until("seen.length === 2").await;
    let seen = page.js("seen").await;
    assert_eq!(
        seen[0],
        json!(["contactCallback", "connectioncleared", FIRST, "E-1001", ""])
    );
    assert_eq!(seen[1][1], "DataChanged");
    page.js("TOOLBAR.CONTACT.unbindContactCallback(window.listen)")
        .await;
    page.js(&format!("TOOLBAR.CONTACT.OfflineEnd('{FIRST}')"))
        .await;
    page.js("(async () => await TOOLBAR.AGENT.getAgentState())()")
        .await;
    assert_eq!(page.js("seen.length").await, 2);
    let wire: Vec<_> = simulator
        .log()
        .into_iter()
        .map(|entry| entry.wire)
        .collect();
    let names = [
        "Hold",
        "AD_Contact_Hangup",
        "AD_Contact_JobFinish",
        "getAgentState",
    ];
    assert_eq!(wire, names);
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn the_old_library_drops_notes_and_labels() {
    let test = "the_old_library_drops_notes_and_labels";
    let options = Options::default().library(Library::Old);
    let Some((simulator, mut page)) = open(test, options).await else {
        return;
    };
    let text = "[TOOLBAR.EASYCIM.saveScript.length, typeof TOOLBAR.EASYCIM.getContactInfoWS]";
    assert_eq!(page.js(text).await, json!([3, "undefined"]));
    let save = format!(
        "(async () => {{ await TOOLBAR.EASYCIM.openScript('{FIRST}', 'E-1001');
            return await TOOLBAR.EASYCIM.saveScript('{FIRST}', 'DONE', false, 'a note', [{{ a: 1 }}]) }})()"
    );
    assert_eq!(page.js(&save).await, true);
    let saved = &simulator.script("E-1001").unwrap().saved[0];
    assert_eq!((&saved.note, &saved.labels), (&None, &None));
    page.open(&simulator, "?library=new").await;
    assert_eq!(page.js("TOOLBAR.EASYCIM.saveScript.length").await, 5);
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn what_is_asked_while_the_toolbar_is_gone_is_sent_when_it_is_back() {
    let test = "what_is_asked_while_the_toolbar_is_gone_is_sent_when_it_is_back";
    let Some((simulator, mut page)) = open(test, Options::default()).await else {
        return;
    };
    simulator.disconnect();
    page.until("TOOLBAR.SocketObj.connected === false").await;
    page.js("void (window.asked = TOOLBAR.AGENT.getAgentID())")
        .await;
    assert_eq!(page.js("asked.state()").await, "pending");
    assert!(simulator.log().is_empty());
    simulator.reconnect();
    page.until("asked.state() === 'resolved'").await;
    assert_eq!(simulator.log().len(), 1);
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn a_page_that_loads_again_gets_no_answer_of_before() {
    let test = "a_page_that_loads_again_gets_no_answer_of_before";
    let Some((simulator, mut page)) = open(test, Options::default()).await else {
        return;
    };
    simulator.add_fault(Fault::on("openScript", Act::Reload(When::After)).times(1));
    page.js("void (window.before = true)").await;
    let open = format!("(async () => await TOOLBAR.EASYCIM.openScript('{FIRST}', 'E-1001'))()");
    let broken = page.try_js(&open).await.unwrap_err();
    assert!(broken.contains("navigated"), "{broken}");
    page.until("window.before === undefined").await;
    page.ready().await;
    assert_eq!(simulator.script("E-1001").unwrap().opened, 1);
    assert_eq!(simulator.log()[0].answers, 0);
    simulator.stop();
    page.stop().await;
}
