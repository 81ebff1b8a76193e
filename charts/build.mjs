// Builds the charts into static files, with the licences of everything that is in them, and notes what they were built
// from; copies axe-core to the tests. With --check it writes nothing, and fails where the files are others.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { OPTIONS, finish, licences, packagesOf } from "../editor/bundle.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const [charts, axe] = ["heze_graph/web/static/charts", "tests/web/axe"];
process.chdir(here);

const bundle = await build(OPTIONS);
const packages = packagesOf(bundle.metafile);
const files = new Map([
  [`${charts}/charts.js`, `/* Observable Plot, D3 and others, see LICENSES.txt */\n${bundle.outputFiles[0].text}`],
  [`${charts}/LICENSES.txt`, licences("charts.js", packages)],
  ...["axe.min.js", "LICENSE"].map((name) => [`${axe}/${name}`, readFileSync(`node_modules/axe-core/${name}`, "utf8")]),
]);
finish(join(here, ".."), files, `${charts}/build.json`, { packages });
