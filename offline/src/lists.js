// A list in a folder: what its address chooses is worked out here, as the server does (`heze_graph/entities/facets.py`).
import { csvOf } from "./answer.js";
import { script } from "./engine.js";
import { element, saved, words } from "./page.js";
import { find } from "./search.js";

const data = window.hezeData;
const main = document.querySelector("main");
const asked = new URLSearchParams(location.search);

/** Shows the rows of a list that fit what is chosen and typed, with counts beside each further choice. */
export async function list(kind) {
  const links = [...main.querySelectorAll("nav.filters a[data-by]")];
  const made = new Map();
  for (const { dataset: { by, value } } of links) if (asked.getAll(by).includes(value)) made.set(by, (made.get(by) ?? new Set()).add(value));
  const typed = (asked.get("q") ?? "").trim();
  const rows = [...main.querySelectorAll("tr[data-thing]")];
  offerFile(kind, rows);
  if (!made.size && !typed) return;
  if (links.length) await script("data/facets.js");
  const left = made.size ? chosen(kind, made) : null;
  const named = typed ? new Set(find(typed, Infinity, kind).map(({ path }) => path.replace(/^id\//, ""))) : null;
  for (const row of rows) row.hidden = Boolean((left && !left.has(row.dataset.thing)) || (named && !named.has(row.dataset.thing)));
  if (links.length) offer(kind, links, made);
  const seen = rows.filter((row) => !row.hidden).length;
  main.querySelector("h1 .count").textContent = seen;
  if (!seen) main.querySelector(".wide.card").replaceWith(element("p", { class: "message", role: "status" }, words("none")));
  const form = main.querySelector("form.filter");
  for (const [by, values] of made) for (const value of values) form.append(element("input", { type: "hidden", name: by, value }));
  form.append(element("a", { class: "button", href: location.pathname.split("/").pop() }, words("clear")));
}

const entries = (kind) => Object.entries(data.facets[kind === "finding" ? "finding" : "target"]);
// A list of units or projects has those of the targets that are left, so that a leader and a light hold of the same target.
const things = (kind, [thing, said]) => (kind === "target" || kind === "finding" ? [thing] : (said[kind] ?? []).map((value) => `${kind}/${value}`));
const fits = (made, [, said], but = "") => [...made].every(([by, values]) => by === but || (said[by] ?? []).some((value) => values.has(value)));

const chosen = (kind, made) => new Set(entries(kind).filter((one) => fits(made, one)).flatMap((one) => things(kind, one)));

/** How many things each value would leave, beside what is chosen in the other dimensions. */
function counted(kind, by, made) {
  const found = new Map();
  for (const one of entries(kind)) {
    if (!fits(made, one, by)) continue;
    for (const value of one[1][by] ?? []) {
      const of = found.get(value) ?? new Set();
      for (const thing of things(kind, one)) of.add(thing);
      found.set(value, of);
    }
  }
  return new Map([...found].map(([value, of]) => [value, of.size]));
}

function offer(kind, links, made) {
  const counts = new Map([...new Set(links.map(({ dataset: { by } }) => by))].map((by) => [by, counted(kind, by, made)]));
  for (const link of links) {
    const { by, value } = link.dataset, is = made.get(by)?.has(value) ?? false, count = counts.get(by).get(value) ?? 0;
    const after = new URLSearchParams(asked);
    if (is) after.delete(by, value);
    else after.append(by, value);
    link.href = `?${after}`;
    link.querySelector(".count").textContent = count;
    (link.closest("li") ?? link).hidden = !count && !is;
    if (is) mark(link);
  }
}

function mark(link) {
  link.setAttribute("aria-current", "true");
  const menu = link.closest("details");
  if (!menu) return;
  const label = [...link.childNodes].filter((node) => !node.classList?.contains("count")).map(({ textContent }) => textContent).join("").trim();
  const zh = document.documentElement.lang.startsWith("zh");
  const mark = menu.classList.contains("made") ? (zh ? "、" : ", ") : zh ? "：" : ": ";
  menu.classList.add("made");
  menu.querySelector("summary").append(mark, label);
}

/** What is seen as a file, in the place of what a server makes. */
function offerFile(kind, rows) {
  const place = main.querySelector("p.files");
  if (!place || !rows.length) return;
  const button = element("button", { type: "button" }, "CSV");
  const texts = (row) => [...row.children].map(({ textContent }) => textContent.replace(/\s+/g, " ").trim());
  const head = rows[0].closest("table").querySelector("thead tr");
  button.addEventListener("click", () => saved(csvOf([head, ...rows.filter((row) => !row.hidden)].map(texts)), `${kind}.csv`));
  place.replaceChildren(button);
}
