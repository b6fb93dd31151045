// Speaks to a toolbar by socket.io-client 2.2.0 and says what happens, a JSON line each.
const io = require("socket.io-client");
const contact = "68-60f69967@toolbar.example";
const say = (...what) => console.log(JSON.stringify(what));
const pack = (action, className, method, params) => ({
  action,
  data: JSON.stringify({ className, method, params }),
});

const socket = io(process.argv[2], { transports: ["websocket"], reconnectionDelay: 50 });
let asked = false;
let pongs = 0;

socket.on("connect", () => {
  say("connect");
  if (asked) return;
  asked = true;
  const params = [contact, "E-1001"];
  socket.emit("SDK_GETPARAMETER", pack("SDK_GETPARAMETER", "EASYCIM", "openScript", params));
});
socket.on("SDK_GETPARAMETER_CALLBACK", (answer) => {
  say("answer", answer);
  socket.emit("SDK_ACTION", pack("SDK_ACTION", "X2L", "AD_Contact_Hangup", [contact]));
});
socket.on("AGENTDESKTOP_CONTACT_CALLBACK", (told) => {
  say("event", told);
  socket.on("pong", () => (pongs += 1) <= 3 && say("pong"));
});
socket.on("disconnect", (why) => say("disconnect", why));
