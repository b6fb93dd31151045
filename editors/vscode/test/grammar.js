// The grammar against the real parser: each word of each script of this repository has to have
// the same class in both. `FLOW` is the command to ask; the default is the one that cargo built.
'use strict';

const fs = require('node:fs');
const path = require('node:path');
const { pathToFileURL } = require('node:url');
const oniguruma = require('vscode-oniguruma');
const { Registry, parseRawGrammar, INITIAL } = require('vscode-textmate');
const { Server } = require('./server');

const here = path.join(__dirname, '..');
const root = path.join(here, '..', '..');
const flow = process.env.FLOW || path.join(root, 'target', 'debug', 'flow');

/** What a grammar's scope stands for, the most particular first. */
const CLASSES = [
  ['comment.', 'comment'],
  ['constant.other.outcome', 'outcome'],
  ['constant.other.state', 'choice'],
  ['constant.numeric', 'number'],
  ['variable.other.property', 'property'],
  ['variable.parameter', 'name'],
  ['variable.other', 'name'],
  ['entity.name.function.step', 'step'],
  ['entity.name.function.action', 'action'],
  ['support.function', 'action'],
  ['entity.name.namespace', 'system'],
  ['storage.type', 'kind'],
  ['keyword.', 'keyword'],
  ['string.', 'string'],
];

/** What a class of the server stands for. */
const MEANING = {
  keyword: 'keyword',
  function: 'action',
  method: 'step',
  parameter: 'name',
  variable: 'name',
  event: 'outcome',
  enumMember: 'choice',
  type: 'kind',
  namespace: 'system',
  property: 'property',
  string: 'string',
  number: 'number',
  comment: 'comment',
};

function classOf(scopes) {
  for (const scope of [...scopes].reverse()) {
    const found = CLASSES.find(([start]) => scope.startsWith(start));
    if (found) {
      return found[1];
    }
  }
  return 'nothing';
}

/** A bare word of a closed list looks like a name to whoever does not know the catalogue. */
function agree(parser, grammar) {
  return parser === grammar || (parser === 'choice' && grammar === 'name');
}

async function grammar() {
  const wasm = require.resolve('vscode-oniguruma/release/onig.wasm');
  await oniguruma.loadWASM(fs.readFileSync(wasm));
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (scope) => {
      const file = path.join(here, 'syntaxes', 'contactflow.tmLanguage.json');
      return scope === 'source.contactflow' ? parseRawGrammar(fs.readFileSync(file, 'utf8'), file) : null;
    },
  });
  return registry.loadGrammar('source.contactflow');
}

/** The class of each place of a text, by line. */
function coloured(grammar, text) {
  let stack = INITIAL;
  return text.split(/\r?\n/).map((line) => {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, stack);
    stack = ruleStack;
    return tokens;
  });
}

function classAt(tokens, column) {
  const token = tokens && tokens.find((one) => one.startIndex <= column && column < one.endIndex);
  return token ? classOf(token.scopes) : 'nothing';
}

function scripts(folder, found = []) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      scripts(full, found);
    } else if (entry.name.endsWith('.flow')) {
      found.push(full);
    }
  }
  return found.sort();
}

/** Scripts that cannot be read whole say nothing about what their words are. */
function isRight(file) {
  return !file.includes(`${path.sep}wrong${path.sep}`);
}

async function main() {
  const colours = await grammar();
  const server = new Server(flow);
  await server.greet();
  const wrong = [];
  let words = 0;
  const files = ['examples', 'tests'].flatMap((folder) => scripts(path.join(root, folder)));
  for (const file of files) {
    const bytes = fs.readFileSync(file);
    const text = bytes.toString('utf8');
    if (!Buffer.from(text).equals(bytes)) {
      continue;
    }
    const lines = coloured(colours, text);
    if (!isRight(file)) {
      continue;
    }
    const source = text.split(/\r?\n/);
    for (const token of await server.tokens(pathToFileURL(file).href, text)) {
      words += 1;
      const meant = MEANING[token.class];
      const seen = classAt(lines[token.line], token.column);
      if (!agree(meant, seen)) {
        const word = source[token.line].substr(token.column, token.length);
        const place = `${path.relative(root, file)}:${token.line + 1}:${token.column + 1}`;
        wrong.push(`${place}: \`${word}\` is ${meant}, the grammar says ${seen}: ${source[token.line].trim()}`);
      }
    }
  }
  await server.leave();
  console.log(`${words} words of ${files.filter(isRight).length} scripts, ${wrong.length} of another class`);
  if (wrong.length > 0 || words < 1000) {
    console.error(wrong.slice(0, 100).join('\n'));
    process.exitCode = 1;
  }
}

main().catch((failure) => {
  console.error(failure);
  process.exitCode = 1;
});
