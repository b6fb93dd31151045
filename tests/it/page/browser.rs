//! The page in a real browser: by mouse, by keys, by its address, light and dark, wide and narrow.

use super::many;
use crate::pictures::looks_as;
use crate::toolbar::chromium::Chromium;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use contactflow::report::page::html;
use serde_json::{Value, json};
use std::path::Path;

pub async fn open(browser: &mut Chromium, file: &Path, hash: &str) {
    let url = format!("file://{}{hash}", file.display());
    browser.ask("Page.navigate", json!({ "url": url })).await;
    browser.until("document.readyState === 'complete'").await;
}

pub async fn key(browser: &mut Chromium, key: &str) {
    for kind in ["keyDown", "keyUp"] {
        let press = json!({ "type": kind, "key": key, "code": key });
        browser.ask("Input.dispatchKeyEvent", press).await;
    }
}

/// What axe-core finds serious; nothing where it is not installed.
pub async fn accessibility(browser: &mut Chromium, test: &str) -> Option<Value> {
    let script = crate::tools::node_modules().join("axe-core/axe.min.js");
    let Ok(axe) = std::fs::read_to_string(&script) else {
        crate::tools::skipped(test, "axe-core");
        return None;
    };
    browser.js(&format!("{axe};0")).await;
    let found = "axe.run().then(all => all.violations.filter(one => ['serious', 'critical'].includes(one.impact))\
                 .map(one => one.id + ': ' + one.nodes.slice(0, 3).map(node => node.target + ' ' + \
                 node.failureSummary).join('; ')))";
    Some(browser.js(found).await)
}

#[tokio::test]
async fn the_parts_of_a_page_follow_one_another() {
    let Some(mut browser) = Chromium::start("the parts of a page").await else {
        return;
    };
    let done = super::report("1004");
    let file = done.path("page.html");
    open(&mut browser, &file, "").await;
    // a mouse over an attempt marks the line and the card
    browser
        .js("document.querySelector('.entries>.bad').dispatchEvent(new MouseEvent('mouseover', {bubbles: true}))")
        .await;
    let line = browser
        .js("document.querySelector('.source .here').textContent")
        .await;
    assert_eq!(line, "hold contact <ContactId>");
    let card = browser
        .js("document.querySelector('.graph .here').getAttribute('aria-label')")
        .await;
    assert!(
        card.as_str()
            .is_some_and(|label| label.contains("hold contact")),
        "{card}"
    );
    // a card marks the line and the attempts
    browser
        .js("document.querySelector('.graph [data-line=\"5\"]').dispatchEvent(new MouseEvent('mouseover', \
             {bubbles: true}))")
        .await;
    let line = browser
        .js("document.querySelector('.source .here').textContent")
        .await;
    assert_eq!(line, "join agent session");
    let entry = browser
        .js("document.querySelector('.entries .here').textContent")
        .await;
    assert!(
        entry
            .as_str()
            .is_some_and(|text| text.contains("join agent session")),
        "{entry}"
    );
    // keys go through what happened
    browser
        .js("document.querySelector('.entries>li').focus()")
        .await;
    key(&mut browser, "ArrowDown").await;
    key(&mut browser, "j").await;
    let focused = browser.js("document.activeElement.id").await;
    assert_eq!(focused, "e0-2");
    key(&mut browser, "k").await;
    assert_eq!(browser.js("document.activeElement.id").await, "e0-1");
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

#[tokio::test]
async fn the_address_of_a_page_is_its_filter() {
    let Some(mut browser) = Chromium::start("the address of a page").await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, html(&many::page(10_000))).expect("it is written");
    open(&mut browser, &file, "#state=unknown").await;
    let shown =
        "[...document.querySelectorAll('.runs tbody tr')].filter(row => !row.hidden).length";
    assert_eq!(browser.js(shown).await, 50);
    browser
        .js("location.hash = '#outcome=InvalidState&state=failed'")
        .await;
    browser.until(&format!("{shown} === 250")).await;
    browser
        .js(
            "const text = document.querySelector('[name=text]'); text.value = '100047'; \
             text.dispatchEvent(new Event('input', {bubbles: true}))",
        )
        .await;
    assert_eq!(browser.js(shown).await, 1);
    let hash = browser.js("location.hash").await;
    assert_eq!(hash, "#state=failed&outcome=InvalidState&text=100047");
    browser.js("location.hash = ''").await;
    browser.until(&format!("{shown} === 10000")).await;
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

/// From the call to the first picture, in the browser's own clock. The bound is for a machine with much else to do; on
/// a quiet one it is a tenth of that.
#[tokio::test]
async fn ten_thousand_contacts_open_at_once() {
    let Some(mut browser) = Chromium::start("ten thousand contacts").await else {
        return;
    };
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("page.html");
    std::fs::write(&file, html(&many::page(10_000))).expect("it is written");
    open(&mut browser, &file, "").await;
    let painted = "new Promise(done => requestAnimationFrame(() => setTimeout(() => done(performance.now()))))";
    let shown = browser.js(painted).await.as_f64().expect("a time");
    eprintln!("ten thousand contacts are shown after {shown:.0} ms");
    assert!(shown < 8_000.0, "{shown} ms");
    browser.stop().await;
}

/// The README shows a piece of the report of its run; `UPDATE_README=1` takes the picture again. Letters differ from
/// machine to machine, so that what is compared is how large it is, and that it is not nearly empty.
#[tokio::test]
async fn the_documents_show_a_piece_of_a_report() {
    let Some(mut browser) = Chromium::start("the picture of a report").await else {
        return;
    };
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = tempfile::tempdir().expect("a folder");
    let page = page.path().join("report.html");
    let to = page.display().to_string();
    let args = [
        "run",
        "examples/hold.flow",
        "-q",
        "--input",
        "ContactId=1004",
        "--report",
        &to,
    ];
    let done = crate::cli::call::Call::new(&args).in_folder(top).run();
    assert_eq!(done.code, 1, "{}", done.everything());
    browser.look(1280, 700, false).await;
    let bare = json!({ "hidden": true });
    browser.ask("Emulation.setScrollbarsHidden", bare).await;
    open(&mut browser, &page, "").await;
    let taken = browser
        .ask("Page.captureScreenshot", json!({ "format": "png" }))
        .await;
    let taken = taken["data"].as_str().expect("a picture");
    let taken = STANDARD.decode(taken).expect("it is in letters");
    let file = top.join("docs/report.png");
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&file, &taken).expect("it can be written");
    }
    let shown = std::fs::read(&file).expect("it is there");
    // a PNG says its width and height after sixteen bytes
    assert_eq!(shown.get(..24), taken.get(..24));
    let (many, few) = (shown.len().max(taken.len()), shown.len().min(taken.len()));
    assert!(many < few * 2, "{} and {} bytes", shown.len(), taken.len());
    browser.stop().await;
}

#[tokio::test]
async fn everybody_can_use_a_page() {
    let Some(mut browser) = Chromium::start("everybody can use a page").await else {
        return;
    };
    browser
        .ask("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
        .await;
    let done = super::report("1004");
    let folder = tempfile::tempdir().expect("a folder");
    let many = folder.path().join("many.html");
    std::fs::write(&many, html(&many::page(100))).expect("it is written");
    for file in [done.path("page.html"), many] {
        for (width, dark) in [(1280, false), (1280, true), (400, false), (400, true)] {
            browser.look(width, 900, dark).await;
            open(&mut browser, &file, "").await;
            let wide = browser.js("document.documentElement.scrollWidth").await;
            assert!(
                wide.as_u64() <= Some(u64::from(width)),
                "{wide} of {width} are used"
            );
            if let Some(found) = accessibility(&mut browser, "everybody can use a page").await {
                assert_eq!(found, json!([]), "{width} {dark}: {found:#}");
            }
            // the times of the other one differ from run to run
            if file.ends_with("many.html") {
                looks_as(&mut browser, "report", width, dark).await;
            }
        }
    }
    browser.stop().await;
}
