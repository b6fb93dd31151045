// The editor of flows, for a page with a server and for one without: who uses it adds what finds mistakes.

import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration,
  EditorView,
  crosshairCursor,
  drawSelection,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from "@codemirror/language";
import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { searchKeymap, highlightSelectionMatches } from "@codemirror/search";
import { contactflow } from "./language.js";
import { followTheme, theme } from "./theme.js";

/** Marks the line that a run is at. 0 marks none. */
export const setHere = StateEffect.define();

const here = StateField.define({
  create: () => Decoration.none,
  update(marks, change) {
    let next = marks.map(change.changes);
    for (const effect of change.effects) {
      if (!effect.is(setHere)) continue;
      const { doc } = change.state;
      const known = effect.value >= 1 && effect.value <= doc.lines;
      const line = Decoration.line({ class: "cm-here", attributes: { "data-here": "true" } });
      next = known ? Decoration.set([line.range(doc.line(effect.value).from)]) : Decoration.none;
    }
    return next;
  },
  provide: (field) => EditorView.decorations.from(field),
});

/** `onLine` is told the line of the cursor, from 1, whenever that changes. */
function tellLine(onLine) {
  let last = 0;
  return EditorView.updateListener.of((update) => {
    if (!update.selectionSet && !update.docChanged) return;
    const line = update.state.doc.lineAt(update.state.selection.main.head).number;
    if (line !== last) onLine((last = line));
  });
}

/** Everything that belongs to a state of a text. Tab stays with the page, so that the keyboard gets out of the editor. */
export function setup({ label, nonce, onLine = () => {}, extensions = [] }) {
  return [
    nonce ? EditorView.cspNonce.of(nonce) : [],
    lineNumbers(),
    highlightActiveLineGutter(),
    highlightSpecialChars(),
    history(),
    foldGutter(),
    drawSelection(),
    EditorState.allowMultipleSelections.of(true),
    indentUnit.of("    "),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    crosshairCursor(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    lintGutter(),
    EditorView.lineWrapping,
    keymap.of([
      ...closeBracketsKeymap,
      ...defaultKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...completionKeymap,
      ...lintKeymap,
    ]),
    contactflow(),
    theme(),
    here,
    tellLine(onLine),
    EditorView.contentAttributes.of({ "aria-label": label }),
    extensions,
  ];
}

/** An editor in `parent`. */
export function createEditor({ parent, doc = "", ...options }) {
  const state = EditorState.create({ doc, extensions: setup(options) });
  const view = new EditorView({ parent, state });
  followTheme(view);
  return view;
}

/** Brings the cursor to a line, and the line into view. */
export function goToLine(view, line, column = 1) {
  const { doc } = view.state;
  if (line < 1 || line > doc.lines) return;
  const at = doc.line(line);
  const anchor = Math.min(at.from + column - 1, at.to);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
}
