//! What an editor asks: each request is turned into a question about bytes of a text, and the
//! answer into the editor's terms.

use super::asking::Asking;
use super::capabilities::Client;
use super::document::Document;
use super::{
    code_action, completion, convert, definition, folding, formatting, hover, inlay, lens, on_type,
    rename, semantic_tokens, settings_text, signature, symbols, workspace,
};
use lsp_server::{ErrorCode, Request, Response};
use lsp_types::{
    CodeActionParams, CodeActionRequest, CodeActionResponse, CompletionParams, CompletionRequest,
    CompletionResponse, DefinitionParams, DefinitionRequest, DefinitionResponse,
    DocumentFormattingRequest, DocumentHighlight, DocumentHighlightParams,
    DocumentHighlightRequest, DocumentSymbolRequest, DocumentSymbolResponse, FoldingRangeRequest,
    Hover, HoverParams, HoverRequest, InlayHint, InlayHintParams, InlayHintRequest, Location,
    PrepareRenameParams, PrepareRenameRequest, PrepareRenameResult, ReferenceParams,
    ReferencesRequest, RenameParams, RenameRequest, Request as Asked, SemanticTokensRequest,
    TextDocumentIdentifier, TextDocumentPositionParams, Uri, WorkspaceEdit,
};

use super::tested::Results;
use serde_json::Value;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a request cannot be done, for the person who made it.
type Refused = String;
/// What a request comes to.
type Answer<T> = Result<Option<T>, Refused>;

/// What requests are about: the texts as they were when it came.
pub(super) struct Snapshot {
    /// The texts that are open.
    pub open: HashMap<Uri, Arc<Document>>,
    /// The editor.
    pub client: Client,
    /// The folders that it has open.
    pub folders: Vec<PathBuf>,
    /// What came of the tests that ran last.
    pub results: Option<Arc<Results>>,
}

impl Snapshot {
    pub fn answer_to(&self, request: Request) -> Response {
        match request.method.as_str() {
            "textDocument/completion" => self.on::<CompletionRequest>(request, Self::completion),
            "textDocument/hover" => self.on::<HoverRequest>(request, Self::hover),
            "textDocument/definition" => self.on::<DefinitionRequest>(request, Self::definition),
            "textDocument/references" => self.on::<ReferencesRequest>(request, Self::references),
            "textDocument/documentHighlight" => {
                self.on::<DocumentHighlightRequest>(request, Self::highlights)
            }
            "textDocument/prepareRename" => {
                self.on::<PrepareRenameRequest>(request, Self::prepare_rename)
            }
            "textDocument/rename" => self.on::<RenameRequest>(request, Self::rename),
            "textDocument/codeAction" => self.on::<CodeActionRequest>(request, Self::code_actions),
            "textDocument/inlayHint" => self.on::<InlayHintRequest>(request, Self::inlay_hints),
            "textDocument/signatureHelp" => self.raw(request, Self::signature),
            "textDocument/onTypeFormatting" => self.raw(request, Self::on_type),
            "textDocument/codeLens" => self.raw(request, Self::lenses),
            "workspace/symbol" => self.raw(request, Self::find_symbols),
            _ => self.answer_about_all(request),
        }
    }

    /// A request that is answered as it comes.
    fn raw(&self, request: Request, answer: fn(&Self, &Value) -> Value) -> Response {
        let answer = answer(self, &request.params);
        Response::new_ok(request.id, answer)
    }

    /// A text and a place in it, as a request names them.
    fn place<'a>(&'a self, params: &Value, uri: &'a mut Option<Uri>) -> Option<(Asking<'a>, u32)> {
        let named = params["textDocument"]["uri"].as_str()?;
        let position = serde_json::from_value(params["position"].clone()).ok()?;
        let asking = self.about(uri.insert(Uri(named.to_owned())))?;
        let at = asking.encoding.offset(&asking.document.source, position);
        Some((asking, at))
    }

    fn signature(&self, params: &Value) -> Value {
        let mut uri = None;
        let found = self.place(params, &mut uri);
        let help = found.and_then(|(asking, at)| signature::help(asking.document, at));
        help.map_or(Value::Null, |help| help.shown())
    }

    fn on_type(&self, params: &Value) -> Value {
        let mut uri = None;
        let Some((asking, at)) = self.place(params, &mut uri) else {
            return Value::Null;
        };
        let edits = on_type::edits(asking.document, at);
        serde_json::to_value(convert::edits(&asking, &edits)).unwrap_or_default()
    }

    fn lenses(&self, params: &Value) -> Value {
        let uri = params["textDocument"]["uri"].as_str().unwrap_or_default();
        let uri = Uri(uri.to_owned());
        let Some(asking) = self.about(&uri) else {
            return Value::Null;
        };
        let document = self.open.get(&uri);
        let results = self
            .results
            .as_deref()
            .filter(|results| document.is_some_and(|document| results.hold_for(&uri, document)));
        lens::lenses(&asking, results.map(|results| &*results.tested))
    }

    fn find_symbols(&self, params: &Value) -> Value {
        let query = params["query"].as_str().unwrap_or_default();
        workspace::symbols(query, &self.folders, &self.open, self.client.encoding)
    }

    /// Requests about a whole text.
    fn answer_about_all(&self, request: Request) -> Response {
        match request.method.as_str() {
            "textDocument/formatting" => self.on::<DocumentFormattingRequest>(request, |it, of| {
                it.whole(&of.text_document, |asking| {
                    convert::edits(asking, &formatting::edits(asking.document))
                })
            }),
            "textDocument/documentSymbol" => self.on::<DocumentSymbolRequest>(request, |it, of| {
                it.whole(&of.text_document, |asking| {
                    let all = symbols::symbols(asking.document);
                    DocumentSymbolResponse::from(convert::symbols(asking, &all))
                })
            }),
            "textDocument/foldingRange" => self.on::<FoldingRangeRequest>(request, |it, of| {
                it.whole(&of.text_document, |asking| {
                    convert::folds(&folding::folds(asking.document))
                })
            }),
            "textDocument/semanticTokens/full" => {
                self.on::<SemanticTokensRequest>(request, |it, of| {
                    it.whole(&of.text_document, |asking| {
                        convert::tokens(asking, &semantic_tokens::tokens(asking.document))
                    })
                })
            }
            method => {
                let why = format!("the server does not support {method}");
                Response::new_err(request.id, ErrorCode::MethodNotFound as i32, why)
            }
        }
    }

    fn on<R: Asked>(
        &self,
        request: Request,
        answer: impl FnOnce(&Self, R::Params) -> Result<R::Result, Refused>,
    ) -> Response {
        let params = match serde_json::from_value(request.params) {
            Ok(params) => params,
            Err(error) => {
                let why = format!("{} cannot be read: {error}", request.method);
                return Response::new_err(request.id, ErrorCode::InvalidParams as i32, why);
            }
        };
        match answer(self, params) {
            Ok(result) => Response::new_ok(request.id, result),
            Err(why) => Response::new_err(request.id, ErrorCode::RequestFailed as i32, why),
        }
    }

    /// A script that is open; a settings file is none.
    fn about<'a>(&'a self, uri: &'a Uri) -> Option<Asking<'a>> {
        let asking = self.about_any(uri)?;
        (!settings_text::is_settings(uri)).then_some(asking)
    }

    fn about_any<'a>(&'a self, uri: &'a Uri) -> Option<Asking<'a>> {
        let document = self.open.get(uri)?;
        Some(Asking {
            document,
            uri,
            encoding: self.client.encoding,
        })
    }

    fn whole<T>(
        &self,
        text: &TextDocumentIdentifier,
        answer: impl FnOnce(&Asking<'_>) -> T,
    ) -> Answer<T> {
        Ok(self.about(&text.uri).map(|asking| answer(&asking)))
    }

    fn there<T>(
        &self,
        place: &TextDocumentPositionParams,
        answer: impl FnOnce(&Asking<'_>, u32) -> Answer<T>,
    ) -> Answer<T> {
        self.in_any(place, |asking, at| {
            match settings_text::is_settings(asking.uri) {
                true => Ok(None),
                false => answer(asking, at),
            }
        })
    }

    /// The same in a settings file too.
    fn in_any<T>(
        &self,
        place: &TextDocumentPositionParams,
        answer: impl FnOnce(&Asking<'_>, u32) -> Answer<T>,
    ) -> Answer<T> {
        let Some(asking) = self.about_any(&place.text_document.uri) else {
            return Ok(None);
        };
        let at = asking
            .encoding
            .offset(&asking.document.source, place.position);
        answer(&asking, at)
    }

    fn completion(&self, params: CompletionParams) -> Answer<CompletionResponse> {
        let snippets = self.client.snippets;
        self.in_any(&params.text_document_position_params, |asking, at| {
            let offered = match settings_text::is_settings(asking.uri) {
                true => settings_text::completions(asking.document, at),
                false => completion::completions(asking.document, at),
            };
            Ok(Some(convert::completions(asking, &offered, snippets)))
        })
    }

    fn hover(&self, params: HoverParams) -> Answer<Hover> {
        self.in_any(&params.text_document_position_params, |asking, at| {
            let said = match settings_text::is_settings(asking.uri) {
                true => settings_text::hover(asking.document, at),
                false => hover::hover(asking.document, at),
            };
            Ok(said.map(|said| convert::hover(asking, said)))
        })
    }

    fn definition(&self, params: DefinitionParams) -> Answer<DefinitionResponse> {
        self.there(&params.text_document_position_params, |asking, at| {
            let spans = definition::definition(asking.document, at);
            let places = convert::locations(asking, &spans);
            Ok(Some(lsp_types::Definition::from(places).into()))
        })
    }

    fn references(&self, params: ReferenceParams) -> Answer<Vec<Location>> {
        let binding = params.context.include_declaration;
        self.there(&params.text_document_position_params, |asking, at| {
            if let Some(all) = self.places_of_step(asking, at).filter(|_| binding) {
                return Ok(Some(all));
            }
            let spans = definition::references(asking.document, at, binding);
            Ok(Some(convert::locations(asking, &spans)))
        })
    }

    fn highlights(&self, params: DocumentHighlightParams) -> Answer<Vec<DocumentHighlight>> {
        self.there(&params.text_document_position_params, |asking, at| {
            let places = definition::highlights(asking.document, at);
            Ok(Some(convert::highlights(asking, &places)))
        })
    }

    fn prepare_rename(&self, params: PrepareRenameParams) -> Answer<PrepareRenameResult> {
        self.there(&params.text_document_position_params, |asking, at| {
            let found = rename::prepare(asking.document, at)?;
            Ok(found.map(|(span, text)| convert::renamable(asking, span, text)))
        })
    }

    fn rename(&self, params: RenameParams) -> Answer<WorkspaceEdit> {
        self.there(&params.text_document_position_params, |asking, at| {
            if let Some(edits) = self.rename_step(asking, at, &params.new_name) {
                return edits.map(Some);
            }
            let edits = rename::rename(asking.document, at, &params.new_name)?;
            Ok(Some(convert::workspace_edit(asking, &edits)))
        })
    }

    fn code_actions(&self, params: CodeActionParams) -> Answer<Vec<CodeActionResponse>> {
        let only = params.context.only;
        self.whole(&params.text_document, |asking| {
            let part = asking.encoding.span(&asking.document.source, params.range);
            let offers = code_action::offers(asking.document, part);
            convert::code_actions(asking, &offers, only.as_deref())
        })
    }

    fn inlay_hints(&self, params: InlayHintParams) -> Answer<Vec<InlayHint>> {
        self.whole(&params.text_document, |asking| {
            let part = asking.encoding.span(&asking.document.source, params.range);
            convert::hints(asking, &inlay::hints(asking.document, part))
        })
    }
}
