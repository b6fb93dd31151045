// The log of calls: what was asked, what it did, what was answered, how long it took.
"use strict";

const entries = new Map();

function answerText(answer) {
  const shown = {};
  if (answer === null || typeof answer !== "object") return JSON.stringify(answer);
  if (Array.isArray(answer)) return many(answer.length, "item");
  for (const [key, value] of Object.entries(answer)) {
    shown[key] = Array.isArray(value) ? many(value.length, "field") : value;
  }
  const parts = Object.entries(shown).map(([key, value]) =>
    key + ": " + (typeof value === "string" ? value : JSON.stringify(value)));
  return parts.join(", ");
}

const many = (count, what) => count + " " + what + (count === 1 ? "" : "s");

function paramText(params) {
  const shown = params.slice();
  while (shown.length && shown[shown.length - 1] === null) shown.pop();
  return "(" + shown.map((one) => JSON.stringify(one)).join(", ") + ")";
}

const clockOf = (at) => new Date(at).toTimeString().slice(0, 8);

function stateChip(entry) {
  if (entry.answers > 1) return chip("answered " + entry.answers + "×", "warn");
  if (entry.answers === 1) return chip("answered in " + (entry.took || "<1") + " ms", entry.refused ? "" : "good");
  if (!entry.is_query) return chip(entry.refused ? "nothing done" : "no answer comes", entry.refused ? "bad" : "");
  if (entry.fault && !/late/.test(entry.fault)) return chip("never answered", "bad");
  if (entry.refused && entry.changed.length === 0 && !entry.fault) return chip("never answered", "bad");
  return h("span", { class: "chip waiting" }, dot("warn"), "waiting");
}

function entryItem(entry) {
  const item = h("li", { "data-call": entry.method },
    h("div", { class: "row" },
      h("span", { class: "call" }, h("span", { class: "number" }, "#" + entry.number), entry.method,
        h("time", { class: "number", datetime: entry.at }, clockOf(entry.at))),
      stateChip(entry)),
    h("code", { class: "given" }, paramText(entry.params)),
    entry.changed.map((text) => h("p", { class: "changed" }, text)),
    entry.refused && h("p", { class: "refused" }, entry.refused),
    entry.fault && h("p", { class: "fault" }, "made to go wrong: " + entry.fault),
    entry.answer !== undefined && h("code", { class: "answer" }, answerText(entry.answer)));
  return item;
}

function showEntry(entry) {
  const list = document.getElementById("log");
  const before = entries.get(entry.number);
  if (!before && Date.now() - Date.parse(entry.at) < GLOW) touch("#" + entry.number);
  const item = glow(entryItem(entry), "#" + entry.number);
  if (before) {
    before.replaceWith(item);
  } else {
    list.prepend(item);
  }
  entries.set(entry.number, item);
  while (list.childElementCount > 300) list.lastElementChild.remove();
  return !before;
}

function showLog(all) {
  entries.clear();
  document.getElementById("log").replaceChildren();
  all.forEach(showEntry);
  if (all.length === 0) {
    document.getElementById("log").append(
      h("li", { class: "empty" }, "Calls appear here as they come."));
  }
}
