// A run on the simulators, step by step, with faults to throw in.

import { button, byId, h, say } from "./dom.js";
import { Refused, ask, attempt, trouble } from "./server.js";
import { ending, events, scene, things } from "./scene.js";

/** Answers that a run with a recording or a test gives, too, are told apart by this. */
const OPEN = new Set(["stopped", "running"]);

export class StepView {
  constructor(panel, page) {
    this.page = page;
    this.now = null;
    this.before = [];
    this.status = h("p", { role: "status", class: "status" }, "Runs the text in the editor on the simulators. No real system is reached.");
    this.inputs = h("fieldset", { class: "inputs" }, h("legend", {}, "Inputs"));
    this.start = button("Step through", () => this.begin(true), { class: "main", id: "step-start" });
    this.run = button("Run to the end", () => this.begin(false), { id: "step-run" });
    this.controls = h(
      "div",
      { class: "tools", role: "group", "aria-label": "Run", hidden: true },
      button("Next action", () => this.order("step"), { class: "main", id: "step-next", "aria-keyshortcuts": "Control+Enter" }),
      button("Run to the cursor's line", () => this.order("go", { lines: [this.cursor()] }), { id: "step-cursor" }),
      button("Run to the end", () => this.order("go", { lines: [] }), { id: "step-end" }),
      button("Cancel the run", () => this.order("cancel"), { id: "step-cancel", title: "As Ctrl-C does: always blocks still run" }),
      button("Stop", () => this.stop(), { id: "step-stop", title: "Ends without running anything more" }),
    );
    this.fault = h("form", { class: "fault", hidden: true });
    this.signal = h("form", { class: "signal", hidden: true });
    this.body = h("div", { class: "scene" });
    panel.append(this.inputs, h("div", { class: "tools" }, this.start, this.run), this.status, this.controls, this.signal, this.fault, this.body);
    this.fields = new Map();
  }

  cursor() {
    const { state } = this.page.view;
    return state.doc.lineAt(state.selection.main.head).number;
  }

  /** Another file is open: its run is another one. */
  opened() {
    if (this.now) this.stop();
    this.fields.clear();
  }

  /** The inputs of the text; what has been typed for an input of the same name stays. */
  outlined(outline) {
    if (!outline.inputs) return;
    const names = JSON.stringify(outline.inputs);
    if (names === this.names) return;
    this.names = names;
    const rows = outline.inputs.map((input) => this.input(input));
    this.inputs.replaceChildren(h("legend", {}, "Inputs"), ...rows);
    this.inputs.hidden = rows.length === 0;
  }

  input(input) {
    const known = this.fields.get(input.name);
    const field = h("input", {
      type: input.secret ? "password" : "text",
      autocomplete: "off",
      spellcheck: "false",
      placeholder: input.default ?? "",
      "data-input": input.name,
    });
    if (known) field.value = known.value;
    this.fields.set(input.name, field);
    return h("label", { title: input.help }, h("span", {}, `${input.name} `, h("small", {}, input.type)), field);
  }

  given() {
    const shown = [...this.inputs.querySelectorAll("input")];
    return Object.fromEntries(shown.map((field) => [field.dataset.input, field.value]));
  }

  /** Ctrl-Enter: starts, or goes on by one action. */
  next() {
    const open = this.now && OPEN.has(this.now.state);
    return open ? this.order("step") : this.begin(true);
  }

  async begin(steps) {
    if (!this.page.view) return;
    if (this.page.kind() !== "flow") return trouble(new Refused(`${this.page.file} is not a flow, so it cannot run`, "open a flow first"));
    this.before = [];
    const { file } = this.page;
    const asked = { file, text: this.page.text(), inputs: this.given(), steps };
    const now = await attempt(() => ask("run/start", asked));
    this.ran = asked.text;
    if (now && file === this.page.file) await this.shown(now);
  }

  async order(order, more = {}) {
    const now = await attempt(() => ask("run/order", { order, ...more }));
    if (now) await this.shown(now);
  }

  async stop() {
    await attempt(() => ask("run/order", { order: "stop" }));
    this.now = null;
    this.show();
  }

  /** What the run has come to; one that takes long is looked at again. */
  async shown(now) {
    if (now.state === "refused") {
      this.now = null;
      await attempt(() => Promise.reject(Object.assign(new Error(now.problem.message), { help: now.problem.help })));
      return this.show();
    }
    if (now.state === "gone") now = null;
    if (this.now?.things && now?.things) this.before = this.now.things;
    this.now = now;
    this.show();
    if (now?.state === "running") await this.order("look");
  }

  /** The graph with what has happened, where there is a run. */
  picture() {
    return this.now?.svg ? { text: this.ran, svg: this.now.svg, hint: "With what happened in the run on the simulators." } : null;
  }

  show() {
    const { now } = this;
    const stopped = now?.state === "stopped";
    const had = this.controls.contains(document.activeElement) || this.start === document.activeElement;
    this.controls.hidden = !now || !OPEN.has(now.state);
    say(this.status, this.words(now));
    this.page.here(stopped ? now.at.line : 0);
    this.page.lay(null);
    this.faults(stopped && now.at.sort === "action" ? now : null);
    this.signals(stopped && now.at.sort === "signal" ? now.at : null);
    this.start.textContent = now ? "Start again" : "Step through";
    this.body.replaceChildren(...(now && now.events ? this.parts(now) : []));
    if (had) (this.controls.hidden ? this.start : byId("step-next")).focus();
  }

  words(now) {
    if (!now) return "Runs the text in the editor on the simulators. No real system is reached.";
    if (now.state === "running") return "The run continues.";
    if (now.state === "ended") return `The run ${now.end.text}.`;
    const { at } = now;
    const attempt = at.attempt > 1 ? `, attempt ${at.attempt}` : "";
    const next = at.sort === "signal" ? `Line ${at.line}: the run ${at.text}` : `Next, in line ${at.line}: ${at.text}${attempt}`;
    const armed = now.armed.length > 0 ? `. Fault set: it ${now.armed.join("; it ")}` : "";
    const notes = now.notes.length > 0 ? `. ${now.notes.join(". ")}` : "";
    return `${next}${armed}${notes}`;
  }

  parts(now) {
    const unheard = (now.unheard ?? []).map((name) => h("p", { class: "bad" }, `The signal ${name} was sent, and the run ended without waiting for it.`));
    return [
      ...(now.end ? ending(now.end) : []),
      ...unheard,
      ...events(now.events, (line) => this.page.goTo(line)),
      things(now.things, this.before, now.at?.contact),
      ...scene(now.scene),
    ].filter(Boolean);
  }

  /** What can go wrong with the action at hand. */
  faults(now) {
    this.fault.hidden = !now;
    if (!now) return;
    const own = now.faults.filter((choice) => choice.system === now.at.system);
    const chosen = this.fault.querySelector("select")?.value;
    const select = h("select", { id: "fault-choice" }, own.map((choice) => h("option", { value: choice.title }, choice.title)));
    if (own.some((choice) => choice.title === chosen)) select.value = chosen;
    const about = now.at.contact === null ? "the next request, which may be one of signing in" : `the next request about contact ${now.at.contact}`;
    const set = button("Set fault", () => this.arm(own.find((choice) => choice.title === select.value), now.at), { id: "fault-set" });
    // a narrow list cuts its words off
    const whole = h("small", {});
    const tell = () => say(whole, `The simulator ${select.value}: at ${about}, once.`);
    select.addEventListener("change", tell);
    tell();
    this.fault.replaceChildren(h("label", {}, "Fault: the simulator ", select), set, whole);
    this.fault.onsubmit = (event) => event.preventDefault();
  }

  async arm(choice, at) {
    if (!choice) return;
    await this.order("fault", { system: choice.system, title: choice.title, fault: choice.fault, contact: at.contact });
    byId("fault-set")?.focus();
  }

  /** What the run waits to be told. */
  signals(at) {
    this.signal.hidden = !at;
    if (!at) return;
    const give = (value) => this.order("signal", { name: at.signal, value });
    const answers = at.question
      ? [button("Yes", () => give("yes"), { class: "main" }), button("No", () => give("no"))]
      : [h("label", {}, `Value of ${at.signal} `, h("input", { id: "signal-value", autocomplete: "off" })), button("Send the signal", () => give(byId("signal-value").value), { class: "main" })];
    const late = button("Let its time pass", () => this.order("step"));
    this.signal.replaceChildren(...answers, late);
    this.signal.onsubmit = (event) => event.preventDefault();
  }
}
