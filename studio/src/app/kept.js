// The runs that are kept, and what can be done about them: as `flow runs`, `flow resume` and `flow signal` do it.

import { button, h, question, say } from "./dom.js";
import { Refused, ask, attempt, trouble } from "./server.js";

const LOOKS = 3_000;
/** So many rows of a job are listed. */
const MOST_ROWS = 50;

/** How many writes of a run, or of the rows of a job, nobody knows the result of. */
function inDoubt(run) {
  const many = run.unknown.length + (run.rows?.unknown ?? 0);
  return many > 0 ? `, ${many} in doubt` : "";
}

export class KeptView {
  constructor(panel, page) {
    this.page = page;
    this.panel = panel;
    this.goesOn = false;
    this.open = null;
    this.runs = [];
    this.status = h("p", { role: "status", class: "status" }, "");
    this.list = h("div", {});
    this.detail = h("div", { class: "detail" });
    panel.append(h("div", { class: "tools" }, button("Look again", () => this.load(), { id: "kept-load" })), this.status, this.list, this.detail);
    setInterval(() => this.isWatching() && this.load(true), LOOKS);
  }

  /** A run that goes on changes by itself. */
  isWatching() {
    return !this.panel.hidden && !document.hidden && this.goesOn;
  }

  async load(quietly = false) {
    const found = quietly ? await ask("runs").catch(() => null) : await attempt(() => ask("runs"));
    if (!found) return;
    this.goesOn = found.runs.some((run) => run.state === "running") || found.resumed.some((run) => !run.over);
    const key = JSON.stringify(found);
    if (key === this.key) return;
    this.key = key;
    this.runs = found.runs;
    const many = found.runs.length;
    say(this.status, many === 0 ? "No runs are kept." : `${many} ${many === 1 ? "run is" : "runs are"} kept.`);
    this.list.replaceChildren(...[many > 0 ? this.table(found.runs) : null, ...found.resumed.map((one) => this.resumed(one))].filter(Boolean));
    if (this.open) await this.fill(this.open);
  }

  table(runs) {
    const rows = runs.map((run) => {
      const doubt = inDoubt(run);
      const rowsDone = run.rows ? `, ${run.rows.succeeded} of ${run.rows.all} rows done` : "";
      return h(
        "tr",
        {},
        h("th", { scope: "row" }, button(run.run, () => this.show(run), { class: "line", "aria-label": `Show run ${run.run}` })),
        h("td", {}, `${run.state}${doubt}${rowsDone}`),
        h("td", {}, run.flow.split("/").pop()),
        h("td", {}, new Date(run.started).toLocaleString("en-GB")),
        h("td", {}, run.outcome ?? ""),
      );
    });
    const heads = ["Run", "State", "Flow", "Started", "Outcome"].map((head) => h("th", { scope: "col" }, head));
    return h("table", {}, h("caption", {}, "Runs that are kept"), h("thead", {}, h("tr", {}, heads)), h("tbody", {}, rows));
  }

  resumed(one) {
    if (!one.over) return h("p", {}, `Run ${one.run} is being resumed. It continues if the studio ends.`);
    const how = one.code === 0 ? "succeeded" : "did not succeed";
    return h("details", { open: one.code !== 0 }, h("summary", {}, `Run ${one.run} was resumed, and ${how}`), h("pre", {}, one.said));
  }

  async show(run) {
    this.open = run.run;
    if (await this.fill(run.run)) this.detail.querySelector("h3").focus();
  }

  /** Shows a run as it is now: what can be done changes with it. The focus stays with the run. */
  async fill(id) {
    const found = await attempt(() => ask("runs/show", { run: id }));
    if (!found || this.open !== id) return false;
    const run = this.runs.find((one) => one.run === id) ?? found.document;
    const over = !["running", "interrupted", "held"].includes(run.state);
    const left = ["interrupted", "held"].includes(run.state);
    const had = this.detail.contains(document.activeElement);
    this.detail.replaceChildren(
      h("h3", { tabindex: "-1", id: "kept-title" }, `Run ${id}`),
      h(
        "div",
        { class: "tools", role: "group", "aria-label": `Run ${id}` },
        button("Report in a new tab", () => this.report(run)),
        left ? button("Resume", () => this.resume(run)) : null,
        over ? null : button("Cancel", () => this.cancel(run)),
        over || run.rows ? null : button("Send a signal", () => this.signal(run)),
      ),
      ...this.doubts(run, found.document),
      ...this.rows(found.document?.bad ?? []),
      h("pre", { tabindex: "0", "aria-label": `What happened in run ${id}` }, found.text),
    );
    if (had) this.detail.querySelector("h3").focus();
    return true;
  }

  /** The rows of a job that did not succeed: each is a run of its own. */
  rows(bad) {
    if (bad.length === 0) return [];
    const rows = bad.slice(0, MOST_ROWS).map((row) => {
      return h("li", {}, button(`Row ${row.row}`, () => this.show(row), { class: "line" }), ` ${row.state}${inDoubt(row)}`);
    });
    const more = bad.length > MOST_ROWS ? [h("li", {}, `and ${bad.length - MOST_ROWS} more`)] : [];
    return [h("ul", { class: "missing", "aria-label": "Rows that did not succeed" }, rows, more)];
  }

  /** What nobody knows of: what somebody has found out is recorded, and never guessed. */
  doubts(run, document) {
    const unknown = document?.unknown ?? [];
    return unknown.map((one) => {
      // of records that cannot be read there are names alone
      if (one.effect == null) return h("p", { class: "bad" }, `In doubt: ${one}`);
      const [effect, what] = [String(one.effect), one.what];
      return h(
        "div",
        { class: "tools" },
        h("span", { class: "bad" }, `In doubt: ${what}`),
        button("It happened", () => this.settle(run, effect, "happened", what)),
        button("It did not happen", () => this.settle(run, effect, "did-not", what)),
      );
    });
  }

  async done(what, asked) {
    const done = await attempt(() => ask(what, asked));
    if (!done) return;
    this.key = null;
    await this.load();
    say(this.status, done.said);
  }

  async report(run) {
    // a tab that is opened later than the click would be blocked
    const tab = open("about:blank", "_blank");
    const done = await attempt(() => ask("runs/report", { run: run.run }));
    if (!done) return tab?.close();
    if (!tab) return trouble(new Refused("the browser has not opened a new tab", "allow pop-ups of this page"));
    tab.opener = null;
    tab.location = done.page;
  }

  async resume(run) {
    const sure = await question({
      title: `Resume run ${run.run}?`,
      text: "It acts on the systems of the profile that it began with: real ones, unless that is a simulator. It continues if the studio ends.",
      yes: "Resume",
    });
    if (sure) await this.done("runs/resume", { run: run.run });
  }

  async cancel(run) {
    const sure = await question({
      title: `Cancel run ${run.run}?`,
      text: "Its `always` blocks still run, on the systems of its profile.",
      yes: "Cancel the run",
    });
    if (sure) await this.done("runs/cancel", { run: run.run });
  }

  async settle(run, effect, what, action) {
    const sure = await question({
      title: what === "happened" ? "It happened?" : "It did not happen?",
      text: `${action}: record only what you have found out in the system itself. The run continues with it as the result.`,
      yes: "Record it",
    });
    if (sure) await this.done("runs/settle", { run: run.run, effect, what });
  }

  async signal(run) {
    const name = await question({ title: `Signal for run ${run.run}`, text: "As in `await signal Name`; with a value after a space.", yes: "Send the signal", label: "Signal" });
    if (!name) return;
    const [signal, ...value] = name.split(" ");
    await this.done("runs/signal", { run: run.run, name: signal, value: value.join(" ") });
  }
}
