//! Turns the systems' tables into JSON, which is read in a fifth of the time that their TOML takes:
//! every start of `flow` reads at least one. What the tables mean is the catalogue's business, as
//! it is for those that a host program brings.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};
use toml::de::{DeTable, DeValue};

#[cfg(feature = "cli")]
#[path = "build/inside.rs"]
mod inside;

/// Where each system has its folder.
const SYSTEMS: &str = "src/systems";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rustc-env=CONTACTFLOW_VERSION={}", version());
    // a system that is added is a line there
    println!("cargo::rerun-if-changed={SYSTEMS}/list.rs");
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
    for entry in fs::read_dir(SYSTEMS)? {
        let folder = entry?.path();
        let table = folder.join("actions.toml");
        if table.is_file() {
            bake(&table, &out)?;
            families(&folder.join("actions"), &out)?;
        }
    }
    #[cfg(feature = "cli")]
    inside::write(&out)?;
    Ok(())
}

/// The package's version, and in a build that is no debug build the commit and its date. Debug builds, the
/// tests' among them, say the version alone: every commit would compile the whole crate once more.
fn version() -> String {
    let plain = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo::rerun-if-env-changed=CONTACTFLOW_COMMIT");
    let given = env::var("CONTACTFLOW_COMMIT").ok();
    let is_debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    let built = given.or_else(|| {
        if is_debug {
            None
        } else {
            of_git().or_else(of_tarball)
        }
    });
    match built.filter(|built| !built.trim().is_empty()) {
        Some(built) => format!("{plain} ({})", built.trim()),
        None => plain,
    }
}

/// `1a2b3c4 2026-12-01`, where the package is a repository of its own. One inside of another, as a copy of
/// this crate in a program's repository, has no commit of its own.
fn of_git() -> Option<String> {
    let top = git(&["rev-parse", "--show-toplevel"])?;
    let here = fs::canonicalize(".").ok()?;
    if fs::canonicalize(top).ok()? != here {
        return None;
    }
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&["log", "-1", "--abbrev=9", "--format=%h %cs"])
}

fn git(args: &[&str]) -> Option<String> {
    let done = Command::new("git").args(args).output().ok()?;
    let text = String::from_utf8(done.stdout).ok()?;
    (done.status.success() && !text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// The commit that cargo wrote into a package's archive.
fn of_tarball() -> Option<String> {
    const NOTE: &str = ".cargo_vcs_info.json";
    let note = fs::read_to_string(NOTE).ok()?;
    println!("cargo::rerun-if-changed={NOTE}");
    let (_, rest) = note.split_once("\"sha1\"")?;
    let commit = rest.split('"').nth(1)?;
    commit.get(..9).map(str::to_owned)
}

/// The tables of a system's families of actions, where it has any.
fn families(folder: &Path, out: &Path) -> io::Result<()> {
    if !folder.is_dir() {
        return Ok(());
    }
    println!("cargo::rerun-if-changed={}", folder.display());
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path
            .extension()
            .is_some_and(|extension| extension == "toml")
        {
            bake(&path, out)?;
        }
    }
    Ok(())
}

/// Writes a table's JSON to the same place below `out`.
fn bake(path: &Path, out: &Path) -> io::Result<()> {
    println!("cargo::rerun-if-changed={}", path.display());
    let text = fs::read_to_string(path)?;
    let table = DeTable::parse(&text).map_err(|error| {
        let what = format!("{}: {error}", path.display());
        io::Error::new(io::ErrorKind::InvalidData, what)
    })?;
    let mut json = String::with_capacity(text.len());
    write_table(&mut json, table.get_ref());
    let to = out.join(path).with_extension("json");
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(to, json)
}

/// In the order of the text: it is that of help and documents.
fn write_table(json: &mut String, table: &DeTable<'_>) {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    json.push('{');
    for (index, (key, value)) in entries.into_iter().enumerate() {
        if index > 0 {
            json.push(',');
        }
        write_entry(json, key.get_ref(), value.get_ref());
    }
    json.push('}');
}

/// How a connection asks for an action stays a text: the catalogue reads it when it is asked for.
fn write_entry(json: &mut String, key: &str, value: &DeValue<'_>) {
    match key {
        "request" => {
            let mut request = String::new();
            write_value(&mut request, value);
            write_text(json, "request as JSON");
            json.push(':');
            write_text(json, &request);
        }
        _ => {
            write_text(json, key);
            json.push(':');
            write_value(json, value);
        }
    }
}

fn write_value(json: &mut String, value: &DeValue<'_>) {
    match value {
        DeValue::String(text) => write_text(json, text),
        // a number is written as it stands: JSON knows the decimal ones alone, and tables have no others
        DeValue::Integer(number) => json.push_str(number.as_str()),
        DeValue::Float(number) => json.push_str(number.as_str()),
        DeValue::Boolean(yes) => json.push_str(if *yes { "true" } else { "false" }),
        DeValue::Datetime(time) => write_text(json, &time.to_string()),
        DeValue::Array(items) => {
            json.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    json.push(',');
                }
                write_value(json, item.get_ref());
            }
            json.push(']');
        }
        DeValue::Table(table) => write_table(json, table),
    }
}

fn write_text(json: &mut String, text: &str) {
    json.push('"');
    for letter in text.chars() {
        match letter {
            '"' | '\\' => json.extend(['\\', letter]),
            '\n' => json.push_str("\\n"),
            // writing to a text cannot fail
            control if control < ' ' => {
                let _ = write!(json, "\\u{:04x}", u32::from(control));
            }
            letter => json.push(letter),
        }
    }
    json.push('"');
}
