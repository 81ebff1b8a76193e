// What the pages of a folder do where there is no server: the search, saved questions with values, SPARQL, lists by name.
import { bound, ParameterError } from "./binding.js";
import { ask, askText } from "./engine.js";
import { csv, shown, table } from "./answer.js";
import { asked as askedFor, content, questions } from "./asking.js";
import { cite, citeLink } from "./citing.js";
import { faultOf } from "./faults.js";
import { list } from "./lists.js";
import { find } from "./search.js";
import { element, hits, saved, words } from "./page.js";

const data = window.hezeData;
const asked = new URLSearchParams(location.search);
const main = document.querySelector("main");

data.questions = questions; // what a text is taken for, for those who open the console, and for tests
serve();
other();
const name = document.body.dataset.query;
if (name && data.queries[name]) question(data.queries[name]);
else if (document.body.dataset.page === "search") search();
else if (document.body.dataset.page === "list") list(document.body.dataset.kind);
else if (document.body.dataset.page === "cite") cite(document.body.dataset.cited);
else if (document.body.dataset.page === "editor") editor();
for (const field of document.querySelectorAll('input[name="q"]')) field.value ||= asked.get("q") ?? "";

/** A saved question: with values in the address, or whole where the page shows a part of the answer, it is asked here. */
function question(query) {
  const values = Object.fromEntries(query.parameters.map((one) => [one.name, asked.get(one.name) ?? ""]).filter(([, value]) => value));
  for (const [key, value] of Object.entries(values)) {
    const field = document.querySelector(`form.asking [name="${CSS.escape(key)}"]`);
    if (field) field.value = value;
  }
  const place = document.querySelector("section[aria-labelledby=answer]") ?? main.appendChild(element("section"));
  const total = Number(document.body.dataset.rest);
  if (Object.keys(values).length) answer(query, values, place);
  else if (total) {
    const button = element("button", { type: "button", class: "main" }, words("all").replace("{count}", total));
    button.addEventListener("click", () => answer(query, {}, place));
    place.append(element("p", { class: "no-print" }, button));
  }
}

async function answer(query, values, place) {
  for (const card of document.querySelectorAll("main > .card[role=status]")) card.remove();
  place.replaceChildren(element("p", { class: "message", role: "status" }, words("running")));
  try {
    const result = await ask(bound(query, values));
    const count = result.results.bindings.length;
    const button = element("button", { type: "button" }, "CSV");
    button.addEventListener("click", () => saved(csv(query, result), `${query.name}.csv`));
    place.replaceChildren(
      element("div", { class: "toolbar" }, element("h2", { id: "answer" }, words("rows").replace("{count}", count)), element("p", { class: "no-print" }, button, " ", ...citeLink(query, values))),
      count ? table(query, result) : element("p", { class: "message", role: "status" }, words("empty")),
    );
  } catch (error) {
    place.replaceChildren(element("p", { class: "message", role: "alert" }, error instanceof ParameterError ? `${words("wrong")} ${error.message}` : `${words("failed")} ${error.message ?? error}`));
  }
}

function search() {
  const typed = (asked.get("q") ?? "").trim();
  for (const old of main.querySelectorAll(".hits, main > .message")) old.remove();
  if (!typed) return;
  const found = [...askedFor(typed, 3), ...find(typed, 60)], place = main.querySelector("form.search");
  if (found.length) return place.after(hits(found));
  for (const word of content(typed))
    for (let end = word.length; end > 1; end -= 1) {
      const some = find(word.slice(0, end), 60);
      if (some.length) return place.after(element("p", { class: "message", role: "status" }, words("about").replace("{about}", word.slice(0, end))), hits(some));
    }
  place.after(hits([]));
}

/** The editor opens with the query, or the saved one with its values, that the address names. */
function editor() {
  const field = document.querySelector("textarea#query");
  const saved = data.queries[asked.get("name")];
  if (asked.get("query")) field.value = asked.get("query");
  else if (saved) {
    const values = Object.fromEntries(saved.parameters.map((one) => [one.name, asked.get(one.name) || (one.required ? one.value : "")]).filter(([, value]) => value));
    try {
      field.value = bound(saved, values);
    } catch {
      field.value = saved.parts.map((part) => (typeof part === "string" ? part : part.variable)).join("");
    }
  }
}

/** The link to the other language keeps what stands behind the question mark. */
function other() {
  for (const link of document.querySelectorAll("a.other[href]")) link.href += location.search;
}

/** Answers what the scripts of the pages would ask a server. */
function serve() {
  const push = history.pushState.bind(history);
  history.pushState = (...given) => {
    try {
      push(...given);
    } catch {
      // A browser may keep the address of a file as it is.
    }
  };
  window.fetch = async (address, options = {}) => {
    const url = new URL(address, document.baseURI);
    const last = url.pathname.replace(/\.html$/, "").split("/").pop();
    if (last === "suggest") return json([...askedFor(url.searchParams.get("q") ?? "", 1), ...find(url.searchParams.get("q") ?? "", 7)].map((one) => ({ ...one, path: one.file })));
    if (last === "terms.json") return json(data.terms);
    if (last === "labels") return json(names(JSON.parse(options.body)));
    if (last === "sparql") return sparql(new URLSearchParams(options.body).get("query") ?? "");
    return new Response("", { status: 404 });
  };
}

const json = (body) => new Response(JSON.stringify(body), { headers: { "Content-Type": "application/json" } });

function names({ iris }) {
  return Object.fromEntries(iris.map((iri) => [iri, shown(iri)]).filter(([, label]) => label));
}

async function sparql(text) {
  try {
    const { type, body } = await askText(text);
    return new Response(body, { headers: { "Content-Type": type } });
  } catch (error) {
    return new Response(faultOf(error, text), { status: 400 });
  }
}
