// What the builds of editor, charts and offline share: licences of what is bundled, a record of what was built from what,
// and files that are written, or with --check compared with those that are there.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(import.meta.url);

/** Options of esbuild that the bundles share. */
export const OPTIONS = {
  entryPoints: ["src/main.js"],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  metafile: true,
  write: false,
};

/** The packages that the inputs of a bundle belong to: name, version, licence, text of the licence. */
export function packagesOf(metafile) {
  const inputs = Object.keys(metafile.inputs);
  const folders = new Set(inputs.map((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/)?.[0]).filter(Boolean));
  return [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file || !license) throw new Error(`${name}: no licence in its package`);
    return { name, version, license, text: readFileSync(join(folder, file), "utf8").trim() };
  });
}

export function licences(script, packages) {
  const head = `${script} holds, in a form without blanks, the packages below. Each stands under its own licence.\n`;
  const rule = "-".repeat(100);
  return head + packages.map(({ name, version, license, text }) => `\n${rule}\n${name} ${version} (${license})\n\n${text}\n`).join("");
}

/** Writes the files of a build, by their names below a folder, or compares them; `record` is where it is noted. */
export function finish(folder, files, record, noted, sources = []) {
  files.set(record, said(files, noted, sources));
  process.argv.includes("--check") ? compare(folder, files) : write(folder, files);
}

/** What was built from what: compared by tests/web/test_*_build.py, without npm. */
function said(files, { packages, ...noted }, more) {
  const own = ["package.json", "package-lock.json", "build.mjs", relative(process.cwd(), here), ...more];
  const sources = [...own, ...readdirSync("src").sort().map((name) => `src/${name}`)];
  const hashes = (entries) => Object.fromEntries(entries.map(([name, data]) => [name, sha256(data)]));
  const record = {
    packages: packages.map(({ name, version, license }) => ({ name, version, license })),
    ...noted,
    sources: hashes(sources.map((name) => [name.replaceAll("\\", "/"), readFileSync(name)])),
    files: hashes([...files]),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

export const sha256 = (data) => createHash("sha256").update(data).digest("hex");

function write(folder, files) {
  for (const [name, text] of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  console.log([...files].map(([name, text]) => `${name} ${Buffer.byteLength(text)} bytes`).join("\n"));
}

function compare(folder, files) {
  const other = [...files].filter(([name, text]) => !existsSync(join(folder, name)) || readFileSync(join(folder, name), "utf8") !== text);
  if (other.length) {
    console.error(`not what this build gives: ${other.map(([name]) => name).join(", ")}; run npm run build`);
    process.exit(1);
  }
  console.log("the committed files are what this build gives");
}
