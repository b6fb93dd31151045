// Work that nobody has to wait for while they type.

/** So long nobody types before something is drawn again. */
const REST = 120;
const LONGEST_REST = 1_500;
/** So many times as long as it takes nobody has typed before it is done: a key would have to wait for its end. */
const PATIENCE = 3;

/** Does something, once, when nobody has typed for a while. */
export class AfterTyping {
  constructor(act) {
    this.act = act;
    this.timer = 0;
    this.took = 0;
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), Math.min(LONGEST_REST, Math.max(REST, PATIENCE * this.took)));
  }

  async now() {
    clearTimeout(this.timer);
    const begun = performance.now();
    await this.act();
    this.took = performance.now() - begun;
  }
}

/** Does something when the browser has shown what there is to be shown. */
export function afterPaint(act) {
  requestAnimationFrame(() => setTimeout(act));
}
