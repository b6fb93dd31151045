// The page of `flow studio`.

import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { formatDocument } from "@codemirror/lsp-client";
import { AfterTyping, FindingsList, GraphPane, createEditor, goToLine, setHere, setup } from "../editor/index.js";
import { byId, question, say, tabs } from "./dom.js";
import { ask, attempt, trouble } from "./server.js";
import { languageServer } from "./language-server.js";
import { StepView } from "./step.js";
import { TestsView } from "./tests.js";
import { KeptView } from "./kept.js";

class Page {
  constructor() {
    this.file = null;
    this.was = "";
    this.saved = "";
    this.outline = null;
    /** A picture of this text with what tests have seen in it, or a run that is over: `{ text, svg, hint }`. */
    this.overlay = null;
    this.drawing = new AfterTyping(() => this.draw());
    this.nonce = document.querySelector("meta[name=style-word]").content;
    this.graph = new GraphPane(byId("picture"), { onPick: (line) => this.goTo(line, false) });
    this.show = tabs(document.querySelector("[role=tablist]"), (id) => this.shown(id));
    this.step = new StepView(byId("run"), this);
    this.tests = new TestsView(byId("tests"), this);
    this.kept = new KeptView(byId("kept"), this);
  }

  async start() {
    const known = await ask("files");
    this.files = known.files;
    this.client = await languageServer({
      root: known.root,
      onGone: () => trouble(new Error("the connection to `flow studio` was lost: start it again, and open the address that it prints")),
      onMessage: (text) => say(byId("saved"), text),
    }).catch((error) => (trouble(error), null));
    this.list(known.files);
    this.buttons();
    const texts = known.files.filter((file) => file.type !== "recording");
    const first = known.first ?? sessionStorage.getItem("flow-file");
    const open = texts.find((file) => file.name === first) ?? texts.find((file) => file.type === "flow") ?? texts[0];
    if (open) await this.open(open.name);
    else say(byId("saved"), "no flow here: New flow makes one");
    document.body.dataset.ready = "true";
  }

  list(files) {
    const picker = byId("file");
    const texts = files.filter((file) => file.type !== "recording");
    picker.replaceChildren(...texts.map((file) => new Option(file.name, file.name)));
    if (this.file) picker.value = this.file;
    this.tests.recordings(files.filter((file) => file.type === "recording").map((file) => file.name));
  }

  buttons() {
    byId("file").addEventListener("change", (event) => this.leave(event.target.value));
    byId("save").addEventListener("click", () => this.save());
    byId("reload").addEventListener("click", () => this.reload());
    byId("new").addEventListener("click", () => this.create());
    byId("format").addEventListener("click", () => this.view && (formatDocument(this.view), this.view.focus()));
    addEventListener("keydown", (event) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
        event.preventDefault();
        this.save();
      }
    });
    addEventListener("beforeunload", (event) => {
      if (this.isDirty()) event.preventDefault();
    });
  }

  /** What the open file is: a flow, a file of tests, settings. */
  kind() {
    return this.files.find((file) => file.name === this.file)?.type ?? "flow";
  }

  isDirty() {
    return Boolean(this.view) && this.text() !== this.saved;
  }

  text() {
    return this.view.state.doc.toString();
  }

  /** Another file; what is not saved is asked about. */
  async leave(file) {
    const sure = !this.isDirty() || (await question({
      title: `Leave ${this.file}?`,
      text: "Its changes are not saved, and would be lost.",
      yes: "Leave without saving",
    }));
    if (sure) await attempt(() => this.open(file));
    byId("file").value = this.file;
  }

  async open(file) {
    const read = await ask("read", { file });
    this.file = file;
    this.uri = read.uri;
    this.was = read.text;
    this.outline = null;
    this.overlay = null;
    this.graph.clear();
    sessionStorage.setItem("flow-file", file);
    byId("file").value = file;
    document.title = `${file} – Contactflow Studio`;
    const extensions = [
      this.client ? this.client.plugin(read.uri, "contactflow") : [],
      FindingsList.extension(() => this.findings),
      keymap.of([{ key: "Mod-Enter", run: () => (this.show("run"), this.step.next(), true) }]),
    ];
    const options = {
      label: `Text of ${file}`,
      nonce: this.nonce,
      onLine: (line) => this.graph.follow(line),
      extensions: [extensions, changes(() => this.changed())],
    };
    if (this.view) this.view.setState(EditorState.create({ doc: read.text, extensions: setup(options) }));
    else this.view = createEditor({ parent: byId("editor"), doc: read.text, ...options });
    this.saved = this.text();
    this.findings = new FindingsList({ list: byId("findings"), count: byId("count"), view: this.view });
    this.findings.show();
    this.step.opened();
    this.tests.opened();
    this.state();
    await this.drawing.now();
  }

  changed() {
    this.state();
    this.drawing.later();
  }

  state() {
    const dirty = this.isDirty();
    say(byId("saved"), dirty ? "not saved" : "saved");
    document.body.classList.toggle("dirty", dirty);
    this.tests.dirty(dirty);
  }

  /** The graph, the inputs and the tests of the text as it is. */
  async draw() {
    const [file, text] = [this.file, this.text()];
    const found = await ask("outline", { file, text }).catch((error) => (trouble(error), null));
    if (!found || file !== this.file || text !== this.text()) return;
    this.outline = found;
    this.picture();
    this.step.outlined(found);
    this.tests.outlined(found);
  }

  /** The graph: with what has happened in the run that is stepped through, as long as there is one. */
  picture() {
    const text = this.view ? this.text() : null;
    const over = [this.overlay, this.step.picture()].find((one) => one && one.text === text);
    const svg = over?.svg ?? this.outline?.svg ?? null;
    this.graph.show(svg);
    if (this.view) this.graph.follow(this.view.state.doc.lineAt(this.view.state.selection.main.head).number);
    if (this.kind() !== "flow") return say(byId("graph-hint"), "This file is not a flow. Open a flow to see its graph.");
    const stale = "The flow has errors: this is the graph from before them.";
    const none = "The flow has errors: its graph is drawn when they are fixed.";
    const hint = svg ? (over?.hint ?? "") : this.graph.shown ? stale : none;
    say(byId("graph-hint"), hint);
  }

  /** Shows the graph with what has happened in it, as long as the text is the same. */
  lay(svg, hint) {
    this.overlay = svg ? { text: this.text(), svg, hint } : null;
    this.picture();
  }

  shown(id) {
    if (id === "kept") this.kept.load();
    if (id === "graph" && this.view) this.picture();
  }

  goTo(line, focus = true) {
    if (!this.view || !line) return;
    goToLine(this.view, line);
    if (focus) this.view.focus();
  }

  /** Marks where a run is. */
  here(line) {
    if (!this.view) return;
    this.view.dispatch({ effects: setHere.of(line ?? 0) });
    if (line) goToLine(this.view, line);
  }

  async save() {
    if (!this.view) return false;
    const text = this.text();
    const done = await attempt(() => ask("save", { file: this.file, was: this.was, text }));
    if (!done) return false;
    this.was = done.text;
    this.saved = text;
    this.state();
    say(byId("saved"), `saved ${this.file}`);
    return true;
  }

  async reload() {
    if (!this.file) return;
    const sure = !this.isDirty() || (await question({
      title: `Reload ${this.file}?`,
      text: "Your changes are not saved, and would be lost.",
      yes: "Reload",
    }));
    if (sure) await attempt(() => this.open(this.file));
  }

  async create() {
    const name = await question({
      title: "New flow",
      text: "A file in this folder.",
      yes: "Create",
      label: "Name, such as night/end.flow",
      value: "new.flow",
    });
    if (!name) return;
    const file = name.endsWith(".flow") ? name : `${name}.flow`;
    await attempt(async () => {
      await ask("create", { file, text: `# ${file}: \nuse cxone\n\n` });
      const known = await ask("files");
      this.files = known.files;
      this.list(known.files);
      await this.leave(file);
    });
  }
}

function changes(onChange) {
  return EditorView.updateListener.of((update) => {
    if (update.docChanged) onChange();
  });
}

const page = new Page();
page.start().catch((error) => {
  say(byId("saved"), "not open");
  trouble(error);
});
