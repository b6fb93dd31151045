//! What this server offers, and what it needs to know of the editor.

use super::position::Encoding;
use super::{lens, semantic_tokens};
use lsp_types::{
    CodeActionKind, CodeActionOptions, CompletionOptions, InitializeParams, RenameOptions,
    SemanticTokensLegend, SemanticTokensOptions, ServerCapabilities, TextDocumentSyncKind,
    TextDocumentSyncOptions,
};
use serde_json::{Value, json};

/// Characters after which an editor asks for completions by itself.
const TRIGGERS: [&str; 6] = [" ", "<", ".", ":", "{", "\""];

/// What the editor can do, as far as answers depend on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Client {
    /// How it counts.
    pub encoding: Encoding,
    /// Whether it takes completions with places to fill in.
    pub snippets: bool,
    /// Whether it tells of changed files where it is asked to.
    pub watches: bool,
    /// Whether it asks for findings, instead of being told.
    pub pulls: bool,
    /// Whether it asks again for findings where it is told to.
    pub refreshes: bool,
    /// Whether it asks again for lenses where it is told to.
    pub refreshes_lenses: bool,
    /// Whether it can be asked for its settings, folder by folder.
    pub configures: bool,
}

impl Client {
    /// What an editor says of itself.
    pub fn new(params: &InitializeParams) -> Self {
        let all = serde_json::to_value(&params.capabilities).unwrap_or_default();
        let yes = |path: &str| all.pointer(path).and_then(Value::as_bool) == Some(true);
        let general = params.capabilities.general.as_ref();
        let offered = general.and_then(|general| general.position_encodings.as_deref());
        Self {
            encoding: Encoding::choose(offered.unwrap_or_default()),
            snippets: yes("/textDocument/completion/completionItem/snippetSupport"),
            watches: yes("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            pulls: all
                .pointer("/textDocument/diagnostic")
                .is_some_and(Value::is_object),
            refreshes: yes("/workspace/diagnostics/refreshSupport"),
            refreshes_lenses: yes("/workspace/codeLens/refreshSupport"),
            configures: yes("/workspace/configuration"),
        }
    }
}

/// What this server can do, as it tells an editor.
pub fn all(client: Client) -> Value {
    let mut all = serde_json::to_value(of_server(client)).unwrap_or_default();
    all["signatureHelpProvider"] = json!({ "triggerCharacters": ["(", ","] });
    all["workspaceSymbolProvider"] = true.into();
    all["codeLensProvider"] = json!({ "resolveProvider": false });
    all["documentOnTypeFormattingProvider"] =
        json!({ "firstTriggerCharacter": "}", "moreTriggerCharacter": ["\n"] });
    all["executeCommandProvider"] = json!({ "commands": [lens::RUN, lens::TEST, lens::TESTS] });
    all["workspace"] = json!({
        "workspaceFolders": { "supported": true, "changeNotifications": true },
    });
    if client.pulls {
        all["diagnosticProvider"] = json!({ "identifier": "flow", "interFileDependencies": false, "workspaceDiagnostics": false });
    }
    all
}

fn of_server(client: Client) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(TRIGGERS.map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(true.into()),
        definition_provider: Some(true.into()),
        references_provider: Some(true.into()),
        document_highlight_provider: Some(true.into()),
        document_symbol_provider: Some(true.into()),
        document_formatting_provider: Some(true.into()),
        folding_range_provider: Some(true.into()),
        inlay_hint_provider: Some(true.into()),
        rename_provider: Some(
            RenameOptions {
                prepare_provider: Some(true),
                ..RenameOptions::default()
            }
            .into(),
        ),
        code_action_provider: Some(
            CodeActionOptions {
                code_action_kinds: Some(vec![
                    CodeActionKind::QuickFix,
                    CodeActionKind::SourceFixAll,
                ]),
                ..CodeActionOptions::default()
            }
            .into(),
        ),
        semantic_tokens_provider: Some(
            SemanticTokensOptions {
                legend: SemanticTokensLegend {
                    token_types: semantic_tokens::LEGEND.map(str::to_owned).to_vec(),
                    token_modifiers: semantic_tokens::MODIFIERS.map(str::to_owned).to_vec(),
                },
                full: Some(true.into()),
                ..SemanticTokensOptions::default()
            }
            .into(),
        ),
        ..ServerCapabilities::default()
    }
}
