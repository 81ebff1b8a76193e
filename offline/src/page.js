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
