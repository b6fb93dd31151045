"use strict";
// The parts of the page follow one another: list, time line, line of the flow, graph. Filters are kept in the
// address, so that it can be handed on.
(() => {
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const form = document.getElementById("filter");

  // --- which line is looked at
  const flowOf = (element) => {
    const run = element.closest("[data-f]");
    const flow = element.closest(".flow");
    return (run && run.dataset.f) || (flow && flow.id) || "f0";
  };
  let shown = "";
  const show = (flow, line, from) => {
    const key = flow + ":" + line;
    if (key === shown && from === undefined) return;
    shown = key;
    all(".here").forEach((one) => one.classList.remove("here"));
    const section = document.getElementById(flow);
    if (!section || !line) return;
    const places = all(`[data-l="${line}"]`, section).concat(nodes(section, line));
    all(`.run[data-f="${flow}"] [data-l="${line}"]`).forEach((one) => one.classList.add("here"));
    places.forEach((one) => {
      one.classList.add("here");
      if (from && from.closest(".flow") !== section) near(one);
    });
  };
  // a statement of several lines is one node: the last one that begins at or above the line
  const nodes = (section, line) => {
    const lines = all(".graph [data-line]", section).filter((one) => !one.classList.contains("group"));
    const exact = lines.filter((one) => Number(one.dataset.line) === Number(line));
    if (exact.length) return exact.slice(-1);
    const above = lines.filter((one) => Number(one.dataset.line) <= Number(line));
    const last = Math.max(...above.map((one) => Number(one.dataset.line)));
    return above.filter((one) => Number(one.dataset.line) === last).slice(-1);
  };
  const near = (element) => {
    const box = element.closest(".source,.graph");
    if (!box) return;
    const inner = element.getBoundingClientRect();
    const outer = box.getBoundingClientRect();
    if (inner.top < outer.top || inner.bottom > outer.bottom) {
      box.scrollTop += inner.top - outer.top - outer.height / 3;
    }
  };
  const lineOf = (element) => element.dataset.l || element.dataset.line;
  const look = (event) => {
    const one = event.target.closest && event.target.closest("[data-l],[data-line]");
    if (one) show(flowOf(one), lineOf(one), one);
  };
  document.addEventListener("mouseover", look);
  document.addEventListener("focusin", look);

  // --- keys: j and k, or the arrows, go through what happened
  all(".entries>li").forEach((one) => { one.tabIndex = -1; });
  all(".entries").forEach((list) => { if (list.firstElementChild) list.firstElementChild.tabIndex = 0; });
  document.addEventListener("keydown", (event) => {
    const here = document.activeElement.closest(".entries>li");
    if (!here || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
    if (!step) return;
    const next = step > 0 ? here.nextElementSibling : here.previousElementSibling;
    if (!next) return;
    event.preventDefault();
    here.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  });

  // --- what the address says: `#state=failed&outcome=InvalidState`, or the name of a part
  const open = (name) => {
    const part = name && document.getElementById(name);
    if (!part) return;
    for (let one = part; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    part.scrollIntoView({ block: "nearest" });
    if (part.dataset.l) show(flowOf(part), part.dataset.l, part);
  };
  let filtered = false;
  const filter = (wanted) => {
    if (!form) return;
    // ten thousand rows are not looked at for nothing
    if (![...wanted].length && !filtered) return;
    filtered = true;
    ["state", "outcome", "text"].forEach((name) => { form.elements[name].value = wanted.get(name) || ""; });
    const state = wanted.get("state") || "";
    const outcome = wanted.get("outcome") || "";
    const text = (wanted.get("text") || "").toLowerCase();
    const fits = (one) =>
      (!state || (one.dataset.s || "succeeded") === state) &&
      (!outcome || one.dataset.o === outcome) &&
      (!text || one.textContent.toLowerCase().includes(text));
    let rows = 0;
    all(".runs tbody tr").forEach((one) => {
      one.hidden = !fits(one);
      if (!one.hidden) rows += 1;
    });
    all(".run").forEach((one) => { one.hidden = !fits(one); });
    all(".chunk").forEach((one) => { one.hidden = !one.querySelector("tbody tr:not([hidden])"); });
    form.querySelector("output").textContent = rows + " shown";
  };
  const obey = () => {
    const hash = decodeURI(location.hash.slice(1));
    if (hash.includes("=") || !hash) filter(new URLSearchParams(location.hash.slice(1)));
    else open(hash);
  };
  if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", () => {
      const wanted = new URLSearchParams();
      ["state", "outcome", "text"].forEach((name) => {
        if (form.elements[name].value) wanted.set(name, form.elements[name].value);
      });
      history.replaceState(null, "", "#" + wanted);
      filter(wanted);
    });
  }
  window.addEventListener("hashchange", obey);
  obey();
})();
