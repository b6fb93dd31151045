//! The server without threads, files and a clock, for a host that has none of them, as a page in a browser:
//! every message is answered before the next one is taken.

use super::around::Around;
use super::capabilities::{self, Client};
use super::diagnostics;
use super::document::Document;
use super::requests::Snapshot;
use super::uri;
use crate::check::Context;
use lsp_server::{ErrorCode, Message, Notification, Request, Response};
use lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PublishDiagnosticsParams, TextDocumentContentChangeEvent as Change, Uri,
};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::Arc;

/// What only a host with files and threads can do.
const OF_FILES: [&str; 4] = [
    "executeCommandProvider",
    "codeLensProvider",
    "workspaceSymbolProvider",
    "workspace",
];

/// The server of one editor.
#[derive(Debug, Default)]
pub struct AtOnce {
    client: Client,
    open: HashMap<Uri, Arc<Document>>,
    around: Around,
}

impl AtOnce {
    /// What a message leads to.
    pub fn take(&mut self, message: Message) -> Vec<Message> {
        match message {
            Message::Request(request) => vec![self.answer(request).into()],
            Message::Notification(note) => self.heard(note).into_iter().map(Into::into).collect(),
            // nothing is asked of the editor
            Message::Response(_) => Vec::new(),
        }
    }

    fn answer(&mut self, request: Request) -> Response {
        match request.method.as_str() {
            "initialize" => self.greet(request),
            "shutdown" => Response::new_ok(request.id, ()),
            "workspace/executeCommand" | "workspace/symbol" | "textDocument/codeLens" => {
                let why = format!("{} needs a server with files", request.method);
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
            }
            _ => {
                let snapshot = Snapshot {
                    open: self.open.clone(),
                    client: self.client,
                    folders: Vec::new(),
                    results: None,
                };
                snapshot.answer_to(request)
            }
        }
    }

    fn greet(&mut self, request: Request) -> Response {
        self.client = Client {
            pulls: false,
            ..Client::new(&request.params)
        };
        let mut can = capabilities::all(self.client);
        if let Some(can) = can.as_object_mut() {
            can.retain(|name, _| !OF_FILES.contains(&name.as_str()));
        }
        let server = json!({ "name": "flow", "version": env!("CARGO_PKG_VERSION") });
        Response::new_ok(
            request.id,
            json!({ "capabilities": can, "serverInfo": server }),
        )
    }

    /// The findings of the text that has changed.
    fn heard(&mut self, note: Notification) -> Option<Notification> {
        match note.method.as_str() {
            "textDocument/didOpen" => self.opened(note.params),
            "textDocument/didChange" => self.changed(note.params),
            "textDocument/didClose" => self.closed(note.params),
            _ => None,
        }
    }

    fn opened(&mut self, params: Value) -> Option<Notification> {
        let params: DidOpenTextDocumentParams = serde_json::from_value(params).ok()?;
        let item = params.text_document;
        let name = uri::name(&item.uri);
        self.around.set(&name, &item.text);
        let document = Document::new(&name, item.text, Context::default());
        let document = Arc::new(document.among(self.around.clone()));
        self.open.insert(item.uri.clone(), document);
        self.findings(item.uri, item.version)
    }

    fn changed(&mut self, params: Value) -> Option<Notification> {
        let params: DidChangeTextDocumentParams = serde_json::from_value(params).ok()?;
        let id = params.text_document;
        let uri = id.text_document_identifier.uri;
        for change in &params.content_changes {
            let document = self.open.get(&uri)?;
            let text = self.after(document, change);
            self.around.set(document.source.name(), &text);
            let document = Arc::new(document.with_text(text));
            self.open.insert(uri.clone(), document);
        }
        self.findings(uri, id.version)
    }

    fn after(&self, document: &Document, change: &Change) -> String {
        match change {
            Change::TextDocumentContentChangeWholeDocument(whole) => whole.text.clone(),
            Change::TextDocumentContentChangePartial(part) => {
                let span = self.client.encoding.span(&document.source, part.range);
                let mut text = document.text().to_owned();
                text.replace_range(span.start as usize..span.end as usize, &part.text);
                text
            }
        }
    }

    fn closed(&mut self, params: Value) -> Option<Notification> {
        let params: DidCloseTextDocumentParams = serde_json::from_value(params).ok()?;
        let uri = params.text_document.uri;
        let closed = self.open.remove(&uri)?;
        self.around.forget(closed.source.name());
        None
    }

    fn findings(&self, uri: Uri, version: i32) -> Option<Notification> {
        let document = self.open.get(&uri)?;
        let found = document.problems().iter();
        let encoding = self.client.encoding;
        let shown = found.map(|one| diagnostics::shown(document, &uri, one, encoding));
        let params = PublishDiagnosticsParams {
            diagnostics: shown.collect(),
            version: Some(version),
            uri: uri.clone(),
        };
        let method = "textDocument/publishDiagnostics".to_owned();
        Some(Notification::new(method, params))
    }
}
