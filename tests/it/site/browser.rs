//! The site in a real browser, from files: search, keys, without JavaScript, light and dark, wide and narrow.

use crate::page::browser::{accessibility, key, open};
use crate::pictures::looks_as;
use crate::toolbar::chromium::Chromium;
use serde_json::json;

#[tokio::test]
async fn search_finds_by_keys() {
    let Some(mut browser) = Chromium::start("search of the site").await else {
        return;
    };
    // from a page in a folder: what search finds is relative to the site
    open(&mut browser, &super::site().join("findings/F093.html"), "").await;
    key(&mut browser, "/").await;
    assert_eq!(browser.js("document.activeElement.id").await, "search");
    browser
        .js(
            "const field = document.getElementById('search'); field.value = 'hold contact'; \
             field.dispatchEvent(new Event('input', {bubbles: true}))",
        )
        .await;
    browser
        .until("!document.getElementById('found').hidden")
        .await;
    let first = browser
        .js("document.querySelector('#found a strong').textContent")
        .await;
    assert!(
        first
            .as_str()
            .is_some_and(|title| title.contains("hold contact")),
        "{first}"
    );
    let said = browser
        .js("document.querySelector('#found [role=status]').textContent")
        .await;
    assert!(
        said.as_str().is_some_and(|said| said.contains("places")),
        "{said}"
    );
    key(&mut browser, "ArrowDown").await;
    key(&mut browser, "ArrowDown").await;
    let second = browser
        .js("[...document.querySelectorAll('#found a')].indexOf(document.activeElement)")
        .await;
    assert_eq!(second, 1);
    key(&mut browser, "ArrowUp").await;
    let link = browser.js("document.activeElement.href").await;
    browser.js("document.activeElement.click()").await;
    browser
        .until("document.readyState === 'complete' && !location.href.includes('F093')")
        .await;
    assert_eq!(browser.js("location.href").await, link);
    assert!(
        browser
            .js("document.querySelector('h1').textContent")
            .await
            .as_str()
            .is_some_and(|title| title.contains("hold"))
    );
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

#[tokio::test]
async fn search_says_when_nothing_fits_and_goes_away() {
    let Some(mut browser) = Chromium::start("search of the site").await else {
        return;
    };
    open(&mut browser, &super::site().join("index.html"), "").await;
    browser
        .js(
            "const field = document.getElementById('search'); field.focus(); field.value = 'qqqq'; \
             field.dispatchEvent(new Event('input', {bubbles: true}))",
        )
        .await;
    browser
        .until("document.querySelector('#found [role=status]').textContent === 'no places'")
        .await;
    key(&mut browser, "Escape").await;
    assert_eq!(
        browser.js("document.getElementById('found').hidden").await,
        true
    );
    browser.stop().await;
}

#[tokio::test]
async fn pages_are_read_without_javascript() {
    let Some(mut browser) = Chromium::start("the site without JavaScript").await else {
        return;
    };
    browser
        .ask(
            "Emulation.setScriptExecutionDisabled",
            json!({ "value": true }),
        )
        .await;
    open(&mut browser, &super::site().join("tutorial.html"), "").await;
    let shown = |what: &str| {
        format!("(e => !!e && e.getClientRects().length > 0)(document.querySelector('{what}'))")
    };
    for (part, is_shown) in [
        ("main h1", true),
        ("main .code pre", true),
        ("nav a", true),
        ("search", false),
        (".copy", false),
    ] {
        assert_eq!(browser.js(&shown(part)).await, is_shown, "{part}");
    }
    browser.stop().await;
}

#[tokio::test]
async fn everybody_can_use_the_site() {
    let Some(mut browser) = Chromium::start("everybody can use the site").await else {
        return;
    };
    browser
        .ask("Emulation.setScrollbarsHidden", json!({ "hidden": true }))
        .await;
    let pages = [
        "index.html",
        "tutorial.html",
        "settings.html",
        "actions/cxone/hold-contact.html",
        "findings/F093.html",
        "examples/hold.html",
        "words.html",
    ];
    for page in pages {
        for (width, dark) in [(1280, false), (1280, true), (400, false), (400, true)] {
            browser.look(width, 900, dark).await;
            open(&mut browser, &super::site().join(page), "").await;
            browser
                .js("document.querySelectorAll('details').forEach(one => { one.open = true; })")
                .await;
            let wide = browser.js("document.documentElement.scrollWidth").await;
            assert!(
                wide.as_u64() <= Some(u64::from(width)),
                "{page}: {wide} of {width} are used"
            );
            if let Some(found) = accessibility(&mut browser, "everybody can use the site").await {
                assert_eq!(found, json!([]), "{page} {width} {dark}: {found:#}");
            }
            // one page of words, one of an action
            if let Some(name) = ["tutorial", "hold-contact"]
                .iter()
                .find(|name| page.contains(**name))
            {
                browser.js("scrollTo(0, 0)").await;
                looks_as(&mut browser, &format!("site-{name}"), width, dark).await;
            }
        }
    }
    browser.stop().await;
}
