// Builds what answers questions in the browser into two files: the script, and Oxigraph's WebAssembly as text, since a page
// opened from a folder may fetch nothing. With --check it writes nothing, and fails where the committed files are others.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { OPTIONS, finish, sha256 } from "../editor/bundle.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const LICENCE = "oxigraph-LICENSE-MIT";
process.chdir(here);

const bundle = await build({ ...OPTIONS, format: "iife", define: { "import.meta.url": "document.baseURI" } });
const { version, license } = JSON.parse(readFileSync("node_modules/oxigraph/package.json", "utf8"));
const wasm = readFileSync("node_modules/oxigraph/web_bg.wasm");
const packed = gzipSync(wasm, { level: 9 }).fill(0, 4, 10); // neither time nor system, so that the bytes are the same everywhere
const files = new Map([
  ["offline.js", `/* with Oxigraph, see LICENSES.txt */\n${bundle.outputFiles[0].text}`],
  ["oxigraph.js", `hezeData.wasm = "${packed.toString("base64")}";\n`],
  ["LICENSES.txt", `offline.js and oxigraph.js hold Oxigraph ${version} (${license}), compiled to WebAssembly.\n\n${readFileSync(LICENCE, "utf8")}`],
]);
const noted = { packages: [{ name: "oxigraph", version, license }], wasm: sha256(wasm) };
finish(join(here, "..", "heze_graph", "web", "static", "offline"), files, "build.json", noted, [LICENCE]);
