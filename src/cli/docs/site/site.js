"use strict";
// Search, and a button that copies code. Everything else of the pages needs no code.
(() => {
  const root = document.documentElement.dataset.root;
  const field = document.getElementById("search");
  const found = document.getElementById("found");
  const list = found.querySelector("ol");
  const status = found.querySelector("[role=status]");
  const MOST = 20;
  const EACH = 3;

  // --- what is searched: loaded when somebody searches, as code, since a page from a file may read no other file
  let parts = null;
  let loading = null;
  const load = () =>
    (loading ??= new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = root + "search.js";
      script.addEventListener("load", () => {
        parts = window.contactflowParts.map(([title, head, place, text, rank]) => ({
          title, head, place, text, rank, low: text.toLowerCase(), names: (title + " " + head).toLowerCase(),
        }));
        done();
      });
      script.addEventListener("error", failed);
      document.head.append(script);
    }));

  // how well a part fits a word: the start of a name is best, its text least; 0 where it does not fit
  const fits = (part, word) => {
    const at = part.names.indexOf(word);
    if (at === 0) return 12;
    if (at > 0) return /\W/.test(part.names[at - 1]) ? 9 : 5;
    return part.low.includes(word) ? 2 : 0;
  };
  const score = (part, words, whole) => {
    let sum = 0;
    for (const word of words) {
      const one = fits(part, word);
      if (one === 0) return 0;
      sum += one;
    }
    if (part.title.toLowerCase() === whole || part.head.toLowerCase() === whole) sum += 30;
    else if (words.length > 1 && part.names.includes(whole)) sum += 10;
    return sum / words.length + (part.head ? 0 : 1.5) - part.rank;
  };
  const excerpt = (part, words) => {
    const places = words.map((word) => part.low.indexOf(word)).filter((at) => at >= 0);
    const from = Math.max(0, Math.min(...places, part.text.length) - 40);
    const begin = places.length ? from : 0;
    return (begin > 0 ? "… " : "") + part.text.slice(begin, begin + 140);
  };

  const item = (part, words) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = root + part.place;
    const name = document.createElement("strong");
    name.textContent = part.head ? `${part.title}: ${part.head}` : part.title;
    const text = document.createElement("span");
    text.textContent = excerpt(part, words);
    link.append(name, text);
    line.append(link);
    return line;
  };

  // a page that says much about it must not hide the others
  const best = (all) => {
    const ofPage = new Map();
    const fit = all.filter(({ part }) => {
      const page = part.place.split("#")[0];
      ofPage.set(page, (ofPage.get(page) ?? 0) + 1);
      return ofPage.get(page) <= EACH;
    });
    return fit.slice(0, MOST);
  };

  const search = async () => {
    const whole = field.value.trim().toLowerCase();
    const words = whole.split(/\s+/).filter(Boolean);
    if (!words.length) {
      found.hidden = true;
      return;
    }
    try {
      await load();
    } catch {
      found.hidden = false;
      status.textContent = "The search file search.js cannot be read.";
      return;
    }
    if (field.value.trim().toLowerCase() !== whole) return;
    const all = parts.map((part) => ({ part, score: score(part, words, whole) })).filter((one) => one.score > 0);
    all.sort((a, b) => b.score - a.score);
    const shown = best(all);
    list.replaceChildren(...shown.map(({ part }) => item(part, words)));
    const more = all.length > shown.length ? `, the best ${shown.length} are shown` : "";
    status.textContent = all.length === 1 ? "1 place" : `${all.length || "no"} places${more}`;
    found.hidden = false;
  };

  const box = field.closest("search");
  box.hidden = false;
  field.addEventListener("input", search);
  field.addEventListener("focus", () => { if (field.value) search(); });
  document.addEventListener("keydown", (event) => {
    const typing = /^(input|textarea|select)$/i.test(document.activeElement.tagName);
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  });
  box.addEventListener("keydown", (event) => {
    const links = [...list.querySelectorAll("a")];
    const here = links.indexOf(document.activeElement);
    if (event.key === "Escape") {
      found.hidden = true;
      field.focus();
    } else if (event.key === "ArrowDown" && here + 1 < links.length && !found.hidden) {
      event.preventDefault();
      links[here + 1].focus();
    } else if (event.key === "ArrowUp" && here >= 0) {
      event.preventDefault();
      (here === 0 ? field : links[here - 1]).focus();
    } else if (event.key === "Enter" && document.activeElement === field && links.length) {
      links[0].click();
    }
  });
  document.addEventListener("click", (event) => {
    if (!box.contains(event.target)) found.hidden = true;
    // the page may be the one that is open already
    else if (event.target.closest("a")) found.hidden = true;
  });

  // --- code to copy, where the browser lets pages do that
  if (navigator.clipboard) {
    for (const code of document.querySelectorAll(".code")) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "copy";
      button.textContent = "Copy";
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(code.querySelector("code").textContent);
          button.textContent = "Copied";
        } catch {
          button.textContent = "Not copied";
        }
        setTimeout(() => { button.textContent = "Copy"; }, 2000);
      });
      code.append(button);
    }
  }
})();
