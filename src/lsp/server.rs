//! The server: takes messages, answers them, and tells findings when the editor has come to rest.

use super::capabilities::{self, Client};
use super::documents::Documents;
use super::settings::Settings;
use lsp_server::{Connection, ErrorCode, Message, Notification, Request, RequestId, Response};
use lsp_types::{InitializeParams, InitializeResult, ServerInfo};
use serde_json::Value;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

/// A check as quick as this is made after every change.
const QUICK: Duration = Duration::from_millis(30);
/// Findings wait at most so long for the editor to come to rest.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ended {
    /// As the protocol says: shut down, then left.
    Orderly,
    /// The editor went away, or never spoke the protocol.
    Abruptly,
}

/// The server of one editor.
pub(super) struct Server {
    pub connection: Connection,
    pub client: Client,
    pub documents: Documents,
    pub settings: Settings,
    /// Settings files that have findings of ours.
    pub told_of: Vec<lsp_types::Uri>,
    waiting: VecDeque<Message>,
    shut_down: bool,
}

/// Serves an editor until it leaves.
pub fn serve(connection: Connection) -> Ended {
    let Some(mut server) = Server::greet(connection) else {
        return Ended::Abruptly;
    };
    server.watch_settings();
    server.run()
}

impl Server {
    /// The first exchange. `None` where the editor left before, or does not speak the protocol.
    fn greet(connection: Connection) -> Option<Self> {
        let (id, params) = connection.initialize_start().ok()?;
        let params: InitializeParams = serde_json::from_value(params).unwrap_or_default();
        let client = Client::new(&params);
        let result = InitializeResult {
            capabilities: capabilities::of_server(client),
            server_info: Some(ServerInfo {
                name: "flow".into(),
                version: Some(env!("CARGO_PKG_VERSION").into()),
            }),
        };
        let result = serde_json::to_value(result).ok()?;
        connection.initialize_finish(id, result).ok()?;
        let options = params.initialization_options.unwrap_or_default();
        Some(Self {
            connection,
            client,
            documents: Documents::default(),
            settings: Settings::of_editor(&options),
            told_of: Vec::new(),
            waiting: VecDeque::new(),
            shut_down: false,
        })
    }

    fn run(&mut self) -> Ended {
        while let Some(message) = self.next() {
            match message {
                Message::Request(request) => self.request(request),
                Message::Notification(note) if note.method == "exit" => {
                    return match self.shut_down {
                        true => Ended::Orderly,
                        false => Ended::Abruptly,
                    };
                }
                Message::Notification(note) => self.guarded(&note.method.clone(), |server| {
                    server.notified(note);
                }),
                Message::Response(_) => {}
            }
        }
        Ended::Abruptly
    }

    /// The next message. What has come meanwhile is taken in first, so that findings are worked
    /// out for the last state alone, and requests that the editor no longer needs for none.
    fn next(&mut self) -> Option<Message> {
        loop {
            while let Ok(message) = self.connection.receiver.try_recv() {
                self.take_in(message);
            }
            if let Some(message) = self.waiting.pop_front() {
                return Some(message);
            }
            if self.documents.stale().is_empty() {
                return self.connection.receiver.recv().ok();
            }
            let pause = match self.documents.longest() {
                took if took <= QUICK => Duration::ZERO,
                took => took.min(LONGEST_PAUSE),
            };
            match self.connection.receiver.recv_timeout(pause) {
                Ok(message) => self.take_in(message),
                Err(error) if error.is_timeout() => self.tell_stale(),
                Err(_) => return None,
            }
        }
    }

    fn take_in(&mut self, message: Message) {
        match &message {
            Message::Notification(note) if note.method == "$/cancelRequest" => {
                self.cancel(&note.params["id"]);
            }
            _ => self.waiting.push_back(message),
        }
    }

    /// A request that waits is answered at once: it was taken back.
    fn cancel(&mut self, id: &Value) {
        let Ok(id) = serde_json::from_value::<RequestId>(id.clone()) else {
            return;
        };
        let of = |message: &Message| matches!(message, Message::Request(known) if known.id == id);
        if let Some(at) = self.waiting.iter().position(of) {
            self.waiting.remove(at);
            let why = "taken back by the editor".into();
            self.answer(Response::new_err(
                id,
                ErrorCode::RequestCanceled as i32,
                why,
            ));
        }
    }

    fn request(&mut self, request: Request) {
        let id = request.id.clone();
        if self.shut_down {
            let why = "the server has been shut down".into();
            return self.answer(Response::new_err(id, ErrorCode::InvalidRequest as i32, why));
        }
        if request.method == "shutdown" {
            self.shut_down = true;
            return self.answer(Response::new_ok(id, ()));
        }
        let method = request.method.clone();
        let answered = catch_unwind(AssertUnwindSafe(|| self.answer_to(request)));
        self.answer(answered.unwrap_or_else(|_| {
            let why = format!("a mistake in flow itself, while answering {method}");
            Response::new_err(id, ErrorCode::InternalError as i32, why)
        }));
    }

    /// A mistake of ours must not take the editor's session down with it.
    fn guarded(&mut self, what: &str, run: impl FnOnce(&mut Self)) {
        if catch_unwind(AssertUnwindSafe(|| run(self))).is_err() {
            self.log(&format!("a mistake in flow itself, in {what}"));
        }
    }

    fn tell_stale(&mut self) {
        for uri in self.documents.stale() {
            if let Some(open) = self.documents.get_mut(&uri) {
                open.stale = false;
            }
            self.guarded("checking", |server| server.tell(&uri));
        }
    }

    pub(super) fn answer(&self, response: Response) {
        self.send(response.into());
    }

    pub(super) fn notify(&self, method: &str, params: impl serde::Serialize) {
        let note = Notification::new(method.to_owned(), params);
        self.send(note.into());
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
