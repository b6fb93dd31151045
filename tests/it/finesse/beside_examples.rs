//! Every example of Finesse beside a simulated desktop, in the mode that profiles have without a word:
//! what it opens and sends is a golden, and no desktop comes to harm however unkind Finesse is.

use super::beside::unkind;
use super::desk::{connect, settings};
use contactflow::catalogue::Catalogue;
use contactflow::check::Context;
use contactflow::run::event::End;
use contactflow::sim::finesse::{Options, Simulator};
use contactflow::systems::finesse::Beside;
use contactflow::value::{Record, Value};
use contactflow::{Engine, Script};

/// Inputs by name.
type Inputs = &'static [(&'static str, &'static str)];

const EXAMPLES: [(&str, &str, Inputs); 4] = [
    (
        "finesse",
        include_str!("../../../examples/finesse.flow"),
        &[],
    ),
    (
        "hold-finesse",
        include_str!("../../../examples/hold-finesse.flow"),
        &[("AgentId", "1001"), ("ContactId", "16804377")],
    ),
    (
        "hold-settling",
        include_str!("../../../examples/hold-finesse.flow"),
        &[("AgentId", "1001"), ("ContactId", "16804378")],
    ),
    (
        "one-line",
        include_str!("../../../examples/one-line.flow"),
        &[("ContactId", "16804377")],
    ),
];

/// Runs a script beside the desktops of a world: what it did, and the harm.
async fn run(name: &str, text: &str, inputs: &[(&str, &str)], options: Options) -> Vec<String> {
    let simulator = Simulator::start(options).await.unwrap();
    let mut own = settings(&simulator, "1001");
    own.beside = Beside::default();
    let on = connect(own);
    let text = match text.contains("use finesse") {
        true => text.to_owned(),
        false => format!("use finesse\n{text}"),
    };
    let context = Context::default();
    let script = Script::check(name, &text, Catalogue::builtin(), &context).unwrap();
    let engine = Engine::builder().system(on).build().unwrap();
    let inputs = inputs.iter();
    let inputs = inputs.map(|(name, value)| ((*name).into(), Value::text(*value)));
    let run = engine.start(script.program().clone(), Record::from_iter(inputs));
    let report = run.wait().await;
    assert!(
        matches!(report.end, End::Finished { .. }),
        "{name}: {:?}",
        report.end
    );
    engine.close().await;
    assert_eq!(simulator.harm(), [""; 0], "{name}");
    let visits = simulator.visits();
    simulator.stop().await;
    visits
}

/// What was asked and opened, each once, in the order in which it came first; writes as often as they
/// were sent. How often something was looked at is a matter of time.
fn told(visits: &[String]) -> String {
    let mut told: Vec<&str> = Vec::new();
    for visit in visits {
        if !visit.contains(" GET ") || !told.contains(&visit.as_str()) {
            told.push(visit);
        }
    }
    told.join("\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn every_example_leaves_the_desktop_as_it_was() {
    let all = EXAMPLES.iter().flat_map(|example| {
        let kinds = unkind().into_iter().enumerate();
        kinds.map(move |(kind, options)| (example, kind, options))
    });
    let runs = all.map(|(&(name, text, inputs), kind, options)| {
        tokio::spawn(async move { (name, kind, run(name, text, inputs, options).await) })
    });
    let runs: Vec<_> = runs.collect();
    for one in runs {
        let (name, kind, visits) = one.await.unwrap();
        if kind == 0 {
            insta::with_settings!({
                snapshot_path => "../../finesse",
                prepend_module_to_snapshot => false,
                omit_expression => true,
            }, {
                insta::assert_snapshot!(format!("beside-{name}"), told(&visits));
            });
        }
    }
}
