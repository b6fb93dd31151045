// What leaves the page: data as JSON text, or the reason why it is none. Nothing is put in the place
// of what cannot be read: a saved script would be taken for a refused one.
const MOST = 4000000;
const stringify = JSON.stringify;

// The page may have replaced `Promise`; what an async function returns is the real one.
const Later = (async () => {})().constructor;

const words = (error) => {
  try {
    return String(error && error.message ? error.message : error).slice(0, 1000);
  } catch {
    return "an error without words";
  }
};

const plain = (value) => {
  if (value === undefined) return { unreadable: "it is empty" };
  try {
    const text = stringify(value);
    if (typeof text !== "string") return { unreadable: "it is no data" };
    return text.length > MOST ? { unreadable: "it is larger than 4 MB" } : { value: text };
  } catch (error) {
    return { unreadable: words(error) };
  }
};
