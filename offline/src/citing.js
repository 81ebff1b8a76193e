// How an answer with values is cited: the page of its question without them is in the folder, and they are filled in here.
import { element, english, words } from "./page.js";

const data = window.hezeData;
const calledBy = (value) => (value.startsWith(data.base) ? decodeURIComponent(value.split("/").pop()) : value);

/** The link to how an answer is cited, none where the folder has no page for it. */
export function citeLink({ name }, values) {
  const stem = data.cites[name];
  return stem ? [element("a", { class: "button", href: `${stem}${english ? ".en" : ""}.html?${new URLSearchParams(values)}` }, words("cite"))] : [];
}

/** Fills the values of the address into how a question is cited. */
export function cite(name) {
  const asked = new URLSearchParams(location.search), query = data.queries[name];
  const given = query?.parameters.filter((one) => asked.get(one.name)) ?? [];
  if (!given.length) return;
  const summary = query.label[english ? 1 : 0], address = `${data.base}queries/${name}`;
  const said = given.map((one) => `${one.label[english ? 1 : 0]}：${calledBy(asked.get(one.name))}`).join("；");
  const values = new URLSearchParams(given.map((one) => [one.name, asked.get(one.name)]));
  for (const code of document.querySelectorAll(".cited code"))
    code.textContent = code.textContent.replaceAll(address, `${address}?${values}`).replaceAll(summary, `${summary}（${said}）`);
}
