// Writes snippets/contactflow.json from the catalogue, as `flow actions --output json` tells it: an action
// by its words, with places for its values and for what has to be given after `with`. Words of the
// language are not here: the language server offers those where they fit.
//
//   node scripts/snippets.js
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.join(__dirname, '..', '..', '..');
const file = path.join(__dirname, '..', 'snippets', 'contactflow.json');
const flow = process.env.FLOW || path.join(root, 'target', 'debug', 'flow');

function escaped(text) {
  return text.replace(/[$}\\]/g, '\\$&');
}

function body(action) {
  let number = 0;
  const place = (name) => `\${${++number}:${escaped(`<${name}>`)}}`;
  const phrase = action.phrase.replace(/<(\w+)>/g, (_, name) => place(name));
  const within = new Set([...action.phrase.matchAll(/<(\w+)>/g)].map(([, name]) => name));
  const missing = action.parameters.filter(
    (param) => param.required && param.default === null && param.provided_by_output === null && !within.has(param.name)
  );
  const given = missing.map((param, at) => {
    const before = at === 0 ? '    with ' : '         ';
    const after = at + 1 < missing.length ? ',' : '';
    return `${before}${param.name}: ${place(param.name)}${after}`;
  });
  return [phrase, ...given];
}

function snippets() {
  const { actions } = JSON.parse(execFileSync(flow, ['actions', '--output', 'json'], { encoding: 'utf8' }));
  const all = {};
  for (const action of actions) {
    all[`${action.key} (${action.system})`] = {
      prefix: action.key,
      body: body(action),
      description: action.about,
    };
  }
  return `${JSON.stringify(all, null, 2)}\n`;
}

fs.mkdirSync(path.dirname(file), { recursive: true });
fs.writeFileSync(file, snippets());
