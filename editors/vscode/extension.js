// Starts `flow lsp` for files of the language `contactflow`.
'use strict';

const { commands, window, workspace } = require('vscode');
const { LanguageClient, TransportKind } = require('vscode-languageclient/node');

const ID = 'contactflow';
let client;

function settings() {
  const flow = workspace.getConfiguration('flow');
  return { path: flow.get('path') || 'flow', profile: flow.get('profile') || '' };
}

async function start() {
  const { path, profile } = settings();
  const server = { command: path, args: ['lsp'], transport: TransportKind.stdio };
  client = new LanguageClient(ID, 'Contactflow', server, {
    documentSelector: [{ language: ID }, { pattern: '**/flow.toml' }],
    initializationOptions: { profile },
    synchronize: { configurationSection: 'flow' },
  });
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    window.showErrorMessage(
      `\`${path} lsp\` could not be started: ${error.message}. Set \`flow.path\` to where the command flow is.`
    );
  }
}

async function stop() {
  const old = client;
  client = undefined;
  if (old) {
    await old.stop();
  }
}

async function restart() {
  await stop();
  await start();
}

async function activate(context) {
  context.subscriptions.push(
    commands.registerCommand('contactflow.restart', restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('flow.path')) {
        restart();
      }
    })
  );
  await start();
}

module.exports = { activate, deactivate: stop };
