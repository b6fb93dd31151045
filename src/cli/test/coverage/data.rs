//! What tests have seen, kept in a file: so that parts that ran elsewhere count together.

use super::flows::Flows;
use crate::cli::test::shown::shown;
use crate::config::Problem;
use crate::source::Source;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

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
        for (flow, kept) in read(file)?.flows {
            let Some(known) = flows.get_mut(&flow) else {
                continue;
            };
            let hits = kept.of(&flow, file, &known.source)?;
            for (id, count) in hits {
                *known.hits.entry(id).or_default() += count;
            }
        }
    }
    Ok(())
}

/// What a file keeps of one flow, which may be named from another folder now.
pub(in crate::cli) fn kept(file: &Path, source: &Source) -> Result<BTreeMap<String, u32>, Problem> {
    let last = |name: &str| Path::new(name).file_name().map(ToOwned::to_owned);
    let mut flows = read(file)?.flows;
    let names: Vec<String> = flows.keys().cloned().collect();
    let mut same = names
        .iter()
        .filter(|name| last(name) == last(source.name()));
    let found = same.next().and_then(|name| flows.remove_entry(name));
    let Some((name, flow)) = found else {
        let all = names.join(", ");
        let problem = Problem::new(format!(
            "the coverage in `{}` is not of {}",
            shown(file),
            source.name()
        ));
        return Err(problem.help(format!("it is of {all}")));
    };
    flow.of(&name, file, source)
}

impl Flow {
    /// The counts, if they are of this text.
    fn of(
        self,
        name: &str,
        file: &Path,
        source: &Source,
    ) -> Result<BTreeMap<String, u32>, Problem> {
        match self.digest == digest(source.text()) {
            true => Ok(self.hits),
            false => Err(
                wrong(file, format!("`{name}` has changed since it was counted"))
                    .help("run all parts of the tests on the same files"),
            ),
        }
    }
}

fn read(file: &Path) -> Result<Data, Problem> {
    let text = std::fs::read_to_string(file).map_err(|error| wrong(file, error.to_string()))?;
    let data: Data = serde_json::from_str(&text).map_err(|error| wrong(file, error.to_string()))?;
    match data.version {
        VERSION => Ok(data),
        other => Err(wrong(
            file,
            format!("it is of version {other}, not {VERSION}"),
        )),
    }
}

fn wrong(file: &Path, why: String) -> Problem {
    Problem::new(format!(
        "cannot read the coverage in `{}`: {why}",
        shown(file)
    ))
}
