//! The server: takes messages, hands work to threads beside it, and tells what comes of it.

use super::capabilities::{self, Client};
use super::documents::Documents;
use super::files::Files;
use super::jobs::{Checked, Done, Jobs};
use super::requests::Snapshot;
use super::settings::Settings;
use super::tested::Results;
use super::uri;
use crossbeam_channel::{Receiver, select};
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use serde_json::Value;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// How often settings files are looked at where the editor does not say that they have changed.
const LOOK_AT_SETTINGS: Duration = Duration::from_secs(2);

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// As the protocol says: shut down, then left.
    Orderly,
    /// The editor went away.
    Abruptly,
    /// It never began as the protocol says.
    Ungreeted,
}

/// The server of one editor.
pub(super) struct Server {
    pub connection: Connection,
    pub client: Client,
    pub documents: Documents,
    pub settings: Settings,
    /// The files that open texts use, as they were seen last.
    pub files: Files,
    /// Settings files that have findings of ours.
    pub told_of: Vec<lsp_types::Uri>,
    /// The folders that the editor has open.
    pub folders: Vec<PathBuf>,
    pub jobs: Jobs,
    /// What came of the tests that ran last.
    pub results: Option<Arc<Results>>,
    /// Requests that are being answered.
    running: HashSet<RequestId>,
    shut_down: bool,
}

/// Something that has happened.
enum Event {
    Message(Message),
    Done(Done),
    Time,
    Gone,
}

/// Serves an editor until it leaves.
pub fn serve(connection: Connection) -> Ended {
    let Some(mut server) = Server::greet(connection) else {
        return Ended::Ungreeted;
    };
    server.watch_settings();
    server.run()
}

impl Server {
    /// The first exchange. `None` where the editor left before, or does not speak the protocol.
    fn greet(connection: Connection) -> Option<Self> {
        let (id, params) = connection.initialize_start().ok()?;
        let client = Client::new(&params);
        let result = serde_json::json!({
            "capabilities": capabilities::all(client),
            "serverInfo": { "name": "flow", "version": env!("CARGO_PKG_VERSION") },
        });
        connection.initialize_finish(id, result).ok()?;
        let folders = folders(&params);
        Some(Self {
            connection,
            client,
            documents: Documents::default(),
            settings: Settings::of_editor(&params["initializationOptions"]),
            files: Files::default(),
            told_of: Vec::new(),
            folders,
            jobs: Jobs::start(),
            results: None,
            running: HashSet::new(),
            shut_down: false,
        })
    }

    fn run(&mut self) -> Ended {
        loop {
            match self.next() {
                Event::Gone => return Ended::Abruptly,
                Event::Message(Message::Request(request)) => self.request(request),
                Event::Message(Message::Notification(note)) if note.method == "exit" => {
                    return match self.shut_down {
                        true => Ended::Orderly,
                        false => Ended::Abruptly,
                    };
                }
                Event::Message(Message::Notification(note)) => self.notification(note),
                Event::Message(Message::Response(response)) => {
                    self.guarded("an answer", |server| server.answered(response));
                }
                Event::Done(Done::Answered(response)) => self.finished(response),
                Event::Done(Done::Checked(checked)) => self.checked(checked),
                Event::Done(Done::Tested(results)) => {
                    self.guarded("telling results of tests", |server| server.tested(results));
                }
                Event::Time => self.guarded("looking at settings", Self::time_passed),
            }
        }
    }

    /// What happens next. Texts are checked when the editor has nothing more to say for the moment,
    /// so that each is checked in its last state alone.
    fn next(&mut self) -> Event {
        let messages: Receiver<Message> = self.connection.receiver.clone();
        if let Ok(message) = messages.try_recv() {
            return Event::Message(message);
        }
        self.check_stale();
        let wait = self.documents.wait().unwrap_or(Duration::MAX);
        let wait = match self.client.watches || self.documents.is_empty() {
            true => wait,
            false => wait.min(LOOK_AT_SETTINGS),
        };
        let after = match wait {
            Duration::MAX => crossbeam_channel::never(),
            wait => crossbeam_channel::after(wait),
        };
        select! {
            recv(messages) -> message => message.map_or(Event::Gone, Event::Message),
            recv(self.jobs.done) -> done => done.map_or(Event::Gone, Event::Done),
            recv(after) -> _ => Event::Time,
        }
    }

    fn check_stale(&mut self) {
        for uri in self.documents.due() {
            if let Some(open) = self.documents.get_mut(&uri) {
                open.checking = true;
                open.stale = false;
                self.jobs.check(uri, open.document.clone());
            }
        }
    }

    fn checked(&mut self, checked: Checked) {
        if checked.failed {
            self.log("an error in flow itself, while checking");
        }
        let Some(open) = self.documents.get_mut(&checked.uri) else {
            return;
        };
        open.checking = false;
        open.took = match checked.document.is_given_up() {
            // how long the whole would have taken nobody knows
            true => open.took.max(checked.took),
            false => checked.took,
        };
        if std::sync::Arc::ptr_eq(&open.document, &checked.document) && !checked.failed {
            open.known = true;
            self.guarded("sending diagnostics", |server| server.tell(&checked.uri));
        }
    }

    fn time_passed(&mut self) {
        for uri in self.documents.rested() {
            self.tell(&uri);
            self.refresh_pulled();
        }
        if self.client.watches {
            return;
        }
        if self.settings.have_changed() {
            self.settings.forget();
            self.settings_changed();
        }
        self.look_at_files();
    }

    fn notification(&mut self, note: Notification) {
        if note.method == "$/cancelRequest" {
            return self.cancel(&note.params["id"]);
        }
        let method = note.method.clone();
        self.guarded(&method, |server| server.notified(note));
    }

    /// A request that is taken back is answered at once, whatever is still done about it.
    fn cancel(&mut self, id: &Value) {
        let Ok(id) = serde_json::from_value::<RequestId>(id.clone()) else {
            return;
        };
        let waited = self.documents.take_back(&id);
        if self.running.remove(&id) || waited {
            let why = "taken back by the editor".into();
            let code = ErrorCode::RequestCanceled as i32;
            self.answer(Response::new_err(id, code, why));
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.shut_down {
            let why = "the server has been shut down".into();
            return self.answer(Response::new_err(id, ErrorCode::InvalidRequest as i32, why));
        }
        match request.method.as_str() {
            "shutdown" => {
                self.shut_down = true;
                self.answer(Response::new_ok(id, ()));
            }
            "textDocument/diagnostic" => self.pulled(request),
            "workspace/executeCommand" => self.run_command(request),
            _ => self.hand_on(request),
        }
    }

    /// Runs a flow on the simulator, in a thread of its own: it may wait for minutes.
    fn run_command(&mut self, request: Request) {
        if request.params["command"] == super::lens::TESTS {
            return self.run_tests(request);
        }
        let sender = self.connection.sender.clone();
        let command = super::lens::Command::of(&request.params);
        match command {
            Ok(command) => {
                self.answer(Response::new_ok(request.id, Value::Null));
                std::thread::spawn(move || {
                    command.run(&|message| {
                        let _ = sender.send(message);
                    })
                });
            }
            Err(why) => {
                let code = ErrorCode::InvalidParams as i32;
                self.answer(Response::new_err(request.id, code, why));
            }
        }
    }

    /// Has a request answered beside this thread, about the texts as they are now.
    fn hand_on(&mut self, request: Request) {
        let snapshot = Snapshot {
            open: self.documents.all(),
            client: self.client,
            folders: self.folders.clone(),
            results: self.results.clone(),
        };
        self.running.insert(request.id.clone());
        let (id, method) = (request.id.clone(), request.method.clone());
        let work = move || snapshot.answer_to(request);
        self.jobs.answer(id, method, work);
    }

    fn finished(&mut self, response: Response) {
        if self.running.remove(&response.id) {
            self.answer(response);
        }
    }

    /// A mistake of ours must not take the editor's session down with it.
    fn guarded(&mut self, what: &str, run: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| run(self))).is_err() {
            self.log(&format!("an error in flow itself, in {what}"));
        }
    }

    pub(super) fn answer(&self, response: Response) {
        self.send(response.into());
    }

    pub(super) fn notify(&self, method: &str, params: impl serde::Serialize) {
        let note = Notification::new(method.to_owned(), params);
        self.send(note.into());
    }

    /// Asks the editor for something; its answer comes under this name.
    pub(super) fn ask(&self, name: &str, method: &str, params: Value) {
        let request = Request::new(name.to_owned().into(), method.to_owned(), params);
        self.send(Message::Request(request));
    }

    /// Writes into the editor's log of this server.
    pub(super) fn log(&self, what: &str) {
        let params = serde_json::json!({ "type": 1, "message": what });
        self.notify("window/logMessage", params);
    }

    /// Where the editor is gone nobody is there to be told: the next read ends the session.
    pub(super) fn send(&self, message: Message) {
        let _ = self.connection.sender.send(message);
    }
}

/// The folders that the editor has open; old ones know a single one.
fn folders(params: &Value) -> Vec<PathBuf> {
    let named = params["workspaceFolders"].as_array();
    let named = named
        .into_iter()
        .flatten()
        .filter_map(|folder| folder["uri"].as_str());
    let mut folders: Vec<PathBuf> = named.filter_map(uri::path_of).collect();
    if folders.is_empty() {
        folders.extend(params["rootUri"].as_str().and_then(uri::path_of));
    }
    folders
}
