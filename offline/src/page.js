// What the other modules share: the language, words, elements, and the files of pages.
const data = window.hezeData;

export const english = document.documentElement.lang.startsWith("en");

export const words = (key) => data.words[key][english ? 1 : 0];

/** An element with attributes and children; texts stay texts. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/** The file of the page of a path of the site (`id/unit/…`), relative to where the pages are; "" where there is none. */
export function fileOf(path) {
  const stem = data.pages[path];
  return stem ? `${stem}${english ? ".en" : ""}.html` : "";
}

/** The file of the page of a thing, by its IRI. */
export function fileOfThing(iri) {
  return iri.startsWith(data.base) ? fileOf(iri.slice(data.base.length)) : "";
}

/** Saves a text as a file of the reader. */
export function saved(text, file) {
  const link = element("a", { download: file, href: URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" })) });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Pages that were found, each with its kind. */
export function hits(found) {
  if (!found.length) return element("p", { class: "message", role: "status" }, words("none"));
  return element("ol", { class: "hits" }, ...found.map((one) =>
    element("li", {}, element("span", { class: "kind small" }, one.kind), element("span", {}, element("a", { href: one.file }, one.label), " ", element("span", { class: "quiet small" }, one.said)))));
}
