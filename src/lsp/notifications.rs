//! What an editor tells: texts opened, changed and closed, settings and folders changed.

use super::document::Document;
use super::server::Server;
use super::settings::{self, Settings};
use super::{diagnostics, settings_text, uri};
use crate::check::Context;
use crate::check::beside::OF_TESTS;
use crate::diagnostic::Severity;
use crate::settings::Problem;
use crate::source::Source;
use lsp_server::{Notification, Request, Response};
use lsp_types::{
    Diagnostic, DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    PublishDiagnosticsParams, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A flow that is larger is not looked at for the sake of its tests.
const MOST_BYTES: u64 = 1 << 20;
const PUBLISH: &str = "textDocument/publishDiagnostics";
/// The name under which the editor's own settings are asked for.
const CONFIGURATION: &str = "configuration";

impl Server {
    /// Takes in what the editor tells. What it tells in another form than the protocol's is logged.
    pub(super) fn notified(&mut self, note: Notification) {
        let method = note.method.clone();
        let done = match method.as_str() {
            "textDocument/didOpen" => self.with(note, Self::opened),
            "textDocument/didChange" => self.with(note, Self::changed),
            "textDocument/didClose" => self.with(note, Self::closed),
            "workspace/didChangeWatchedFiles" => {
                self.files_changed(&note.params["changes"]);
                Ok(())
            }
            "workspace/didChangeConfiguration" => {
                self.configured(&note.params["settings"]);
                Ok(())
            }
            "workspace/didChangeWorkspaceFolders" => {
                self.folders_changed(&note.params["event"]);
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
        self.tested_again(&item.uri);
    }

    fn changed(&mut self, params: DidChangeTextDocumentParams) {
        let id = &params.text_document;
        let uri = &id.text_document_identifier.uri;
        let encoding = self.client.encoding;
        self.documents
            .change(uri, id.version, &params.content_changes, encoding);
        self.tested_again(uri);
    }

    fn closed(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri;
        for id in self.documents.close(&uri) {
            self.answer(Response::new_ok(id, report(Vec::new())));
        }
        self.told_of.retain(|told| *told != uri);
        self.publish(&uri, None, Vec::new());
    }

    /// What the editor's settings say: of all folders, or asked for folder by folder.
    fn configured(&mut self, settings: &Value) {
        let own = settings.get("flow").unwrap_or(settings);
        if own.is_object() {
            self.settings = Settings::of_editor(own);
        }
        self.ask_for_configuration();
        self.settings_changed();
    }

    fn ask_for_configuration(&self) {
        if !self.client.configures || self.folders.is_empty() {
            return;
        }
        let folders = self.folders.iter();
        let items =
            folders.map(|folder| json!({ "scopeUri": uri::of_path(folder).0, "section": "flow" }));
        let items: Vec<Value> = items.collect();
        self.ask(
            CONFIGURATION,
            "workspace/configuration",
            json!({ "items": items }),
        );
    }

    /// An answer of the editor to something that was asked of it.
    pub(super) fn answered(&mut self, response: Response) {
        if response.id != CONFIGURATION.to_owned().into() {
            return;
        }
        let Ok(Value::Array(said)) = response.response_result else {
            return;
        };
        let of_folder = self.folders.clone().into_iter().zip(said);
        self.settings
            .of_folders(of_folder.filter(|(_, said)| said.is_object()));
        self.settings_changed();
    }

    fn folders_changed(&mut self, event: &Value) {
        let paths = |list: &Value| -> Vec<PathBuf> {
            let list = list.as_array().cloned().unwrap_or_default();
            let named = list.iter().filter_map(|folder| folder["uri"].as_str());
            named.filter_map(uri::path_of).collect()
        };
        let (added, removed) = (paths(&event["added"]), paths(&event["removed"]));
        self.folders.retain(|folder| !removed.contains(folder));
        self.folders.extend(added);
        self.ask_for_configuration();
    }

    /// Files that somebody else has changed: settings, flows whose steps are used here, flows under test.
    fn files_changed(&mut self, changes: &Value) {
        let changes = changes.as_array().cloned().unwrap_or_default();
        let named = changes.iter().filter_map(|change| change["uri"].as_str());
        let all: Vec<Uri> = named.map(|uri| Uri(uri.to_owned())).collect();
        if all.is_empty() || all.iter().any(settings_text::is_settings) {
            self.settings.forget();
            self.settings_changed();
        }
        for uri in all.iter().filter(|uri| !settings_text::is_settings(uri)) {
            self.documents.changed_outside(&uri::name(uri));
            if self.documents.get(uri).is_none() {
                self.tested_again(uri);
            }
        }
    }

    /// The same for an editor that does not tell of files: those that open texts use.
    pub(super) fn look_at_files(&mut self) {
        let files = self.documents.on_disk();
        for name in self.files.changed(files) {
            self.documents.changed_outside(&name);
        }
    }

    pub(super) fn settings_changed(&mut self) {
        for uri in self.documents.addresses() {
            self.read_again(&uri);
        }
    }

    fn read_again(&mut self, uri: &Uri) {
        let around = self.documents.around.clone();
        let context = self.context(uri);
        if let Some(open) = self.documents.get_mut(uri) {
            let changed = Document::new(
                &open.document.source.name().clone(),
                open.document.text(),
                context,
            )
            .among(around);
            open.become_text(changed);
            open.quiet.rest();
        }
    }

    /// Where a text will run, and what it tests.
    fn context(&mut self, uri: &Uri) -> Context {
        let path = uri::path(uri).unwrap_or_default();
        let tested = self.tested_by(&path);
        self.setting(uri).context(&path).testing(tested)
    }

    /// The flow that a file of tests is beside.
    fn tested_by(&self, tests: &Path) -> Option<Arc<Source>> {
        let stem = tests.file_name()?.to_str()?.strip_suffix(OF_TESTS)?;
        self.text_of(&uri::of_path(&tests.with_file_name(format!("{stem}.flow"))))
    }

    /// A text as the editor has it, else as it is on the disk.
    pub(super) fn text_of(&self, uri: &Uri) -> Option<Arc<Source>> {
        if let Some(open) = self.documents.get(uri) {
            return Some(open.document.source.clone());
        }
        let path = uri::path(uri)?;
        let small = std::fs::metadata(&path).is_ok_and(|about| about.len() <= MOST_BYTES);
        let text = small
            .then(|| std::fs::read_to_string(&path).ok())
            .flatten()?;
        Some(Arc::new(Source::new(path.display().to_string(), text)))
    }

    /// The tests of a flow that has changed are read anew.
    fn tested_again(&mut self, flow: &Uri) {
        let tests = flow.0.strip_suffix(".flow");
        let Some(tests) = tests.map(|stem| Uri(format!("{stem}{OF_TESTS}"))) else {
            return;
        };
        let typed = self.documents.get(flow).and_then(|open| open.quiet.typed());
        if self.documents.get(&tests).is_some() {
            self.read_again(&tests);
        }
        if let Some(open) = self.documents.get_mut(&tests) {
            open.quiet.changed_elsewhere(typed);
        }
    }

    /// What holds for a text: by its folder, or where the command was started.
    pub(super) fn setting(&mut self, uri: &Uri) -> settings::Setting {
        let folder = uri::path(uri).and_then(|path| path.parent().map(Path::to_owned));
        let folder = folder.unwrap_or_else(|| PathBuf::from("."));
        self.settings.of(&folder).clone()
    }

    /// Says what is found in a text, and in its settings.
    pub(super) fn tell(&mut self, uri: &Uri) {
        if settings_text::is_settings(uri) {
            return self.tell_settings_text(uri);
        }
        let setting = self.setting(uri);
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let document = open.document.clone();
        let said = open.quiet.heard(&document.source, document.problems());
        open.said = said;
        self.say(uri);
        self.tell_settings(setting.file.as_deref(), setting.problem.as_ref());
    }

    /// Says what was last found, in the way that the editor wants it.
    pub(super) fn say(&mut self, uri: &Uri) {
        let shown = self.shown(uri);
        let Some(open) = self.documents.get_mut(uri) else {
            return;
        };
        let (version, pulls) = (open.version, std::mem::take(&mut open.pulls));
        for id in pulls {
            self.answer(Response::new_ok(id, report(shown.clone())));
        }
        if !self.client.pulls {
            self.publish(uri, Some(version), shown);
        }
    }

    /// What is said of a text, as the editor shows it.
    fn shown(&mut self, uri: &Uri) -> Vec<Diagnostic> {
        let encoding = self.client.encoding;
        let problem = match settings_text::is_settings(uri) {
            true => None,
            false => self.setting(uri).problem,
        };
        let Some(open) = self.documents.get(uri) else {
            return Vec::new();
        };
        let document = &open.document;
        if settings_text::is_settings(uri) {
            let shown = open.said.iter().filter_map(|found| {
                let problem = settings_text::problem(document, found);
                diagnostics::in_settings(&problem, found.severity, encoding)
            });
            return shown.collect();
        }
        let said = open.said.iter();
        let said = said.map(|found| diagnostics::shown(document, uri, found, encoding));
        let results = self.results.as_deref();
        let results = results.filter(|results| results.hold_for(uri, document));
        let seen = results.map_or_else(Vec::new, |results| {
            let texts = results.tested.texts.iter().filter(|(of, _)| of == uri);
            let shown = texts.flat_map(|(_, shown)| shown);
            shown
                .map(|shown| diagnostics::of_tests(&document.source, shown, encoding))
                .collect()
        });
        let of_settings = problem.as_ref().map(diagnostics::of_settings);
        of_settings.into_iter().chain(said).chain(seen).collect()
    }

    /// A request for the findings of a text: answered when they are known.
    pub(super) fn pulled(&mut self, request: Request) {
        let uri = request.params["textDocument"]["uri"]
            .as_str()
            .unwrap_or_default();
        let uri = Uri(uri.to_owned());
        let known = match self.documents.get_mut(&uri) {
            Some(open) if !open.known => return open.pulls.push(request.id),
            Some(_) => self.shown(&uri),
            None => Vec::new(),
        };
        self.answer(Response::new_ok(request.id, report(known)));
    }

    /// Has the editor ask again for findings, where it asks.
    pub(super) fn refresh_pulled(&self) {
        if self.client.pulls && self.client.refreshes {
            self.ask("refresh", "workspace/diagnostic/refresh", Value::Null);
        }
    }

    /// A settings file that is open has its findings from its text, as it is being written.
    fn tell_settings_text(&mut self, uri: &Uri) {
        let path = uri::path(uri).unwrap_or_default();
        if let Some(open) = self.documents.get_mut(uri) {
            let document = open.document.clone();
            let found = settings_text::found(&document, &path);
            open.said = open.quiet.heard_of_whole(&document.source, &found);
        }
        self.say(uri);
    }

    fn tell_settings(&mut self, file: Option<&Path>, problem: Option<&Problem>) {
        let Some(file) = file else { return };
        let uri = uri::of_path(file);
        if self.documents.get(&uri).is_some() {
            return;
        }
        let encoding = self.client.encoding;
        let found = problem
            .and_then(|problem| diagnostics::in_settings(problem, Severity::Error, encoding));
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

    /// Asks to be told when a settings file or a flow changes, and for the editor's own settings.
    pub(super) fn watch_settings(&self) {
        self.ask_for_configuration();
        if !self.client.watches {
            return;
        }
        let params = json!({ "registrations": [{
            "id": "settings",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": [
                { "globPattern": "**/flow.toml" },
                { "globPattern": "**/*.flow" },
            ] },
        }]});
        self.ask("watch-settings", "client/registerCapability", params);
    }
}

/// Findings as an answer.
fn report(items: Vec<Diagnostic>) -> Value {
    json!({ "kind": "full", "items": items })
}
