// The queue round the library's queries. The library tells answers apart by the method's name
// alone: a call of the page's own beside one of a flow would get the flow's customer, and the other way
// round. So while a flow is attached, calls of a method go one after the other, in the order they came:
// the page's wait here, a flow's is refused and asks again.

// Longer than any answer takes; what has none by then gets none, and holds up nobody any more.
const PATIENCE = 60000;

// How long a flow that waits for its turn is believed to ask again.
const ASKS_AGAIN = 300;
// A call of the page's own that has no answer by then is no reason to hold the page's next ones up.
const SOON = 2000;

const turnOf = (wire) =>
  (own.turns[wire] = own.turns[wire] || { open: [], line: [], rests: 0, answered: 0, timer: 0 });

const went = (turn, who, until) => {
  // An answer that never came is nobody's any more, and must not take the next one's place.
  turn.open = turn.open.filter((call) => call.who === "flow" || call.until > Date.now());
  const call = { who, at: Date.now(), until, rest: 0 };
  turn.open.push(call);
  return call;
};

const ended = (turn, call) => {
  const at = turn.open.indexOf(call);
  if (at < 0) return;
  turn.open.splice(at, 1);
  // The toolbar may answer twice: then the second answer is not the page's either.
  if (call.who === "flow") turn.rests = Date.now() + call.rest;
  else turn.answered = Date.now();
  pump(turn);
};

// How long a call of the page's own has to wait yet.
const waits = (turn) => {
  const until = turn.open.filter((call) => call.who !== "page").map((call) => call.until);
  return Math.max(0, ...[turn.rests, ...until].map((then) => then - Date.now()));
};

const pump = (turn) => {
  clearTimeout(turn.timer);
  const first = turn.line[0];
  const wait = first && first.until ? first.until - Date.now() : waits(turn);
  if (wait > 0) {
    turn.timer = setTimeout(() => pump(turn), Math.min(wait + 1, PATIENCE));
  } else if (first) {
    turn.line.shift();
    if (first.go) first.go();
    pump(turn);
  } else {
    tidy();
  }
};

// Whether it is a flow's turn. Where it is not, its place in the line is kept.
const isFlowsTurn = (turn, rest) => {
  const now = Date.now();
  const place = turn.line.findIndex((one) => one.until);
  const free = !turn.open.some((call) => call.until > now) && now - turn.answered >= rest;
  if (free && (place === 0 || !turn.line.length)) {
    if (place === 0) turn.line.shift();
    return true;
  }
  if (place >= 0) turn.line[place].until = now + ASKS_AGAIN;
  else if (!turn.open.some((call) => now - call.at > SOON)) turn.line.push({ until: now + ASKS_AGAIN });
  pump(turn);
  return false;
};

// A promise as the library's: the page may call `done`, `fail` and `always` on it.
const deferred = () => {
  const jQuery = globalThis.jQuery;
  if (jQuery && typeof jQuery.Deferred === "function") {
    const made = jQuery.Deferred();
    return { promise: made.promise(), resolve: made.resolve, reject: made.reject };
  }
  const made = { state: "pending" };
  const promise = new Later((resolve, reject) => Object.assign(made, { resolve, reject }));
  const settled = (how) => () => (made.state = how);
  promise.then(settled("resolved"), settled("rejected"));
  const on = (done, fail) => {
    promise.then(done, fail);
    return promise;
  };
  const nothing = () => {};
  return Object.assign(made, {
    promise: Object.assign(promise, {
      state: () => made.state,
      done: (work) => on(work, nothing),
      fail: (work) => on(nothing, work),
      always: (work) => on(work, work),
      progress: () => promise,
      promise: () => promise,
    }),
  });
};

const queued = (turn, go) => {
  const { promise, resolve, reject } = deferred();
  const call = () => {
    try {
      const said = go("line");
      if (said && typeof said.then === "function") said.then(resolve, reject);
      else resolve(said);
    } catch (error) {
      reject(error);
    }
  };
  turn.line.push({ go: call });
  pump(turn);
  return promise;
};

// A call of the page's own: at once, or in its turn.
const ofPage = (turn, original, self, args) => {
  const go = (who) => {
    const call = went(turn, who, Date.now() + PATIENCE);
    const end = () => ended(turn, call);
    try {
      const said = original.apply(self, args);
      if (!said || typeof said.then !== "function") end();
      else if (!own.heard) said.then(end, end);
      return said;
    } catch (error) {
      end();
      throw error;
    }
  };
  return turn.line.length || waits(turn) > 0 ? queued(turn, go) : go("page");
};

// Puts a function of ours in the place of the library's, and keeps what is needed to put it back.
const put = (group, method, replace) => {
  const original = group && group[method];
  if (typeof original !== "function") return;
  if (own.put.some((one) => one.group === group && one.method === method)) return;
  const inherited = !Object.prototype.hasOwnProperty.call(group, method);
  const wrapped = function () {
    return own.mine ? original.apply(this, arguments) : replace(original, this, Array.from(arguments));
  };
  // How many arguments `saveScript` takes tells its release.
  Object.defineProperty(wrapped, "length", { value: original.length });
  try {
    group[method] = wrapped;
  } catch {
    return;
  }
  if (group[method] === wrapped) own.put.push({ group, method, original, wrapped, inherited });
};

const putBack = (which) => {
  own.put = own.put.filter((one) => {
    if (!which(one)) return true;
    // Where the page has put something over ours meanwhile, ours stays below it and does nothing.
    if (one.group[one.method] === one.wrapped) {
      if (one.inherited) delete one.group[one.method];
      else one.group[one.method] = one.original;
    }
    return false;
  });
};

const wrapQueries = (toolbar) => {
  for (const object of Object.keys(QUERIES)) {
    for (const method of QUERIES[object]) {
      const turn = turnOf(onWire(method));
      put(toolbar[object], method, (original, self, args) => ofPage(turn, original, self, args));
    }
  }
};
