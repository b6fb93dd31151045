// Tests with what they have seen, and runs that are over, forwards and back: tests and recordings.

import { button, h, say } from "./dom.js";
import { ask, attempt } from "./server.js";
import { ending, events, scene, verdict } from "./scene.js";

export class TestsView {
  constructor(panel, page) {
    this.page = page;
    this.unsaved = false;
    this.past = null;
    this.status = h("p", { role: "status", class: "status" }, "");
    this.run = button("Run the tests", () => this.all(), { class: "main", id: "tests-run" });
    this.list = h("ul", { class: "tests" });
    this.coverage = h("div", { class: "coverage" });
    this.recording = h("select", { id: "recording" });
    this.replay = h(
      "div",
      { class: "tools", hidden: true },
      h("label", {}, "Recording ", this.recording),
      button("Replay", () => this.open("past/recording", { file: this.recording.value }), { id: "replay" }),
    );
    const move = (text, way, id) => button(text, () => this.go({ way }), { id });
    this.place = h("input", { type: "range", min: "0", "aria-label": "Position in the run", id: "past-place" });
    this.place.addEventListener("change", () => this.go({ at: Number(this.place.value) }));
    this.moves = h(
      "div",
      { class: "tools", role: "group", "aria-label": "Step through what happened", hidden: true },
      move("Start", "start", "past-start"),
      move("Back", "back", "past-back"),
      move("Next", "next", "past-next"),
      move("Into a step", "into", "past-into"),
      move("Out of the step", "out", "past-out"),
      move("End", "end", "past-end"),
      this.place,
      button("Close", () => this.close(), { id: "past-close" }),
    );
    this.body = h("div", { class: "scene" });
    panel.append(h("div", { class: "tools" }, this.run), this.status, this.list, this.coverage, this.replay, this.moves, this.body);
  }

  opened() {
    this.results = new Map();
    this.known = [];
    this.coverage.replaceChildren();
    this.close();
    say(this.status, "");
  }

  dirty(unsaved) {
    this.unsaved = unsaved;
    this.run.textContent = unsaved ? "Save, and run the tests" : "Run the tests";
  }

  recordings(names) {
    this.recording.replaceChildren(...names.map((name) => new Option(name, name)));
    this.replay.hidden = names.length === 0;
  }

  outlined(outline) {
    this.known = outline.tests;
    this.show();
  }

  show() {
    const items = this.known.map((test) => {
      const result = this.results.get(test.name);
      const passed = result?.result === "passed";
      const word = !result ? "not run" : passed ? "passed" : "failed";
      const why = (result?.findings ?? []).map((finding) =>
        h("p", { class: "bad" }, `${finding.message}${finding.expected ? `: expected ${finding.expected}, got ${finding.actual}` : ""}${finding.help ? ` (${finding.help})` : ""}`),
      );
      const name = test.beside
        ? h("span", {}, test.name)
        : h("button", { type: "button", class: "line", onclick: () => this.page.goTo(test.line) }, test.name);
      return h(
        "li",
        { class: result ? (passed ? "good" : "bad") : "" },
        h("span", { class: "sign", "aria-hidden": "true" }, !result ? "○" : passed ? "✓" : "✗"),
        h("span", { class: "word" }, word),
        name,
        button("Step through", () => this.step(test), { "aria-label": `Step through the test ${test.name}` }),
        why,
      );
    });
    this.list.replaceChildren(...items);
    if (this.known.length === 0) this.list.replaceChildren(h("li", {}, "This flow has no tests. `flow docs testing` shows how they are written."));
  }

  async saved() {
    return !this.unsaved || (await this.page.save());
  }

  async all() {
    if (!(await this.saved())) return;
    const { file } = this.page;
    say(this.status, "running the tests");
    const done = await attempt(() => ask("test", { file }));
    if (!done || file !== this.page.file) return say(this.status, "");
    this.results = new Map(done.tests.map((test) => [test.name, test]));
    const errors = done.errors.map((error) => `${error.file}:${error.line}: ${error.message}`);
    say(this.status, errors.length > 0 ? errors.join("; ") : `${done.passed} passed, ${done.failed} failed`);
    this.covered(done.coverage);
    this.show();
  }

  covered(coverage) {
    if (!coverage) return this.coverage.replaceChildren();
    const own = coverage.file === this.page.file;
    const missing = coverage.missing.map((point) =>
      h(
        "li",
        {},
        own ? h("button", { type: "button", class: "line", onclick: () => this.page.goTo(point.line) }, `line ${point.line}`) : h("span", {}, `line ${point.line}`),
        h("span", {}, ` ${point.what}`),
        point.test ? h("code", {}, point.test) : null,
      ),
    );
    this.coverage.replaceChildren(
      h("h3", {}, `Coverage ${coverage.percent} % (${coverage.reached} of ${coverage.all})`),
      missing.length > 0 ? h("p", {}, "Run by no test; each with the line of a test that would run it:") : h("p", {}, "The tests have run everything."),
      h("ul", { class: "missing" }, missing),
    );
    if (own) this.page.lay(coverage.svg, "With what the tests have run.");
  }

  async step(test) {
    if (!(await this.saved())) return;
    await this.open("past/test", { file: this.page.file, name: test.name });
  }

  async open(what, asked) {
    const past = await attempt(() => ask(what, asked));
    if (!past) return;
    if (past.file && past.file !== this.page.file && this.page.files.some((file) => file.name === past.file)) await this.page.leave(past.file);
    this.seen(past);
  }

  async go(asked) {
    const past = await attempt(() => ask("past/go", asked));
    if (past) this.seen(past);
  }

  close() {
    this.past = null;
    this.moves.hidden = true;
    this.body.replaceChildren();
    if (this.page.view) this.page.lay(null);
    this.page.here(0);
  }

  seen(past) {
    this.past = past;
    this.moves.hidden = false;
    this.place.max = String(past.places);
    this.place.value = String(past.place);
    const where = past.at ? `line ${past.at.line}: ${past.at.text.trim()}` : "the end";
    say(this.status, `${past.place + (past.at ? 1 : 0)} of ${past.places} statements, at ${where}`);
    if (past.file === this.page.file) {
      this.page.here(past.at?.line ?? 0);
      this.page.lay(past.svg, "With what had happened up to here.");
    }
    const said = past.said.map((text) => h("p", { class: "bad" }, text));
    const differs = past.differs ? h("p", { class: "bad" }, `The run differs from the recording here: ${past.differs}`) : null;
    this.body.replaceChildren(
      ...[...said, differs, ...(past.end ? [verdict(past.end), ...ending(past.end)] : []), ...events(past.events, (line) => this.page.goTo(line)), ...scene(past.scene)].filter(Boolean),
    );
  }
}
