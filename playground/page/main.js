// The playground: the editor of the studio, with the core in the page in place of a server.

import { setDiagnostics } from "@codemirror/lint";
import {
  LSPClient,
  LSPPlugin,
  findReferencesKeymap,
  formatDocument,
  formatKeymap,
  hoverTooltips,
  renameKeymap,
  serverCompletion,
  signatureHelp,
} from "@codemirror/lsp-client";
import { EditorView, ViewPlugin, keymap } from "@codemirror/view";
import { FindingsList, GraphPane, createEditor, goToLine } from "../../studio/src/editor/index.js";
import { clean } from "./clean.js";
import { Core, transport } from "./core.js";

const URI = "file:///playground.flow";
const SEVERITIES = { 1: "error", 2: "warning", 3: "info", 4: "hint" };
/** So long nobody types before the graph is drawn again. */
const REST = 120;
/** More findings than that are not fixed one by one. */
const MOST_FIXED = 50;
/** Addresses that are longer are cut off by programs that hand them on. */
const LONGEST_LINK = 30000;

const part = (id) => document.getElementById(id);
const say = (text) => { part("status").textContent = text; };
const flows = JSON.parse(part("flows").textContent);

// --- a flow in the address
const pack = (text) => {
  const letters = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const unpack = (packed) => {
  const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
  return new TextDecoder().decode(Uint8Array.from(letters, (letter) => letter.charCodeAt(0)));
};
const inAddress = (address) => {
  const packed = new URLSearchParams(new URL(address).hash.slice(1)).get("flow");
  try {
    return packed === null ? null : unpack(packed);
  } catch {
    say("The link has no flow that can be read.");
    return null;
  }
};

/** What the core would do about a finding. */
async function fixes(client, uri, one) {
  const context = { diagnostics: [one], only: ["quickfix"] };
  try {
    return (await client.request("textDocument/codeAction", { textDocument: { uri }, range: one.range, context })) ?? [];
  } catch {
    return [];
  }
}

/** Findings, with their numbers and with buttons for what fixes them. */
async function show(client, params) {
  const { uri, diagnostics, version } = params;
  const offered = await Promise.all(diagnostics.map((one, at) => (at < MOST_FIXED ? fixes(client, uri, one) : [])));
  const file = client.workspace.getFile(uri);
  const view = file?.getView();
  const plugin = view && LSPPlugin.get(view);
  // newer findings are on their way
  if (!plugin || (version != null && version !== file.version)) return;
  const place = (position) => plugin.unsyncedChanges.mapPos(plugin.fromPosition(position, plugin.syncedDoc));
  const doc = view.state.doc;
  const action = ({ title, edit }) => {
    const changes = (edit.changes[uri] ?? []).map(({ range, newText }) => ({ from: place(range.start), to: place(range.end), insert: newText }));
    return {
      name: title,
      apply(view) {
        if (view.state.doc === doc) view.dispatch({ changes, userEvent: "input.fix" });
        view.focus();
      },
    };
  };
  const all = diagnostics.map((one, at) => ({
    from: place(one.range.start),
    to: place(one.range.end),
    severity: SEVERITIES[one.severity] ?? "error",
    code: one.code,
    message: one.message,
    actions: offered[at].filter(({ edit }) => edit?.changes).map(action),
  }));
  view.dispatch(setDiagnostics(view.state, all));
}

/** The core hears of every change at once: a check takes less than a millisecond. */
const hears = ViewPlugin.define((view) => ({
  update(update) {
    // outside of the update: what it finds is an update too
    if (update.docChanged) queueMicrotask(() => LSPPlugin.get(view)?.client.sync());
  },
}));

async function start() {
  const core = await Core.start(part("core").textContent);
  const broken = (error) => say(`The checker stopped with an error of its own: ${error.message}. Load the page again; your flow is in its address.`);
  const client = new LSPClient({
    sanitizeHTML: clean,
    notificationHandlers: { "textDocument/publishDiagnostics": (client, params) => { show(client, params); return true; } },
    extensions: [{ clientCapabilities: { textDocument: { publishDiagnostics: { versionSupport: true } } } }],
  }).connect(transport(core, broken));

  const style = new CSSStyleSheet();
  style.replaceSync(core.ask({ ask: "style" }).style);
  document.adoptedStyleSheets = [style];

  let list = null;
  const graph = new GraphPane(part("graph"), {
    onPick: (line) => { goToLine(view, line); view.focus(); },
  });
  const view = createEditor({
    parent: part("editor"),
    doc: inAddress(location.href) ?? flows[0].text,
    label: "Text of the flow",
    nonce: "contactflow",
    onLine: (line) => graph.follow(line),
    extensions: [
      client.plugin(URI, "contactflow"),
      serverCompletion(),
      hoverTooltips(),
      signatureHelp(),
      keymap.of([...formatKeymap, ...renameKeymap, ...findReferencesKeymap]),
      hears,
      FindingsList.extension(() => list),
      EditorView.updateListener.of((update) => { if (update.docChanged) later(); }),
    ],
  });
  list = new FindingsList({ list: part("findings"), count: part("count"), view, onPick: explain });

  // --- the graph, and the address
  const draw = () => {
    const text = view.state.doc.toString();
    let answer;
    try {
      answer = core.ask({ ask: "graph", text });
    } catch (error) {
      return broken(error);
    }
    graph.show(answer.svg ?? "");
    const errors = answer.errors === 1 ? "1 error" : `${answer.errors} errors`;
    const instead = graph.shown ? "the graph is of the text before" : "the graph is drawn when it has none";
    part("graph-note").textContent = answer.svg ? "" : `The flow has ${errors}: ${instead}.`;
    const packed = pack(text);
    if (packed.length <= LONGEST_LINK) history.replaceState(null, "", `#flow=${packed}`);
  };
  let timer = 0;
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(draw, REST);
  };

  /** The page of a finding. */
  function explain({ code }) {
    const page = code && core.ask({ ask: "explain", code });
    part("page").hidden = !page;
    if (!page) return;
    part("page").querySelector("summary").textContent = `${code} ${page.name}: what it means`;
    part("page").querySelector("pre").textContent = page.page;
  }

  const load = (text) => {
    view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text }, selection: { anchor: 0 } });
    part("page").hidden = true;
  };
  for (const { name } of flows) part("examples").append(new Option(name, name));
  part("examples").addEventListener("change", (event) => {
    const chosen = flows.find(({ name }) => name === event.target.value);
    if (chosen) load(chosen.text);
  });
  part("format").addEventListener("click", () => {
    if (!formatDocument(view)) say("The flow cannot be formatted while it has errors.");
    view.focus();
  });
  part("share").addEventListener("click", async () => {
    draw();
    try {
      await navigator.clipboard.writeText(location.href);
      say("The link is copied.");
    } catch {
      say("The address of this page is the link.");
    }
  });
  // The event's own address: by now, the text that is typed may have written itself over the page's.
  addEventListener("hashchange", ({ newURL }) => {
    const text = inAddress(newURL);
    if (text !== null && text !== view.state.doc.toString()) load(text);
  });

  await client.initializing;
  part("starting").hidden = true;
  document.querySelector("main").hidden = false;
  document.querySelector(".tools").hidden = false;
  draw();
  view.focus();
}

start().catch((error) => {
  part("starting").textContent = `The checker cannot start: ${error.message}. It needs a browser with WebAssembly and DecompressionStream, of 2023 or later.`;
});
