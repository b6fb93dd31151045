// The toolbar's library: window.TOOLBAR. There is one deferred for each method, in
// TOOLBAR.DeferredObject under the method's name on the wire: a call puts a new one in the place of the
// last, whether that was answered or not, and an answer is given to the one that is there. No answer,
// no settling; nothing is ever rejected. SocketObj is null until the document is ready.
window.TOOLBAR = (function () {
  "use strict";
  const address = document.querySelector('meta[name="toolbar"]').content;
  const isOld = document.documentElement.dataset.library === "old";
  const library = { EASYCIM: {}, AGENT: {}, CONTACT: {}, DeferredObject: {}, SocketObj: null };
  let listeners = [];

  function send(event, className, method, params) {
    const data = JSON.stringify({ className: className, method: method, params: params });
    library.SocketObj.emit(event, { action: event, data: data });
  }

  function query(className, method, params) {
    delete library.DeferredObject[method];
    library.DeferredObject[method] = Deferred();
    send("SDK_GETPARAMETER", className, method, params);
    return library.DeferredObject[method].promise();
  }

  function action(method, params) {
    send("SDK_ACTION", "X2L", method, params);
  }

  function read(data) {
    if (typeof data !== "string") return data;
    try {
      return JSON.parse(data);
    } catch (error) {
      return data;
    }
  }

  function connect() {
    const socket = MiniSocket(address);
    socket.on("SDK_GETPARAMETER_CALLBACK", function (answer) {
      const deferred = library.DeferredObject[answer.method];
      if (deferred) deferred.resolve(read(answer.data));
    });
    socket.on("AGENTDESKTOP_CONTACT_CALLBACK", function (told) {
      const contact = read(told);
      for (const listener of listeners.slice()) {
        listener.call(window, { type: "contactCallback" }, contact);
      }
    });
    library.SocketObj = socket;
  }

  const EASYCIM = {
    openScript: function (ContactID, ECID, isManual) {
      return query("EASYCIM", "openScript", [ContactID, ECID, isManual]);
    },
    openScriptInbound: function (ContactID) {
      return query("EASYCIM", "openScriptInbound", [ContactID]);
    },
    getContactInfo: function (ContactID) {
      return query("EASYCIM", "getContactInfo", [ContactID]);
    },
  };

  if (isOld) {
    EASYCIM.saveScript = function (ContactID, outcomeResult, offlineEnd) {
      return query("EASYCIM", "saveScript", [ContactID, outcomeResult, offlineEnd]);
    };
  } else {
    EASYCIM.getContactInfoWS = function (ECID) {
      return query("EASYCIM", "getContactInfoWS", [ECID]);
    };
    EASYCIM.saveScript = function (ContactID, outcomeResult, offlineEnd, note, labels) {
      const params = [ContactID, outcomeResult, offlineEnd, note, labels];
      return query("EASYCIM", "saveScript", params);
    };
  }

  const AGENT = {
    Login: () => action("AD_Agent_Login", []),
    Pause: () => action("AD_Agent_Pause", []),
    PauseSubState: (code) => action("AD_Agent_PauseSubState", [code]),
    Logout: () => action("AD_Agent_Logout", []),
    setAgentGroups: (groups) => action("setAgentGroups", [groups]),
    getAgentState: () => query("X2L", "getAgentState", []),
    getAgentID: () => query("X2L", "getAgentID", []),
    getAgentGroups: () => query("X2L", "getAgentQueues", []),
    getAgentLoggedInGroups: () => query("X2L", "getAgentLoginQueues", []),
    getAllAgentState: () => query("X2L", "getAllAgentState", []),
    getAgentStateByID: (id) => query("X2L", "getAgentStateByID", [id]),
  };

  const CONTACT = {
    MakeCall: (number, resourceType, serviceID, callProfileID, callData) =>
      action("AD_Contact_MakeCall", [number, resourceType, serviceID, callProfileID, callData]),
    MakeJob: (number, resourceType, serviceID, callProfileID, callData, contentDescription) =>
      action("AD_Contact_MakeJob", [
        number, resourceType, serviceID, callProfileID, callData, contentDescription,
      ]),
    Hangup: (ContactID) => action("AD_Contact_Hangup", [ContactID]),
    Answer: (ContactID) => action("Answer", [ContactID]),
    Hold: (ContactID) => action("Hold", [ContactID]),
    OfflineEnd: (ContactID) => action("AD_Contact_JobFinish", [ContactID]),
    SetCallData: (ContactID, data) => action("AD_Contact_SetCallData", [ContactID, data]),
    PlayDTMF: (ContactID, DTMFs) => action("AD_Media_PlayDTMF", [ContactID, DTMFs]),
    StartRecording: (ContactID, CallRecorders, CallData, Message) =>
      action("CheckRecordingCustomImplementation", [ContactID, CallRecorders, CallData, Message]),
    StopRecording: (ContactID, CallRecorders) => action("StopRecording", [ContactID, CallRecorders]),
    Transfer_Direct: (ContactID, destination, resourceType, callData) =>
      action("Transfer_Direct", [ContactID, destination, resourceType, callData]),
    getContactList: () => query("X2L", "getContactList", []),
    GetCallDataValueByName: function (contact, name) {
      const found = ((contact && contact.CallData) || []).find((pair) => pair.name === name);
      return found ? found.value : "";
    },
    bindContactCallback: function (listener) {
      listeners.push(listener);
    },
    unbindContactCallback: function (listener) {
      listeners = listener ? listeners.filter((one) => one !== listener) : [];
    },
  };

  Object.assign(library, { EASYCIM: EASYCIM, AGENT: AGENT, CONTACT: CONTACT });
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", connect);
  else connect();
  return library;
})();
