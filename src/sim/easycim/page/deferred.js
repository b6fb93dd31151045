// A deferred as jQuery 2.2.4 has it: its promise is a thenable, is no Promise, has no catch, and
// runs its callbacks at once, in the order they came, inside whoever settles it.
function Deferred() {
  "use strict";
  const state = { now: "pending", context: undefined, values: undefined };
  const waiting = { resolved: [], rejected: [], notified: [] };
  const promise = {};
  const deferred = {};

  function listen(settled) {
    return function () {
      for (const callback of flat(arguments)) {
        if (state.now === settled) {
          callback.apply(state.context, state.values);
        } else if (state.now === "pending") {
          waiting[settled].push(callback);
        }
      }
      return this;
    };
  }

  function settle(settled) {
    return function (context, values) {
      if (state.now !== "pending") return this;
      Object.assign(state, { now: settled, context: context, values: values || [] });
      const callbacks = waiting[settled];
      waiting.resolved = waiting.rejected = waiting.notified = [];
      for (const callback of callbacks) callback.apply(context, state.values);
      return this;
    };
  }

  deferred.resolveWith = settle("resolved");
  deferred.rejectWith = settle("rejected");
  deferred.notifyWith = function (context, values) {
    for (const callback of waiting.notified.slice()) callback.apply(context, values || []);
    return this;
  };
  for (const name of ["resolve", "reject", "notify"]) {
    deferred[name] = function () {
      deferred[name + "With"](this === deferred ? promise : this, arguments);
      return this;
    };
  }

  promise.state = () => state.now;
  promise.done = listen("resolved");
  promise.fail = listen("rejected");
  promise.progress = listen("notified");
  promise.always = function () {
    deferred.done(arguments).fail(arguments);
    return this;
  };
  promise.then = function (done, fail, progress) {
    const next = Deferred();
    const pass = (handler, way) =>
      function () {
        const given = typeof handler === "function" ? handler.apply(this, arguments) : undefined;
        if (given && typeof given.promise === "function") {
          given.promise().progress(next.notify).done(next.resolve).fail(next.reject);
        } else {
          const context = this === promise ? next.promise() : this;
          next[way](context, typeof handler === "function" ? [given] : arguments);
        }
      };
    deferred
      .done(pass(done, "resolveWith"))
      .fail(pass(fail, "rejectWith"))
      .progress(pass(progress, "notifyWith"));
    return next.promise();
  };
  promise.pipe = promise.then;
  promise.promise = (object) => (object ? Object.assign(object, promise) : promise);
  return Object.assign(deferred, promise);
}

// Functions out of lists of functions.
function flat(given) {
  "use strict";
  const found = [];
  for (const one of Array.from(given)) {
    if (typeof one === "function") found.push(one);
    else if (one && typeof one === "object") found.push(...flat(one));
  }
  return found;
}
