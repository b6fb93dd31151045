// The language server at the other end of two pipes, as far as the test needs it.
'use strict';

const { spawn } = require('node:child_process');

class Server {
  constructor(command) {
    this.process = spawn(command, ['lsp'], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.waiting = new Map();
    this.next = 0;
    this.buffer = Buffer.alloc(0);
    this.process.stdout.on('data', (data) => this.read(data));
    this.process.on('exit', (code) => {
      for (const { reject } of this.waiting.values()) {
        reject(new Error(`the server ended with ${code}`));
      }
    });
  }

  read(data) {
    this.buffer = Buffer.concat([this.buffer, data]);
    for (;;) {
      const head = this.buffer.indexOf('\r\n\r\n');
      if (head < 0) {
        return;
      }
      const length = Number(/Content-Length: (\d+)/i.exec(this.buffer.toString('utf8', 0, head))[1]);
      if (this.buffer.length < head + 4 + length) {
        return;
      }
      const message = JSON.parse(this.buffer.toString('utf8', head + 4, head + 4 + length));
      this.buffer = this.buffer.subarray(head + 4 + length);
      const waiting = this.waiting.get(message.id);
      if (waiting && !message.method) {
        this.waiting.delete(message.id);
        if (message.error) {
          waiting.reject(new Error(message.error.message));
        } else {
          waiting.resolve(message.result);
        }
      }
    }
  }

  write(message) {
    const text = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.process.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
  }

  ask(method, params) {
    const id = ++this.next;
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      this.write({ id, method, params });
    });
  }

  tell(method, params) {
    this.write({ method, params });
  }

  async greet() {
    const { capabilities } = await this.ask('initialize', { processId: null, rootUri: null, capabilities: {} });
    this.tell('initialized', {});
    this.legend = capabilities.semanticTokensProvider.legend.tokenTypes;
  }

  /** The words of a text with their classes: line, column, length, class. */
  async tokens(uri, text) {
    const item = { uri, languageId: 'contactflow', version: 1, text };
    this.tell('textDocument/didOpen', { textDocument: item });
    const { data } = await this.ask('textDocument/semanticTokens/full', { textDocument: { uri } });
    this.tell('textDocument/didClose', { textDocument: { uri } });
    const tokens = [];
    let line = 0;
    let column = 0;
    for (let at = 0; at < data.length; at += 5) {
      column = data[at] ? data[at + 1] : column + data[at + 1];
      line += data[at];
      tokens.push({ line, column, length: data[at + 2], class: this.legend[data[at + 3]] });
    }
    return tokens;
  }

  async leave() {
    await this.ask('shutdown');
    this.tell('exit');
  }
}

module.exports = { Server };
