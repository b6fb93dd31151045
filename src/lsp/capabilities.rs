//! What this server offers, and what it needs to know of the editor.

use super::position::Encoding;
use super::{lens, semantic_tokens};
use serde_json::{Value, json};

/// Characters after which an editor asks for completions by itself.
const TRIGGERS: [&str; 6] = [" ", "<", ".", ":", "{", "\""];

/// Of a changed document the editor sends what has changed.
const INCREMENTAL: u8 = 2;

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
    /// What an editor says of itself: the parameters of `initialize`. They are read as JSON, for the protocol's types
    /// of everything that an editor may say are a quarter of a megabyte of code.
    pub fn new(params: &Value) -> Self {
        let all = &params["capabilities"];
        let yes = |path: &str| all.pointer(path).and_then(Value::as_bool) == Some(true);
        let offered = all["general"]["positionEncodings"].as_array();
        let offered = offered.into_iter().flatten().filter_map(Value::as_str);
        Self {
            encoding: Encoding::choose(&offered.collect::<Vec<_>>()),
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
    let mut all = json!({
        "positionEncoding": client.encoding.name(),
        "textDocumentSync": { "openClose": true, "change": INCREMENTAL },
        "completionProvider": { "triggerCharacters": TRIGGERS },
        "hoverProvider": true,
        "signatureHelpProvider": { "triggerCharacters": ["(", ","] },
        "definitionProvider": true,
        "referencesProvider": true,
        "documentHighlightProvider": true,
        "documentSymbolProvider": true,
        "codeActionProvider": { "codeActionKinds": ["quickfix", "source.fixAll"] },
        "codeLensProvider": { "resolveProvider": false },
        "workspaceSymbolProvider": true,
        "documentFormattingProvider": true,
        "documentOnTypeFormattingProvider": {
            "firstTriggerCharacter": "}",
            "moreTriggerCharacter": ["\n"],
        },
        "renameProvider": { "prepareProvider": true },
        "foldingRangeProvider": true,
        "executeCommandProvider": { "commands": [lens::RUN, lens::TEST, lens::TESTS] },
        "semanticTokensProvider": {
            "legend": {
                "tokenTypes": semantic_tokens::LEGEND,
                "tokenModifiers": semantic_tokens::MODIFIERS,
            },
            "full": true,
        },
        "inlayHintProvider": true,
        "workspace": { "workspaceFolders": { "supported": true, "changeNotifications": true } },
    });
    if client.pulls {
        all["diagnosticProvider"] = json!({ "identifier": "flow", "interFileDependencies": false, "workspaceDiagnostics": false });
    }
    all
}
