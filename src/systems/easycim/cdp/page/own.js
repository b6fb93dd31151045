// What is kept in the page, under one name that no page uses. Whoever attaches next finds it again.
const key = Symbol.for("contactflow");
if (globalThis[key]) return globalThis[key];
const own = {
  id: Math.random().toString(36).slice(2) + Date.now().toString(36),
  toolbar: undefined,
  // By the method's name on the wire: the calls without an answer, and who waits.
  turns: Object.create(null),
  listeners: Object.create(null),
  held: Object.create(null),
  put: [],
  mine: false,
  // How many things have been told of.
  count: 0,
  bound: undefined,
  heard: undefined,
};
Object.defineProperty(globalThis, key, { value: own, configurable: true });
