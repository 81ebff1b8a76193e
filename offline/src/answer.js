// An answer as a table for people, as the server's pages show one: words for codes, names, shares in %, pages of things.
import { element, english, fileOfThing, words } from "./page.js";

const data = window.hezeData;
const MOST = 2000;

/** What a thing is called, "" where it has no page. */
export function shown(iri) {
  const stem = iri.startsWith(data.base) && data.pages[iri.slice(data.base.length)];
  const found = stem && data.names[stem];
  return found ? found[english ? 1 : 0] || found[0] : "";
}

function link(label, iri, line = "") {
  const file = iri ? fileOfThing(iri) : "";
  return file ? element("a", { href: line ? `${file}#line-${line}` : file }, label) : label;
}

function named(printed, iri) {
  const document = data.documents[printed];
  const label = document ? document[english ? 1 : 0] : english ? shown(iri ?? "") || printed : printed;
  return link(label, iri);
}

function code(column, value, row) {
  const notation = column.code ? row[column.code]?.value ?? "" : value;
  const own = column.values[notation] ?? data.codes[column.scheme]?.[notation];
  const said = own ? own[english ? 1 : 0] : "";
  const text = column.code ? (english && said ? `${value} (${said})` : value) : said || value;
  return column.scheme === "LightScheme" ? element("span", { class: `light ${notation}` }, text) : text;
}

/** The names that a cell of several things lists, each with its IRI, by the rule of `listed` in heze_graph/queries/columns.py. */
function listed(names, things) {
  const pieces = names.split("、");
  return pieces.length === things.length ? pieces.map((piece, at) => [piece, things[at] === "-" ? "" : things[at]]) : [[names, ""]];
}

/** What stands in a cell: texts and elements. */
function cell(column, row) {
  const held = row[column.name];
  if (!held || held.value === "") return [];
  if (held.type === "uri") return [link(shown(held.value) || held.value, held.value)];
  const value = held.value;
  const things = column.iri ? (row[column.iri]?.value ?? "").split(" ").filter(Boolean) : [];
  if (column.values[value] && column.kind !== "code") return [column.values[value][english ? 1 : 0]];
  if (held.datatype?.endsWith("#boolean")) return [words(value === "true" || value === "1" ? "yes" : "no")];
  if (column.kind === "code") return [code(column, value, row)];
  if (column.kind === "share" && !Number.isNaN(Number(value))) return [`${(Number(value) * 100).toFixed(1)}%`];
  if (column.kind === "line") return [link(value, things[0], value)];
  if (column.kind === "thing") return [named(value, things[0])];
  if (column.kind === "things") {
    return listed(value, things).flatMap(([name, iri], at) => [...(at ? [english ? "; " : "、"] : []), named(name, iri)]);
  }
  return [link(value, things[0])];
}

const columnsOf = (query) => query.columns.filter((column) => !column.hidden).map((column) => (english && column.english ? { ...column, name: column.english } : column));
const title = (column) => column.label[english ? 1 : 0];

export function table(query, result) {
  const columns = columnsOf(query);
  const rows = result.results.bindings.slice(0, MOST).map((row) =>
    element("tr", {}, ...columns.map((column) => element("td", { "data-label": title(column), ...(column.number ? { class: "number" } : {}) }, element("div", {}, ...cell(column, row))))));
  const heads = columns.map((column) => element("th", { scope: "col", ...(column.number ? { class: "number" } : {}) }, title(column)));
  const made = element("table", { class: "data cards" }, element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows));
  const left = result.results.bindings.length - rows.length;
  const note = left > 0 ? [element("p", { class: "quiet" }, words("left").replace("{count}", left))] : [];
  return element("div", { class: "wide answer", role: "region", tabindex: "0", "aria-label": query.label[english ? 1 : 0] }, made, ...note);
}

/** Rows of texts for a spreadsheet; a text that looks like a formula is defused. */
export function csvOf(rows) {
  const safe = (value) => (/^[=+\-@\t\r\n＝＋－＠]/.test(value) && Number.isNaN(Number(value)) ? `'${value}` : value);
  const field = (value) => (/[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return `\ufeff${rows.map((row) => row.map((value) => field(safe(value))).join(",")).join("\r\n")}\r\n`;
}

/** The whole answer for a spreadsheet: words for headers and codes. */
export function csv(query, result) {
  const columns = columnsOf(query);
  const text = (node) => (typeof node === "string" ? node : node.textContent);
  return csvOf([columns.map(title), ...result.results.bindings.map((row) => columns.map((column) => cell(column, row).map(text).join("")))]);
}
