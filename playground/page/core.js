// The checker: the core as WebAssembly, asked with JSON and answering with it.

const text = new TextEncoder();
const words = new TextDecoder();

/** What the page has in it: packed, in letters. */
async function unpack(packed) {
  const bytes = Uint8Array.from(atob(packed), (letter) => letter.charCodeAt(0));
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).arrayBuffer();
}

export class Core {
  static async start(packed) {
    const { instance } = await WebAssembly.instantiate(await unpack(packed), {});
    return new Core(instance.exports);
  }

  constructor(exports) {
    this.exports = exports;
  }

  /** The answer to a question; a mistake inside of the core is thrown. */
  ask(question) {
    const bytes = text.encode(JSON.stringify(question));
    const at = this.exports.room(bytes.length);
    // the memory may have grown: it is looked at anew after every call
    new Uint8Array(this.exports.memory.buffer, at, bytes.length).set(bytes);
    const length = this.exports.ask();
    const answer = new Uint8Array(this.exports.memory.buffer, this.exports.answer(), length);
    return JSON.parse(words.decode(answer));
  }
}

/** The language server in the core, as the editor's client talks to it. */
export function transport(core, onBroken) {
  const handlers = new Set();
  return {
    send(message) {
      let answers = [];
      try {
        answers = core.ask({ ask: "lsp", message: JSON.parse(message) }).messages ?? [];
      } catch (error) {
        onBroken(error);
        throw error;
      }
      for (const answer of answers) {
        const shown = JSON.stringify(answer);
        queueMicrotask(() => handlers.forEach((handler) => handler(shown)));
      }
    },
    subscribe: (handler) => handlers.add(handler),
    unsubscribe: (handler) => handlers.delete(handler),
  };
}
