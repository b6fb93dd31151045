//! What an editor asks: each request is turned into a question about bytes of a text, and the
//! answer into the editor's terms.

use super::document::Document;
use super::position::Encoding;
use super::server::Server;
use super::{convert, formatting, hover};
use lsp_server::{ErrorCode, Request, Response};
use lsp_types::{
    DocumentFormattingRequest, HoverRequest, Request as Asked, TextDocumentPositionParams, Uri,
};

/// A text that a request is about.
pub(super) struct Asking<'a> {
    pub document: &'a Document,
    pub uri: &'a Uri,
    pub encoding: Encoding,
}

/// Why a request cannot be done, for the person who made it.
pub(super) type Refused = String;

impl Server {
    /// The answer to a request.
    pub(super) fn answer_to(&self, request: Request) -> Response {
        match request.method.as_str() {
            "textDocument/hover" => self.on::<HoverRequest>(request, |server, params| {
                let (asking, at) = match server.place(&params.text_document_position_params) {
                    Some(found) => found,
                    None => return Ok(None),
                };
                Ok(hover::hover(asking.document, at).map(|said| convert::hover(&asking, said)))
            }),
            "textDocument/formatting" => {
                self.on::<DocumentFormattingRequest>(request, |server, params| {
                    let asking = server.about(&params.text_document.uri);
                    Ok(asking
                        .map(|asking| convert::edits(&asking, &formatting::edits(asking.document))))
                })
            }
            method => {
                let why = format!("there is no answer to {method} here");
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

    fn about<'a>(&'a self, uri: &'a Uri) -> Option<Asking<'a>> {
        Some(Asking {
            document: &self.documents.get(uri)?.document,
            uri,
            encoding: self.client.encoding,
        })
    }

    fn place<'a>(&'a self, place: &'a TextDocumentPositionParams) -> Option<(Asking<'a>, u32)> {
        let asking = self.about(&place.text_document.uri)?;
        let at = asking
            .encoding
            .offset(&asking.document.source, place.position);
        Some((asking, at))
    }
}
