//! The files of the studio's folder: what there is, reading, and writing with the care of `flow fmt`. Nothing
//! outside of the folder can be reached.

use super::ask;
use crate::cli::scripts::{self, Script};
use crate::cli::write::write;
use crate::config::{FILE_NAME, Problem};
use crate::source::Source;
use ignore::WalkBuilder;
use serde_json::{Value as Json, json};
use std::fs;
use std::io::Write;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// So many files are listed.
const MOST: usize = 5_000;
/// What recordings end in.
const RECORDING: &str = "recording";

/// The folder, and the file that is open first.
pub(super) struct Folder {
    root: PathBuf,
    first: Option<String>,
}

impl Folder {
    /// The folder of a file, or the folder itself.
    pub fn of(path: &Path) -> Result<Self, Problem> {
        let shown = crate::report::text::name(&path.display().to_string()).into_owned();
        let found = fs::canonicalize(path).map_err(|error| {
            Problem::new(format!("cannot open {shown}: {error}"))
                .help("name a flow, or a folder of flows")
        })?;
        if found.is_dir() {
            return Ok(Self {
                root: found,
                first: None,
            });
        }
        let named = found.file_name().and_then(|name| name.to_str());
        match (found.parent(), named) {
            (Some(root), Some(name)) if is_ours(&found) => Ok(Self {
                root: root.to_owned(),
                first: Some(name.to_owned()),
            }),
            _ => Err(Problem::new(format!("{shown} is not a flow"))
                .help("name a file that ends in .flow, or a folder")),
        }
    }

    /// The folder for people.
    pub fn shown(&self) -> String {
        crate::report::text::name(&self.root.display().to_string()).into_owned()
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Everything that the page can open.
    pub fn list(&self) -> Json {
        let walk = WalkBuilder::new(&self.root).build();
        let files = walk.filter_map(Result::ok).map(ignore::DirEntry::into_path);
        let files = files.filter(|path| path.is_file() && is_ours(path));
        let mut names: Vec<(String, &str)> = files
            .filter_map(|path| Some((self.name_of(&path)?, kind(&path))))
            .take(MOST)
            .collect();
        names.sort();
        let files = names
            .iter()
            .map(|(name, kind)| json!({ "name": name, "type": kind }));
        json!({
            "folder": self.shown(),
            "root": crate::lsp::address(&self.root),
            "first": self.first,
            "files": files.collect::<Vec<_>>(),
        })
    }

    /// A file as the page knows it.
    pub fn shown_name(&self, path: &Path) -> Option<String> {
        self.name_of(path)
    }

    fn name_of(&self, path: &Path) -> Option<String> {
        let parts = path.strip_prefix(&self.root).ok()?.components();
        let parts: Option<Vec<&str>> = parts.map(|part| part.as_os_str().to_str()).collect();
        Some(parts?.join("/"))
    }

    /// A file by the name that the page knows.
    pub fn path(&self, name: &str) -> Result<PathBuf, Problem> {
        let outside = || Problem::new(format!("`{name}` is not a file of this folder"));
        let parts: Vec<&str> = name.split('/').collect();
        let plain = |part: &&str| {
            let mut parts = Path::new(part).components();
            matches!((parts.next(), parts.next()), (Some(Component::Normal(own)), None) if own == *part)
        };
        let path = self.root.join(parts.iter().collect::<PathBuf>());
        if !parts.iter().all(plain) || !is_ours(&path) {
            return Err(outside());
        }
        // a link may lead anywhere; a new file has a folder that is known
        let known = fs::canonicalize(&path).or_else(|_| {
            let folder = path.parent().unwrap_or(&self.root);
            fs::canonicalize(folder)
        });
        match known {
            Ok(known) if known.starts_with(&self.root) => Ok(path),
            _ => Err(outside()),
        }
    }

    /// The text of a file.
    pub fn read(&self, asked: &Json) -> Result<Json, Problem> {
        let path = self.path(ask::text(asked, "file")?)?;
        let script = scripts::read(&path)?;
        Ok(json!({ "text": script.source.text(), "uri": crate::lsp::address(&path) }))
    }

    /// Writes a file that is what the page has read: `was`. Line ends stay as they are in the file.
    pub fn save(&self, asked: &Json) -> Result<Json, Problem> {
        let path = self.path(ask::text(asked, "file")?)?;
        let (was, text) = (ask::text(asked, "was")?, ask::text(asked, "text")?);
        if text.len() > Source::MAX_BYTES {
            let most = Source::MAX_BYTES >> 20;
            return Err(Problem::new(format!(
                "the text is larger than {most} MB, the limit for a flow"
            )));
        }
        let text = ended_like(was, text);
        let on_disk = scripts::read(&path)?;
        let script = Script {
            source: Arc::new(Source::new(path.display().to_string(), was)),
            path: Some(path.clone()),
            marked: on_disk.marked,
        };
        if on_disk.source.text() != was {
            return Err(changed(ask::text(asked, "file")?));
        }
        write(&script, &path, &text)?;
        Ok(json!({ "text": text }))
    }

    /// Makes a new file, and never another one of an old one.
    pub fn create(&self, asked: &Json) -> Result<Json, Problem> {
        let name = ask::text(asked, "file")?;
        let path = self.path(name)?;
        let made = fs::File::options().write(true).create_new(true).open(&path);
        let written = made.and_then(|mut file| {
            file.write_all(ask::some(asked, "text").unwrap_or_default().as_bytes())?;
            file.sync_all()
        });
        written.map_err(|error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => Problem::new(format!("`{name}` exists already")),
            _ => Problem::new(format!("cannot create `{name}`: {error}")),
        })?;
        Ok(json!({ "file": name }))
    }
}

fn changed(name: &str) -> Problem {
    Problem::new(format!(
        "`{name}` has been changed by another program since it was opened"
    ))
    .help("nothing was saved; copy your text, and reload the file")
}

/// The page knows one kind of line end.
fn ended_like(was: &str, text: &str) -> String {
    let first = was.find('\n');
    match first.is_some_and(|at| was[..at].ends_with('\r')) {
        true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => text.to_owned(),
    }
}

fn ending(path: &Path) -> Option<&str> {
    path.extension().and_then(|end| end.to_str())
}

fn is_ours(path: &Path) -> bool {
    !kind(path).is_empty()
}

/// What a file is, by its name; empty where it is nothing for the studio.
fn kind(path: &Path) -> &'static str {
    let name = path
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    match ending(path) {
        _ if name == FILE_NAME => "settings",
        Some(RECORDING) => "recording",
        Some(end) if end.eq_ignore_ascii_case("flow") && name.ends_with(".test.flow") => "tests",
        Some(end) if end.eq_ignore_ascii_case("flow") => "flow",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(names: &[&str]) -> (tempfile::TempDir, Folder) {
        let made = tempfile::tempdir().unwrap();
        for name in names {
            let path = made.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "log \"a\"\n").unwrap();
        }
        let folder = Folder::of(made.path()).unwrap();
        (made, folder)
    }

    #[test]
    fn files_outside_and_of_other_kinds_are_out_of_reach() {
        let (made, folder) = folder(&["a.flow", "in/b.flow", "secret.txt"]);
        for name in [
            "a.flow",
            "in/b.flow",
            "new.flow",
            "flow.toml",
            "a.recording",
        ] {
            assert!(folder.path(name).is_ok(), "{name}");
        }
        for name in [
            "",
            ".",
            "..",
            "../a.flow",
            "in/../a.flow",
            "./a.flow",
            "/a.flow",
            "in//b.flow",
            "secret.txt",
            "gone/b.flow",
            "a.flow/",
            "in/..",
            "C:/a.flow/../b.txt",
        ] {
            assert!(folder.path(name).is_err(), "{name}");
        }
        #[cfg(unix)]
        {
            let other = tempfile::tempdir().unwrap();
            fs::write(other.path().join("c.flow"), "").unwrap();
            std::os::unix::fs::symlink(other.path(), made.path().join("out")).unwrap();
            assert!(folder.path("out/c.flow").is_err());
            assert!(folder.path("out/new.flow").is_err());
        }
        drop(made);
    }

    #[test]
    fn a_file_that_changed_meanwhile_is_not_written_over() {
        let (made, folder) = folder(&["a.flow"]);
        let path = made.path().join("a.flow");
        let save = |was: &str, text: &str| {
            folder.save(&json!({ "file": "a.flow", "was": was, "text": text }))
        };
        assert!(save("log \"a\"\n", "log \"b\"\n").is_ok());
        let refused = save("log \"a\"\n", "log \"c\"\n").unwrap_err();
        assert!(
            refused.message.contains("another program"),
            "{}",
            refused.message
        );
        assert_eq!(fs::read_to_string(&path).unwrap(), "log \"b\"\n");
        fs::write(&path, "log \"b\"\r\nlog \"d\"\r\n").unwrap();
        assert!(save("log \"b\"\r\nlog \"d\"\r\n", "log \"e\"\nlog \"d\"\n").is_ok());
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "log \"e\"\r\nlog \"d\"\r\n"
        );
    }

    #[test]
    fn a_new_file_replaces_none() {
        let (made, folder) = folder(&["a.flow"]);
        assert!(
            folder
                .create(&json!({ "file": "b.flow", "text": "log \"b\"\n" }))
                .is_ok()
        );
        assert!(
            folder
                .create(&json!({ "file": "a.flow", "text": "" }))
                .is_err()
        );
        assert_eq!(
            fs::read_to_string(made.path().join("a.flow")).unwrap(),
            "log \"a\"\n"
        );
        let names = folder.list();
        assert_eq!(names["files"][1]["name"], "b.flow");
    }
}
