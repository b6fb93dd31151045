// The library's Hold is a toggle without an answer. Which contacts it has put on hold is remembered
// here, whoever called it, so that another run does not take a caller off hold by holding again. A
// page that is loaded again still knows: the tab's own storage keeps it, for as long as somebody is
// on hold.
const HELD = "contactflow.held";

const storedHolds = () => {
  try {
    return Object.assign(Object.create(null), JSON.parse(sessionStorage.getItem(HELD)));
  } catch {
    return Object.create(null);
  }
};

const setHeld = (id, held) => {
  if (held) own.held[id] = held;
  else delete own.held[id];
  try {
    const some = Object.keys(own.held).length > 0;
    if (some) sessionStorage.setItem(HELD, stringify(own.held));
    else sessionStorage.removeItem(HELD);
  } catch {
    // A page may have no storage; then this document alone remembers.
  }
};

// `undefined`: off hold, as far as is known.
const afterHold = (held) => (held === "unsure" ? "unsure" : held ? undefined : "held");

const wrapHold = (toolbar) =>
  put(toolbar.CONTACT, "Hold", (original, self, args) => {
    const said = original.apply(self, args);
    setHeld(String(args[0]), afterHold(own.held[args[0]]));
    return said;
  });

// A line that is over holds nobody.
const OVER = ["connectioncleared", "delete"];
const forget = (contact) => {
  try {
    const { id, event } = typeof contact === "string" ? JSON.parse(contact) : contact;
    if (own.held[id] && OVER.includes(String(event).toLowerCase())) setHeld(id, undefined);
  } catch {
    // Not about a contact.
  }
};
