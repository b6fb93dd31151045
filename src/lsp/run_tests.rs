//! The command that runs all tests of a flow, and what the editor is told of it.

use super::document::Document;
use super::server::Server;
use super::tested::{Results, ToTest};
use super::uri;
use crate::check::beside::OF_TESTS;
use lsp_server::{Request, Response};
use lsp_types::Uri;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::Arc;

/// The texts that are open, in their states of now.
type Open = Vec<(Uri, Arc<Document>)>;

impl Server {
    /// Runs the tests of a flow in a thread of its own. Whoever names either file means both.
    pub(super) fn run_tests(&mut self, request: Request) {
        let named = request.params["arguments"][0].as_str();
        let path = named.and_then(uri::path_of);
        let Some(to_test) = path.and_then(|path| self.texts_to_test(&path)) else {
            let why = "there is no flow of this name".to_owned();
            let code = lsp_server::ErrorCode::InvalidParams as i32;
            return self.answer(Response::new_err(request.id, code, why));
        };
        let (to_test, about) = to_test;
        self.jobs.test(to_test, about);
        self.answer(Response::new_ok(request.id, Value::Null));
    }

    fn texts_to_test(&mut self, path: &Path) -> Option<(ToTest, Open)> {
        let name = path.file_name()?.to_str()?;
        let stem = name.strip_suffix(OF_TESTS).or(name.strip_suffix(".flow"))?;
        let flow = uri::of_path(&path.with_file_name(format!("{stem}.flow")));
        let tests = uri::of_path(&path.with_file_name(format!("{stem}{OF_TESTS}")));
        let texts = [flow, tests].map(|uri| {
            let text = self.text_of(&uri);
            text.map(|text| (uri, text))
        });
        let [flow, tests] = texts;
        let open = [&flow, &tests].into_iter().flatten();
        let open = open.filter_map(|(uri, _)| {
            let open = self.documents.get(uri)?;
            Some((uri.clone(), open.document.clone()))
        });
        let about = open.collect();
        let flow = flow?;
        let context = self.setting(&flow.0).context(&uri::path(&flow.0)?);
        Some((
            ToTest {
                flow,
                tests,
                context,
            },
            about,
        ))
    }

    /// Tests have run: what came of them is shown where the texts are still the same.
    pub(super) fn tested(&mut self, results: Results) {
        let failed = results.tested.tests.iter().any(|(.., why)| why.is_some());
        let sort = if failed || results.tested.problem.is_some() {
            2
        } else {
            3
        };
        let message = results.tested.summary();
        let params = json!({ "type": sort, "message": message });
        self.notify("window/logMessage", &params);
        self.notify("window/showMessage", &params);
        self.results = Some(Arc::new(results));
        for uri in self.documents.addresses() {
            self.say(&uri);
        }
        self.refresh_pulled();
        if self.client.refreshes_lenses {
            self.ask("refresh-lenses", "workspace/codeLens/refresh", Value::Null);
        }
    }
}
