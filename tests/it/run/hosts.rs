//! What a host program may rely on: its engine outlives its parts, its actions are held against
//! their catalogue, and what it is told says enough.

use super::build::*;
use super::live_system::Fake;
use contactflow::check::Context;
use contactflow::journal::Memory;
use contactflow::{
    Actions, Answer, Engine, Event, EventKind, Inputs, JsonLines, Observer, RunOptions, RunReport,
    Script,
};
use serde::{Deserialize, Serialize};
use std::sync::{Arc, Mutex};

fn named(name: &str) -> RunOptions {
    RunOptions {
        name: Some(name.into()),
        ..RunOptions::default()
    }
}

/// What went wrong, and what to do about it.
fn told(report: &RunReport) -> String {
    serde_json::to_string(report).unwrap()
}

#[derive(Default)]
struct Logs(Mutex<Vec<String>>);

impl Observer for Logs {
    fn event(&self, _: &Arc<str>, event: &Event) {
        if let EventKind::Log(text) = &event.kind {
            self.0.lock().unwrap().push(text.to_string());
        }
    }
}

struct Clumsy;

impl Observer for Clumsy {
    fn event(&self, _: &Arc<str>, _: &Event) {
        panic!("an observer that is wrong");
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_that_panics_is_told_no_more_and_harms_no_run() {
    let logs = Arc::new(Logs::default());
    let engine = Engine::builder()
        .system(Fake::new(&[]))
        .observer(Arc::new(Clumsy))
        .observer(logs.clone())
        .build()
        .unwrap();
    let flow = program(&[call("one"), S::Wait(1_000), S::Log("done")], &[], &[]);
    let both = [(); 2].map(|()| engine.start(flow.clone(), ()));
    for run in both {
        assert!(run.wait().await.succeeded());
    }
    assert_eq!(*logs.0.lock().unwrap(), ["done", "done"]);
}

#[tokio::test(start_paused = true)]
async fn of_two_runs_of_one_name_the_second_is_refused() {
    let journal = Arc::new(Memory::new());
    let fake = Fake::new(&[]);
    let engine = Engine::builder()
        .system(fake.clone())
        .journal(journal)
        .build()
        .unwrap();
    let flow = program(&[S::Wait(1_000), call("one")], &[], &[]);
    let first = engine.start_with(flow.clone(), named("n"));
    let second = engine.start_with(flow.clone(), named("n")).wait().await;
    assert!(told(&second).contains("run named n"), "{}", told(&second));
    assert!(first.wait().await.succeeded());
    assert_eq!(fake.sent(), ["n/2/1"]);

    let after = engine.start_with(flow.clone(), named("n")).wait().await;
    assert!(
        told(&after).contains("the journal already has"),
        "{}",
        told(&after)
    );
    assert!(engine.start_with(flow, named("m")).wait().await.succeeded());

    // without a journal, a name is free again once its run is over
    let engine = Engine::builder().system(Fake::new(&[])).build().unwrap();
    for _ in 0..2 {
        let flow = program(&[call("one")], &[], &[]);
        assert!(engine.start_with(flow, named("n")).wait().await.succeeded());
    }
}

#[test]
fn an_engine_without_a_runtime_is_an_error() {
    let error = Engine::builder().build().err().expect("there is none");
    assert!(error.to_string().contains("tokio"), "{error}");
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Greeting {
    contact_id: String,
    times: Option<u32>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Greeted {
    said: String,
}

const GREET: &str = "greet contact <ContactId: contact id> with Times: number? giving Said: text";

async fn checked(actions: Actions, flow: &str) -> (Engine, Script) {
    let engine = Engine::builder()
        .system(actions.build().unwrap())
        .build()
        .unwrap();
    let checked = Script::check("t.flow", flow, &engine.catalogue(), &Context::default());
    (
        engine,
        checked.unwrap_or_else(|refused| panic!("{refused}")),
    )
}

#[tokio::test]
async fn an_action_is_a_line_and_a_function() {
    let actions = Actions::of("desk").action(GREET, async |greeting: Greeting| {
        let times = greeting.times.unwrap_or(1);
        Ok(Greeted {
            said: format!("hello {}", greeting.contact_id).repeat(times as usize),
        })
    });
    let flow =
        "use desk\n\ngreet contact <Id> with Times: 2\nemit Said: Said\n\ninput Id: contact id";
    let (engine, script) = checked(actions, flow).await;
    let report = engine.run(&script, [("Id", 1001)]).await;
    let results: serde_json::Value = report.results_as().unwrap();
    assert_eq!(results["Said"], "hello 1001hello 1001");
}

#[test]
fn actions_that_do_not_fit_their_catalogue_are_refused_together() {
    const TABLE: &str = r#"
        name = "desk"
        title = "Desk"
        about = "A desk."
        [[actions]]
        phrase = "greet contact <ContactId>"
        about = "Says hello."
        params.ContactId = { kind = "contact id", about = "Who." }
        example = "greet contact 1001"
        [[actions]]
        phrase = "wave"
        about = "Waves."
        example = "wave"
    "#;
    let greet = async |greeting: Greeting| {
        let _ = greeting.times;
        match greeting.contact_id.is_empty() {
            true => Err(Answer::new("Unavailable", "")),
            false => Ok(()),
        }
    };
    let actions = Actions::from_toml(TABLE).unwrap();
    let wrong = actions
        .action("greet contact", greet)
        .action("bow", greet)
        .build();
    let wrong = wrong.err().expect("much is wrong").to_string();
    for part in [
        "`greet contact` has no parameter `Times`",
        "`wave` has no function",
        "no action `bow`",
    ] {
        assert!(wrong.contains(part), "{part}: {wrong}");
    }
}

#[tokio::test]
async fn an_answer_that_the_catalogue_does_not_know_is_not_passed_on() {
    const FLOW: &str = "use desk\n\ntell desk <What>\n    on Unknown -> { emit Why: Reason }\n    \
                        on any other -> fail\n\ninput What: text";
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Tell {
        what: String,
    }
    let actions = Actions::of("desk").action(
        "tell desk <What: text> giving Count: number",
        async |tell: Tell| match tell.what.as_str() {
            "odd" => Err(Answer::new("Bored", "not today")),
            what => Ok(std::collections::BTreeMap::from([(
                "Count",
                what.to_owned(),
            )])),
        },
    );
    let (engine, script) = checked(actions, FLOW).await;
    for (what, why) in [
        ("odd", "returned Bored, which its catalogue does not list"),
        ("many", "returned a Count that is not a number"),
    ] {
        let report = engine.run(&script, [("What", what)]).await;
        let results: serde_json::Value = report.results_as().unwrap();
        let said = results["Why"].as_str().unwrap();
        assert!(said.contains(why), "{said}");
    }
    // a number that is written as a text is one
    let report = engine.run(&script, [("What", "12")]).await;
    assert!(
        report.succeeded() && report.results.is_empty(),
        "{}",
        told(&report)
    );
}

#[tokio::test]
async fn everything_that_is_wrong_with_inputs_is_told_at_once() {
    let engine = Engine::builder().build().unwrap();
    let flow =
        "emit Sum: First + Second\n\ninput First: number\ninput Second: number \"the other one\"";
    let script = Script::check("t.flow", flow, &engine.catalogue(), &Context::default()).unwrap();
    let report = engine
        .run(&script, [("First", "many"), ("Secnd", "2")])
        .await;
    let told = told(&report);
    for part in [
        "`First` is not a number",
        "requires the input `Second`",
        "no input `Secnd`",
        "did you mean Second",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    assert!(!told.contains("--input"), "{told}");

    #[derive(Serialize)]
    #[serde(rename_all = "PascalCase")]
    struct Both {
        first: u8,
        second: u8,
    }
    let both = Inputs::of(&Both {
        first: 1,
        second: 2,
    })
    .unwrap();
    let report = engine.run(&script, both).await;
    assert_eq!(u8::try_from(&report.results["Sum"]), Ok(3));
}

#[derive(Clone, Default)]
struct Shared(Arc<Mutex<Vec<u8>>>);

impl std::io::Write for Shared {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn events_are_lines_of_json_that_show_nobody() {
    let written = Shared::default();
    let engine = Engine::builder()
        .observer(JsonLines::to(written.clone()))
        .build()
        .unwrap();
    let flow = "log \"calls {Phone}\"\nfail \"no {Phone}\"\n\ninput Phone: phone number";
    let script = Script::check("t.flow", flow, &engine.catalogue(), &Context::default()).unwrap();
    let report = engine.run(&script, [("Phone", "+12025550100")]).await;
    let lines = String::from_utf8(written.0.lock().unwrap().clone()).unwrap();
    for line in lines.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["version"], 1);
    }
    assert!(lines.contains("calls [phone number"), "{lines}");
    for text in [lines, told(&report)] {
        assert!(!text.contains("2025550100"), "{text}");
    }
}

#[test]
fn a_finding_knows_its_script() {
    let catalogue = contactflow::Catalogue::default();
    let refused = Script::check("t.flow", "log Missing", &catalogue, &Context::default());
    let refused = refused.unwrap_err();
    let [finding] = refused.findings.as_slice() else {
        panic!("{refused}");
    };
    let line = finding.to_string();
    assert!(line.starts_with("t.flow:1:5: error[F"), "{line}");
    assert_eq!(line, refused.to_string());
    let json = serde_json::to_value(finding).unwrap();
    assert_eq!(json["file"], "t.flow");
    assert_eq!(json["line"], 1);
    assert_eq!(json["code"], finding.code.to_string());
    let whole = serde_json::to_value(&refused).unwrap();
    assert_eq!(whole["findings"][0]["message"], finding.message);
}

/// One statement that does much is as much work as many that do little.
#[test]
fn work_is_counted_by_what_is_gone_through() {
    use contactflow::run::{Limits, Run};
    let flow = "let X = \"0123456789abcdef\"\nrepeat at most 15 times {\n    let X = \"{X}{X}\"\n}\n    on Exhausted -> ignore\n\
                repeat at most 200 times {\n    let Y = \"{X}{X}\"\n}\n    on Exhausted -> ignore";
    let catalogue = contactflow::Catalogue::default();
    let script = Script::check("t.flow", flow, &catalogue, &Context::default()).unwrap();
    let start = super::play::start();
    let mut run = Run::new(script.program().clone(), start, Limits::default()).unwrap();
    let mut slices = 1;
    while run.advance(1_000) {
        slices += 1;
    }
    assert!(run.end().is_some());
    assert!(slices > 100, "{slices}");
}
