//! The connection in a real Chromium, on the simulator's page.

use super::browser::{ARGUMENTS, Chromium, program, until};
use super::{call, connection, missed, text};
use contactflow::run::effect::{Answer, Await, Watch};
use contactflow::sim::When;
use contactflow::sim::easycim::{Act, ContactFile, Fault, Library, Options, Simulator};
use contactflow::systems::System;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::{Record, Value};
use std::time::Duration;

const CONTACT: &str = "68-60f69967@toolbar.example";

/// A simulator, a browser that shows its page, and a connection to it.
struct Desk {
    simulator: Simulator,
    chromium: Chromium,
    connection: Connection,
}

impl Desk {
    /// `None` where there is no browser: the test says so and passes.
    async fn open(test: &str, options: Options, set: impl FnOnce(&mut Settings)) -> Option<Self> {
        let program = program(test)?;
        let simulator = Simulator::start(options).await.unwrap();
        let chromium = Chromium::start(&program, &simulator.page_address()).await;
        let mut settings = Settings::new(Way::Page {
            debugging: chromium.address().to_owned(),
            pattern: format!("{}*", simulator.page_address()),
        });
        settings.timeouts.connect = Duration::from_secs(20);
        set(&mut settings);
        let desk = Self {
            simulator,
            chromium,
            connection: connection(settings),
        };
        desk.ready().await;
        Some(desk)
    }

    /// Until the page's library is connected to the toolbar.
    async fn ready(&self) {
        until("the page is connected", async || {
            let answer = self.ask("find agent id", &[]).await;
            answer.is_success().then_some(())
        })
        .await;
    }

    async fn ask(&self, action: &str, args: &[(&str, Value)]) -> Answer {
        self.connection
            .perform(&call(action, args), "test/1/1")
            .await
    }

    async fn open_script(&self, ecid: &str) -> Answer {
        let args = [("ContactId", text(CONTACT)), ("Ecid", text(ecid))];
        self.ask("open script for", &args).await
    }

    fn save(note: &str) -> Vec<(&'static str, Value)> {
        vec![
            ("ContactId", text(CONTACT)),
            ("OutcomeResult", text("DONE")),
            ("OfflineEnd", Value::YesNo(true)),
            ("Note", text(note)),
        ]
    }

    async fn watch(&self, id: &str, state: &str) -> Answer {
        let watch = Watch {
            system: "easycim".into(),
            thing: "contact".into(),
            id: text(id),
            negated: false,
            state: state.into(),
            needs: Record::new(),
        };
        self.connection.watch(&watch).await
    }
}

fn record(answer: &Answer, output: &str) -> String {
    answer
        .outputs
        .get(output)
        .map(Value::to_string)
        .unwrap_or_default()
}

#[tokio::test]
async fn a_script_is_opened_read_and_saved_with_whatever_its_note_holds() {
    let test = "a_script_is_opened_read_and_saved";
    let Some(desk) = Desk::open(test, Options::default(), |_| {}).await else {
        return;
    };
    let opened = desk.open_script("E-1001").await;
    assert!(opened.is_success(), "{opened:?}");
    assert!(record(&opened, "Fields").contains("N-20417"), "{opened:?}");
    let info = desk
        .ask("get contact info", &[("ContactId", text(CONTACT))])
        .await;
    assert!(record(&info, "Info").contains("Marta"), "{info:?}");
    let web = desk
        .ask("get contact info of script", &[("Ecid", text("E-none"))])
        .await;
    assert_eq!(&*web.outcome, "InvalidEcid", "{web:?}");
    let odd = "\"); alert('x'); //\n`${1}` </script> \\ \u{2028} \u{1F600} {Name} %s";
    let saved = desk.ask("save script for", &Desk::save(odd)).await;
    assert!(saved.is_success(), "{saved:?}");
    let script = desk.simulator.script("E-1001").unwrap();
    assert_eq!(script.saved.len(), 1);
    assert_eq!(script.saved[0].note.as_deref(), Some(odd));
    let again = desk.open_script("E-1001").await;
    assert_eq!(&*again.outcome, "AlreadyClosed", "{again:?}");
    let locked = desk.open_script("E-1002").await;
    assert_eq!(&*locked.outcome, "LockedByOther", "{locked:?}");
    desk.connection.close().await;
    assert_eq!(desk.chromium.pages().await.len(), 1, "the tab stays open");
}

#[tokio::test]
async fn an_old_library_is_not_given_a_note_to_lose() {
    let test = "an_old_library_is_not_given_a_note";
    let options = Options::default().library(Library::Old);
    let Some(desk) = Desk::open(test, options, |_| {}).await else {
        return;
    };
    assert!(desk.open_script("E-1001").await.is_success());
    let mut save = Desk::save("call in the morning");
    let refused = desk.ask("save script for", &save).await;
    assert_eq!(&*refused.outcome, "NoteNotSupported", "{refused:?}");
    assert!(desk.simulator.script("E-1001").unwrap().saved.is_empty());
    save.push(("NoteMayBeLost", Value::YesNo(true)));
    assert!(desk.ask("save script for", &save).await.is_success());
    assert_eq!(desk.simulator.script("E-1001").unwrap().saved[0].note, None);
    let web = desk
        .ask("get contact info of script", &[("Ecid", text("E-1001"))])
        .await;
    assert_eq!(&*web.outcome, "NotAvailable", "{web:?}");
}

#[tokio::test]
async fn a_reload_in_the_middle_leaves_the_write_unknown_and_the_rest_goes_on() {
    let test = "a_reload_in_the_middle";
    let reload = Fault::on("openScript", Act::Reload(When::After)).times(1);
    let options = Options::default().fault(reload);
    let Some(desk) = Desk::open(test, options, |settings| {
        settings.timeouts.request = Duration::from_secs(3);
    })
    .await
    else {
        return;
    };
    let opened = desk.open_script("E-1001").await;
    assert_eq!(&*opened.outcome, "Unknown", "{opened:?}");
    assert!(opened.reason.contains("page"), "{opened:?}");
    let info = desk
        .ask("get contact info", &[("ContactId", text(CONTACT))])
        .await;
    assert!(info.is_success(), "the new page is there: {info:?}");
    let at_once = desk.open_script("E-1001").await;
    assert_eq!(&*at_once.outcome, "Unavailable", "{at_once:?}");
    assert!(at_once.reason.contains("cut off"), "{at_once:?}");
    let later = until("the method is open again", async || {
        let answer = desk.open_script("E-1001").await;
        (&*answer.outcome != "Unavailable").then_some(answer)
    });
    assert!(later.await.is_success());
}

#[tokio::test]
async fn a_promise_that_never_settles_closes_its_method_until_the_page_is_new() {
    let test = "a_promise_that_never_settles";
    let Some(desk) = Desk::open(test, Options::default(), |settings| {
        settings.timeouts.request = Duration::from_millis(400);
    })
    .await
    else {
        return;
    };
    let lost = desk.open_script("E-1004").await;
    assert_eq!(&*lost.outcome, "Unknown", "{lost:?}");
    let closed = desk.open_script("E-1001").await;
    assert_eq!(&*closed.outcome, "Unavailable", "{closed:?}");
    assert!(closed.reason.contains("has no answer yet"), "{closed:?}");
    assert_eq!(
        desk.simulator.script("E-1001").unwrap().opened,
        0,
        "nothing was sent"
    );
    // Another connection to the same page is told so by the page itself.
    let mut settings = Settings::new(Way::Page {
        debugging: desk.chromium.address().to_owned(),
        pattern: format!("{}*", desk.simulator.page_address()),
    });
    settings.timeouts.connect = Duration::from_secs(20);
    let beside = connection(settings);
    let args = [("ContactId", text(CONTACT)), ("Ecid", text("E-1001"))];
    let refused = beside
        .perform(&call("open script for", &args), "test/1/1")
        .await;
    assert!(refused.reason.contains("in this page"), "{refused:?}");
    let info = desk
        .ask("get contact info", &[("ContactId", text(CONTACT))])
        .await;
    assert!(info.is_success(), "other methods go on: {info:?}");
    desk.simulator.reload();
    let opened = until("the method is open again", async || {
        let answer = desk.open_script("E-1001").await;
        answer.is_success().then_some(answer)
    });
    assert!(record(&opened.await, "Fields").contains("N-20417"));
}

#[tokio::test]
async fn a_late_answer_goes_to_nobody() {
    let test = "a_late_answer_goes_to_nobody";
    let late = Fault::on("openScript", Act::Delay(Duration::from_millis(900)));
    let options = Options::default().fault(late.contact("E-1003").times(1));
    let Some(desk) = Desk::open(test, options, |settings| {
        settings.timeouts.request = Duration::from_millis(300);
    })
    .await
    else {
        return;
    };
    let silent = desk.open_script("E-1003").await;
    assert_eq!(&*silent.outcome, "Unknown", "{silent:?}");
    let next = until("the late answer has come", async || {
        let answer = desk.open_script("E-1001").await;
        (&*answer.outcome != "Unavailable").then_some(answer)
    });
    let next = next.await;
    assert!(
        next.is_success(),
        "E-1003 is closed, E-1001 is not: {next:?}"
    );
    assert!(record(&next, "Fields").contains("N-20417"), "{next:?}");
}

#[tokio::test]
async fn a_closed_tab_is_said_and_a_new_one_is_found() {
    let test = "a_closed_tab_is_said";
    let Some(desk) = Desk::open(test, Options::default(), |settings| {
        settings.timeouts.request = Duration::from_secs(10);
        settings.timeouts.connect = Duration::from_secs(2);
    })
    .await
    else {
        return;
    };
    let page = desk.simulator.page_address();
    desk.chromium.open_tab("about:blank").await;
    let (opened, ()) = tokio::join!(desk.open_script("E-1004"), async {
        until("it is asked", async || {
            (desk.simulator.script("E-1004")?.opened == 1).then_some(())
        })
        .await;
        desk.chromium.close_tab(&page).await;
    });
    assert_eq!(&*opened.outcome, "Unknown", "{opened:?}");
    let gone = desk
        .ask("get contact info", &[("ContactId", text(CONTACT))])
        .await;
    assert_eq!(&*gone.outcome, "Unavailable", "{gone:?}");
    assert!(
        gone.reason.contains("no page of the browser matches"),
        "{gone:?}"
    );
    assert!(gone.reason.contains("about:blank"), "{gone:?}");
    desk.chromium.open_tab(&page).await;
    desk.ready().await;
    desk.chromium.open_tab(&page).await;
    let beside = connection(Settings::new(Way::Page {
        debugging: desk.chromium.address().to_owned(),
        pattern: format!("{page}*"),
    }));
    let twice = beside
        .perform(&call("find agent id", &[]), "test/1/1")
        .await;
    assert!(twice.reason.contains("more than one page"), "{twice:?}");
}

#[tokio::test]
async fn contacts_are_heard_of_and_actions_without_answers_are_confirmed() {
    let test = "contacts_are_heard_of";
    let Some(desk) = Desk::open(test, Options::default(), |settings| {
        settings.timeouts.confirm = Duration::from_secs(5);
    })
    .await
    else {
        return;
    };
    let dialed = desk
        .ask("dial phone", &[("PhoneNumber", text("+12025550142"))])
        .await;
    assert!(dialed.is_success(), "{dialed:?}");
    let id = record(&dialed, "ContactId");
    assert!(desk.watch(&id, "Active").await.is_success());
    let held = desk.ask("hold contact", &[("ContactId", text(&id))]).await;
    assert!(held.is_success(), "{held:?}");
    let is_held = async || desk.simulator.contact(&id).filter(|contact| contact.held);
    until("it is on hold", is_held).await;
    let twice = desk.ask("hold contact", &[("ContactId", text(&id))]).await;
    assert_eq!(&*twice.outcome, "AlreadyHeld", "{twice:?}");
    assert!(
        desk.simulator.contact(&id).unwrap().held,
        "it stays on hold"
    );
    assert!(
        desk.ask("resume contact", &[("ContactId", text(&id))])
            .await
            .is_success()
    );
    let is_off = async || desk.simulator.contact(&id).filter(|contact| !contact.held);
    until("it is off hold", is_off).await;
    let not_held = desk
        .ask("resume contact", &[("ContactId", text(&id))])
        .await;
    assert_eq!(&*not_held.outcome, "NotHeld", "{not_held:?}");
    let data = Value::record([("Ticket".into(), text("T-1"))]);
    let set = desk
        .ask(
            "set call data of contact",
            &[("ContactId", text(&id)), ("CallData", data)],
        )
        .await;
    assert!(set.is_success(), "{set:?}");
    let ended = desk.ask("end contact", &[("ContactId", text(&id))]).await;
    assert!(ended.is_success(), "{ended:?}");
    let unknown = desk
        .ask(
            "hold contact",
            &[("ContactId", text("68-00000000@toolbar.example"))],
        )
        .await;
    assert_eq!(&*unknown.outcome, "InvalidContactId", "{unknown:?}");
    let awaited = Await {
        system: "easycim".into(),
        thing: "contact".into(),
        with: Record::from_iter([("Type".into(), text("inbound"))]),
        needs: Record::new(),
    };
    let (arrived, ()) = tokio::join!(desk.connection.next(&awaited), async {
        let world = "id = \"68-aaaaaaaa@toolbar.example\"\nnumber = \"+442079460199\"";
        let contact: ContactFile = toml::from_str(world).unwrap();
        desk.simulator.add_contact(contact);
    });
    assert_eq!(record(&arrived, "ContactId"), "68-aaaaaaaa@toolbar.example");
    let accepted = desk
        .ask(
            "accept contact",
            &[("ContactId", arrived.outputs["ContactId"].clone())],
        )
        .await;
    assert!(accepted.is_success(), "{accepted:?}");
    let paused = [("State", text("Paused")), ("Code", text("lunch"))];
    let paused = desk.ask("set agent state to", &paused).await;
    assert!(paused.is_success(), "{paused:?}");
    let state = desk.ask("find agent state", &[]).await;
    assert_eq!(
        (record(&state, "State"), record(&state, "Code")),
        ("Paused".into(), "lunch".into())
    );
}

#[tokio::test]
async fn a_toolbar_that_is_gone_is_not_asked() {
    let test = "a_toolbar_that_is_gone_is_not_asked";
    let Some(desk) = Desk::open(test, Options::default(), |_| {}).await else {
        return;
    };
    desk.simulator.disconnect();
    let refused = until("the page knows that the toolbar is gone", async || {
        let answer = desk
            .ask("end contact", &[("ContactId", text(CONTACT))])
            .await;
        (&*answer.outcome == "ToolbarDisconnected").then_some(answer)
    });
    assert!(refused.await.reason.contains("not connected"));
    desk.simulator.reconnect();
    desk.ready().await;
    let phase = desk.simulator.contact(CONTACT).unwrap().ended;
    assert_eq!(phase, None, "nothing was kept and sent later");
}

/// Calls that overlap, with reloads between them: in a real page.
#[tokio::test]
async fn hundreds_of_calls_get_their_own_answers_or_none() {
    let test = "hundreds_of_calls_get_their_own_answers";
    let options = Options::default()
        .fault(Fault::on("getContactInfo", Act::Delay(Duration::from_millis(250))).probability(0.1))
        .fault(Fault::on("getContactInfo", Act::Reload(When::After)).probability(0.02))
        .fault(Fault::on("getContactInfo", Act::Drop(When::After)).probability(0.02));
    let Some(desk) = Desk::open(test, options, |settings| {
        settings.timeouts.request = Duration::from_millis(150);
    })
    .await
    else {
        return;
    };
    let people = [
        ("67", "Marta"),
        ("68", "Tomas"),
        ("69", "Ines"),
        ("6a", "Paul"),
    ];
    let mut told = 0;
    for round in 0..100 {
        let asked = people.map(async |(end, name)| {
            let id = format!("68-60f699{end}@toolbar.example");
            let info = desk
                .ask("get contact info", &[("ContactId", text(&id))])
                .await;
            let groups = desk.ask("find agent groups", &[]).await;
            (info, groups, name)
        });
        for (info, groups, name) in futures_util::future::join_all(asked).await {
            if info.is_success() {
                assert!(
                    record(&info, "Info").contains(name),
                    "round {round}: {name} is not in it"
                );
                told += 1;
            }
            if groups.is_success() {
                assert!(record(&groups, "Groups").contains("Orders"));
            }
        }
        if round % 25 == 24 {
            desk.simulator.reload();
        }
    }
    assert!(told > 50, "{told} answers");
}

#[tokio::test]
async fn a_browser_of_its_own_is_started_and_ended() {
    let Some(program) = program("a_browser_of_its_own_is_started") else {
        return;
    };
    let simulator = Simulator::start(Options::default()).await.unwrap();
    let mut settings = Settings::new(Way::Browser {
        program: Some(program),
        page: simulator.page_address(),
        headless: true,
        arguments: ARGUMENTS.map(str::to_owned).to_vec(),
    });
    settings.timeouts.connect = Duration::from_secs(20);
    let connection = connection(settings);
    until("the page is connected", async || {
        let answer = connection
            .perform(&call("find agent id", &[]), "test/1/1")
            .await;
        (record(&answer, "AgentId") == "agent07").then_some(())
    })
    .await;
    connection.close().await;
    until("the page is gone", async || {
        (simulator.connections() == 0).then_some(())
    })
    .await;
    let again = call("find agent id", &[]);
    let after = connection.perform(&again, "test/1/1");
    let after = tokio::time::timeout(Duration::from_secs(60), after).await;
    connection.close().await;
    assert!(after.is_ok(), "it answers, whatever it is");
}

/// The documented command.
#[test]
fn the_example_runs_in_a_browser_from_one_command() {
    if program("the_example_runs_in_a_browser").is_none() {
        return;
    }
    let journal = tempfile::tempdir().unwrap();
    let done = std::process::Command::new(env!("CARGO_BIN_EXE_flow"))
        .args(["run", "examples/easycim.flow", "-p", "chromium"])
        .env("FLOW_JOURNAL", journal.path())
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("save script for"), "{said}");
    assert!(!said.contains("Marta"), "{said}");
}

/// Says something to the page that is not the library's business.
async fn say(chromium: &Chromium, method: &str) {
    use futures_util::SinkExt;
    let pages = chromium.pages().await;
    let url = pages[0]["webSocketDebuggerUrl"]
        .as_str()
        .unwrap()
        .to_owned();
    let address = chromium.address().trim_start_matches("http://").to_owned();
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut socket, _) = tokio_tungstenite::client_async(url, stream).await.unwrap();
    let text = serde_json::json!({ "id": 1, "method": method }).to_string();
    let text = tokio_tungstenite::tungstenite::Message::text(text);
    socket.send(text).await.unwrap();
    socket.flush().await.unwrap();
    // The page may be gone before it answers.
    let answer = futures_util::StreamExt::next(&mut socket);
    let _ = tokio::time::timeout(Duration::from_secs(2), answer).await;
}

#[tokio::test]
async fn a_crash_is_said_and_the_page_is_found_again() {
    let test = "a_crash_is_said";
    let Some(desk) = Desk::open(test, Options::default(), |settings| {
        settings.timeouts.connect = Duration::from_secs(2);
    })
    .await
    else {
        return;
    };
    let (opened, ()) = tokio::join!(desk.open_script("E-1004"), async {
        until("it is asked", async || {
            (desk.simulator.script("E-1004")?.opened == 1).then_some(())
        })
        .await;
        say(&desk.chromium, "Page.crash").await;
    });
    assert_eq!(&*opened.outcome, "Unknown", "{opened:?}");
    let gone = desk
        .ask("get contact info", &[("ContactId", text(CONTACT))])
        .await;
    assert_eq!(&*gone.outcome, "Unavailable", "{gone:?}");
    say(&desk.chromium, "Page.reload").await;
    desk.ready().await;
}

#[tokio::test]
async fn a_contact_that_pops_while_the_page_is_away_is_seen_when_it_is_back() {
    let test = "a_contact_that_pops_while_the_page_is_away";
    let Some(desk) = Desk::open(test, Options::default(), |_| {}).await else {
        return;
    };
    let awaited = missed::next();
    let (arrived, ()) = tokio::join!(desk.connection.next(&awaited), async {
        missed::looked(&desk.simulator, &desk.connection).await;
        // The page loads again while nobody tells it anything.
        desk.simulator.reload();
        desk.simulator.disconnect();
        missed::pop(&desk.simulator, "68-aaaaaaaa@toolbar.example");
        desk.simulator.reconnect();
    });
    let id = record(&arrived, "ContactId");
    assert_eq!(id, "68-aaaaaaaa@toolbar.example", "{arrived:?}");
    // The toolbar goes and comes back under a page that stays.
    let (arrived, ()) = tokio::join!(desk.connection.next(&awaited), async {
        desk.simulator.disconnect();
        missed::pop(&desk.simulator, "68-bbbbbbbb@toolbar.example");
        desk.simulator.reconnect();
    });
    let id = record(&arrived, "ContactId");
    assert_eq!(id, "68-bbbbbbbb@toolbar.example", "{arrived:?}");
}

#[tokio::test]
async fn an_answer_that_comes_twice_is_not_the_next_calls() {
    let test = "an_answer_that_comes_twice";
    // Later than a method rests: it comes when the next call, whose own answer is late, is waiting.
    let twice = Fault::on("openScript", Act::Twice(Duration::from_millis(1200))).times(1);
    let slow = Fault::on("openScript", Act::Delay(Duration::from_millis(1200))).contact("E-1002");
    let options = Options::default().fault(slow).fault(twice);
    let Some(desk) = Desk::open(test, options, |_| {}).await else {
        return;
    };
    assert!(desk.open_script("E-1001").await.is_success());
    let locked = desk.open_script("E-1002").await;
    assert_eq!(&*locked.outcome, "Unknown", "{locked:?}");
    assert!(locked.reason.contains("answers twice"), "{locked:?}");
    let closed = desk.open_script("E-1003").await;
    assert_eq!(&*closed.outcome, "AlreadyClosed", "it goes on: {closed:?}");
}

/// A page that works by itself, a toolbar that is late and answers twice, and a flow beside it: neither
/// gets what the other has asked for, and no call of the page's is lost.
#[tokio::test]
async fn a_page_that_works_beside_a_flow_comes_to_no_harm() {
    let test = "a_page_that_works_beside_a_flow";
    let late = Fault::on("getContactInfo", Act::Delay(Duration::from_millis(150)));
    let twice = Fault::on("getContactInfo", Act::Twice(Duration::from_millis(30)));
    let options = Options::default()
        .fault(late.probability(0.2))
        .fault(twice.probability(0.2));
    let Some(desk) = Desk::open(test, options, |settings| {
        settings.timeouts.request = Duration::from_secs(3);
        settings.timeouts.settle = Duration::from_millis(200);
    })
    .await
    else {
        return;
    };
    // The page asks for two contacts, one after the other; the flow asks for two others.
    let work = "window.page = { asked: 0, settled: 0, harm: [] };
        window.work = async () => {
          for (;;) {
            const [end, name] = [['67', 'Marta'], ['68', 'Tomas']][page.asked++ % 2];
            const said = await TOOLBAR.EASYCIM.getContactInfo('68-60f699' + end + '@toolbar.example');
            const text = JSON.stringify(said);
            page.settled++;
            if (/Ines|Paul/.test(text)) page.harm.push(text);
            await new Promise((go) => setTimeout(go, Math.random() * 40));
          }
        };
        work(); 1";
    desk.chromium.js(work).await;
    let mut told = 0;
    for round in 0..12 {
        let (end, name, other) = [("69", "Ines", "Paul"), ("6a", "Paul", "Ines")][round % 2];
        let id = format!("68-60f699{end}@toolbar.example");
        let info = desk
            .ask("get contact info", &[("ContactId", text(&id))])
            .await;
        let said = record(&info, "Info");
        if info.is_success() {
            assert!(
                said.contains(name) && !said.contains(other),
                "{round}: {name}"
            );
            told += 1;
        }
    }
    desk.connection.close().await;
    let page = desk.chromium.js("page").await;
    assert_eq!(page["harm"], serde_json::json!([]), "{page}");
    let (asked, settled) = (
        page["asked"].as_u64().unwrap(),
        page["settled"].as_u64().unwrap(),
    );
    assert!(asked - settled <= 1 && settled > 5, "{page}");
    let goes_on = async || {
        let now = desk.chromium.js("page.settled").await.as_u64()?;
        (now > settled + 3).then_some(())
    };
    until("the page works on", goes_on).await;
    // Once the toolbar was seen to answer twice, what repeats an earlier answer is not taken.
    assert!(told > 0, "{told} answers");
}
