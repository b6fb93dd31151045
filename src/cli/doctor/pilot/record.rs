//! What a pilot found, kept for each tenant or deployment and each mode.

use crate::system::pilot::Pilot;
use etcetera::BaseStrategy;
use jiff::Timestamp;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The form of the file.
const VERSION: u32 = 1;

/// A pilot as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Record {
    version: u32,
    pub system: String,
    pub address: String,
    pub mode: String,
    /// What the person said that the system's version is.
    pub system_version: String,
    pub flow_version: String,
    pub begun: Timestamp,
    pub ended: Timestamp,
    pub result: Outcome,
    pub steps: Vec<Tried>,
}

/// What a pilot came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Every step was tried or skipped, and none did harm.
    Passed,
    /// A step did harm.
    Harm,
    /// It was not carried through.
    Stopped,
}

/// A step as it was tried.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Tried {
    pub title: String,
    pub result: Verdict,
    pub watched_seconds: u64,
    pub planned_seconds: u64,
    /// The agent before and after, as the system shows it.
    #[serde(default)]
    pub agent: Vec<String>,
    /// What `flow` did, and what came of it.
    #[serde(default)]
    pub measured: Vec<String>,
    /// What the person wrote behind the answer.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// What a step came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Nothing came to harm.
    Passed,
    /// Something did.
    Harm,
    /// The person left it out.
    Skipped,
    /// The mode does not need it.
    NotNeeded,
}

impl Record {
    /// One that begins now.
    pub fn begin(system: &str, address: &str, mode: &str, system_version: String) -> Self {
        let now = Timestamp::now();
        Self {
            version: VERSION,
            system: system.to_owned(),
            address: address.to_owned(),
            mode: mode.to_owned(),
            system_version,
            flow_version: env!("CARGO_PKG_VERSION").to_owned(),
            begun: now,
            ended: now,
            result: Outcome::Stopped,
            steps: Vec::new(),
        }
    }

    /// The steps, by number, that were skipped or watched for less than their time.
    pub fn gaps(&self) -> Vec<usize> {
        let steps = self.steps.iter().enumerate();
        let gaps = steps.filter(|(_, tried)| match tried.result {
            Verdict::Skipped => true,
            Verdict::Passed => tried.watched_seconds < tried.planned_seconds,
            Verdict::Harm | Verdict::NotNeeded => false,
        });
        gaps.map(|(nth, _)| nth + 1).collect()
    }

    /// Keeps it, readable by the user alone; where it is kept.
    pub fn write(&self, folder: &Path) -> io::Result<PathBuf> {
        make(folder)?;
        let path = file(folder, &self.system, &self.address, &self.mode);
        let mut beside = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut beside, self)?;
        beside.write_all(b"\n")?;
        beside.as_file().sync_all()?;
        beside.persist(&path).map_err(|error| error.error)?;
        Ok(path)
    }

    /// The record of a system in a mode, or in one that covers it; `Err` where there is one that
    /// cannot be read.
    pub fn find(
        folder: &Path,
        system: &str,
        address: &str,
        pilot: &Pilot,
    ) -> io::Result<Option<Self>> {
        let modes = [&pilot.mode].into_iter().chain(&pilot.covered_by);
        for mode in modes {
            let path = file(folder, system, address, mode);
            match fs::read(&path) {
                Ok(bytes) => {
                    let record = serde_json::from_slice(&bytes);
                    return record.map(Some).map_err(|error| {
                        io::Error::other(format!("{} cannot be read: {error}", path.display()))
                    });
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => {
                    let what = format!("{} cannot be read: {error}", path.display());
                    return Err(io::Error::other(what));
                }
            }
        }
        Ok(None)
    }
}

/// Where records are kept, beside the other state.
pub fn folder() -> Option<PathBuf> {
    let base = etcetera::choose_base_strategy().ok()?;
    let state = base.state_dir().unwrap_or_else(|| base.data_dir());
    Some(state.join("contactflow").join("pilots"))
}

/// An address is no file name: the system's name says what it is, the digest which.
fn file(folder: &Path, system: &str, address: &str, mode: &str) -> PathBuf {
    let digest = digest(&SHA256, format!("{address}\n{mode}").as_bytes());
    let mut name = format!("{system}-");
    for byte in digest.as_ref().iter().take(8) {
        let _ = write!(name, "{byte:02x}");
    }
    folder.join(name + ".json")
}

fn make(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
