// The page /editor: an editor in place of the plain text field, the answer below it, the query in the address.
import { drawn } from "./chart.js";
import { createEditor } from "./editor.js";
import { withPrefixes } from "./prefixes.js";
import { asCsv, columnsFor, graphText, labelled, rename, rowsOf, table } from "./results.js";

const ADDRESS_LIMIT = 6000;
const NAMES_AT_ONCE = 400;
const form = document.querySelector("form.sparql");
const words = JSON.parse(form.dataset.words);
const language = document.documentElement.lang.startsWith("en") ? "en" : "zh";
const field = form.querySelector("textarea");
const parts = Object.fromEntries([...document.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
const state = { answer: null, shown: "table", stop: null };

const terms = await fetch(form.dataset.terms).then((response) => (response.ok ? response.json() : null)).catch(() => null)
  ?? { prefixes: {}, terms: [] };
const editor = createEditor({ field, host: parts.editor, terms, language, words, run });
form.classList.add("enhanced");
parts.stop.addEventListener("click", () => state.stop?.abort());
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});
for (const tab of document.querySelectorAll("[data-show]")) tab.addEventListener("click", () => show(tab.dataset.show));
parts.download.addEventListener("click", download);
addEventListener("popstate", () => {
  const query = new URLSearchParams(location.search).get("query");
  if (query !== null) editor.set(query);
  leadToOtherLanguage();
});

async function run() {
  const query = withPrefixes(editor.text(), terms.prefixes);
  if (query !== editor.text()) editor.set(query);
  remember(query);
  state.stop?.abort();
  const stop = (state.stop = new AbortController());
  busy(true);
  const begun = performance.now();
  try {
    const response = await fetch(form.action, {
      method: "POST",
      headers: {
        Accept: "application/sparql-results+json, text/turtle;q=0.9, text/plain;q=0.1",
        "Content-Type": "application/x-www-form-urlencoded",
      },
      body: new URLSearchParams({ query }),
      signal: stop.signal,
    });
    const text = await response.text();
    const seconds = (performance.now() - begun) / 1000;
    if (response.ok) await present(query, response.headers.get("Content-Type") ?? "", text, seconds);
    else complain(text.trim() || `${response.status} ${response.statusText}`);
  } catch (error) {
    complain(stop.signal.aborted ? words.stopped : `${words.unreachable} ${error.message}`);
  } finally {
    if (state.stop === stop) busy(false);
  }
}

async function present(query, type, text, seconds) {
  const result = type.includes("json") ? JSON.parse(text) : null;
  state.answer = { query, text, result, rows: result ? rowsOf(result) : null };
  const { rows } = state.answer;
  const took = seconds.toLocaleString(language === "en" ? "en" : "zh-CN", { maximumFractionDigits: 2 });
  const count = rows ? rows.length.toLocaleString() : "";
  say(result && "boolean" in result ? `${words.answer} ${result.boolean ? words.yes : words.no}` : rows ? words.rows.replace("{count}", count).replace("{seconds}", took) : words.graph.replace("{seconds}", took));
  offer(query, result, rows);
  show(rows && rows.length && state.shown !== "raw" ? state.shown : rows ? (state.shown === "raw" ? "raw" : "table") : "raw");
  if (rows) await labels(rows);
}

/** Shows the buttons that make sense for an answer. */
function offer(query, result, rows) {
  const figures = rows && columnsFor(result, rows);
  const network = result?.head?.vars?.includes("source") && result.head.vars.includes("target");
  parts.views.hidden = false;
  document.querySelector('[data-show="table"]').hidden = !rows;
  document.querySelector('[data-show="chart"]').hidden = !figures;
  if (!figures && state.shown === "chart") state.shown = "table";
  parts.download.hidden = false;
  parts.download.textContent = rows ? words.csv : words.turtle;
  parts.network.hidden = !(network || /^#\+\s*view:\s*network\s*$/m.test(query));
  const address = new URL(form.dataset.network, location.href);
  address.searchParams.set("query", query);
  if (language === "en") address.searchParams.set("lang", "en");
  parts.network.href = address;
}

function show(what) {
  const { rows, result, text } = state.answer;
  state.shown = what;
  for (const tab of document.querySelectorAll("[data-show]")) tab.setAttribute("aria-pressed", String(tab.dataset.show === what));
  parts.results.replaceChildren(
    what === "raw" || !rows
      ? graphText(result ? JSON.stringify(result, null, 1) : text)
      : what === "chart"
        ? drawn(columnsFor(result, rows, state.labels), words, parts.results.clientWidth)
        : table(result, rows, state.labels, words),
  );
}

/** Asks what our IRIs in the answer are called, and shows these names. */
async function labels(rows) {
  const answer = state.answer;
  const known = (state.labels ??= new Map());
  const asked = labelled(rows).filter((iri) => !known.has(iri));
  for (let from = 0; from < asked.length; from += NAMES_AT_ONCE) {
    const response = await fetch(form.dataset.labels, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ language, iris: asked.slice(from, from + NAMES_AT_ONCE) }),
    }).catch(() => null);
    if (!response?.ok) return;
    for (const [iri, label] of Object.entries(await response.json())) known.set(iri, label);
    if (state.answer !== answer) return;
    if (state.shown === "chart") show("chart");
    else rename(parts.results, known);
  }
}

function download() {
  const { result, rows, text } = state.answer;
  const [data, type, name] = rows ? [asCsv(result, rows), "text/csv", "answer.csv"] : [text, "text/turtle", "answer.ttl"];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([data], { type: `${type};charset=utf-8` }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Puts the query into the address, so that the page can be shared and found again. */
function remember(query) {
  const address = new URL(location.href);
  for (const name of [...address.searchParams.keys()]) if (name !== "lang") address.searchParams.delete(name);
  address.searchParams.set("query", query);
  const fits = address.href.length <= ADDRESS_LIMIT;
  parts.long.hidden = fits;
  if (!fits) address.searchParams.delete("query");
  if (address.href !== location.href) history.pushState(null, "", address);
  leadToOtherLanguage();
}

/** Lets the link to the other language lead to this same query. */
function leadToOtherLanguage() {
  for (const other of document.querySelectorAll("a.other")) {
    const there = new URL(other.href);
    there.search = location.search;
    other.lang.startsWith("en") ? there.searchParams.set("lang", "en") : there.searchParams.delete("lang");
    other.href = there;
  }
}

function busy(running) {
  form.classList.toggle("running", running);
  parts.stop.hidden = !running;
  if (running) {
    parts.error.hidden = true;
    parts.status.textContent = words.running;
  } else if (parts.status.textContent === words.running) {
    parts.status.textContent = "";
  }
}

function say(text) {
  parts.status.textContent = text;
}

// How a message names the place of a mistake: the endpoint's in two languages, Oxigraph's own.
const PLACES = [/line (\d+)(?:, column (\d+))?/, /第 (\d+) 行(?:第 (\d+) 列)?/, /error at (\d+):(\d+)/];

function complain(message) {
  parts.status.textContent = "";
  parts.error.hidden = false;
  parts.error.textContent = message;
  parts.views.hidden = true;
  parts.results.replaceChildren();
  const place = PLACES.map((form) => message.match(form)).find(Boolean);
  if (place) editor.mark(Number(place[1]), place[2] ? Number(place[2]) : 1);
}
