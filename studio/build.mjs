// Builds what a browser is given: `node build.mjs [FOLDER]` writes the files that the command has in it, into
// `dist` or another folder. The same versions give the same bytes: the lock file says which.

import { build } from "esbuild";
import { mkdirSync, readFileSync, readdirSync, writeFileSync, existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");

/** A bundle of a script or a style sheet; and which packages are in it. */
async function bundle(entry) {
  const built = await build({
    absWorkingDir: here,
    entryPoints: [entry],
    bundle: true,
    minify: true,
    write: false,
    metafile: true,
    format: "esm",
    target: ["es2022"],
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return { bytes: built.outputFiles[0].contents, inputs: Object.keys(built.metafile.inputs) };
}

/** The folder of the package that a file belongs to. */
function packageOf(file) {
  const found = /^(node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file);
  return found ? found[1] : null;
}

/** The licences of what is in the bundles, which they demand to be beside it. */
function notices(inputs) {
  const packages = [...new Set(inputs.map(packageOf).filter(Boolean))].sort();
  const parts = packages.map((folder) => {
    const about = JSON.parse(readFileSync(join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(join(here, folder)).find((name) => /^licen[cs]e/i.test(name));
    const text = file ? readFileSync(join(here, folder, file), "utf8").trim() : about.license;
    return `${about.name} ${about.version} (${about.license})\n\n${text}\n`;
  });
  return parts.join("\n----\n\n");
}

function write(name, bytes) {
  mkdirSync(out, { recursive: true });
  const packed = gzipSync(bytes, { level: 9 });
  writeFileSync(join(out, `${name}.gz`), packed);
  console.log(`${name}: ${bytes.length} bytes, ${packed.length} packed`);
}

const entries = [
  ["studio.js", "src/app/main.js"],
  ["studio.css", "src/app/studio.css"],
].filter(([, entry]) => existsSync(join(here, entry)));

const inputs = [];
for (const [name, entry] of entries) {
  const made = await bundle(entry);
  inputs.push(...made.inputs);
  write(name, made.bytes);
}
if (inputs.length > 0) write("notices.txt", Buffer.from(notices(inputs)));
