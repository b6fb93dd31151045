// Small parts that the page is built of. Text goes in as text, never as HTML.
"use strict";

function h(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child != null && child !== false));
  return element;
}

const ICONS = {
  inbound: "M20 4 11 13M11 6v7h7M5 20h14",
  outbound: "M11 13 20 4M13 4h7v7M5 20h14",
  callTask: "M6 4h12v16H6zM9 9h6M9 13h6",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5 11h14v9H5z",
};

function icon(name, className) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  if (className) svg.setAttribute("class", className);
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

const chip = (text, tone, ...before) => h("span", { class: "chip " + (tone || "") }, before, text);
const dot = (tone) => h("span", { class: "dot " + tone, "aria-hidden": "true" });
const button = (text, onclick, look) =>
  h("button", { type: "button", class: look || "plain", onclick }, text);

// What was touched lights up for a while, however often it is drawn anew meanwhile.
const GLOW = 1600;
const touches = new Map();
const touch = (key) => touches.set(key, Date.now());

function glow(element, key) {
  const age = Date.now() - (touches.get(key) || 0);
  if (age >= GLOW) return element;
  element.classList.add("touched");
  element.style.animationDelay = -age + "ms";
  return element;
}

// A contact's state as an agent would say it, and its tone.
function phaseOf(contact) {
  if (contact.held) return ["On hold", "warn"];
  return {
    offered: ["Offered", "calm"],
    dialing: ["Dialing", "calm"],
    connected: ["Talking", "good"],
    offline: ["After call", "accent"],
    gone: ["Over", ""],
  }[contact.phase];
}

function scriptChip(script) {
  if (script.locked_by) return chip("Locked by " + script.locked_by, "bad", icon("lock", "icon"));
  if (script.terminated) return chip(script.saved.length ? "Saved" : "Closed", script.saved.length ? "good" : "");
  return script.open_for != null ? chip("Open", "accent") : chip("Not open", "");
}

const KIND = { inbound: "Inbound", outbound: "Outbound", callTask: "Task" };

function lasted(contact, now) {
  const until = contact.ended ? Date.parse(contact.ended) : now;
  const seconds = Math.max(0, Math.floor((until - Date.parse(contact.started)) / 1000));
  const two = (number) => String(number % 60).padStart(2, "0");
  const minutes = Math.floor(seconds / 60);
  const short = minutes % 60 + ":" + two(seconds);
  return minutes < 60 ? short : Math.floor(minutes / 60) + ":" + two(minutes) + ":" + two(seconds);
}

// A line of names and values.
function factLine(pairs) {
  return h("dl", { class: "line" }, pairs.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function fieldList(pairs, masked) {
  return h("dl", { class: "fields" }, pairs.map(([name, value]) =>
    h("div", {}, h("dt", {}, name), h("dd", masked ? { class: "masked", "aria-label": "hidden" } : {}, value))));
}
