// The answer as a table, as text and as CSV. Values of the data become text nodes only, never markup.
const OWN = "https://w3id.org/heze-graph/";
const PAGE = 200;
const NUMBERS = /#(?:integer|decimal|double|float|long|int|short|nonNegativeInteger|positiveInteger)$/;

/** The rows of a SELECT as lists of bindings; one row for ASK. */
export function rowsOf(result) {
  if ("boolean" in result) return [];
  return result.results.bindings.map((binding) => result.head.vars.map((name) => binding[name] ?? null));
}

/** Up to 2,000 different IRIs of ours in rows. */
export function labelled(rows) {
  const found = new Set();
  for (const row of rows) {
    for (const value of row) if (value?.type === "uri" && value.value.startsWith(OWN)) found.add(value.value);
    if (found.size >= 2000) break;
  }
  return [...found];
}

/** The first column of texts and the first of numbers, for a chart; null where there is none. */
export function columnsFor(result, rows, labels) {
  if (!rows.length || !result.head.vars) return null;
  const places = result.head.vars.map((_, index) => index);
  const number = places.find((index) => rows.every((row) => isNumber(row[index])));
  const text = places.find((index) => index !== number && rows.some((row) => row[index] && !isNumber(row[index])));
  if (number === undefined || text === undefined) return null;
  return {
    titles: [result.head.vars[text], result.head.vars[number]],
    bars: rows.map((row) => [nameOf(row[text], labels), Number(row[number].value)]),
  };
}

/** A table whose IRIs of ours lead to their pages and have names; long ones come in parts. */
export function table(result, rows, labels, words) {
  if ("boolean" in result) return element("p", { class: "answer" }, result.boolean ? words.yes : words.no);
  if (!rows.length) return element("p", { class: "quiet" }, words.empty);
  const columns = result.head.vars;
  const numeric = columns.map((_, index) => rows.every((row) => !row[index] || isNumber(row[index])));
  const body = element("tbody");
  const head = element("tr", {}, ...columns.map((name, index) => element("th", { scope: "col", class: numeric[index] ? "number" : "" }, name)));
  const whole = element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.results },
    element("table", { class: "data" }, element("thead", {}, head), body));
  const more = element("button", { type: "button" });
  let shown = 0;
  const add = () => {
    body.append(...rows.slice(shown, shown + PAGE).map((row) => element("tr", {}, ...row.map((value, index) => cell(value, numeric[index], labels)))));
    shown = Math.min(shown + PAGE, rows.length);
    more.hidden = shown >= rows.length;
    more.textContent = words.more.replace("{count}", (rows.length - shown).toLocaleString());
  };
  more.addEventListener("click", add);
  add();
  return element("div", {}, whole, more);
}

/** Gives the links of a table the names that came later; where the reader is on the page stays as it is. */
export function rename(place, labels) {
  for (const one of place.querySelectorAll("a[title]")) {
    const name = labels.get(one.title);
    if (name && one.textContent !== name) one.textContent = name;
  }
}

/** A text as it is. */
export function graphText(text) {
  return element("pre", { class: "raw", tabindex: "0" }, text);
}

/** The answer as CSV for a spreadsheet: with a byte order mark, and nothing that it would take for a formula. */
export function asCsv(result, rows) {
  const lines = [result.head.vars, ...rows.map((row) => row.map((value) => (value ? defused(value) : "")))];
  return "\ufeff" + lines.map((line) => line.map(quoted).join(",") + "\r\n").join("");
}

function defused(value) {
  return !isNumber(value) && /^[=+\-@\t\r]/.test(value.value) ? `'${value.value}` : value.value;
}

function quoted(text) {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cell(value, numeric, labels) {
  const td = element("td", { class: numeric ? "number" : "" });
  if (!value) return td;
  if (value.type === "uri") td.append(link(value.value, labels));
  else td.append(value.value);
  const language = value["xml:lang"];
  if (language) td.lang = language;
  return td;
}

function link(iri, labels) {
  const own = iri.startsWith(OWN);
  const text = nameOf({ type: "uri", value: iri }, labels);
  if (!own && !/^https?:\/\//.test(iri)) return document.createTextNode(text);
  return element("a", { href: own ? pathOf(iri) : iri, title: iri, ...(own ? {} : { rel: "noopener noreferrer", target: "_blank" }) }, text);
}

/** The path of an IRI of ours on this server: the same, in ASCII, what is encoded left as it is; the language stays. */
function pathOf(iri) {
  const { pathname, hash } = new URL(iri);
  const language = new URLSearchParams(location.search).get("lang");
  return pathname.slice(new URL(OWN).pathname.length - 1) + (language === "en" ? "?lang=en" : "") + hash;
}

/** What a value is called: the name of a thing, else what its IRI says; a text is its own name. */
function nameOf(value, labels) {
  if (!value) return "";
  return value.type === "uri" ? labels?.get(value.value) || shortened(value.value) : value.value;
}

function shortened(text) {
  if (!text.startsWith(OWN)) return text;
  try {
    return decodeURIComponent(text.slice(OWN.length)).replace(/^id\//, "");
  } catch {
    return text;
  }
}

function isNumber(value) {
  return value?.type === "literal" && NUMBERS.test(value.datatype ?? "") && Number.isFinite(Number(value.value));
}

/** An element with attributes and contents; texts become text nodes. */
export function element(name, attributes = {}, ...contents) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== "") made.setAttribute(key, value);
  made.append(...contents);
  return made;
}
