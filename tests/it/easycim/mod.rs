//! easyCIM's connection: over a page, in a real browser, and straight to the toolbar.

mod attacks;
mod beside;
mod beside_worlds;
mod browser;
mod catalogue;
mod chromium;
mod direct;
mod fake;
mod marks;
mod missed;
mod odd_toolbars;
mod overlaps;
mod pages;
mod started;
mod twice;

pub use beside_worlds::EXAMPLES;

use contactflow::catalogue::Catalogue;
use contactflow::run::effect::Call;
use contactflow::sim::easycim::Simulator;
use contactflow::systems::easycim::{Connection, Settings, Way};
use contactflow::value::Value;
use std::time::Duration;

/// A connection by these settings.
fn connection(settings: Settings) -> Connection {
    let entry = Catalogue::builtin().system("easycim").unwrap();
    Connection::new(settings, entry.clone()).unwrap()
}

/// A connection straight to a simulated toolbar.
pub fn straight_to(simulator: &Simulator) -> Connection {
    let address = simulator.toolbar_address();
    let mut settings = Settings::new(Way::Toolbar { address });
    settings.timeouts.settle = Duration::from_millis(20);
    connection(settings)
}

fn text(text: &str) -> Value {
    Value::text(text)
}

/// A call of an action.
fn call(action: &str, args: &[(&str, Value)]) -> Call {
    let reads = Catalogue::builtin().system("easycim").unwrap();
    let reads = reads.action(action).unwrap().reads;
    let args = args
        .iter()
        .map(|(name, value)| ((*name).into(), value.clone()));
    Call {
        system: "easycim".into(),
        action: action.into(),
        args: args.collect(),
        reads,
    }
}
