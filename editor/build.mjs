// Builds the editor into static files, with the licences of everything that is in them, and notes what it was built
// from. With --check it writes nothing, and fails where the files that are there are not what it would write.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const target = join(here, "..", "heze_graph", "web", "static", "editor");
process.chdir(here);

const bundle = await build({
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  metafile: true,
  write: false,
});
const packages = bundled(Object.keys(bundle.metafile.inputs));
const files = new Map([
  ["editor.js", `/* CodeMirror and others, see LICENSES.txt */\n${bundle.outputFiles[0].text}`],
  ["LICENSES.txt", licences(packages)],
]);
files.set("build.json", record(packages, files));
process.argv.includes("--check") ? compare(files) : write(files);

/** The packages that the inputs of a bundle belong to: name, version, licence, text of the licence. */
function bundled(inputs) {
  const folders = new Set(inputs.map((path) => path.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file || !license) throw new Error(`${name}: no licence in its package`);
    return { name, version, license, text: readFileSync(join(folder, file), "utf8").trim() };
  });
}

function licences(packages) {
  const head = "editor.js holds, in a form without blanks, the packages below. Each stands under its own licence.\n";
  const rule = "-".repeat(100);
  return head + packages.map(({ name, version, license, text }) => `\n${rule}\n${name} ${version} (${license})\n\n${text}\n`).join("");
}

/** What was built from what: compared by tests/web/test_editor_build.py, without npm. */
function record(packages, files) {
  const sources = ["package.json", "package-lock.json", "build.mjs", ...readdirSync("src").sort().map((name) => `src/${name}`)];
  const hashes = (entries) => Object.fromEntries(entries.map(([name, data]) => [name, createHash("sha256").update(data).digest("hex")]));
  const said = {
    packages: packages.map(({ name, version, license }) => ({ name, version, license })),
    sources: hashes(sources.map((name) => [name, readFileSync(name)])),
    files: hashes([...files]),
  };
  return `${JSON.stringify(said, null, 2)}\n`;
}

function write(files) {
  mkdirSync(target, { recursive: true });
  for (const [name, text] of files) writeFileSync(join(target, name), text);
  console.log([...files].map(([name, text]) => `${name} ${Buffer.byteLength(text)} bytes`).join("\n"));
}

function compare(files) {
  const other = [...files].filter(([name, text]) => !existsSync(join(target, name)) || readFileSync(join(target, name), "utf8") !== text);
  if (other.length) {
    console.error(`not what this build gives: ${other.map(([name]) => name).join(", ")}; run npm run build`);
    process.exit(1);
  }
  console.log("the committed files are what this build gives");
}
