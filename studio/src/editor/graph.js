// The graph of a flow, as `flow graph` draws it: its cards follow the cursor and lead it, by mouse and by keys.

import { afterPaint } from "./after-typing.js";

/** The style of a graph belongs to the graph; the page adopts it. */
let adopted = null;

function adopt(style) {
  if (!style || adopted) return;
  adopted = new CSSStyleSheet();
  adopted.replaceSync(style);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, adopted];
}

const STYLE = /<style>([^]*?)<\/style>/g;

/** Texts of a graph come from the program that draws it. Nothing in them may run all the same. The style is taken out
 *  before they are read: a page whose policy forbids styles in line complains of one even where it is never shown. */
function read(text) {
  adopt([...text.matchAll(STYLE)].map((found) => found[1]).join("\n"));
  const root = new DOMParser().parseFromString(text.replace(STYLE, ""), "image/svg+xml").documentElement;
  if (root.nodeName !== "svg") return null;
  for (const part of root.querySelectorAll("style, script, foreignObject")) part.remove();
  return document.importNode(root, true);
}

export class GraphPane {
  /** `parent` holds the picture; `onPick` is told the line of a card. */
  constructor(parent, { onPick = () => {} } = {}) {
    Object.assign(this, { parent, onPick });
    this.line = 0;
    this.shown = "";
    this.forget();
    this.isToFollow = false;
    parent.addEventListener("click", (event) => this.click(event));
    parent.addEventListener("keydown", (event) => this.key(event));
  }

  /** Shows a picture, an SVG of `flow graph`; the one before stays where there is none. */
  show(text) {
    this.parent.classList.toggle("stale", !text);
    if (!text || text === this.shown) return;
    const svg = read(text);
    if (!svg) return;
    this.shown = text;
    const { scrollTop, scrollLeft } = this.parent;
    const focused = this.parent.contains(document.activeElement) ? document.activeElement.id : null;
    this.parent.replaceChildren(svg);
    this.forget();
    this.cards = [...svg.querySelectorAll("g[data-line]")].sort((a, b) => a.dataset.line - b.dataset.line);
    for (const card of this.cards) card.setAttribute("tabindex", "-1");
    this.parent.scrollTo({ top: scrollTop, left: scrollLeft });
    this.mark(this.line, false);
    if (focused) this.parent.querySelector(`[id="${CSS.escape(focused)}"]`)?.focus();
  }

  /** Shows nothing: another flow is open. */
  clear() {
    this.shown = "";
    this.parent.replaceChildren();
    this.forget();
  }

  /** Its cards, in the order of the text; the one of the line, and the one that Tab leads to. */
  forget() {
    this.cards = [];
    this.here = null;
    this.reached = null;
  }

  /** Marks the card that a line of the flow belongs to: its own, or the last one above it. What is typed comes first. */
  follow(line) {
    this.line = line;
    if (this.isToFollow) return;
    this.isToFollow = true;
    afterPaint(() => {
      this.isToFollow = false;
      this.mark(this.line, true);
    });
  }

  /** Touches no card but the two that change: a graph can have thousands. */
  mark(line, scroll) {
    this.line = line;
    const best = this.cards.findLast((card) => Number(card.dataset.line) <= line) ?? null;
    this.reach(best ?? this.cards[0]);
    if (best !== this.here) {
      this.here?.classList.remove("here");
      this.here?.removeAttribute("aria-current");
      best?.classList.add("here");
      best?.setAttribute("aria-current", "true");
      this.here = best;
    }
    if (best && scroll) this.reveal(best);
  }

  /** Has Tab lead to a card. */
  reach(card) {
    if (card === this.reached) return;
    this.reached?.setAttribute("tabindex", "-1");
    card?.setAttribute("tabindex", "0");
    this.reached = card;
  }

  /** Scrolls as little as need be, and never the page. */
  reveal(card) {
    const own = card.getBoundingClientRect();
    const view = this.parent.getBoundingClientRect();
    const margin = 16;
    let [x, y] = [0, 0];
    if (own.top < view.top) y = own.top - view.top - margin;
    else if (own.bottom > view.bottom) y = Math.min(own.bottom - view.bottom + margin, own.top - view.top - margin);
    if (own.left < view.left) x = own.left - view.left - margin;
    else if (own.right > view.right) x = Math.min(own.right - view.right + margin, own.left - view.left - margin);
    if (x || y) this.parent.scrollBy(x, y);
  }

  click(event) {
    const card = event.target.closest?.("g[data-line]");
    if (event.target.closest?.("a")) event.preventDefault();
    if (card) this.pick(card);
  }

  pick(card) {
    this.mark(Number(card.dataset.line), false);
    this.onPick(Number(card.dataset.line));
  }

  key(event) {
    const card = event.target.closest?.("g[data-line]");
    if (!card) return;
    const { cards } = this;
    const at = cards.indexOf(card);
    const to = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1, Home: 0, End: cards.length - 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") this.pick(card);
    else if (cards[to]) {
      this.reach(cards[to]);
      cards[to].focus({ preventScroll: true });
      this.reveal(cards[to]);
    } else return;
    event.preventDefault();
  }
}
