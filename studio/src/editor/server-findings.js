// What a language server finds, in the editor: it is asked after every key, and its findings are shown as they come.
// What fixes them is asked for when nobody types any more, so that no finding waits for it.

import { LSPPlugin } from "@codemirror/lsp-client";
import { setDiagnostics } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";
import { Prec } from "@codemirror/state";

const SEVERITIES = { 1: "error", 2: "warning", 3: "info", 4: "hint" };
/** So long nobody types before fixes are asked for. */
const REST = 250;
/** So many findings are shown with their fixes, and so many fixes with each. */
const MOST_FINDINGS = 50;
const MOST_FIXES = 3;

const CAPABILITIES = {
  textDocument: {
    publishDiagnostics: { versionSupport: true, relatedInformation: true, tagSupport: { valueSet: [1] } },
    codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } }, isPreferredSupport: true },
  },
};

/** Where an editor counts from: lines from 0, columns in UTF-16. Past the end of a line is its end. */
function offset(doc, at) {
  if (at.line >= doc.lines) return doc.length;
  const line = doc.line(at.line + 1);
  return Math.min(line.from + at.character, line.to);
}

const edited = (doc, edits) =>
  edits.map((edit) => ({ from: offset(doc, edit.range.start), to: offset(doc, edit.range.end), insert: edit.newText }));

/** Findings, at their places in the text as it is by now. */
function placed(plugin, diagnostics) {
  const place = (at) => plugin.unsyncedChanges.mapPos(offset(plugin.syncedDoc, at));
  return diagnostics.map((item) => {
    const from = place(item.range.start);
    return {
      from,
      to: Math.max(from, place(item.range.end)),
      severity: SEVERITIES[item.severity ?? 1],
      message: item.message,
      source: item.source,
      code: item.code,
      markClass: item.tags?.includes(1) ? "cm-unnecessary" : undefined,
      item,
    };
  });
}

const name = ({ range, code, message }) => JSON.stringify([range.start, range.end, code, message]);

const before = (a, b) => a.line - b.line || a.character - b.character;

/** The fixes of findings that change this text alone, by the finding. One question is asked for all of them. */
async function fixes(plugin, found) {
  const items = found.map((one) => one.item);
  const places = items.flatMap(({ range }) => [range.start, range.end]).sort(before);
  const actions = await plugin.client.request("textDocument/codeAction", {
    textDocument: { uri: plugin.uri },
    range: { start: places[0], end: places.at(-1) },
    context: { diagnostics: items, only: ["quickfix"] },
  });
  const all = new Map();
  for (const { title, edit, diagnostics } of actions ?? []) {
    const changes = Object.entries(edit?.changes ?? {});
    if (changes.length !== 1 || changes[0][0] !== plugin.uri) continue;
    for (const about of diagnostics ?? []) {
      all.set(name(about), [...(all.get(name(about)) ?? []), { title, edits: changes[0][1] }]);
    }
  }
  return all;
}

function action(doc, { title, edits }) {
  return {
    name: title,
    apply(view) {
      // made for this text: in another one, its places would be others
      if (view.state.doc.eq(doc)) view.dispatch({ changes: edited(doc, edits), userEvent: "input.fix" });
      view.focus();
    },
  };
}

const show = (view, found) => view.dispatch(setDiagnostics(view.state, found));

/** Shows findings once more, with what fixes them, if the text is still the one in which they were found. */
async function showFixes(plugin, found, doc) {
  const { view } = plugin;
  if (!view.state.doc.eq(doc)) return;
  const all = await fixes(plugin, found.slice(0, MOST_FINDINGS)).catch(() => new Map());
  if (all.size === 0 || !view.state.doc.eq(doc)) return;
  const actions = (one) => (all.get(name(one.item)) ?? []).slice(0, MOST_FIXES).map((fix) => action(doc, fix));
  show(view, found.map((one) => ({ ...one, actions: actions(one) })));
}

/** An extension of the editor's client. */
export function serverFindings() {
  let timer = 0;
  const published = (client, params) => {
    const file = client.workspace.getFile(params.uri);
    const view = file?.getView();
    const plugin = view && LSPPlugin.get(view);
    // newer findings are on their way
    if (!plugin || (params.version != null && params.version !== file.version)) return false;
    const found = placed(plugin, params.diagnostics);
    show(view, found);
    clearTimeout(timer);
    const { doc } = view.state;
    if (found.length > 0) timer = setTimeout(() => showFixes(plugin, found, doc), REST);
    return true;
  };
  // before whatever else a key leads to in the page: the server works meanwhile
  const told = EditorView.updateListener.of((update) => {
    if (update.docChanged) LSPPlugin.get(update.view)?.client.sync();
  });
  return {
    clientCapabilities: CAPABILITIES,
    notificationHandlers: { "textDocument/publishDiagnostics": published },
    editorExtension: Prec.highest(told),
  };
}
