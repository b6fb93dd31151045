// Puts the playground together into one file: `node build.mjs CORE OUT`. The editor and the tools are those of the
// studio, whose lock file says which.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const modules = join(here, "..", "studio", "node_modules");
const { build } = createRequire(join(modules, "x.js"))("esbuild");
const [coreFile, out] = process.argv.slice(2);

/** Flows that somebody can begin with. */
const FLOWS = ["hold", "callback", "sweep", "masked-card", "consult-transfer", "wrap-up"];

async function bundle(entry) {
  const built = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    nodePaths: [modules],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return Buffer.from(built.outputFiles[0].contents).toString().trim();
}

const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const script = await bundle("page/main.js");
const style = await bundle("page/page.css");
const core = gzipSync(readFileSync(coreFile), { level: 9 }).toString("base64");
const flows = FLOWS.map((name) => ({ name: `${name}.flow`, text: readFileSync(join(here, "..", "examples", `${name}.flow`), "utf8") }));
// the editor makes styles as it needs them; scripts are this one alone
const policy = [
  "default-src 'none'",
  `script-src ${hash(script)} 'wasm-unsafe-eval'`,
  `style-src ${hash(style)} 'nonce-contactflow'`,
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");
const parts = { policy, style, core, script, flows: JSON.stringify(flows).replaceAll("<", "\\u003c") };
const page = readFileSync(join(here, "page/index.html"), "utf8").replace(/\{(\w+)\}/g, (_, name) => parts[name]);
writeFileSync(out, page);
console.log(`${out}: ${page.length} bytes, ${gzipSync(page, { level: 9 }).length} packed; the core is ${core.length}`);
