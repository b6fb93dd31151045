//! Reading scripts: from files, folders and the standard input. Everything that keeps one from
//! being read is said plainly, and the others are read all the same.

mod find;
mod foreign;

use crate::check::beside::OF_TESTS;
use crate::check::policy::House;
use crate::config::{Config, Problem};
use crate::report::text::name;
use crate::source::Source;
use crate::syntax;
use std::fs;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use find::{below, find};

/// The name of what came by the standard input.
pub(super) const STDIN: &str = "<stdin>";
/// Set where a flow comes from somebody who must not read this machine's files by it: what it names
/// outside of its own folder is not there.
pub(super) const CONFINED: &str = "FLOW_CONFINED";
/// A byte order mark in UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();
/// The name of what was given by `-e`.
pub(super) const TEXT: &str = "<text>";

/// A script that was read.
#[derive(Clone, Debug)]
pub(super) struct Script {
    /// Its text.
    pub source: Arc<Source>,
    /// Its file, where it has one.
    pub path: Option<PathBuf>,
    /// Whether its file begins with a byte order mark.
    pub marked: bool,
}

impl Script {
    /// A text that is in no file.
    pub fn text(name: &str, text: &str) -> Self {
        Self {
            source: Arc::new(Source::new(name, text)),
            path: None,
            marked: false,
        }
    }

    /// It and the files whose steps it uses, as one text: what is checked, and what runs.
    pub fn whole(&self) -> Arc<Source> {
        syntax::join(&self.source, &mut read_text)
    }

    /// The same with the files whose steps it uses in its text.
    pub fn with_files(self) -> Self {
        Self {
            source: self.whole(),
            ..self
        }
    }

    /// What the team asks of it: also by the settings of its own folder, where it is run with others.
    pub fn house(&self, config: &Config) -> House {
        let Some(path) = &self.path else {
            return config.house().of_text();
        };
        let mut house = config.house_of(path);
        let folder = path.parent().unwrap_or(Path::new("."));
        // Settings that cannot be read are told where they are used.
        let own = Config::find(folder).unwrap_or_default();
        if own.path.is_some() && !is_same(own.path.as_deref(), config.path.as_deref()) {
            house.policies.extend(own.house_of(path).policies);
        }
        house
    }

    /// The flow that it tests, where it is a file of tests and the flow is beside it.
    pub fn tested(&self) -> Option<Arc<Source>> {
        let flow = self.path.as_deref().and_then(tested_by)?;
        Some(read(&flow).ok()?.whole())
    }

    /// The folder in which its settings are looked for.
    pub fn folder(&self) -> PathBuf {
        let parent = self.path.as_deref().and_then(Path::parent);
        match parent {
            Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
            _ => PathBuf::from("."),
        }
    }
}

/// The flow that a file of tests is about.
pub(super) fn tested_by(file: &Path) -> Option<PathBuf> {
    let name = file.file_name()?.to_str()?;
    let stem = name.strip_suffix(OF_TESTS)?;
    Some(file.with_file_name(format!("{stem}.flow")))
}

/// The text of a file whose steps another one uses, or why there is none.
fn read_text(file: &str) -> Result<String, String> {
    let script = match Path::new(file).is_file() && may_read(Path::new(file)) {
        true => read(Path::new(file)).map_err(|problem| problem.message)?,
        false => return Err("file not found".into()),
    };
    Ok(script.source.text().to_owned())
}

/// Whether a flow may have this file read: an assistant's flow only what lies in its folder.
fn may_read(file: &Path) -> bool {
    if std::env::var_os(CONFINED).is_none() {
        return true;
    }
    let here = std::env::current_dir().and_then(fs::canonicalize);
    let there = fs::canonicalize(file);
    here.is_ok_and(|here| there.is_ok_and(|there| there.starts_with(here)))
}

/// Reads one file; `-` is the standard input.
pub(super) fn read(path: &Path) -> Result<Script, Problem> {
    if path == Path::new("-") {
        return read_stdin();
    }
    let raw = path.display().to_string();
    let name = name(&raw).into_owned();
    let about = fs::metadata(path).map_err(|error| unreadable(&name, &error))?;
    if about.is_dir() {
        let help = format!("name the flows in it, or check the whole folder: `flow check {name}`");
        return Err(Problem::new(format!("{name} is a folder, not a flow")).help(help));
    }
    if about.len() > Source::MAX_BYTES as u64 {
        return Err(too_large(&name));
    }
    // one more, so that the end is seen without asking for more room
    let mut bytes = Vec::with_capacity(about.len() as usize + 1);
    let read = fs::File::open(path).and_then(|file| limited(file, &mut bytes));
    read.map_err(|error| unreadable(&name, &error))?;
    if let Some(what) = foreign::whose(&bytes) {
        let wrong = Problem::new(format!("{name} is {what}, not a flow"));
        return Err(wrong.help("remove it from the command"));
    }
    let marked = bytes.starts_with(MARK);
    Ok(Script {
        source: Arc::new(Source::new(raw.as_str(), decode(&name, bytes)?)),
        path: Some(path.to_owned()),
        marked,
    })
}

fn read_stdin() -> Result<Script, Problem> {
    let mut bytes = Vec::new();
    limited(std::io::stdin().lock(), &mut bytes).map_err(|error| unreadable(STDIN, &error))?;
    Ok(Script::text(STDIN, &decode(STDIN, bytes)?))
}

fn limited(reader: impl Read, bytes: &mut Vec<u8>) -> std::io::Result<()> {
    reader
        .take(Source::MAX_BYTES as u64 + 1)
        .read_to_end(bytes)
        .map(drop)
}

/// The text of a file in UTF-8, less a byte order mark.
fn decode(name: &str, bytes: Vec<u8>) -> Result<String, Problem> {
    if bytes.len() > Source::MAX_BYTES {
        return Err(too_large(name));
    }
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let help = "save it as UTF-8 (in most editors: `Save with encoding`)";
        return Err(Problem::new(format!("{name} is UTF-16, not UTF-8")).help(help));
    }
    let text = String::from_utf8(bytes).map_err(|error| not_text(name, &error))?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> Problem {
    let good = error.utf8_error().valid_up_to();
    let bytes = error.as_bytes();
    let line = bytes[..good].iter().filter(|byte| **byte == b'\n').count() + 1;
    match bytes.contains(&0) {
        true => Problem::new(format!("{name} is not a text file"))
            .help("flows are UTF-8 text, usually in files that end in .flow"),
        false => Problem::new(format!("{name} is not UTF-8: see line {line}"))
            .help("save it as UTF-8 (in most editors: `Save with encoding`)"),
    }
}

fn too_large(name: &str) -> Problem {
    let most = Source::MAX_BYTES >> 20;
    Problem::new(format!(
        "{name} is larger than {most} MB, the limit for a flow"
    ))
    .help("write rows of data into a separate file: `--inputs FILE.csv`")
}

/// A file that is not there.
pub(super) fn not_found(name: &str) -> Problem {
    Problem::new(format!("cannot find {name}"))
        .help("check the spelling, or write the path from the current folder")
}

/// A file that is not there, or that cannot be read.
pub(super) fn unreadable(name: &str, error: &std::io::Error) -> Problem {
    match error.kind() {
        ErrorKind::NotFound => not_found(name),
        ErrorKind::PermissionDenied => Problem::new(format!("no permission to read {name}")).help(
            "check its permissions: \
                 `ls -l {name}`",
        ),
        _ => Problem::new(format!("cannot read {name}: {error}")),
    }
}

fn is_same(one: Option<&Path>, other: Option<&Path>) -> bool {
    let real = |path: Option<&Path>| path.and_then(|path| std::fs::canonicalize(path).ok());
    real(one) == real(other)
}
