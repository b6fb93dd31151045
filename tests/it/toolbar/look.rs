//! The page can be read: by eyes, in light and dark, on narrow screens, and by screen readers.

use super::FIRST;
use super::chromium::Chromium;
use contactflow::sim::easycim::{Options, Simulator};
use serde_json::json;

/// Every text whose contrast with what is behind it is below 4.5, but for what is disabled.
const PALE: &str = r#"(() => {
    const parse = (text) => (text.match(/[\d.]+/g) || []).map(Number);
    const light = ([r, g, b]) => [r, g, b].map((c) => c / 255)
        .map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
        .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = (element) => {
        for (let one = element; one; one = one.parentElement) {
            const colour = parse(getComputedStyle(one).backgroundColor);
            if (colour.length === 3 || colour[3] === 1) return colour;
        }
        return [255, 255, 255];
    };
    const pale = [];
    for (const element of document.querySelectorAll('body *')) {
        const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!own || element.disabled || /SCRIPT|STYLE|OPTION/.test(element.tagName)) continue;
        const [a, b] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) pale.push(element.className + ' "' + element.textContent.slice(0, 30) + '" ' + contrast.toFixed(2));
    }
    return [...new Set(pale)];
})()"#;

/// Everything that can be worked with and has no name.
const NAMELESS: &str = r#"[...document.querySelectorAll('button, a, input, select, summary')]
    .filter((one) => !(one.getAttribute('aria-label') || one.textContent.trim() ||
        (one.labels && one.labels.length && one.labels[0].textContent.trim())))
    .map((one) => one.outerHTML)"#;

#[tokio::test]
async fn the_page_can_be_read_by_everybody() {
    let Some(mut page) = Chromium::start("the_page_can_be_read_by_everybody").await else {
        return;
    };
    let simulator = Simulator::start(Options::default()).await.unwrap();
    page.look(1440, 900, false).await;
    page.open(&simulator, "?library=old").await;
    let calls = format!(
        "(async () => {{ document.documentElement.style.setProperty('animation', 'none');
            document.getElementById('trouble').open = true;
            TOOLBAR.CONTACT.Hold('{FIRST}');
            TOOLBAR.EASYCIM.openScript('68-60f6996b@toolbar.example', 'E-1005');
            await TOOLBAR.EASYCIM.getContactInfo('nobody');
            await TOOLBAR.EASYCIM.getContactInfo('{FIRST}') }})()"
    );
    page.js(&calls).await;
    page.js(&format!("TOOLBAR.EASYCIM.openScript('{FIRST}', 'E-1001')"))
        .await;
    page.until("!!document.getElementById('note')").await;
    for dark in [false, true] {
        page.look(1440, 900, dark).await;
        page.until("document.getAnimations().every((one) => one.animationName !== 'touched')")
            .await;
        assert_eq!(page.js(PALE).await, json!([]), "dark: {dark}");
    }
    assert_eq!(page.js(NAMELESS).await, json!([]));
    assert_eq!(page.js("document.querySelectorAll('h1').length").await, 1);
    for width in [1440, 1024, 390] {
        page.look(width, 900, false).await;
        let fits = "document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(
            page.js(fits).await,
            true,
            "it has to be moved sideways at {width}"
        );
    }
    assert!(page.complaints.is_empty(), "{:?}", page.complaints);
    simulator.stop();
    page.stop().await;
}
