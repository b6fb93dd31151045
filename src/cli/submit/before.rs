//! Names that were submitted before. Sent again, they begin nothing: that is what a command that ended early is
//! repeated for. With another flow or other inputs it would pass over what somebody wants done.

use crate::cli::engine;
use crate::config::Problem;
use crate::host::restate::{Client, Order};
use crate::value::Record;
use serde_json::Value as Json;
use std::sync::atomic::{AtomicUsize, Ordering};

/// So many are looked at: a job may have a million rows, and another table shows in its first ones.
const LOOKS: usize = 100;

/// Looks at what was submitted before under the same names.
#[derive(Default)]
pub(super) struct Look(AtomicUsize);

impl Look {
    /// Whether an order is the one that the engine has.
    pub async fn at(&self, client: &Client, id: &str, order: &Order) -> Result<(), Problem> {
        if self.0.fetch_add(1, Ordering::Relaxed) >= LOOKS {
            return Ok(());
        }
        let before = client.order(id).await.map_err(engine::problem)?;
        // One that has been removed since, nobody can compare.
        match before {
            Some(before) if !is_same(&before, order) => Err(differs(order)),
            _ => Ok(()),
        }
    }
}

/// A job may go on with a flow that was corrected. A run of one name is one run.
fn is_same(before: &Order, order: &Order) -> bool {
    let same_inputs = written(&before.inputs) == written(&order.inputs);
    same_inputs && (order.item.is_some() || before.script.text == order.script.text)
}

/// As the engine has them.
fn written(inputs: &Record) -> Option<Json> {
    serde_json::to_value(inputs).ok()
}

fn differs(order: &Order) -> Problem {
    match &order.item {
        None => Problem::new(format!(
            "run {} was submitted before, with another flow or other inputs",
            order.run
        ))
        .help("nothing was submitted: use another `--name` for another run"),
        Some(item) => Problem::new(format!(
            "job {} was submitted before, and its row {} had other inputs",
            item.job, item.row
        ))
        .help("use another `--job` for another table. Rows that the job did not have may have been submitted: `flow runs` lists them"),
    }
}
