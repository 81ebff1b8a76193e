// Builds the editor into static files, with the licences of everything that is in them, and notes what it was built
// from. With --check it writes nothing, and fails where the files that are there are not what it would write.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OPTIONS, finish, licences, packagesOf } from "./bundle.mjs";

const here = dirname(fileURLToPath(import.meta.url));
process.chdir(here);

const bundle = await build(OPTIONS);
const packages = packagesOf(bundle.metafile);
const files = new Map([
  ["editor.js", `/* CodeMirror and others, see LICENSES.txt */\n${bundle.outputFiles[0].text}`],
  ["LICENSES.txt", licences("editor.js", packages)],
]);
finish(join(here, "..", "heze_graph", "web", "static", "editor"), files, "build.json", { packages });
