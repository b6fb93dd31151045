// The toolbar's library: in this window, or in a frame of the same origin. A frame of another origin
// cannot be looked into from here, so it cannot pass for one either.
const framed = (window, depth) => {
  for (let at = 0; at < window.length && at < 30; at++) {
    try {
      const found = window[at].TOOLBAR || (depth < 4 && framed(window[at], depth + 1));
      if (found) return found;
    } catch {
      // Of another origin.
    }
  }
  return undefined;
};
const library = () => (typeof TOOLBAR === "undefined" || !TOOLBAR ? framed(globalThis, 0) : TOOLBAR);

// `SocketObj` is null until the library's document is ready, and after it could not connect.
const connected = (toolbar) =>
  !("SocketObj" in toolbar) || (!!toolbar.SocketObj && toolbar.SocketObj.connected !== false);

// The library keeps one deferred for each method, and gives it to whoever asked last.
const isPending = (toolbar, names) =>
  names.some((name) => {
    const deferred = toolbar.DeferredObject && toolbar.DeferredObject[name];
    return !!deferred && typeof deferred.state === "function" && deferred.state() === "pending";
  });

// The methods that are answered, and their names on the wire where those differ.
const QUERIES = {
  EASYCIM: ["openScript", "openScriptInbound", "getContactInfo", "getContactInfoWS", "saveScript"],
  AGENT: [
    "getAgentState", "getAgentID", "getAgentGroups", "getAgentLoggedInGroups", "getAllAgentState",
    "getAgentStateByID",
  ],
  CONTACT: ["getContactList"],
};
const WIRE = { getAgentGroups: "getAgentQueues", getAgentLoggedInGroups: "getAgentLoginQueues" };
const onWire = (method) => WIRE[method] || method;
