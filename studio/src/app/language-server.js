// The editor's connection to the language server: CodeMirror's own client, over a WebSocket.

import {
  LSPClient,
  findReferencesKeymap,
  formatKeymap,
  hoverTooltips,
  jumpToDefinitionKeymap,
  renameKeymap,
  serverCompletion,
  signatureHelp,
} from "@codemirror/lsp-client";
import { keymap } from "@codemirror/view";
import { serverFindings } from "../editor/index.js";
import { key } from "./server.js";

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
export async function languageServer({ root, onGone, onMessage }) {
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
      serverFindings(),
    ],
  });
  client.connect(transport);
  await client.initializing;
  return client;
}
