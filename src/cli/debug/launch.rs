//! What an editor launches: a recording, a test, or a run on the simulator.

use crate::catalogue::Catalogue;
use crate::check::{self, Context};
use crate::cli::{replay, scripts, test};
use crate::config::Problem;
use crate::testing::recording::Recording;
use crate::testing::timeline::Timeline;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

fn said(problem: &Problem) -> String {
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
    let script = scripts::read(&flow)
        .map_err(|problem| said(&problem))?
        .with_files();
    let config = crate::config::Config::find(&script.folder());
    let house = config
        .map(|config| script.house(&config))
        .unwrap_or_default();
    let context = Context::default().in_house(house);
    let checked = check::check_text(&script.source, Catalogue::builtin(), &context);
    let name = flow.display();
    let program = checked
        .program
        .ok_or_else(|| format!("`{name}` has errors; run `flow check {name}`"))?;
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

/// A run on the simulator: carried out by this command itself, and recorded.
fn simulated(flow: &Path, given: &Value) -> Result<Launched, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let recording = folder.path().join("run.recording");
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command
        .args([
            "run",
            "--profile",
            crate::config::SIMULATOR,
            "--quiet",
            "--record",
        ])
        .arg(&recording)
        .stdin(Stdio::null());
    for (name, value) in given["inputs"].as_object().into_iter().flatten() {
        let value = value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned);
        command.arg("--input").arg(format!("{name}={value}"));
    }
    let done = command
        .arg(flow)
        .output()
        .map_err(|error| error.to_string())?;
    let all = [done.stdout, done.stderr].concat();
    let all = String::from_utf8_lossy(&all);
    if !recording.is_file() {
        return Err(all.trim().to_owned());
    }
    recorded(&recording, Some(flow.to_owned()), Path::new(""))
}
