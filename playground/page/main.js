// The playground: the editor of the studio, with the core in the page in place of a server.

import {
  LSPClient,
  findReferencesKeymap,
  formatDocument,
  formatKeymap,
  hoverTooltips,
  renameKeymap,
  serverCompletion,
  signatureHelp,
} from "@codemirror/lsp-client";
import { EditorView, keymap } from "@codemirror/view";
import { AfterTyping, FindingsList, GraphPane, createEditor, goToLine, serverFindings } from "../../studio/src/editor/index.js";
import { clean } from "./clean.js";
import { Core, transport } from "./core.js";

const URI = "file:///playground.flow";
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

async function start() {
  const core = await Core.start(part("core").textContent);
  const broken = (error) => say(`The checker stopped with an error of its own: ${error.message}. Load the page again; your flow is in its address.`);
  const client = new LSPClient({
    sanitizeHTML: clean,
    extensions: [serverFindings()],
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
      FindingsList.extension(() => list),
      EditorView.updateListener.of((update) => { if (update.docChanged) drawing.later(); }),
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
  const drawing = new AfterTyping(draw);

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
  drawing.now();
  view.focus();
}

start().catch((error) => {
  part("starting").textContent = `The checker cannot start: ${error.message}. It needs a browser with WebAssembly and DecompressionStream, of 2023 or later.`;
});
