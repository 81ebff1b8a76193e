// Oxigraph in the browser: loaded, with the graph, when the first question is asked.
import init, { Store } from "oxigraph/web.js";

const data = window.hezeData;
let opened = null;

export function script(file) {
  return new Promise((resolve, reject) => {
    const made = document.createElement("script");
    made.src = file;
    made.onload = resolve;
    made.onerror = () => reject(new Error(file));
    document.head.append(made);
  });
}

async function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (one) => one.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

async function open() {
  await script("static/oxigraph.js");
  await script("data/graph.js");
  await init({ module_or_path: await unpacked(data.wasm) });
  const store = new Store();
  store.load(new TextDecoder().decode(await unpacked(data.graph)), { format: "application/n-quads", lenient: true });
  data.wasm = data.graph = null;
  return store;
}

const store = () => (opened ??= open());

/** The answer to a SELECT or ASK query as SPARQL results in JSON. */
export async function ask(text) {
  return JSON.parse((await askText(text)).body);
}

/** The answer to any query that reads, as text with its media type. Throws what Oxigraph says of a wrong one. */
export async function askText(text) {
  const graph = (await store());
  const options = { use_default_graph_as_union: !/\bFROM\b/i.test(text), results_format: "application/sparql-results+json" };
  try {
    return { type: options.results_format, body: graph.query(text, options) };
  } catch (error) {
    if (!/\b(?:CONSTRUCT|DESCRIBE)\b/i.test(text)) throw error;
    return { type: "text/turtle", body: graph.query(text, { ...options, results_format: "text/turtle" }) };
  }
}
