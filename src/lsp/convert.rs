//! Answers in the protocol's terms.

use super::asking::Asking;
use super::code_action::{Offer, Sort};
use super::completion::{Item, ItemSort, Offered};
use super::diagnostics;
use super::folding::Fold;
use super::hover::Said;
use super::index::Place;
use super::inlay::Hint;
use super::semantic_tokens::Token;
use super::symbols::{Symbol, SymbolSort};
use super::uri;
use crate::diagnostic::Edit;
use crate::source::{Source, Span};
use lsp_types::{
    CodeAction, CodeActionKind, CodeActionResponse, CompletionItem, CompletionItemKind,
    CompletionList, CompletionResponse, DocumentHighlight, DocumentHighlightKind, DocumentSymbol,
    FoldingRange, FoldingRangeKind, Hover, InlayHint, InlayHintKind, InsertTextFormat, Location,
    MarkupContent, MarkupKind, Position, PrepareRenamePlaceholder, PrepareRenameResult, Range,
    SemanticToken, SemanticTokens, SymbolKind, TextEdit, Uri, WorkspaceEdit,
};
use std::collections::HashMap;
use std::path::Path;

/// Where a span lies.
pub(super) fn range(asking: &Asking<'_>, span: Span) -> Range {
    asking.encoding.range(&asking.document.source, span)
}

/// Replacements.
pub(super) fn edits(asking: &Asking<'_>, edits: &[Edit]) -> Vec<TextEdit> {
    let one = |edit: &Edit| TextEdit {
        range: range(asking, edit.span),
        new_text: edit.text.clone(),
    };
    edits.iter().map(one).collect()
}

/// Replacements in the text that was asked about.
pub(super) fn workspace_edit(asking: &Asking<'_>, all: &[Edit]) -> WorkspaceEdit {
    let changes = HashMap::from([(asking.uri.clone(), edits(asking, all))]);
    WorkspaceEdit {
        changes: Some(changes),
        ..WorkspaceEdit::default()
    }
}

pub(super) fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

/// What is said of a word.
pub(super) fn hover(asking: &Asking<'_>, said: Said) -> Hover {
    Hover {
        range: Some(range(asking, said.span)),
        contents: markdown(said.text).into(),
    }
}

/// Places of the text, and of the files whose steps it uses.
pub(super) fn locations(asking: &Asking<'_>, spans: &[Span]) -> Vec<Location> {
    let whole = asking.document.whole();
    let one = |span: &Span| {
        let (home, own) = whole.home(*span);
        Location {
            uri: address(asking, home),
            range: asking.encoding.range(home, own),
        }
    };
    spans.iter().map(one).collect()
}

/// The address of a file, as the editor writes that of the text at hand.
pub(super) fn address(asking: &Asking<'_>, file: &Source) -> Uri {
    match file.name() == asking.document.source.name() {
        true => asking.uri.clone(),
        false => uri::of_path(Path::new(&**file.name())),
    }
}

/// Replacements in several files.
pub(super) fn edits_by_file(all: HashMap<Uri, Vec<TextEdit>>) -> WorkspaceEdit {
    WorkspaceEdit {
        changes: Some(all),
        ..WorkspaceEdit::default()
    }
}

/// The places of a name.
pub(super) fn highlights(asking: &Asking<'_>, places: &[Place]) -> Vec<DocumentHighlight> {
    let one = |place: &Place| DocumentHighlight {
        range: range(asking, place.span),
        kind: Some(match place.binds {
            true => DocumentHighlightKind::Write,
            false => DocumentHighlightKind::Read,
        }),
    };
    places.iter().map(one).collect()
}

/// A name that can be renamed.
pub(super) fn renamable(asking: &Asking<'_>, span: Span, text: String) -> PrepareRenameResult {
    PrepareRenamePlaceholder {
        range: range(asking, span),
        placeholder: text,
    }
    .into()
}

/// What can be done, of the kinds that the editor asks for.
pub(super) fn code_actions(
    asking: &Asking<'_>,
    offers: &[Offer],
    only: Option<&[CodeActionKind]>,
) -> Vec<CodeActionResponse> {
    let wanted = |offer: &&Offer| {
        let kind = String::from(kind(offer.sort));
        only.is_none_or(|only| {
            only.iter()
                .any(|asked| is_under(&kind, &String::from(asked.clone())))
        })
    };
    let offers = offers.iter().filter(wanted);
    offers
        .map(|offer| code_action(asking, offer).into())
        .collect()
}

/// Whether a kind is another or one of its sorts: `source.fixAll` is a `source`.
fn is_under(kind: &str, asked: &str) -> bool {
    let rest = kind.strip_prefix(asked);
    rest.is_some_and(|rest| rest.is_empty() || asked.is_empty() || rest.starts_with('.'))
}

fn kind(sort: Sort) -> CodeActionKind {
    match sort {
        Sort::Mend => CodeActionKind::QuickFix,
        Sort::Rewrite => CodeActionKind::RefactorRewrite,
        Sort::MendAll => CodeActionKind::SourceFixAll,
    }
}

fn code_action(asking: &Asking<'_>, offer: &Offer) -> CodeAction {
    let document = asking.document;
    let found = offer.about.and_then(|about| document.problems().get(about));
    let shown = found.map(|found| diagnostics::shown(document, asking.uri, found, asking.encoding));
    CodeAction {
        title: offer.title.clone(),
        kind: Some(kind(offer.sort)),
        diagnostics: shown.map(|shown| vec![shown]),
        is_preferred: offer.preferred.then_some(true),
        edit: Some(workspace_edit(asking, &offer.edits)),
        ..CodeAction::default()
    }
}

/// The outline.
pub(super) fn symbols(asking: &Asking<'_>, all: &[Symbol]) -> Vec<DocumentSymbol> {
    all.iter().map(|one| symbol(asking, one)).collect()
}

fn symbol(asking: &Asking<'_>, symbol: &Symbol) -> DocumentSymbol {
    let inside = symbols(asking, &symbol.inside);
    DocumentSymbol {
        kind: match symbol.sort {
            SymbolSort::Input => SymbolKind::Property,
            SymbolSort::Step => SymbolKind::Function,
            SymbolSort::Test => SymbolKind::Method,
            SymbolSort::Everywhere => SymbolKind::Event,
            SymbolSort::Variable => SymbolKind::Variable,
            SymbolSort::Group => SymbolKind::Namespace,
            SymbolSort::Action => SymbolKind::Event,
        },
        children: (!inside.is_empty()).then_some(inside),
        ..DocumentSymbol::new(
            symbol.name.clone(),
            None,
            SymbolKind::Event,
            None,
            None,
            range(asking, symbol.span),
            range(asking, symbol.head),
            None,
        )
    }
}

/// What can be folded away.
pub(super) fn folds(all: &[Fold]) -> Vec<FoldingRange> {
    let one = |fold: &Fold| FoldingRange {
        start_line: fold.first - 1,
        end_line: fold.last - 1,
        kind: fold.comment.then_some(FoldingRangeKind::Comment),
        ..FoldingRange::default()
    };
    all.iter().map(one).collect()
}

/// What is bound without being written.
pub(super) fn hints(asking: &Asking<'_>, all: &[Hint]) -> Vec<InlayHint> {
    let one = |hint: &Hint| InlayHint {
        position: asking.encoding.position(&asking.document.source, hint.at),
        label: hint.text.clone().into(),
        kind: Some(InlayHintKind::Type),
        tooltip: Some(markdown(hint.about.clone()).into()),
        padding_left: Some(true),
        text_edits: hint.written.as_ref().map(|text| {
            let span = Span::at(hint.at);
            let text = text.clone();
            edits(asking, &[Edit { span, text }])
        }),
        padding_right: None,
        data: None,
    };
    all.iter().map(one).collect()
}

/// Classes of words, each place counted from the one before.
pub(super) fn tokens(asking: &Asking<'_>, all: &[Token]) -> SemanticTokens {
    let mut last = Position::new(0, 0);
    let source = &asking.document.source;
    let one = |token: &Token| {
        let at = asking.encoding.position(source, token.span.start);
        let same_line = at.line == last.line;
        let made = SemanticToken {
            delta_line: at.line - last.line,
            delta_start: at.character - if same_line { last.character } else { 0 },
            length: asking.encoding.length(source.slice(token.span)),
            token_type: token.class as u32,
            token_modifiers_bitset: u32::from(token.declared),
        };
        last = at;
        made
    };
    SemanticTokens {
        result_id: None,
        data: all.iter().map(one).collect(),
    }
}

/// What can be written at a place.
pub(super) fn completions(
    asking: &Asking<'_>,
    offered: &Offered,
    snippets: bool,
) -> CompletionResponse {
    let word = range(asking, offered.word);
    let items = offered.items.iter();
    let items = items.map(|item| completion_item(item, word, snippets));
    CompletionList {
        is_incomplete: false,
        items: items.collect(),
        ..CompletionList::default()
    }
    .into()
}

fn completion_item(item: &Item, range: Range, snippets: bool) -> CompletionItem {
    let snippet = snippets && item.insert.has_places();
    let text = match snippet {
        true => item.insert.snippet(),
        false => item.insert.written(),
    };
    CompletionItem {
        label: item.label.clone(),
        kind: Some(completion_kind(item.sort)),
        detail: (!item.detail.is_empty()).then(|| item.detail.clone()),
        documentation: (!item.about.is_empty()).then(|| markdown(item.about.clone()).into()),
        sort_text: Some(format!("{}{}", item.rank, item.label)),
        // some editors go by the edit's range only where nothing else is said to be typed
        filter_text: (item.filter != item.label).then(|| item.filter.clone()),
        insert_text_format: snippet.then_some(InsertTextFormat::Snippet),
        text_edit: Some(TextEdit::new(range, text).into()),
        ..CompletionItem::default()
    }
}

fn completion_kind(sort: ItemSort) -> CompletionItemKind {
    match sort {
        ItemSort::Keyword => CompletionItemKind::Keyword,
        ItemSort::Action => CompletionItemKind::Method,
        ItemSort::Function => CompletionItemKind::Function,
        ItemSort::Variable | ItemSort::Input => CompletionItemKind::Variable,
        ItemSort::Param | ItemSort::Field => CompletionItemKind::Property,
        ItemSort::Choice => CompletionItemKind::EnumMember,
        ItemSort::Step => CompletionItemKind::Module,
        ItemSort::Kind => CompletionItemKind::Class,
        ItemSort::System => CompletionItemKind::Module,
    }
}
