//! Pictures of pages, kept small in `tests/pictures` and reviewed like code: a page that suddenly looks otherwise is
//! seen. `UPDATE_PICTURES=1` takes them again; look at what has changed before you commit it.

use crate::toolbar::chromium::Chromium;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use std::path::Path;

/// How wide a picture is kept.
const WIDE: f64 = 320.0;
/// Letters differ from machine to machine: so much of the picture, in percent, may look otherwise.
const MAY_DIFFER: f64 = 12.0;

/// How much of two pictures, in percent, looks otherwise: in squares of eight pixels, of which letters make a grey.
const COMPARE: &str = "(async () => {
    const read = async (data) => {
        const image = new Image();
        image.src = 'data:image/png;base64,' + data;
        await image.decode();
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [Math.ceil(image.width / 8), Math.ceil(image.height / 8)];
        const draw = canvas.getContext('2d');
        draw.imageSmoothingQuality = 'high';
        draw.drawImage(image, 0, 0, canvas.width, canvas.height);
        return { size: image.width + 'x' + image.height, data: draw.getImageData(0, 0, canvas.width, canvas.height).data };
    };
    const [one, other] = [await read(KEPT), await read(TAKEN)];
    if (one.size !== other.size) return 100;
    let far = 0;
    for (let at = 0; at < one.data.length; at += 4) {
        const away = [0, 1, 2].map((part) => Math.abs(one.data[at + part] - other.data[at + part]));
        if (Math.max(...away) > 40) far += 1;
    }
    return far * 400 / one.data.length;
})()";

/// A picture of what a browser shows.
pub struct Taken {
    name: String,
    png: String,
}

/// Compares what the browser shows with a picture: a wide light one, and a narrow dark one. The browser shows an empty
/// page afterwards.
pub async fn looks_as(browser: &mut Chromium, name: &str, width: u32, dark: bool) {
    if let Some(taken) = take(browser, name, width, dark).await {
        compare(browser, &taken).await;
    }
}

/// Takes a picture of what the browser shows: a wide light one, or a narrow dark one.
pub async fn take(browser: &mut Chromium, name: &str, width: u32, dark: bool) -> Option<Taken> {
    let (shade, height) = match (width, dark) {
        (1280, false) => ("wide-light", 900),
        (400, true) => ("narrow-dark", 700),
        _ => return None,
    };
    let top = browser.js("scrollY").await;
    let clip = json!({ "x": 0, "y": top, "width": width, "height": height, "scale": WIDE / f64::from(width) });
    let taken = json!({ "format": "png", "clip": clip });
    let taken = browser.ask("Page.captureScreenshot", taken).await;
    Some(Taken {
        name: format!("{name}-{shade}"),
        png: taken["data"].as_str().expect("a picture").to_owned(),
    })
}

/// Has the browser show an empty page.
pub async fn open_nothing(browser: &mut Chromium) {
    browser
        .ask("Page.navigate", json!({ "url": "about:blank" }))
        .await;
    browser
        .until("location.href === 'about:blank' && document.readyState === 'complete'")
        .await;
}

/// Compares a picture with the one that is kept, in the browser, on an empty page.
pub async fn compare(browser: &mut Chromium, taken: &Taken) {
    let Taken { name, png: taken } = taken;
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/pictures/{name}.png"));
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        let bytes = STANDARD.decode(taken).expect("it is in letters");
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        std::fs::write(&file, bytes).expect("it can be written");
    }
    let kept = std::fs::read(&file);
    let kept =
        kept.unwrap_or_else(|_| panic!("no tests/pictures/{name}.png: UPDATE_PICTURES=1 takes it"));
    open_nothing(browser).await;
    let compare = COMPARE
        .replace("KEPT", &format!("'{}'", STANDARD.encode(kept)))
        .replace("TAKEN", &format!("'{taken}'"));
    let differs = browser.js(&compare).await.as_f64().expect("a share");
    if differs >= MAY_DIFFER {
        let beside = std::env::temp_dir().join(format!("{name}.png"));
        std::fs::write(&beside, STANDARD.decode(taken).expect("it is in letters"))
            .expect("it can be written");
        panic!(
            "{differs:.1} % of the page looks otherwise than tests/pictures/{name}.png: compare it with {}",
            beside.display()
        );
    }
}
