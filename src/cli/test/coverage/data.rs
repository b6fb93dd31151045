//! What tests have seen, kept in a file: so that parts that ran elsewhere count together.

use super::flows::Flows;
use crate::cli::test::shown::shown;
use crate::config::Problem;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;

/// Files of other versions are refused.
const VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Data {
    version: u32,
    flows: BTreeMap<String, Flow>,
}

#[derive(Serialize, Deserialize)]
struct Flow {
    /// Of the flow's text: counts are of this text alone.
    digest: u64,
    hits: BTreeMap<String, u32>,
}

fn digest(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

pub(super) fn text(flows: &Flows) -> String {
    let flows = flows.iter().map(|(name, flow)| {
        let digest = digest(flow.source.text());
        let hits = flow.hits.clone();
        (name.clone(), Flow { digest, hits })
    });
    let data = Data {
        version: VERSION,
        flows: flows.collect(),
    };
    serde_json::to_string_pretty(&data).unwrap_or_default()
}

/// Adds what files keep.
pub(super) fn merge(files: &[PathBuf], flows: &mut Flows) -> Result<(), Problem> {
    for file in files {
        let name = shown(file);
        let wrong =
            |why: String| Problem::new(format!("cannot read the coverage in `{name}`: {why}"));
        let text = std::fs::read_to_string(file).map_err(|error| wrong(error.to_string()))?;
        let data: Data = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
        if data.version != VERSION {
            return Err(wrong(format!(
                "it is of version {}, not {VERSION}",
                data.version
            )));
        }
        for (flow, kept) in data.flows {
            let Some(known) = flows.get_mut(&flow) else {
                continue;
            };
            if kept.digest != digest(known.source.text()) {
                return Err(wrong(format!("`{flow}` has changed since it was counted"))
                    .help("run all parts of the tests on the same files"));
            }
            for (id, count) in kept.hits {
                *known.hits.entry(id).or_default() += count;
            }
        }
    }
    Ok(())
}
