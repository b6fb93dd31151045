// Questions to the server. The key comes behind the `#` of the address; it is taken out of there, so that nobody reads
// it off the screen or copies it with the address, and kept for this tab alone.

import { byId } from "./dom.js";

const KEPT = "flow-key";

function readKey() {
  const given = location.hash.slice(1);
  if (given) {
    sessionStorage.setItem(KEPT, given);
    history.replaceState(null, "", location.pathname);
  }
  return given || sessionStorage.getItem(KEPT) || "";
}

export const key = readKey();

/** Why something was not done, for people. */
export class Refused extends Error {
  constructor(message, help) {
    super(message);
    this.help = help;
  }
}

/** Asks for something. */
export async function ask(what, asked = {}) {
  let response;
  try {
    response = await fetch(`/do/${what}`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-flow-key": key },
      body: JSON.stringify(asked),
    });
  } catch {
    throw new Refused("`flow studio` does not answer", "start it again in its terminal, and open the address that it prints");
  }
  if (response.status === 403) {
    throw new Refused("this address has no key, or one of another studio", "open the address that `flow studio` has printed");
  }
  const answer = await response.json().catch(() => null);
  if (response.ok) return answer;
  const problem = answer?.problem ?? { message: `the studio answered ${response.status}` };
  throw new Refused(problem.message, problem.help);
}

/** Shows what went wrong until the next success. */
export function trouble(error) {
  const shown = byId("trouble");
  shown.hidden = !error;
  shown.replaceChildren();
  if (!error) return;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Close";
  close.addEventListener("click", () => trouble(null));
  const text = document.createElement("span");
  text.textContent = error.help ? `${error.message}\n${error.help}` : error.message;
  shown.append(text, close);
}

/** Does something; what goes wrong is shown, and answers nothing. */
export async function attempt(act) {
  try {
    const done = await act();
    trouble(null);
    return done;
  } catch (error) {
    trouble(error);
    return undefined;
  }
}
