//! What an editor launches: a recording, a test, or a run on the simulator.

use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::cli::simulated::{self, Beginning};
use crate::cli::{replay, scripts, test};
use crate::clock;
use crate::config::{Config, Problem};
use crate::program::Program;
use crate::testing::recording::Recording;
use crate::testing::timeline::Timeline;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A run that can be stepped through.
pub(super) struct Launched {
    pub timeline: Timeline,
    /// The flow's file, as the editor shows it.
    pub file: PathBuf,
    /// What is to be said first.
    pub said: Vec<String>,
}

/// Launches what the editor's configuration says.
pub(super) fn launch(given: &Value) -> Result<Launched, String> {
    let text = |name: &str| given[name].as_str().filter(|text| !text.is_empty());
    let folder = text("cwd").map_or_else(PathBuf::new, PathBuf::from);
    match (text("recording"), text("program"), text("test")) {
        (Some(recording), program, _) => {
            let flow = program.map(|flow| folder.join(flow));
            recorded(&folder.join(recording), flow, &folder)
        }
        (None, Some(program), Some(name)) => tested(&folder.join(program), name),
        (None, Some(program), None) => simulated(&folder.join(program), given),
        (None, None, _) => {
            Err("the launch configuration has neither `program` nor `recording`".to_owned())
        }
    }
}

/// A problem in the editor's words.
pub(super) fn said(problem: &Problem) -> String {
    match &problem.help {
        Some(help) => format!("{}\n{help}", problem.message),
        None => problem.message.clone(),
    }
}

/// A recording, on the flow that it names or on another.
fn recorded(file: &Path, flow: Option<PathBuf>, folder: &Path) -> Result<Launched, String> {
    let recording: Recording = replay::read(file).map_err(|problem| said(&problem))?;
    let flow = flow.unwrap_or_else(|| {
        let named = folder.join(&recording.flow);
        match named.is_file() {
            true => named,
            false => replay::flow_of(file, &recording.flow),
        }
    });
    let (program, _) = checked(&flow)?;
    Ok(Launched {
        timeline: Timeline::recorded(program, &recording)?,
        file: absolute(&flow),
        said: Vec::new(),
    })
}

fn absolute(file: &Path) -> PathBuf {
    std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
}

/// A test, with its own answers or on the simulator.
fn tested(file: &Path, name: &str) -> Result<Launched, String> {
    let played = test::played(file, name).map_err(|problem| said(&problem))?;
    Ok(Launched {
        timeline: Timeline::new(played.program, played.journal)?,
        file: absolute(&played.flow),
        said: played.said,
    })
}

/// A run on the simulator.
fn simulated(flow: &Path, given: &Value) -> Result<Launched, String> {
    let (program, config) = checked(flow)?;
    let from = simulated::inputs(&program, &given["inputs"]).map(|inputs| Beginning {
        at: jiff::Timestamp::now().to_zoned_datetime(TimeZone::system()),
        seed: None,
        inputs,
    });
    let records = from.and_then(|from| simulated::run(&program, &config, from));
    let records = records.map_err(|problem| said(&problem))?;
    Ok(Launched {
        timeline: Timeline::new(program, records)?,
        file: absolute(flow),
        said: Vec::new(),
    })
}

/// A flow that has no errors, and the settings that hold for it.
fn checked(flow: &Path) -> Result<(Arc<Program>, Config), String> {
    let script = scripts::read(flow).map_err(|problem| said(&problem))?;
    let script = script.with_files();
    let config = Config::find(&script.folder()).map_err(|problem| said(&problem))?;
    let context = Context::default().in_house(script.house(&config));
    let _day = clock::on_no_day();
    let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
    let name = flow.display();
    let program = checked.program;
    let program = program.ok_or_else(|| format!("`{name}` has errors; run `flow check {name}`"))?;
    Ok((program, config))
}
