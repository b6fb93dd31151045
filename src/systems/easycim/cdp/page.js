// Runs in the page. What it keeps there stands under one symbol: which methods have no answer yet,
// and who listens. Answers are told apart by the method's name alone, so a method that has no
// answer yet is not called again, whoever asks. Every answer that comes over the library's socket is
// told of: one that comes twice is known by that.
function (binding) {
  const key = Symbol.for("contactflow");
  const library = () => (typeof TOOLBAR === "undefined" ? undefined : TOOLBAR);
  let own = globalThis[key];
  if (!own) {
    own = {
      id: Math.random().toString(36).slice(2) + Date.now().toString(36),
      unanswered: new Map(),
      listeners: new Map(),
      awaited: new Map(),
      bound: undefined,
      heard: undefined,
    };
    Object.defineProperty(globalThis, key, { value: own });
  }
  const words = (error) => {
    try {
      return String(error && error.message ? error.message : error).slice(0, 1000);
    } catch {
      return "an error without words";
    }
  };
  const plain = (value) => {
    try {
      const text = JSON.stringify(value);
      return { value: text === undefined ? "null" : text };
    } catch (error) {
      return { failed: "the answer is no data: " + words(error) };
    }
  };
  const tell = (what) => {
    const said = plain(what);
    if (!said.value) return;
    for (const [name, listener] of own.listeners) {
      try {
        listener(said.value);
      } catch {
        own.listeners.delete(name);
      }
    }
  };
  own.listen = () => {
    const contact = library() && library().CONTACT;
    if (!contact || typeof contact.bindContactCallback !== "function") return false;
    if (own.bound !== contact) {
      contact.bindContactCallback((event, said) => tell({ contact: said === undefined ? event : said }));
      own.bound = contact;
    }
    return true;
  };
  const answered = (said) => {
    const method = said && said.method;
    if (typeof method !== "string") return;
    const left = own.awaited.get(method) || 0;
    own.awaited.set(method, Math.max(0, left - 1));
    tell({ answered: method, awaited: left > 0, data: said.data });
  };
  // The library's own listener comes first: it was there before.
  own.hear = () => {
    const socket = library() && library().SocketObj;
    if (!socket || typeof socket.on !== "function" || own.heard === socket) return;
    own.heard = socket;
    let lost = false;
    try {
      socket.on("SDK_GETPARAMETER_CALLBACK", answered);
      socket.on("disconnect", () => (lost = true));
      socket.on("connect", () => {
        if (lost) tell({ again: true });
        lost = false;
      });
    } catch {
      // Then answers are heard by nobody but those who asked.
    }
  };
  own.look = () => {
    const toolbar = library();
    if (!toolbar) return { absent: true };
    own.hear();
    const script = toolbar.EASYCIM;
    const save = script && script.saveScript;
    return {
      arguments: typeof save === "function" ? save.length : null,
      hears: own.listen(),
    };
  };
  own.connected = () => {
    const toolbar = library();
    return !(toolbar && toolbar.SocketObj && toolbar.SocketObj.connected === false);
  };
  own.call = (object, method, args, answered, wire) => {
    const toolbar = library();
    const group = toolbar && toolbar[object];
    const call = group && group[method];
    if (typeof call !== "function") {
      return { absent: !toolbar ? "TOOLBAR" : "TOOLBAR." + object + "." + method };
    }
    if (!own.connected()) return { offline: true };
    if (answered && own.unanswered.has(method)) {
      return { unanswered: Date.now() - own.unanswered.get(method) };
    }
    if (answered) {
      own.hear();
      own.unanswered.set(method, Date.now());
      own.awaited.set(wire, 1);
    }
    let said;
    try {
      said = call.apply(group, args);
    } catch (error) {
      own.unanswered.delete(method);
      return { threw: words(error) };
    }
    if (!answered) return { value: "null" };
    if (!said || typeof said.then !== "function") {
      own.unanswered.delete(method);
      return plain(said);
    }
    return new Promise((resolve) => {
      const end = (what) => {
        own.unanswered.delete(method);
        resolve(what);
      };
      said.then(
        (value) => end(plain(value)),
        (error) => end({ failed: words(error) }),
      );
    });
  };
  own.leave = (name) => own.listeners.delete(name);
  if (typeof globalThis[binding] === "function") own.listeners.set(binding, globalThis[binding]);
  return own;
}
