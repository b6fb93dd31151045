//! A run in doubt: what somebody has found out is recorded on the page, in the words of the command, and the run goes on
//! from there.

use super::Served;
use crate::cli::kept::User;
use crate::toolbar::chromium::Chromium;
use serde_json::{Value, json};

const BOOK: &str = "use cxone\n\nset security user 7\nlet When = tomorrow at 09:00 in \"Europe/Rome\"\n\
    schedule callback to \"+12025550123\" at When\n    \
    with FirstName: \"Ada\", LastName: \"Example\", SkillId: 4021\n    \
    on any other -> fail\nlog \"booked\"\n";

/// A user whose program has died while nothing showed whether the callback was booked. The answer was lost before or
/// after that.
fn in_doubt(when: &str) -> User {
    let user = User::new();
    user.write("book.flow", BOOK);
    let settings = user.read("flow.toml");
    user.write(
        "flow.toml",
        &format!("{settings}takes-effect-within = \"1h\"\n"),
    );
    let lost = json!({ "on": "createScheduledCallback", "do": "drop", "when": when, "times": 1 });
    user.post("faults", &lost.to_string());
    let deaf = json!({ "on": "skillScheduledCallbacks", "do": "delay", "by": "1h" });
    user.post("faults", &deaf.to_string());
    let mut child = user.spawn(&["run", "book.flow"]);
    while !user
        .asked("log")
        .to_string()
        .contains("createScheduledCallback")
    {
        let ended = child.try_wait().expect("it can be asked");
        assert!(ended.is_none(), "it waits for what the system shows");
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it ends");
    user
}

fn studio_of(user: &User) -> Served {
    Served::by(user.call(&["studio", "--no-open"]))
}

fn booked(user: &User) -> usize {
    let state = user.asked("state");
    state["callbacks"].as_array().map_or(0, Vec::len)
}

/// Waits until what the page has resumed is over.
fn resumed(served: &Served) -> Value {
    let begun = std::time::Instant::now();
    loop {
        let one = served.done("runs", json!({}))["resumed"][0].clone();
        if one["over"] == true {
            return one;
        }
        assert!(begun.elapsed().as_secs() < 60, "{one:#}");
    }
}

/// What did not happen is sent once more, by the run that is resumed.
#[test]
fn what_is_recorded_is_recorded_as_by_the_command() {
    let user = in_doubt("before");
    let served = studio_of(&user);
    let runs = served.done("runs", json!({}));
    let id = runs["runs"][0]["run"].as_str().expect("a run").to_owned();
    assert_eq!(runs["runs"][0]["state"], "interrupted", "{runs:#}");
    let shown = served.done("runs/show", json!({ "run": id }));
    let doubt = &shown["document"]["unknown"][0];
    let effect = doubt["effect"].to_string();
    assert!(
        doubt["what"].to_string().contains("schedule callback"),
        "{shown:#}"
    );
    // the same words where it cannot be, and where it is
    let wrong = served.ask(
        "runs/settle",
        json!({ "run": id, "effect": "99", "what": "happened" }),
    );
    let by_command = user.done(&["runs", "settle", &id, "99", "happened"]);
    assert_eq!(wrong, Err(by_command.err.trim().to_owned()));
    let done = served.done(
        "runs/settle",
        json!({ "run": id, "effect": effect, "what": "did-not" }),
    );
    let said = done["said"].as_str().expect("it says what it has done");
    assert!(said.contains("recorded: schedule callback"), "{said}");
    assert!(said.contains("did not happen"), "{said}");
    assert!(said.contains(&format!("next: flow resume {id}")), "{said}");
    let again = served.ask(
        "runs/settle",
        json!({ "run": id, "effect": effect, "what": "happened" }),
    );
    let by_command = user.done(&["runs", "settle", &id, &effect, "happened"]);
    assert_eq!(again, Err(by_command.err.trim().to_owned()));
    assert_eq!(booked(&user), 0);
    served.done("runs/resume", json!({ "run": id }));
    let over = resumed(&served);
    assert_eq!(over["code"], 0, "{over:#}");
    assert!(over["said"].to_string().contains("booked"), "{over:#}");
    assert_eq!(booked(&user), 1, "it was sent once more");
}

/// The same on the page: what happened is not sent again.
#[tokio::test]
async fn a_run_in_doubt_is_settled_and_resumed_on_the_page() {
    let Some(mut browser) = Chromium::start("settling in the studio").await else {
        return;
    };
    let user = in_doubt("after");
    let served = studio_of(&user);
    browser.look(1280, 900, false).await;
    browser
        .ask("Page.navigate", json!({ "url": served.address }))
        .await;
    browser
        .until("document.body?.dataset.ready === 'true'")
        .await;
    browser
        .js("document.getElementById('tab-kept').click()")
        .await;
    let kept = "document.getElementById('kept').textContent";
    browser
        .until(&format!("{kept}.includes('interrupted, 1 in doubt')"))
        .await;
    browser
        .js("document.querySelector('#kept tbody button').click()")
        .await;
    browser
        .until(&format!("{kept}.includes('In doubt: schedule callback')"))
        .await;
    let press = |text: &str| {
        format!(
            "[...document.querySelectorAll('#kept .detail button')].find((one) => one.textContent === '{text}').click()"
        )
    };
    browser.js(&press("It happened")).await;
    answer(&mut browser, "record only what you have found out").await;
    let status = "document.querySelector('#kept .status').textContent";
    browser
        .until(&format!(
            "/recorded: schedule callback.* happened/.test({status})"
        ))
        .await;
    // what is settled is not asked about once more
    browser
        .until("!document.querySelector('#kept .detail').textContent.includes('In doubt: ')")
        .await;
    browser.js(&press("Resume")).await;
    answer(&mut browser, "acts on the systems of the profile").await;
    browser
        .until(&format!("{kept}.includes('was resumed, and succeeded')"))
        .await;
    assert_eq!(booked(&user), 1, "it is not sent again");
    assert!(browser.complaints.is_empty(), "{:#?}", browser.complaints);
    browser.stop().await;
}

/// Says yes to the question that is asked.
async fn answer(browser: &mut Chromium, asked: &str) {
    browser
        .until("document.getElementById('dialog').open")
        .await;
    let text = browser
        .js("document.getElementById('dialog-text').textContent")
        .await;
    assert!(
        text.as_str().is_some_and(|text| text.contains(asked)),
        "{text}"
    );
    browser
        .js("document.getElementById('dialog-yes').click()")
        .await;
}
