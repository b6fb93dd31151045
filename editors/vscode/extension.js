// Starts `flow lsp` for files of the language `contactflow`, and `flow debug-adapter` to step through runs.
'use strict';

const { DebugAdapterExecutable, commands, debug, window, workspace } = require('vscode');
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

// Relative paths in a launch configuration are those of the session's folder.
const debuggers = {
  createDebugAdapterDescriptor: () => new DebugAdapterExecutable(settings().path, ['debug-adapter']),
};

const launches = {
  resolveDebugConfiguration(folder, launch) {
    const open = window.activeTextEditor;
    if (!launch.type && open && open.document.languageId === ID) {
      Object.assign(launch, {
        type: ID,
        request: 'launch',
        name: 'Run this flow on the simulator',
        program: open.document.fileName,
        stopOnEntry: true,
      });
    }
    if (folder && !launch.cwd) {
      launch.cwd = folder.uri.fsPath;
    }
    return launch;
  },
};

async function activate(context) {
  context.subscriptions.push(
    debug.registerDebugAdapterDescriptorFactory(ID, debuggers),
    debug.registerDebugConfigurationProvider(ID, launches),
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
