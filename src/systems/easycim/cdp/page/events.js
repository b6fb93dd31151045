// What happens in the page, kept until the flows that are attached ask for it. They ask: nothing is
// put where a frame of another origin could call it and tell us what never happened.

// How long a question waits for something to tell, and how long after its end the flow counts as gone.
const BEAT = 5000;
const GONE = 20000;
// A flow that does not ask in time is told that it has missed something.
const KEPT = 2000;
const KEPT_LENGTH = 8000000;
const AT_ONCE = 100;

const attached = () => Object.keys(own.listeners).length > 0;

const tell = (what) => {
  // What cannot be read is told of all the same: who counts the answers must not miss it.
  const text = plain(what).value || "";
  own.count++;
  for (const name of Object.keys(own.listeners)) {
    const listener = own.listeners[name];
    listener.told.push({ number: own.count, text });
    listener.length += text.length;
    if (listener.told.length > KEPT || listener.length > KEPT_LENGTH) {
      listener.told = [{ number: own.count, text: '{"again":true}' }];
      listener.length = 0;
    }
    if (listener.wake) listener.wake();
  }
};

own.attach = (name) => {
  own.listeners[name] = { told: [], length: 0, wake: undefined, idle: 0 };
  rested(name);
};

// Nobody says good-bye who is killed.
const rested = (name) => {
  const listener = own.listeners[name];
  clearTimeout(listener.idle);
  listener.idle = setTimeout(() => own.leave(name), GONE);
};

own.next = (name) => {
  const listener = own.listeners[name];
  if (!listener) return { gone: true };
  arm();
  clearTimeout(listener.idle);
  return new Later((resolve) => {
    const give = () => {
      clearTimeout(timer);
      listener.wake = undefined;
      const told = listener.told.splice(0, AT_ONCE);
      listener.length = listener.told.length ? listener.length : 0;
      if (own.listeners[name]) rested(name);
      resolve({ told });
    };
    const timer = setTimeout(give, BEAT);
    if (listener.told.length) give();
    else listener.wake = give;
  });
};

own.leave = (name) => {
  const listener = own.listeners[name];
  if (!listener) return;
  clearTimeout(listener.idle);
  delete own.listeners[name];
  if (listener.wake) listener.wake();
  tidy();
};

// The contacts' events of the library.
const ofContact = (event, said) => {
  const contact = said === undefined ? event : said;
  tell({ contact });
  forget(contact);
};

const bind = (toolbar) => {
  const contact = toolbar.CONTACT;
  if (!contact || typeof contact.bindContactCallback !== "function") return false;
  if (own.bound !== contact) {
    contact.bindContactCallback(ofContact);
    own.bound = contact;
  }
  return true;
};

// An answer comes over the socket: for a call of a flow, for one of the page's, or for nobody.
const answered = (said) => {
  const method = said && said.method;
  if (typeof method !== "string") return;
  const turn = turnOf(method);
  const call = turn.open[0];
  const has = Object.prototype.hasOwnProperty.call(said, "data") && said.data !== undefined;
  const ofWhom = call ? call.who : "nobody";
  tell({ answered: method, ofWhom, data: has ? said.data : null });
  if (call) ended(turn, call);
};

let lost = false;
const ON_SOCKET = {
  SDK_GETPARAMETER_CALLBACK: answered,
  disconnect: () => (lost = true),
  connect: () => {
    if (lost) tell({ again: true });
    lost = false;
  },
};

// The library's own listener comes first: it was there before.
const hear = (toolbar) => {
  const socket = toolbar.SocketObj;
  if (!socket || typeof socket.on !== "function" || own.heard === socket) return;
  try {
    for (const name of Object.keys(ON_SOCKET)) socket.on(name, ON_SOCKET[name]);
    own.heard = socket;
  } catch {
    // Then answers are heard by nobody but those who asked.
  }
};
