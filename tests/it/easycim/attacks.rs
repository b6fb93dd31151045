//! Pages that lie, frames that forge, answers that cannot be read.

use super::pages::{Desk, ask, save};
use contactflow::run::effect::Await;
use contactflow::system::System;
use contactflow::value::Record;
use serde_json::{Value as Json, json};
use std::time::Duration;

/// A frame that tries whatever it finds by which an event could be told.
const FORGER: &str = "
    if (window !== top) setInterval(() => {
      const told = [{ id: 'c1', event: 'connectioncleared' }, { id: '777', event: 'POPUP', dnis: '4022' }];
      const names = Object.getOwnPropertyNames(window).filter((name) => /contactflow/i.test(name));
      window.found = names.concat(Object.getOwnPropertySymbols(window).map(String));
      for (const contact of told) {
        for (const name of names) { try { window[name](JSON.stringify({ contact })); } catch {} }
        try { parent.TOOLBAR.fire(contact); } catch {}
        parent.postMessage({ contact }, '*');
      }
    }, 20);";

#[tokio::test]
async fn a_frame_of_another_origin_confirms_nothing() {
    for frame in [
        r#"<iframe src="{other}/frame"></iframe>"#,
        r#"<iframe sandbox="allow-scripts" src="/frame"></iframe>"#,
    ] {
        let test = "a_frame_of_another_origin_confirms_nothing";
        let Some(desk) = Desk::open(test, FORGER, frame).await else {
            return;
        };
        let on = desk.attach(|_| {});
        let ended = ask(&on, "end contact", &[("ContactId", "c1")]).await;
        assert_eq!(&*ended.outcome, "Unknown", "{ended:?}");
        let dialed = ask(&on, "dial phone", &[("PhoneNumber", "4022")]).await;
        assert_eq!(
            &*dialed.outcome, "NotAvailable",
            "the stub dials nothing: {dialed:?}"
        );
        let awaited = Await {
            system: "easycim".into(),
            thing: "contact".into(),
            with: Record::new(),
            needs: Record::new(),
        };
        let next = tokio::time::timeout(Duration::from_millis(500), on.next(&awaited)).await;
        assert!(next.is_err(), "{next:?}");
        on.close().await;
    }
}

#[tokio::test]
async fn an_answer_that_cannot_be_read_is_never_no() {
    let Some(desk) = Desk::open("an_answer_that_cannot_be_read", "", "").await else {
        return;
    };
    let on = desk.attach(|_| {});
    let half = "'\\u{1F600}'.slice(0, 1)";
    let deep = "let deep = {}; for (let i = 0; i < 200; i++) deep = { deep };";
    for (answer, outcome) in [
        (
            format!("return {{ result: true, note: 'thanks ' + {half} }}"),
            "Success",
        ),
        (format!("return 'KO ' + {half}"), "Unknown"),
        (format!("{deep} deep.result = true; return deep"), "Unknown"),
        ("return undefined".into(), "Unknown"),
        ("return () => true".into(), "Unknown"),
        ("return 10n".into(), "Unknown"),
        (
            "const o = { result: true }; o.o = o; return o".into(),
            "Unknown",
        ),
        ("return 'x'.repeat(5000000)".into(), "Unknown"),
        ("return '{\"result\": tr'".into(), "Unknown"),
        (
            "return { toJSON() { throw new Error('no') } }".into(),
            "Unknown",
        ),
        ("return { result: false }".into(), "Refused"),
    ] {
        desk.js(&format!(
            "answers.saveScript = () => {{ {answer} }}; calls = []"
        ))
        .await;
        let saved = save(&on, "c1").await;
        assert_eq!(&*saved.outcome, outcome, "{answer}: {saved:?}");
        assert_eq!(desk.js("calls.length").await, 1, "{answer}");
        assert!(saved.reason.len() < 400, "{answer}");
    }
    for (answer, outcome) in [
        (
            format!("return {{ ContactInfo: [{{ name: 'Name', value: 'Marta ' + {half} }}] }}"),
            "Success",
        ),
        (format!("{deep} return deep"), "Unavailable"),
        ("return undefined".into(), "Unavailable"),
        ("return null".into(), "Unavailable"),
    ] {
        desk.js(&format!("answers.getContactInfo = () => {{ {answer} }}"))
            .await;
        let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
        assert_eq!(&*info.outcome, outcome, "{answer}: {info:?}");
    }
    on.close().await;
}

/// What a page may have done to the language itself.
#[tokio::test]
async fn a_page_that_has_replaced_the_languages_own_parts_makes_no_success() {
    for (script, outcome) in [
        ("window.Promise = undefined;", "Success"),
        (
            "Map.prototype.has = () => true; Map.prototype.get = () => 0;",
            "Success",
        ),
        (
            "Object.prototype.absent = 'x'; Object.prototype.threw = 'y';",
            "Success",
        ),
        (
            "JSON.stringify = () => { throw new Error('x'.repeat(100000)) };",
            "Unknown",
        ),
        (
            "Object.defineProperty(window, 'TOOLBAR', { get() { throw new Error('no') } });",
            "Unavailable",
        ),
    ] {
        let test = "a_page_that_has_replaced_the_languages_own_parts";
        let Some(desk) = Desk::open(test, script, "").await else {
            return;
        };
        let on = desk.attach(|settings| settings.timeouts.connect = Duration::from_secs(3));
        let saved = save(&on, "c1").await;
        assert_eq!(&*saved.outcome, outcome, "{script}: {saved:?}");
        on.close().await;
    }
}

/// A page that floods the browser's log, and one that floods us with contacts, end no wait too late.
#[tokio::test]
async fn floods_hold_nothing_up() {
    for script in [
        "setInterval(() => { for (let i = 0; i < 50; i++) console.log('y'.repeat(20000)) }, 20);",
        "setInterval(() => { for (let i = 0; i < 50; i++) fire({ id: 'z' + Math.random(), event: 'x',
           x: 'y'.repeat(20000) }) }, 20);",
    ] {
        let Some(desk) = Desk::open("floods_hold_nothing_up", script, "").await else {
            return;
        };
        let on = desk.attach(|_| {});
        let awaited = Await {
            system: "easycim".into(),
            thing: "contact".into(),
            with: Record::new(),
            needs: Record::new(),
        };
        let begun = std::time::Instant::now();
        let next = tokio::time::timeout(Duration::from_secs(1), on.next(&awaited)).await;
        assert!(next.is_err(), "{next:?}");
        assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
        let info = ask(&on, "get contact info", &[("ContactId", "c1")]).await;
        assert!(info.is_success(), "{info:?}");
        on.close().await;
    }
}

/// A real event after all: the test above would pass where nothing was ever heard.
#[tokio::test]
async fn the_pages_own_library_is_heard() {
    let Some(desk) = Desk::open("the_pages_own_library_is_heard", "", "").await else {
        return;
    };
    let on = desk.attach(|settings| settings.timeouts.confirm = Duration::from_secs(10));
    desk.js(
        "TOOLBAR.CONTACT.Hangup = (contact) => fire({ id: contact, event: 'ConnectionCleared' }); 1",
    )
    .await;
    let ended = ask(&on, "end contact", &[("ContactId", "c1")]).await;
    assert!(ended.is_success(), "{ended:?}");
    let left: Json = json!(1);
    assert_eq!(
        desk.js("Object.getOwnPropertySymbols(window).length").await,
        left
    );
    on.close().await;
}
