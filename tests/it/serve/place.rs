//! A folder of flows with its settings and journal, and the service on it.

use super::client::{Client, TOKEN};
use crate::cli::Call;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStderr, Command, Stdio};

/// The settings of most tests.
pub const SETTINGS: &str = "
[serve.tokens.tests]
token = { env = \"TESTS_TOKEN\" }
may = [\"start\", \"read\", \"results\", \"signal\", \"cancel\", \"settle\", \"metrics\"]
";

/// Adds, and says who asked.
pub const ADD: &str =
    "input One: number \"the first\"\ninput Two: number = 2\n\nemit Sum: One + Two\n";

/// Waits for somebody.
pub const WAIT: &str = "input ContactId: contact id\n\nlog \"waits\"\n\
    await signal Approved giving Answer, at most 2h\n    on TimedOut -> fail\n\
    emit Answer: Answer\n";

pub struct Place(pub tempfile::TempDir);

impl Place {
    pub fn with(settings: &str, flows: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().expect("there is room for a folder"));
        place.write("flow.toml", settings);
        for (name, text) in flows {
            place.write(name, text);
        }
        place
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it has one")).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn call(&self, args: &[&str]) -> Call {
        let journal = self.0.path().join("journal");
        Call::new(args)
            .in_folder(self.0.path())
            .env("FLOW_JOURNAL", &journal.display().to_string())
            .env("TESTS_TOKEN", TOKEN)
    }

    pub fn serve(&self) -> Service {
        self.serve_with(&[])
    }

    pub fn serve_with(&self, args: &[&str]) -> Service {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(args);
        Service::of(self.call(&all).command())
    }
}

/// The service, and what it says.
pub struct Service {
    child: Child,
    said: BufReader<ChildStderr>,
    pub address: String,
}

impl Service {
    pub fn of(mut command: Command) -> Self {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("the command is built");
        let said = BufReader::new(child.stderr.take().expect("it is piped"));
        let mut service = Self {
            child,
            said,
            address: String::new(),
        };
        let line = service.until("listening on http://");
        let address = line.split("http://").nth(1).expect("an address");
        let address: String = address
            .chars()
            .take_while(|c| !c.is_whitespace() && *c != '"')
            .collect();
        service.address = address;
        service
    }

    /// Reads what it says until a line holds this text.
    pub fn until(&mut self, text: &str) -> String {
        let mut all = String::new();
        loop {
            let mut line = String::new();
            let read = self.said.read_line(&mut line).expect("it is text");
            assert!(read > 0, "`{text}` is said; it said:\n{all}");
            if line.contains(text) {
                return line;
            }
            all.push_str(&line);
        }
    }

    pub fn client(&self) -> Client {
        Client::of(&self.address)
    }

    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let done = Command::new("kill").args([signal, &id]).status();
        assert!(done.expect("`kill` is there").success());
    }

    /// Lets it stop by itself; its exit code, and what it still said.
    pub fn stopped(mut self) -> (Option<i32>, Vec<String>) {
        let lines: Vec<String> = self.said.by_ref().lines().map(Result::unwrap).collect();
        let code = self.child.wait().expect("it ends").code();
        (code, lines)
    }

    pub fn kill(mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it is over");
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
