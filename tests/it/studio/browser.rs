//! The page in a real browser.

use super::Served;
use crate::page::browser::accessibility;
use crate::pictures::{compare, open_nothing, take};
use crate::toolbar::chromium::Chromium;
use serde_json::json;

async fn open(browser: &mut Chromium, served: &Served) {
    browser
        .ask("Page.navigate", json!({ "url": served.address }))
        .await;
    browser
        .until(
            "document.body?.dataset.ready === 'true' && !!document.querySelector('#picture svg')",
        )
        .await;
}

async fn key(browser: &mut Chromium, key: &str, code: u32, modifiers: u32) {
    for kind in ["rawKeyDown", "keyUp"] {
        let press = json!({ "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers });
        browser.ask("Input.dispatchKeyEvent", press).await;
    }
}

const TAB: u32 = 9;
const ENTER: u32 = 13;

/// Presses Tab until an element has the focus.
async fn tab_to(browser: &mut Chromium, id: &str) {
    for _ in 0..80 {
        if browser.js("document.activeElement?.id ?? ''").await == id {
            return;
        }
        key(browser, "Tab", TAB, 0).await;
    }
    panic!("the keyboard does not get to {id}");
}

async fn press(browser: &mut Chromium) {
    for kind in ["keyDown", "keyUp"] {
        let press = json!({ "type": kind, "key": "Enter", "code": "Enter", "text": "\r", "windowsVirtualKeyCode": ENTER });
        browser.ask("Input.dispatchKeyEvent", press).await;
    }
}

fn long_flow() -> String {
    let head = "use cxone\nset security user <AgentId>\njoin agent session\n";
    let lines: String = (0..997)
        .map(|number| format!("log \"line {number}\"\n"))
        .collect();
    format!("{head}{lines}")
}

/// Tells how long a key takes until its finding is listed: from the key itself, in the page's own clock.
const WATCH: &str = "(() => {
    const list = document.getElementById('findings');
    window.took = [];
    addEventListener('keydown', (event) => { if (event.key === 'Enter') window.began = event.timeStamp; }, true);
    new MutationObserver(() => {
        if (!window.wanted || !list.textContent.includes(window.wanted)) return;
        window.wanted = null;
        window.took.push(performance.now() - window.began);
    }).observe(list, { childList: true, subtree: true, characterData: true });
    document.querySelector('.cm-content').focus();
})()";

/// A line is nobody's mistake while it is typed; with the key that ends it, it is.
#[tokio::test]
async fn typing_shows_a_finding_at_once() {
    let Some(mut browser) = Chromium::start("typing in the studio").await else {
        return;
    };
    let served = Served::with(&[("long.flow", &long_flow())]);
    browser.look(1280, 800, false).await;
    open(&mut browser, &served).await;
    browser
        .until("document.getElementById('count').textContent !== 'none yet'")
        .await;
    browser.js(WATCH).await;
    key(&mut browser, "End", 35, 2).await;
    for round in 0..20_u8 {
        let name = format!("Unused{}", char::from(b'A' + round));
        let line = json!({ "text": format!("let {name} = 1") });
        browser.js(&format!("window.wanted = '{name}'")).await;
        browser.ask("Input.insertText", line).await;
        // nothing that is offered is taken by the key
        key(&mut browser, "Escape", 27, 0).await;
        press(&mut browser).await;
        browser
            .until(&format!("window.took.length === {}", round + 1))
            .await;
    }
    let took = browser
        .js("window.took.sort((a, b) => a - b).map(Math.round)")
        .await;
    let (half, most) = (took[10].as_f64(), took[18].as_f64());
    let (half, most) = (half.expect("a time"), most.expect("a time"));
    eprintln!("typing shows a finding after {half} ms at 1,000 lines, 95 of 100 times {most} ms");
    // the aim is 100 ms; a machine that does much else is not what is tested
    assert!(half < 2_000.0, "{took}");
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

#[tokio::test]
async fn the_editor_the_graph_and_the_findings_follow_one_another() {
    let Some(mut browser) = Chromium::start("the parts of the studio").await else {
        return;
    };
    let served = Served::start();
    browser.look(1280, 800, false).await;
    open(&mut browser, &served).await;
    assert_eq!(
        browser.js("location.hash").await,
        "",
        "the key is out of sight"
    );
    // a card leads the cursor
    browser
        .js("document.querySelector('#picture [data-line=\"5\"]').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        .await;
    browser
        .until("document.querySelector('.cm-activeLine').textContent === 'join agent session'")
        .await;
    // the cursor leads the graph
    browser
        .js("document.querySelector('.cm-content').focus()")
        .await;
    for _ in 0..2 {
        key(&mut browser, "ArrowDown", 40, 0).await;
    }
    browser
        .until("document.querySelector('#picture .here')?.getAttribute('data-line') === '7'")
        .await;
    // a mistake is found, and its finding leads the cursor back
    browser
        .js("document.execCommand('insertText', false, 'hold contct 1\\n\\n')")
        .await;
    browser
        .until("document.querySelectorAll('#findings .finding.error').length > 0")
        .await;
    browser
        .js("document.querySelector('#findings .finding.error').click()")
        .await;
    browser
        .until("document.querySelector('.cm-activeLine').textContent.includes('contct')")
        .await;
    let saved = browser
        .js("document.getElementById('saved').textContent")
        .await;
    assert_eq!(saved, "not saved");
    // what is saved is in the file
    key(&mut browser, "s", 83, 2).await;
    browser
        .until("document.getElementById('saved').textContent === 'saved hold.flow'")
        .await;
    let text = std::fs::read_to_string(served.path("hold.flow")).expect("it is there");
    assert!(text.contains("hold contct 1\n"), "{text}");
    // what fixes the finding is a button beside it
    let fix = "[...document.querySelectorAll('#findings .fix')].find((one) => one.textContent.includes('hold contact'))";
    browser.until(&format!("!!{fix}")).await;
    browser.js(&format!("{fix}.click()")).await;
    browser
        .until("document.querySelector('.cm-content').textContent.includes('hold contact 1')")
        .await;
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

#[tokio::test]
async fn a_run_is_stepped_and_a_fault_thrown_in_by_keyboard_alone() {
    let Some(mut browser) = Chromium::start("stepping in the studio").await else {
        return;
    };
    let served = Served::start();
    browser.look(1280, 800, false).await;
    open(&mut browser, &served).await;
    tab_to(&mut browser, "tab-graph").await;
    key(&mut browser, "ArrowRight", 39, 0).await;
    browser
        .until("!document.getElementById('run').hidden")
        .await;
    for _ in 0..3 {
        key(&mut browser, "Tab", TAB, 0).await;
        let name = browser
            .js("document.activeElement.dataset.input ?? ''")
            .await;
        if name == "ContactId" {
            browser
                .ask("Input.insertText", json!({ "text": "1001" }))
                .await;
        }
    }
    tab_to(&mut browser, "step-start").await;
    press(&mut browser).await;
    browser
        .until("document.querySelector('#run .status').textContent.includes('set security user 7')")
        .await;
    tab_to(&mut browser, "step-next").await;
    press(&mut browser).await;
    browser
        .until("document.querySelector('#run .status').textContent.includes('join agent session')")
        .await;
    browser
        .until("document.querySelector('.cm-here')?.textContent === 'join agent session'")
        .await;
    tab_to(&mut browser, "step-next").await;
    press(&mut browser).await;
    browser
        .until("document.querySelector('#run .status').textContent.includes('hold contact 1001')")
        .await;
    let focused = browser.js("document.activeElement.id").await;
    assert_eq!(
        focused, "step-next",
        "the focus stays where it is needed next"
    );
    tab_to(&mut browser, "fault-set").await;
    press(&mut browser).await;
    browser
        .until("document.querySelector('#run .status').textContent.includes('Fault set')")
        .await;
    tab_to(&mut browser, "step-next").await;
    press(&mut browser).await;
    browser
        .until("document.querySelector('#run .scene').textContent.includes('503')")
        .await;
    // the flow has no handler for it
    browser
        .until("document.querySelector('#run .status').textContent.startsWith('The run')")
        .await;
    let graph = browser
        .js("document.querySelector('#picture').textContent")
        .await;
    assert!(
        graph.as_str().is_some_and(|text| text.contains("reached")),
        "{graph}"
    );
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

#[tokio::test]
async fn everybody_can_use_the_studio() {
    let Some(mut browser) = Chromium::start("everybody can use the studio").await else {
        return;
    };
    browser
        .ask("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
        .await;
    let served = Served::start();
    let mut pictures = Vec::new();
    for (width, dark) in [(1280, false), (1280, true), (400, false), (400, true)] {
        browser.look(width, 900, dark).await;
        open(&mut browser, &served).await;
        for tab in ["graph", "run", "tests", "kept"] {
            browser
                .js(&format!("document.getElementById('tab-{tab}').click()"))
                .await;
            if tab == "run" {
                browser
                    .js(
                        "document.querySelector('[data-input=ContactId]').value = '1004'; \
                         document.getElementById('step-start').click()",
                    )
                    .await;
                browser
                    .until("!!document.getElementById('fault-set')")
                    .await;
            }
            if tab == "tests" {
                browser
                    .js("document.getElementById('tests-run').click()")
                    .await;
                browser
                    .until("document.querySelector('.coverage').textContent.includes('Coverage')")
                    .await;
            }
            let wide = browser.js("document.documentElement.scrollWidth").await;
            assert!(
                wide.as_u64() <= Some(u64::from(width)),
                "{tab}: {wide} of {width} are used"
            );
            if let Some(found) = accessibility(&mut browser, "the studio for everybody").await {
                assert_eq!(found, json!([]), "{tab} {width} {dark}: {found:#}");
            }
        }
        for tab in ["graph", "run", "tests"] {
            let show = format!(
                "document.getElementById('tab-{tab}').click(); document.activeElement.blur(); \
                 document.querySelector('.watch').scrollIntoView()"
            );
            browser.js(&show).await;
            pictures.extend(take(&mut browser, &format!("studio-{tab}"), width, dark).await);
        }
        open_nothing(&mut browser).await;
    }
    for picture in &pictures {
        compare(&mut browser, picture).await;
    }
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}
