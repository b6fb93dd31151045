// A desk's page with a toolbar library in it: as the vendor's, each method has one deferred, and an
// answer goes to the one that is there. What the toolbar answers is `answers[method](...)`; the page
// keeps in `calls` what went out.
window.calls = [];
window.listeners = [];
window.fire = (contact) => listeners.slice().forEach((listener) => listener({ type: "contact" }, contact));
window.answers = {
  openScript: (contact, ecid) => ({ result: true, ContactID: contact, ECID: ecid }),
  getContactInfo: (contact) => ({ ContactID: contact, ContactInfo: [{ name: "Name", value: "of " + contact }] }),
  saveScript: () => true,
  getAgentID: () => "agent07",
  getContactList: () => [{ id: "c1", event: "established" }, { id: "c2", event: "established" }],
};
(function () {
  function deferred() {
    const made = { now: "pending", waiting: [] };
    const promise = {
      state: () => made.now,
      then: (done) => {
        if (made.now === "resolved") done(made.value);
        else made.waiting.push(done);
        return promise;
      },
    };
    made.resolve = (value) => {
      if (made.now !== "pending") return;
      Object.assign(made, { now: "resolved", value });
      made.waiting.forEach((done) => done(value));
    };
    return Object.assign(made, promise, { promise });
  }
  const heard = {};
  const DeferredObject = {};
  function query(method, args) {
    calls.push([method, ...args]);
    DeferredObject[method] = deferred();
    setTimeout(() => {
      const data = answers[method](...args);
      DeferredObject[method].resolve(data);
      (heard.SDK_GETPARAMETER_CALLBACK || []).slice().forEach((listener) => listener({ method, data }));
    }, 5);
    return DeferredObject[method].promise;
  }
  const act = (method, args) => void calls.push([method, ...args]);
  window.TOOLBAR = {
    DeferredObject,
    SocketObj: {
      connected: true,
      on: (name, listener) => (heard[name] = heard[name] || []).push(listener),
      off: (name, listener) => (heard[name] = (heard[name] || []).filter((one) => one !== listener)),
    },
    EASYCIM: {
      openScript: function (ContactID, ECID, isManual) { return query("openScript", [ContactID, ECID, isManual]); },
      getContactInfo: function (ContactID) { return query("getContactInfo", [ContactID]); },
      saveScript: function (ContactID, outcome, offlineEnd, note, labels) {
        return query("saveScript", [ContactID, outcome, offlineEnd, note, labels]);
      },
    },
    AGENT: { getAgentID: () => query("getAgentID", []) },
    CONTACT: {
      Hangup: (ContactID) => act("Hangup", [ContactID]),
      Hold: (ContactID) => act("Hold", [ContactID]),
      PlayDTMF: (ContactID, DTMFs) => act("PlayDTMF", [ContactID, DTMFs]),
      getContactList: () => query("getContactList", []),
      bindContactCallback: (listener) => void listeners.push(listener),
      unbindContactCallback: (listener) => void (listeners = listeners.filter((one) => one !== listener)),
    },
  };
  window.sockets = heard;
  window.originals = { openScript: TOOLBAR.EASYCIM.openScript, Hold: TOOLBAR.CONTACT.Hold };
})();
