// Small helpers for elements.

/** An element with attributes and children; texts are texts, never HTML. */
export function h(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** A button that does something which may take a while, and cannot be pressed twice meanwhile. */
export function button(text, act, attributes = {}) {
  const made = h("button", { type: "button", ...attributes }, text);
  made.addEventListener("click", async () => {
    if (made.getAttribute("aria-disabled") === "true") return;
    made.setAttribute("aria-disabled", "true");
    try {
      await act();
    } finally {
      made.removeAttribute("aria-disabled");
    }
  });
  return made;
}

/** Shows a text where it is another one than before: what is read out is read out once. */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Asks a question. The answer is what was typed, `true` without an input, `null` where it was cancelled. */
export function question({ title, text, yes, label = null, value = "" }) {
  const dialog = byId("dialog");
  byId("dialog-title").textContent = title;
  byId("dialog-text").textContent = text;
  byId("dialog-yes").textContent = yes;
  const field = byId("dialog-label");
  const input = byId("dialog-input");
  field.hidden = label === null;
  field.querySelector("span").textContent = label ?? "";
  input.value = value;
  dialog.returnValue = "no";
  dialog.showModal();
  if (label !== null) input.focus();
  return new Promise((answer) => {
    const closed = () => answer(dialog.returnValue !== "yes" ? null : label === null ? true : input.value.trim());
    dialog.addEventListener("close", closed, { once: true });
  });
}

/** Tabs: arrow keys go from one to the next. `onShow` is told which is shown. */
export function tabs(list, onShow) {
  const all = [...list.querySelectorAll("[role=tab]")];
  const show = (tab, focus) => {
    for (const other of all) {
      const own = other === tab;
      other.setAttribute("aria-selected", String(own));
      other.tabIndex = own ? 0 : -1;
      byId(other.getAttribute("aria-controls")).hidden = !own;
    }
    if (focus) tab.focus();
    onShow(tab.getAttribute("aria-controls"));
  };
  all.forEach((tab, at) => {
    tab.addEventListener("click", () => show(tab, false));
    tab.addEventListener("keydown", (event) => {
      const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
      if (to === undefined) return;
      event.preventDefault();
      show(all[(to + all.length) % all.length], true);
    });
  });
  return (id) => show(all.find((tab) => tab.getAttribute("aria-controls") === id), false);
}
