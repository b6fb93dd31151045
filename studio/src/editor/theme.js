// How the editor looks. Colours are variables of `editor.css`, so that light and dark are a matter of the style sheet.

import { EditorView } from "@codemirror/view";
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { Compartment } from "@codemirror/state";
import { tags as t } from "@lezer/highlight";

const style = HighlightStyle.define([
  { tag: t.keyword, color: "var(--syn-keyword)", fontWeight: "600" },
  { tag: t.comment, color: "var(--syn-comment)", fontStyle: "italic" },
  { tag: t.string, color: "var(--syn-string)" },
  { tag: t.number, color: "var(--syn-number)" },
  { tag: [t.function(t.variableName), t.standard(t.variableName)], color: "var(--syn-action)" },
  { tag: t.special(t.variableName), color: "var(--syn-input)" },
  { tag: t.typeName, color: "var(--syn-outcome)" },
  { tag: t.namespace, color: "var(--syn-outcome)" },
  { tag: [t.operator, t.punctuation, t.brace, t.bracket], color: "var(--soft)" },
]);

const shape = {
  "&": { height: "100%", fontSize: "14px", backgroundColor: "var(--paper)", color: "var(--ink)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", paddingBlock: "8px" },
  ".cm-cursor": { borderLeftColor: "var(--ink)", borderLeftWidth: "2px" },
  ".cm-gutters": { backgroundColor: "var(--paper)", color: "var(--soft)", borderRight: "1px solid var(--edge)" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--row)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "1px solid var(--on)" },
  ".cm-tooltip": { backgroundColor: "var(--card)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "6px", maxWidth: "min(42em, 92vw)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": { backgroundColor: "var(--on)", color: "var(--on-ink)" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected] .cm-completionDetail": { color: "var(--on-ink)" },
  ".cm-completionDetail": { color: "var(--soft)" },
  ".cm-completionInfo": { padding: "6px 10px" },
  ".cm-panels": { backgroundColor: "var(--card)", color: "var(--ink)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--edge)" },
  ".cm-panels input, .cm-panels button, .cm-panel button": { font: "inherit" },
  ".cm-lsp-documentation": { padding: "6px 10px", maxHeight: "50vh", overflow: "auto" },
  ".cm-lsp-documentation code, .cm-lsp-documentation pre": { fontFamily: "var(--mono)" },
  ".cm-lsp-documentation pre": { whiteSpace: "pre-wrap" },
  ".cm-diagnostic": { fontFamily: "var(--sans)", whiteSpace: "pre-wrap", padding: "5px 10px" },
  ".cm-diagnosticAction": { backgroundColor: "var(--button)", color: "var(--ink)", border: "1px solid var(--edge)", borderRadius: "4px" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--row)", color: "var(--soft)", border: "1px solid var(--edge)" },
  ".cm-here": { backgroundColor: "var(--here)", boxShadow: "inset 3px 0 var(--on)" },
};

// CodeMirror's own colours are for light or for dark: which of them counts is its to be told
const light = EditorView.theme(shape, { dark: false });
const dark = EditorView.theme(shape, { dark: true });
const chosen = new Compartment();

export function theme() {
  const wants = matchMedia("(prefers-color-scheme: dark)");
  return [chosen.of(wants.matches ? dark : light), syntaxHighlighting(style)];
}

/** Follows the machine from light to dark and back. */
export function followTheme(view) {
  const wants = matchMedia("(prefers-color-scheme: dark)");
  wants.addEventListener("change", () => {
    view.dispatch({ effects: chosen.reconfigure(wants.matches ? dark : light) });
  });
}
