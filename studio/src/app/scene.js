// What is to be seen of a run, whether it goes on or is over: variables, what has happened, who and what is in the
// simulators.

import { h } from "./dom.js";

function table(caption, heads, rows) {
  return h(
    "table",
    {},
    h("caption", {}, caption),
    h("thead", {}, h("tr", {}, heads.map((head) => h("th", { scope: "col" }, head)))),
    h("tbody", {}, rows),
  );
}

/** Contacts and agents; a row whose state has changed since the last stop says so. Those come first, after the contact
 *  at hand. */
export function things(all, before, contact) {
  if (all.length === 0) return null;
  const known = new Map(before.map((one) => [`${one.system} ${one.sort} ${one.id}`, one.state]));
  const stateBefore = (one) => known.get(`${one.system} ${one.sort} ${one.id}`);
  const hasChanged = (one) => before.length > 0 && stateBefore(one) !== one.state;
  const rank = (one) => (contact != null && one.id === String(contact) ? 0 : hasChanged(one) ? 1 : 2);
  const rows = [...all].sort((a, b) => rank(a) - rank(b)).map((one) => {
    const old = stateBefore(one);
    const changed = hasChanged(one);
    const state = changed ? h("td", {}, h("strong", {}, one.state), ` ${old ? `was ${old}` : "new"}`) : h("td", {}, one.state);
    return h("tr", { class: changed ? "changed" : null }, h("th", { scope: "row" }, `${one.sort} ${one.id}`), state, h("td", {}, one.about));
  });
  const systems = [...new Set(all.map((one) => one.system))];
  return table(`In the simulator of ${systems.join(" and ")}`, ["What", "State", "With"], rows);
}

function values(caption, all) {
  if (all.length === 0) return null;
  const rows = all.map((one) => h("tr", {}, h("th", { scope: "row" }, one.name), h("td", { class: "value" }, one.value)));
  return table(caption, ["Name", "Value"], rows);
}

/** Variables from the innermost step outwards, then the inputs. */
export function scene(shown) {
  const levels = shown.levels.map((level) => {
    const of = level.step ? `Variables of step ${level.step}` : "Variables";
    return values(level.item ? `${of}, item ${level.item}` : of, level.variables);
  });
  return [...levels, values("Inputs", shown.inputs)].filter(Boolean);
}

const SIGNS = { good: "✓", bad: "✗", log: "›", emit: "⇒", end: "■", other: "·" };
const WORDS = { log: "log: ", emit: "emits " };

function after(ms) {
  if (ms < 1000) return `${ms} ms`;
  if (ms < 120_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
  return `${Math.round(ms / 60_000)} min`;
}

/** What has happened, each with its line, which a click goes to. */
export function events(told, goTo) {
  const items = told.all.map((one) =>
    h(
      "li",
      { class: one.sort },
      h("span", { class: "sign", "aria-hidden": "true" }, SIGNS[one.sort] ?? "·"),
      h("span", { class: "after" }, after(one.after)),
      one.line ? h("button", { type: "button", class: "line", onclick: () => goTo(one.line) }, `line ${one.line}`) : h("span", {}),
      h("span", { class: "text" }, (WORDS[one.sort] ?? "") + one.text, one.more.map((text) => h("span", { class: "how" }, text))),
    ),
  );
  const first = told.before > 0 ? h("p", { class: "hint" }, `${told.before} earlier events are not shown.`) : null;
  return [h("h3", {}, "What happened"), first, items.length > 0 ? h("ol", { class: "events" }, items) : h("p", { class: "hint" }, "Nothing yet.")];
}

/** How a run has ended, in a sentence. */
export function verdict(end) {
  return h("p", { class: end.succeeded ? "good verdict" : "bad verdict" }, `The run ${end.text}.`);
}

/** What a run has left: what is unknown, and its results. */
export function ending(end) {
  const doubt = `Unknown result: ${end.inDoubt.join(", ")}. On a real system, find out before it runs again.`;
  const parts = end.inDoubt.length > 0 ? [h("p", { class: "bad" }, doubt)] : [];
  const results = values("Results", end.results);
  return results ? [...parts, results] : parts;
}
