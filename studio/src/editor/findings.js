// Findings: at their places in the editor, and as a list for people who cannot see those.

import { forEachDiagnostic } from "@codemirror/lint";
import { EditorView } from "@codemirror/view";

const WORDS = { error: ["error", "errors"], warning: ["warning", "warnings"], info: ["note", "notes"], hint: ["note", "notes"] };
const SIGNS = { error: "✗", warning: "!", info: "i", hint: "i" };

/** The findings of a text as they are now, in the order of the text. */
export function findings(state) {
  const all = [];
  forEachDiagnostic(state, (one, from, to) => all.push({ ...one, from, to }));
  return all.sort((a, b) => a.from - b.from || a.to - b.to);
}

/** `2 errors, 1 warning` */
export function summary(all) {
  const parts = [];
  for (const severity of ["error", "warning", "info"]) {
    const count = all.filter((one) => one.severity === severity || (severity === "info" && one.severity === "hint")).length;
    if (count > 0) parts.push(`${count} ${WORDS[severity][count === 1 ? 0 : 1]}`);
  }
  return parts.join(", ") || "no findings";
}

/** So long findings that have moved with the text are waited for before they are listed as they are. */
const MOVED = 300;

/** A list of the findings, which follows the cursor and leads it. */
export class FindingsList {
  /** `list` is an empty `<ul>`, `count` shows the summary and is a live region. */
  constructor({ list, count, view, onPick }) {
    Object.assign(this, { list, count, view, onPick });
    this.shown = "";
    this.all = [];
    this.timer = 0;
    list.addEventListener("keydown", (event) => this.key(event));
  }

  /** To be among the editor's extensions. */
  static extension(of) {
    return EditorView.updateListener.of((update) => {
      if (update.transactions.some((one) => one.effects.length > 0)) of()?.show();
      else if (update.docChanged) of()?.moved();
      else if (update.selectionSet) of()?.follow();
    });
  }

  /** The text has changed: the findings of the new one are nearly there, and the list is made once for both. */
  moved() {
    this.all = findings(this.view.state);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.show(), MOVED);
  }

  show() {
    clearTimeout(this.timer);
    const { state } = this.view;
    const all = findings(state);
    const names = (one) => (one.actions ?? []).map((action) => action.name);
    const key = JSON.stringify(all.map((one) => [state.doc.lineAt(one.from).number, one.severity, one.message, names(one)]));
    this.all = all;
    if (key === this.shown) return this.follow();
    this.shown = key;
    // fixes come later than their findings: whoever goes through the list by keys stays where they are
    const focused = this.buttons().indexOf(document.activeElement);
    this.list.replaceChildren(...all.map((one, number) => this.item(one, number)));
    // what is the same as before is not read out once more
    if (this.count.textContent !== summary(all)) this.count.textContent = summary(all);
    this.buttons()[focused]?.focus();
    this.follow();
  }

  buttons() {
    return [...this.list.querySelectorAll("button.finding")];
  }

  item(one, number) {
    const line = this.view.state.doc.lineAt(one.from);
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = `finding ${one.severity}`;
    const [title, ...more] = one.message.split("\n");
    const sign = document.createElement("span");
    sign.className = "sign";
    sign.textContent = SIGNS[one.severity] ?? "i";
    sign.setAttribute("aria-hidden", "true");
    const text = document.createElement("span");
    const where = document.createElement("span");
    where.className = "where";
    where.textContent = `line ${line.number}: `;
    const kind = document.createElement("strong");
    kind.textContent = `${WORDS[one.severity]?.[0] ?? "note"}${one.code ? ` ${one.code}` : ""}: `;
    text.append(where, kind, title);
    for (const part of more) {
      const extra = document.createElement("span");
      extra.className = "more";
      extra.textContent = part;
      text.append(extra);
    }
    button.append(sign, text);
    button.addEventListener("click", () => this.pick(number));
    item.append(button);
    for (const action of one.actions ?? []) item.append(this.fix(one, action));
    return item;
  }

  fix(one, action) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "fix";
    button.textContent = action.name;
    button.addEventListener("click", () => action.apply(this.view, one.from, one.to));
    return button;
  }

  /** A finding may have moved since it was listed. */
  pick(number) {
    const found = this.all[number];
    if (!found) return;
    this.view.dispatch({
      selection: { anchor: found.from },
      effects: EditorView.scrollIntoView(found.from, { y: "center" }),
    });
    this.view.focus();
    this.onPick?.(found);
  }

  /** Marks what is in the line of the cursor. */
  follow() {
    const { state } = this.view;
    const line = state.doc.lineAt(state.selection.main.head).number;
    const items = this.buttons();
    this.all.forEach((one, number) => {
      const own = state.doc.lineAt(Math.min(one.from, state.doc.length)).number === line;
      if (own) items[number]?.setAttribute("aria-current", "true");
      else items[number]?.removeAttribute("aria-current");
    });
  }

  key(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = this.buttons();
    const next = items[items.indexOf(document.activeElement) + step];
    if (next) {
      next.focus();
      event.preventDefault();
    }
  }
}
