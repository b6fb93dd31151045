//! What an editor tells: texts opened, changed and closed, settings changed.

use super::server::Server;
use super::settings::{self, Settings};
use super::{diagnostics, uri};
use crate::check::Context;
use crate::config::Problem;
use lsp_server::{Message, Notification, Request};
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PublishDiagnosticsParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Instant;

const PUBLISH: &str = "textDocument/publishDiagnostics";

impl Server {
    /// Takes in what the editor tells. What it tells in another form than the protocol's is logged.
    pub(super) fn notified(&mut self, note: Notification) {
        let method = note.method.clone();
        let done = match method.as_str() {
            "textDocument/didOpen" => self.with(note, Self::opened),
            "textDocument/didChange" => self.with(note, Self::changed),
            "textDocument/didClose" => self.with(note, Self::closed),
            "workspace/didChangeWatchedFiles" => {
                self.settings.forget();
                self.settings_changed();
                Ok(())
            }
            "workspace/didChangeConfiguration" => {
                let settings = &note.params["settings"];
                self.settings = Settings::of_editor(settings.get("flow").unwrap_or(settings));
                self.settings_changed();
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = done {
            self.log(&format!("{method} cannot be read: {error}"));
        }
    }

    fn with<P: DeserializeOwned>(
        &mut self,
        note: Notification,
        run: fn(&mut Self, P),
    ) -> Result<(), serde_json::Error> {
        run(self, serde_json::from_value(note.params)?);
        Ok(())
    }

    fn opened(&mut self, params: DidOpenTextDocumentParams) {
        let item = params.text_document;
        let context = self.context(&item.uri);
        self.documents
            .open(&item.uri, item.version, &item.text, context);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let id = &params.text_document;
        let uri = &id.text_document_identifier.uri;
        let encoding = self.client.encoding;
        self.documents
            .change(uri, id.version, &params.content_changes, encoding);
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        self.documents.close(&uri);
        self.publish(&uri, None, Vec::new());
    }

    fn settings_changed(&mut self) {
        for uri in self.documents.addresses() {
            let context = self.context(&uri);
            if let Some(open) = self.documents.get_mut(&uri) {
                open.document.context = context;
                open.document = open.document.with_text(open.document.text());
                open.stale = true;
            }
        }
    }

    /// Where a text will run.
    fn context(&mut self, uri: &Uri) -> Context {
        let path = uri::path(uri).unwrap_or_default();
        self.setting(uri).context(&path)
    }

    /// What holds for a text: by its folder, or where the command was started.
    fn setting(&mut self, uri: &Uri) -> settings::Setting {
        let folder = uri::path(uri).and_then(|path| path.parent().map(Path::to_owned));
        let folder = folder.unwrap_or_else(|| PathBuf::from("."));
        self.settings.of(&folder).clone()
    }

    /// Tells a text's findings, and those of its settings.
    pub(super) fn tell(&mut self, uri: &Uri) {
        let setting = self.setting(uri);
        let encoding = self.client.encoding;
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let started = Instant::now();
        let document = &open.document;
        let problems = document.problems().iter();
        let mut shown: Vec<Diagnostic> = problems
            .map(|found| diagnostics::shown(&document.source, uri, found, encoding))
            .collect();
        open.took = started.elapsed();
        let version = open.version;
        if let Some(problem) = &setting.problem {
            shown.insert(0, diagnostics::of_settings(problem));
        }
        self.publish(uri, Some(version), shown);
        self.tell_settings(setting.file.as_deref(), setting.problem.as_ref());
    }

    fn tell_settings(&mut self, file: Option<&Path>, problem: Option<&Problem>) {
        let Some(file) = file else { return };
        let uri = uri::of_path(file);
        let found = problem.and_then(|problem| {
            let encoding = self.client.encoding;
            diagnostics::in_settings(problem, encoding)
        });
        let known = self.told_of.contains(&uri);
        match (found, known) {
            (Some(found), known) => {
                if !known {
                    self.told_of.push(uri.clone());
                }
                self.publish(&uri, None, vec![found]);
            }
            (None, true) => {
                self.told_of.retain(|told| *told != uri);
                self.publish(&uri, None, Vec::new());
            }
            (None, false) => {}
        }
    }

    fn publish(&self, uri: &Uri, version: Option<i32>, diagnostics: Vec<Diagnostic>) {
        let params = PublishDiagnosticsParams {
            uri: uri.clone(),
            version,
            diagnostics,
        };
        self.notify(PUBLISH, params);
    }

    /// Asks to be told when a settings file changes.
    pub(super) fn watch_settings(&self) {
        if !self.client.watches {
            return;
        }
        let params = json!({ "registrations": [{
            "id": "settings",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": [{ "globPattern": "**/flow.toml" }] },
        }]});
        let id = "watch-settings".to_owned().into();
        let request = Request::new(id, "client/registerCapability".into(), params);
        self.send(Message::Request(request));
    }
}
