//! What a person sees of what a flow does.

use super::FIRST;
use super::chromium::Chromium;
use contactflow::sim::easycim::{Options, Simulator};
use serde_json::{Value, json};

fn http() -> reqwest::Client {
    // The provider may be there already; it is never used here.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}

async fn get(simulator: &Simulator, path: &str) -> reqwest::Response {
    let url = format!("{}{path}", simulator.page_address());
    http().get(url).send().await.unwrap()
}

async fn post(simulator: &Simulator, path: &str, body: Value) -> reqwest::Response {
    let url = format!("{}simulator/{path}", simulator.page_address());
    let request = http().post(url).json(&body);
    request.send().await.unwrap()
}

#[tokio::test]
async fn the_page_is_under_a_strict_policy_and_complains_of_nothing() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let page = get(&simulator, "").await;
    let policy = page.headers()["content-security-policy"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        policy.starts_with("default-src 'none'; script-src 'nonce-"),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    let again = get(&simulator, "").await;
    assert_ne!(
        again.headers()["content-security-policy"],
        policy,
        "a nonce is used once"
    );
    let test = "the_page_is_under_a_strict_policy_and_complains_of_nothing";
    let Some(mut browser) = Chromium::start(test).await else {
        return;
    };
    browser.open(&simulator, "").await;
    browser
        .js(
            "new Promise((end) => { const s = document.createElement('script');
        s.textContent = 'window.smuggled = true'; document.body.append(s); end() })",
        )
        .await;
    assert_eq!(browser.js("typeof window.smuggled").await, "undefined");
    let said = browser.complaints.len();
    assert!(
        browser
            .complaints
            .iter()
            .all(|one| one.to_string().contains("Content Security"))
    );
    assert_eq!(
        said, 1,
        "it says that the smuggled script was refused, and nothing else"
    );
    simulator.stop();
    browser.stop().await;
}

#[tokio::test]
async fn the_log_shows_every_call_and_no_call_data() {
    let test = "the_log_shows_every_call_and_no_call_data";
    let Some(mut page) = Chromium::start(test).await else {
        return;
    };
    let simulator = Simulator::start(Options::default()).await.unwrap();
    page.open(&simulator, "").await;
    let calls = format!(
        "(async () => {{
            TOOLBAR.CONTACT.SetCallData('{FIRST}', 'Pin=8812;Password=hush');
            TOOLBAR.CONTACT.MakeCall('+442079460198', '', '', '', 'Token=hush-too');
            await TOOLBAR.CONTACT.getContactList();
            await TOOLBAR.EASYCIM.openScript('{FIRST}', 'E-1001');
            await TOOLBAR.EASYCIM.saveScript('{FIRST}', 'DONE', false, 'hush, a note', []) }})()"
    );
    page.js(&calls).await;
    page.until("document.querySelectorAll('#log [data-call]').length === 5")
        .await;
    page.until(
        "document.querySelector('[data-call=saveScript]').textContent.includes('answered in')",
    )
    .await;
    let names =
        "[...document.querySelectorAll('#log [data-call]')].map((item) => item.dataset.call)";
    let expected = [
        "saveScript",
        "openScript",
        "getContactList",
        "MakeCall",
        "SetCallData",
    ];
    assert_eq!(page.js(names).await, json!(expected));
    let log = page
        .js("document.getElementById('log').outerHTML")
        .await
        .to_string();
    let whole = page
        .js("document.documentElement.outerHTML")
        .await
        .to_string();
    for secret in ["8812", "hush-too", "4711", "=hush"] {
        assert!(!whole.contains(secret), "{secret} is on the page");
    }
    assert!(!log.contains("hush") && !log.contains("900198"), "{log}");
    assert!(
        log.contains("Pin=•••;Password=•••") && log.contains("saved as DONE"),
        "{log}"
    );
    for path in ["simulator/log", "simulator/state"] {
        let text = get(&simulator, path).await.text().await.unwrap();
        for secret in ["8812", "hush-too", "4711", "=hush"] {
            assert!(!text.contains(secret), "{secret} is in {path}");
        }
    }
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    simulator.stop();
    page.stop().await;
}

#[tokio::test]
async fn a_flow_s_work_is_followed_and_a_person_can_work_too() {
    let test = "a_flow_s_work_is_followed_and_a_person_can_work_too";
    let Some(mut page) = Chromium::start(test).await else {
        return;
    };
    let simulator = Simulator::start(Options::default()).await.unwrap();
    page.open(&simulator, "").await;
    let other = "68-60f69969@toolbar.example";
    page.js(&format!("void TOOLBAR.EASYCIM.getContactInfo('{other}')"))
        .await;
    page.until(&format!(
        "document.querySelector('[aria-current=true]').closest('li').dataset.contact === '{other}'"
    ))
    .await;
    page.until(&format!(
        "document.querySelector('[data-contact=\"{other}\"]').classList.contains('touched')
            && document.querySelector('#script .title').classList.contains('touched')"
    ))
    .await;
    page.until("document.querySelector('#script h2').textContent === 'Ines Sample'")
        .await;
    assert!(
        page.js("document.querySelector('#script .title').textContent")
            .await
            .to_string()
            .contains("Closed")
    );
    let press = |name: &str| {
        format!(
            "(() => {{ const found = [...document.querySelectorAll('button')]
                .find((one) => one.textContent === '{name}'); if (found) found.click(); return !!found }})()"
        )
    };
    page.js(&format!(
        "document.querySelector('[data-contact=\"{FIRST}\"] button').click()"
    ))
    .await;
    page.until(&press("Open script")).await;
    page.until("!!document.getElementById('note')").await;
    page.js("void (document.getElementById('note').value = 'by hand')")
        .await;
    // Something else happens meanwhile: what is being written stays.
    page.js("TOOLBAR.AGENT.Pause()").await;
    page.until("document.getElementById('agent').textContent.includes('PAUSED')")
        .await;
    page.js(&format!("TOOLBAR.CONTACT.Hold('{FIRST}')")).await;
    page.until("document.querySelector('#script .title').textContent.includes('On hold')")
        .await;
    assert_eq!(page.js(&press("Save script")).await, true);
    page.until("document.getElementById('script').textContent.includes('Saved as DONE')")
        .await;
    assert_eq!(
        simulator.script("E-1001").unwrap().saved[0].note.as_deref(),
        Some("by hand")
    );
    page.js(&press("Take the toolbar away")).await;
    page.until("document.getElementById('notice').textContent.includes('The toolbar is gone')")
        .await;
    page.js(&press("Bring the toolbar back")).await;
    page.until("document.getElementById('notice').textContent === ''")
        .await;
    simulator.stop();
    page.until("document.getElementById('notice').textContent.includes('has stopped')")
        .await;
    page.stop().await;
}

#[tokio::test]
async fn the_simulator_is_controlled_over_http_too() {
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let fault = json!({ "on": "saveScript", "do": "drop", "when": "after", "contact": "E-1001" });
    let reply = post(&simulator, "faults", fault.clone()).await;
    assert_eq!(reply.status(), 200);
    let faults: Value = get(&simulator, "simulator/faults")
        .await
        .json()
        .await
        .unwrap();
    assert!(faults["faults"].as_array().unwrap().contains(&fault));
    let wrong = post(&simulator, "faults", json!({ "do": "explode" })).await;
    assert_eq!(wrong.status(), 400);
    assert!(wrong.text().await.unwrap().contains("is not a fault"));
    let contact = json!({ "id": "68-00000001@toolbar.example", "call-data": { "Pin": "1" } });
    assert_eq!(
        post(&simulator, "contacts", contact.clone()).await.status(),
        204
    );
    assert_eq!(post(&simulator, "contacts", contact).await.status(), 409);
    let event = json!({ "contact": "68-00000001@toolbar.example", "event": "Moved" });
    assert_eq!(post(&simulator, "events", event).await.status(), 204);
    let there = simulator.contact("68-00000001@toolbar.example").unwrap();
    assert_eq!(there.last_event, "Moved");
    let nobody = json!({ "contact": "nobody", "event": "Moved" });
    assert_eq!(post(&simulator, "events", nobody).await.status(), 404);
    let away = json!({ "connected": false, "library": "old" });
    assert_eq!(post(&simulator, "toolbar", away).await.status(), 204);
    let state: Value = get(&simulator, "simulator/state")
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(
        (&state["toolbar"]["connected"], &state["library"]),
        (&json!(false), &json!("old"))
    );
    assert_eq!(get(&simulator, "simulator/moon").await.status(), 404);
    assert_eq!(get(&simulator, "elsewhere").await.status(), 404);
    assert_eq!(get(&simulator, "simulator/reload").await.status(), 405);
    simulator.stop();
}
