// The editor's connection to the language server: CodeMirror's own client, over a WebSocket.

import {
  LSPClient,
  LSPPlugin,
  findReferencesKeymap,
  formatKeymap,
  hoverTooltips,
  jumpToDefinitionKeymap,
  renameKeymap,
  serverCompletion,
  signatureHelp,
} from "@codemirror/lsp-client";
import { setDiagnostics } from "@codemirror/lint";
import { EditorView, keymap } from "@codemirror/view";
import { key } from "./server.js";

const SEVERITIES = { 1: "error", 2: "warning", 3: "info", 4: "hint" };
/** The longest answer that is waited for: tests may loop. */
const PATIENCE = 20_000;

/** The client offers to ask for findings and never does: the server would wait to be asked. */
function withoutPulling(text) {
  const message = JSON.parse(text);
  if (message.method !== "initialize") return text;
  delete message.params.capabilities.textDocument.diagnostic;
  return JSON.stringify(message);
}

/** A connection that has given its key. */
function connect(onGone) {
  const socket = new WebSocket(`ws://${location.host}/socket`);
  const handlers = new Set();
  socket.addEventListener("message", (event) => handlers.forEach((handler) => handler(event.data)));
  return new Promise((ready, failed) => {
    socket.addEventListener("open", () => {
      socket.send(key);
      ready({
        send: (text) => {
          if (socket.readyState !== WebSocket.OPEN) throw new Error("the connection is closed");
          socket.send(withoutPulling(text));
        },
        subscribe: (handler) => handlers.add(handler),
        unsubscribe: (handler) => handlers.delete(handler),
      });
    });
    socket.addEventListener("close", () => {
      failed(new Error("the language server cannot be reached"));
      onGone();
    });
  });
}

/** Where an editor counts from: lines from 0, columns in UTF-16. Past the end of a line is its end. */
function offset(doc, at) {
  if (at.line >= doc.lines) return doc.length;
  const line = doc.line(at.line + 1);
  return Math.min(line.from + at.character, line.to);
}

function edited(doc, edits) {
  return edits.map((edit) => ({
    from: offset(doc, edit.range.start),
    to: offset(doc, edit.range.end),
    insert: edit.newText,
  }));
}

/** The fixes of a finding that change this text alone. */
function fixes(plugin, item) {
  const ask = {
    textDocument: { uri: plugin.uri },
    range: item.range,
    context: { diagnostics: [item], only: ["quickfix"] },
  };
  return plugin.client.request("textDocument/codeAction", ask).then((actions) =>
    (actions ?? []).flatMap((action) => {
      const edits = action.edit?.changes?.[plugin.uri];
      const elsewhere = Object.keys(action.edit?.changes ?? {}).length > 1;
      if (!edits || elsewhere) return [];
      return [{ name: action.title, edits, preferred: action.isPreferred === true }];
    }),
  );
}

function shown(plugin, params) {
  const { view } = plugin;
  const place = (at) => plugin.unsyncedChanges.mapPos(offset(plugin.syncedDoc, at));
  return params.diagnostics.map((item) => {
    const from = place(item.range.start);
    const one = {
      from,
      to: Math.max(from, place(item.range.end)),
      severity: SEVERITIES[item.severity ?? 1],
      message: item.message,
      source: item.source,
      code: item.code,
      markClass: item.tags?.includes(1) ? "cm-unnecessary" : undefined,
      item,
    };
    return { ...one, to: Math.min(one.to, view.state.doc.length) };
  });
}

/** Asks for the fixes of the findings once they have stood for a moment, and shows them beside. */
class Fixes {
  constructor() {
    this.timer = 0;
    this.known = new Map();
  }

  later(plugin, all, show) {
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      const doc = plugin.view.state.doc;
      const with_ = await Promise.all(
        all.slice(0, 50).map(async (one) => {
          const found = await fixes(plugin, one.item).catch(() => []);
          const actions = found.slice(0, 3).map((fix) => ({
            name: fix.name,
            apply: (view) => {
              if (view.state.doc.eq(doc)) view.dispatch({ changes: edited(doc, fix.edits), userEvent: "input.fix" });
            },
          }));
          return { ...one, actions };
        }),
      );
      if (plugin.view.state.doc.eq(doc) && with_.some((one) => one.actions.length > 0)) {
        show([...with_, ...all.slice(50)]);
      }
    }, 250);
  }
}

function findings(onPublished) {
  const pending = new Fixes();
  return {
    clientCapabilities: {
      textDocument: {
        publishDiagnostics: { versionSupport: true, relatedInformation: true, tagSupport: { valueSet: [1] } },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } }, isPreferredSupport: true },
      },
    },
    notificationHandlers: {
      "textDocument/publishDiagnostics": (client, params) => {
        const file = client.workspace.getFile(params.uri);
        if (!file || (params.version != null && params.version !== file.version)) return false;
        const view = file.getView();
        const plugin = view && LSPPlugin.get(view);
        if (!plugin) return false;
        const all = shown(plugin, params);
        const show = (these) => view.dispatch(setDiagnostics(view.state, these));
        show(all);
        pending.later(plugin, all, show);
        onPublished?.();
        return true;
      },
    },
    // every change is sent at once: half a second later, findings would be later by that
    editorExtension: EditorView.updateListener.of((update) => {
      if (update.docChanged) queueMicrotask(() => LSPPlugin.get(update.view)?.client.sync());
    }),
  };
}

/** Texts of the server are Markdown of flow's own; whatever HTML a flow has written into a name is shown as text. */
function withoutHTML(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const kept = "P BR CODE PRE STRONG EM UL OL LI SPAN H1 H2 H3 H4 TABLE THEAD TBODY TR TH TD BLOCKQUOTE HR DIV".split(" ");
  for (const element of [...holder.content.querySelectorAll("*")]) {
    if (!kept.includes(element.tagName)) {
      element.replaceWith(element.textContent);
      continue;
    }
    for (const { name } of [...element.attributes]) if (name !== "class") element.removeAttribute(name);
  }
  return holder.innerHTML;
}

/** A client that is connected. `onMessage` is told what the server says to people. */
export async function languageServer({ root, onGone, onMessage, onPublished }) {
  const transport = await connect(onGone);
  const client = new LSPClient({
    rootUri: root,
    timeout: PATIENCE,
    sanitizeHTML: withoutHTML,
    notificationHandlers: {
      "window/showMessage": (_, params) => (onMessage(params.message), true),
      "window/logMessage": () => true,
    },
    extensions: [
      serverCompletion(),
      hoverTooltips(),
      signatureHelp(),
      keymap.of([...formatKeymap, ...renameKeymap, ...jumpToDefinitionKeymap, ...findReferencesKeymap]),
      findings(onPublished),
    ],
  });
  client.connect(transport);
  await client.initializing;
  return client;
}
