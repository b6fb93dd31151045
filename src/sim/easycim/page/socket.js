// As much of a Socket.IO 2 client as the toolbar's library uses, over a WebSocket alone. As the
// real one does, it keeps what is emitted while it is not connected, and sends it afterwards.
function MiniSocket(address) {
  "use strict";
  const FIRST_PAUSE = 1000;
  const LONGEST_PAUSE = 5000;
  const listeners = {};
  const kept = [];
  const self = { connected: false, disconnected: true, id: undefined, emit, on, off, once };
  let socket, pause = FIRST_PAUSE, pings, pongs;

  function on(name, listener) {
    (listeners[name] = listeners[name] || []).push(listener);
    return self;
  }

  function off(name, listener) {
    const left = (listeners[name] || []).filter((one) => one !== listener);
    listeners[name] = listener ? left : [];
    return self;
  }

  function once(name, listener) {
    return on(name, function only(argument) {
      off(name, only);
      listener(argument);
    });
  }

  function fire(name, argument) {
    for (const listener of (listeners[name] || []).slice()) listener(argument);
  }

  function emit(name, argument) {
    const packet = "42" + JSON.stringify([name, argument]);
    if (self.connected) socket.send(packet);
    else kept.push(packet);
    return self;
  }

  function open() {
    socket = new WebSocket(address + "/socket.io/?EIO=3&transport=websocket");
    socket.onmessage = (message) => hear(String(message.data));
    socket.onclose = lost;
  }

  function hear(packet) {
    if (packet[0] === "0") {
      const hello = JSON.parse(packet.slice(1));
      self.id = hello.sid;
      beat(hello);
    } else if (packet === "3") {
      clearTimeout(pongs);
    } else if (packet === "40") {
      begun();
    } else if (packet.startsWith("42")) {
      const event = JSON.parse(packet.slice(2));
      fire(event[0], event[1]);
    } else if (packet === "1" || packet === "41") {
      socket.close();
    }
  }

  function beat(hello) {
    pings = setInterval(() => {
      if (socket.readyState !== WebSocket.OPEN) return;
      socket.send("2");
      clearTimeout(pongs);
      pongs = setTimeout(() => socket.close(), hello.pingTimeout);
    }, hello.pingInterval);
  }

  function begun() {
    self.connected = true;
    self.disconnected = false;
    pause = FIRST_PAUSE;
    for (const packet of kept.splice(0)) socket.send(packet);
    fire("connect");
  }

  function lost() {
    clearInterval(pings);
    clearTimeout(pongs);
    const was = self.connected;
    self.connected = false;
    self.disconnected = true;
    if (was) fire("disconnect", "transport close");
    setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }

  open();
  return self;
}
