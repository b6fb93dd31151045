// Everything that has to stand in the page while a flow is attached.
const arm = () => {
  const toolbar = library();
  if (own.toolbar !== toolbar) {
    // A frame was loaded again: calls of the library before it are answered by nobody.
    if (own.toolbar) tell({ again: true });
    for (const wire of Object.keys(own.turns)) clearTimeout(own.turns[wire].timer);
    Object.assign(own, { toolbar, turns: Object.create(null), put: [], bound: undefined, heard: undefined });
  }
  if (toolbar && attached()) {
    wrapQueries(toolbar);
    wrapHold(toolbar);
    hear(toolbar);
  }
  return toolbar;
};

// Takes out of the page what nobody needs any more. What stays: that a contact is on hold by a
// flow, and that a call of a flow has no answer yet.
const tidy = () => {
  if (attached()) return;
  const turns = Object.keys(own.turns).map((wire) => own.turns[wire]);
  putBack(({ method }) => {
    const turn = own.turns[onWire(method)];
    return method !== "Hold" && turn && !turn.line.length && waits(turn) === 0;
  });
  for (const turn of turns) {
    clearTimeout(turn.timer);
    // A call of the page's own that still waits in line goes out whether or not a flow is there.
    if (turn.line.length || waits(turn) > 0) turn.timer = setTimeout(() => pump(turn), waits(turn) + 1);
  }
  const unanswered = turns.some((turn) => turn.open.some((call) => call.who === "flow"));
  if (Object.keys(own.held).length || unanswered || own.put.some((one) => one.method !== "Hold")) return;
  putBack(() => true);
  takeOut();
};

const takeOut = () => {
  const socket = own.heard;
  if (socket && typeof socket.off === "function") {
    for (const name of Object.keys(ON_SOCKET)) socket.off(name, ON_SOCKET[name]);
    own.heard = undefined;
  }
  // One that takes no argument would take the page's own listeners too.
  const contact = own.bound;
  if (contact && typeof contact.unbindContactCallback === "function" && contact.unbindContactCallback.length) {
    contact.unbindContactCallback(ofContact);
    own.bound = undefined;
  }
  if (!own.heard && !own.bound) delete globalThis[key];
};

own.look = (name) => {
  if (!own.listeners[name]) own.attach(name);
  const toolbar = arm();
  if (!toolbar) return { absent: true };
  const save = toolbar.EASYCIM && toolbar.EASYCIM.saveScript;
  return { arguments: typeof save === "function" ? save.length : null, hears: bind(toolbar) };
};

own.connected = () => {
  const toolbar = library();
  return !toolbar || connected(toolbar);
};

// Why a call may not be made now. `toggle` says how the contact has to be.
const refusal = (toolbar, { method, args, answered, wire, toggle, rest }) => {
  if (!connected(toolbar)) return { offline: true };
  const held = own.held[args[0]];
  if (toggle && held !== (toggle === "resume" ? "held" : undefined)) return { held: held || "free" };
  if (!answered) return undefined;
  const turn = turnOf(wire);
  const flow = turn.open.find((call) => call.who === "flow");
  if (flow) return { unanswered: Date.now() - flow.at };
  const page = turn.open.find((call) => call.until > Date.now());
  if (isFlowsTurn(turn, rest)) return isPending(toolbar, [wire, method]) ? { busy: 0 } : undefined;
  return { busy: page ? Date.now() - page.at : 0 };
};

own.call = (ask) => {
  const toolbar = arm();
  const group = toolbar && toolbar[ask.object];
  const call = group && group[ask.method];
  if (typeof call !== "function") {
    return { absent: toolbar ? "TOOLBAR." + ask.object + "." + ask.method : "TOOLBAR" };
  }
  const refused = refusal(toolbar, ask);
  if (refused) return refused;
  const turn = turnOf(ask.wire);
  const entry = ask.answered && went(turn, "flow", Date.now() + ask.limit);
  if (entry) entry.rest = ask.rest;
  let said;
  own.mine = true;
  try {
    said = call.apply(group, ask.args);
  } catch (error) {
    if (entry) ended(turn, entry);
    if (ask.toggle) setHeld(ask.args[0], "unsure");
    return { threw: words(error) };
  } finally {
    own.mine = false;
  }
  if (ask.toggle) setHeld(ask.args[0], ask.toggle === "hold" ? "held" : undefined);
  return entry ? settled(said, turn, entry, ask.name) : { value: "null" };
};

const settled = (said, turn, entry, name) => {
  if (!said || typeof said.then !== "function") {
    ended(turn, entry);
    return plain(said);
  }
  return new Later((resolve) => {
    const end = async (what) => {
      // What is heard on the socket is counted there first: its other listeners are called before this
      // goes on.
      await undefined;
      ended(turn, entry);
      // What was heard up to this answer has to be known before it is judged: it goes along.
      const listener = own.listeners[name];
      resolve({ ...what, told: listener ? listener.told.splice(0) : [], until: own.count });
    };
    said.then((value) => end(plain(value)), (error) => end({ failed: words(error) }));
  });
};
