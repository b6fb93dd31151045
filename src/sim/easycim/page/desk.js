// The desktop itself: what the simulator tells of it is shown as it happens.
"use strict";

const desk = { world: null, selected: null, shown: null };
const at = (id) => document.getElementById(id);

function scriptOf(contact) {
  return desk.world.scripts.find((script) => script.ecid === contact.ecid);
}

function nameOf(contact) {
  const script = scriptOf(contact);
  return (script && script.customer.Name) || contact.number || "Unknown";
}

function showHeader() {
  const { agent, toolbar, library } = desk.world;
  const paused = agent.state.startsWith("PAUSED");
  const tone = agent.state === "LOGGEDIN" ? "good" : paused ? "warn" : "bad";
  at("agent").replaceChildren(dot(tone), h("b", { title: agent.name }, agent.name), agent.state);
  const text = toolbar.connected ? "Toolbar connected" : "Toolbar gone";
  at("toolbar").replaceChildren(dot(toolbar.connected ? "good" : "bad"), text);
  const own = document.documentElement.dataset.library;
  at("library").replaceChildren(own === "old" ? "Old library (2021)" : "New library");
  const notices = [];
  if (!toolbar.connected) {
    notices.push("The toolbar is gone. What the page asks now is kept, and sent when it is back.");
  }
  if (own === "old") {
    notices.push("The old library takes three arguments for saveScript: notes and labels are dropped without a word.");
  }
  at("notice").classList.toggle("bad", !toolbar.connected);
  at("notice").replaceChildren(notices.join(" "));
  at("faults").textContent = desk.world.faults ? "(" + many(desk.world.faults, "fault") + " in force)" : "";
  at("troubles").replaceChildren(...troubles(toolbar, library));
}

function showContacts() {
  const { contacts } = desk.world;
  const there = contacts.filter((contact) => contact.phase !== "gone").length;
  at("contacts-count").textContent = there + " at the desk";
  const rows = contacts.map((contact) => {
    const [phase, tone] = phaseOf(contact);
    const script = scriptOf(contact);
    const detail = [contact.ecid || "no script", script && script.campaign].filter(Boolean).join(" · ");
    const row = h("li", { "data-contact": contact.id },
      h("button", {
        type: "button",
        class: contact.phase === "gone" ? "over" : "",
        "aria-current": String(contact.id === desk.selected),
        onclick: () => select(contact.id),
      },
      h("span", { class: "way", title: KIND[contact.type] }, icon(contact.type)),
      h("span", { class: "who" }, nameOf(contact)),
      chip(phase, tone),
      h("span", { class: "what" }, h("span", { class: "hidden" }, KIND[contact.type] + ", "), detail),
      h("span", { class: "clock", "data-clock": contact.id }, lasted(contact, Date.now()))));
    return glow(row, contact.id);
  });
  const focused = document.activeElement && document.activeElement.closest("[data-contact]");
  const kept = focused && focused.dataset.contact;
  at("contacts").replaceChildren(...rows);
  const again = rows.find((row) => row.dataset.contact === kept);
  if (again) again.firstElementChild.focus();
}

function callButtons(contact) {
  const { CONTACT, EASYCIM } = window.TOOLBAR;
  const script = scriptOf(contact);
  const live = contact.phase === "connected";
  const buttons = [
    contact.phase === "offered" && contact.type === "inbound" && button("Answer", () => CONTACT.Answer(contact.id)),
    live && button(contact.held ? "Resume" : "Hold", () => CONTACT.Hold(contact.id)),
    (live || contact.phase === "dialing") && button("Hang up", () => CONTACT.Hangup(contact.id)),
    contact.phase === "offline" && button("End after-call work", () => CONTACT.OfflineEnd(contact.id)),
    !script && contact.phase !== "gone" && button("Open a new script", () => EASYCIM.openScriptInbound(contact.id)),
    script && script.open_for == null && !script.terminated && contact.phase !== "gone" &&
      button("Open script", () => EASYCIM.openScript(contact.id, script.ecid, false)),
  ].filter(Boolean);
  return buttons.length ? h("div", { class: "buttons" }, buttons) : null;
}

function saveForm(contact, script) {
  const outcome = h("select", { id: "outcome" }, desk.world.outcomes.map((one) => h("option", {}, one)));
  const note = h("input", { type: "text", id: "note", autocomplete: "off" });
  const ends = h("input", { type: "checkbox", id: "ends" });
  const save = (event) => {
    event.preventDefault();
    window.TOOLBAR.EASYCIM.saveScript(contact.id, outcome.value, ends.checked, note.value, []);
  };
  return h("form", { class: "save", onsubmit: save },
    h("label", {}, "Outcome", outcome), h("label", {}, "Note", note),
    h("div", { class: "row" },
      h("label", { class: "check" }, ends, "ends after-call work too"),
      h("button", { class: "main" }, "Save script")));
}

function savedParts(script) {
  return script.saved.map((saved, index) =>
    h("div", { class: index ? "saved twice" : "saved" },
      h("div", {}, index ? "Saved again as " : "Saved as ", h("b", {}, saved.outcome)),
      saved.note && h("p", {}, saved.note),
      saved.labels && saved.labels.length > 0 && h("code", {}, JSON.stringify(saved.labels)),
      h("p", { class: "count" }, saved.offline_end ? "Ends after-call work too." : "After-call work goes on.")));
}

// What a person has begun to write stays, whatever else happens to the contact meanwhile.
function showScript() {
  const form = at("note") && [at("outcome").value, at("note").value, at("ends").checked];
  const same = desk.shown === desk.selected;
  const focus = document.activeElement && document.activeElement.id;
  drawScript();
  desk.shown = desk.selected;
  if (!form || !same || !at("note")) return;
  [at("outcome").value, at("note").value, at("ends").checked] = form;
  if (["outcome", "note", "ends"].includes(focus)) at(focus).focus();
}

function drawScript() {
  const contact = desk.world.contacts.find((one) => one.id === desk.selected);
  const place = at("script");
  if (!contact) {
    place.replaceChildren(h("p", { class: "empty" }, "Choose a contact, or let a flow choose one."));
    return;
  }
  const script = scriptOf(contact);
  const [phase, tone] = phaseOf(contact);
  const state = script ? scriptChip(script) : chip("No script", "");
  const part = (title, ...inside) => h("div", { class: "part" }, h("h3", {}, title), inside);
  const parts = [
    glow(h("div", { class: "title" },
      h("div", { class: "row" }, h("h2", {}, nameOf(contact)), h("span", { class: "row" }, chip(phase, tone), state)),
      h("p", {}, h("code", {}, contact.id), script ? " · " : "", script ? h("code", {}, script.ecid) : "",
        script ? " · " + script.campaign : "")), contact.id),
    part("Call", callFacts(contact), callButtons(contact)),
    script && script.open_for != null && part("Close it", saveForm(contact, script)),
    script && script.saved.length > 0 && part("Outcome", savedParts(script)),
    script && part("Customer", fieldList(Object.entries(script.customer))),
    script && Object.keys(script.fields).length > 0 && part("Script", fieldList(Object.entries(script.fields))),
    contact.call_data.length > 0 && part("Call data", fieldList(contact.call_data.map((name) => [name, "•••"]), true)),
  ];
  place.replaceChildren(...parts.filter(Boolean));
}

function callFacts(contact) {
  const facts = [["Number", contact.number || "none"], ["Last event", contact.last_event]];
  if (contact.recording) facts.push(["Recording", "on"]);
  if (contact.ends_when_cleared) facts.push(["After the call", "ends at once"]);
  return factLine(facts);
}

function troubles(toolbar, library) {
  const fault = (name, what) => button(name, () => post("faults", { on: "*", times: 1, ...what }));
  const other = library === "old" ? "new" : "old";
  return [
    fault("Lose the next answer", { do: "drop", when: "after" }),
    fault("Answer the next call 5 s late", { do: "delay", by: "5s" }),
    fault("Answer the next call twice", { do: "twice" }),
    fault("Refuse the next call", { do: "refuse" }),
    toolbar.connected
      ? button("Take the toolbar away", () => post("toolbar", { connected: false }))
      : button("Bring the toolbar back", () => post("toolbar", { connected: true })),
    button("Load the page again", () => location.reload()),
    button("Load with the " + other + " library", () =>
      post("toolbar", { library: other }).then(() => location.reload())),
    desk.world.faults > 0 && button("Mend everything", () => fetch("/simulator/faults", { method: "DELETE" })),
  ].filter(Boolean);
}

function post(where, what) {
  const headers = { "content-type": "application/json" };
  return fetch("/simulator/" + where, { method: "POST", headers, body: JSON.stringify(what) });
}

function select(id) {
  desk.selected = id;
  showContacts();
  showScript();
}

// What is shown of a script is built anew only when something about it is different, so that a
// person who writes a note keeps it.
function showWorld(world) {
  const before = JSON.stringify(shownBy(desk.world));
  desk.world = world;
  if (!world.contacts.some((contact) => contact.id === desk.selected)) {
    desk.selected = world.contacts.length ? world.contacts[0].id : null;
  }
  showHeader();
  showContacts();
  if (before !== JSON.stringify(shownBy(world))) showScript();
}

function shownBy(world) {
  const contact = world && world.contacts.find((one) => one.id === desk.selected);
  return contact && [contact, world.scripts.find((script) => script.ecid === contact.ecid)];
}

function showCall(entry) {
  if (at("log").querySelector(".empty")) at("log").replaceChildren();
  const isNew = showEntry(entry);
  const contact = entry.about.find((id) => desk.world.contacts.some((one) => one.id === id));
  if (isNew) at("status").textContent = entry.method + " was called";
  if (!contact || !isNew) return;
  touch(contact);
  if (at("follow").checked) desk.selected = contact;
  showContacts();
  if (desk.selected === contact) showScript();
}

const live = new EventSource("/simulator/live");
const heard = (name, work) => live.addEventListener(name, (event) => work(JSON.parse(event.data)));
heard("hello", ({ world, log }) => {
  showWorld(world);
  showLog(log);
});
heard("world", showWorld);
heard("call", showCall);
heard("reload", () => location.reload());
live.onerror = () => {
  at("notice").classList.add("bad");
  at("notice").textContent = "The simulator has stopped, or does not answer.";
};

setInterval(() => {
  if (!desk.world) return;
  for (const contact of desk.world.contacts) {
    const clock = document.querySelector('[data-clock="' + CSS.escape(contact.id) + '"]');
    if (clock) clock.textContent = lasted(contact, Date.now());
  }
}, 1000);

at("theme").addEventListener("click", () => {
  const root = document.documentElement;
  const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  root.dataset.theme = dark ? "light" : "dark";
});
