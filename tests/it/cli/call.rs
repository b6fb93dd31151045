//! Calls of the command in a folder and an environment of their own.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// One call of `flow`.
pub struct Call {
    args: Vec<String>,
    env: Vec<(String, String)>,
    stdin: Vec<u8>,
    folder: tempfile::TempDir,
    /// The folder in which it is called, where that is not its own.
    place: Option<PathBuf>,
}

/// What came of it.
pub struct Done {
    pub code: i32,
    pub out: String,
    pub err: String,
    folder: PathBuf,
    _kept: tempfile::TempDir,
}

impl Call {
    pub fn new(args: &[&str]) -> Self {
        Self {
            args: args.iter().map(|arg| (*arg).to_owned()).collect(),
            env: Vec::new(),
            stdin: Vec::new(),
            folder: tempfile::tempdir().expect("there is room for a folder"),
            place: None,
        }
    }

    /// Called in a folder that other calls share.
    pub fn in_folder(mut self, folder: &Path) -> Self {
        self.place = Some(folder.to_owned());
        self
    }

    /// A file in the call's folder.
    pub fn file(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file is in a folder")).unwrap();
        std::fs::write(path, content).unwrap();
        self
    }

    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    pub fn stdin(mut self, content: impl AsRef<[u8]>) -> Self {
        self.stdin = content.as_ref().to_vec();
        self
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The command, ready to be started.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_flow"));
        command
            .args(&self.args)
            .current_dir(self.place.as_deref().unwrap_or(self.folder.path()))
            .env_clear()
            .env("TZ", "UTC")
            .env("XDG_STATE_HOME", self.folder.path().join("state"))
            .envs(self.env.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }

    pub fn run(self) -> Done {
        let mut child = self.command().spawn().expect("the command is built");
        let mut stdin = child.stdin.take().expect("it is piped");
        let _ = stdin.write_all(&self.stdin);
        drop(stdin);
        let Output {
            status,
            stdout,
            stderr,
        } = child.wait_with_output().expect("the command ends");
        Done {
            code: status.code().unwrap_or(-1),
            out: String::from_utf8(stdout).expect("it prints text"),
            err: String::from_utf8(stderr).expect("it prints text"),
            folder: self.folder.path().to_owned(),
            _kept: self.folder,
        }
    }
}

impl Done {
    /// Everything in one text, for goldens.
    pub fn text(&self) -> String {
        format!(
            "exit code: {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.out, self.err
        )
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn path(&self, name: &str) -> PathBuf {
        Path::new(&self.folder).join(name)
    }

    /// Both streams: nothing may be in either.
    pub fn everything(&self) -> String {
        format!("{}\n{}", self.out, self.err)
    }
}

/// Goldens stand in `tests/cli`.
macro_rules! golden {
    ($name:expr, $text:expr) => {
        insta::with_settings!({
            snapshot_path => "../../cli",
            prepend_module_to_snapshot => false,
            omit_expression => true,
        }, {
            insta::assert_snapshot!($name, $text);
        })
    };
}
pub(crate) use golden;
