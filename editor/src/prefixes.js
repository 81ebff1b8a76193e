// Prefixes that a query uses and does not declare are written in front of it.
const DECLARED = /^\s*PREFIX\s+([A-Za-z][\w.-]*)?:/gim;
// Strings, IRIs and comments are left out: what stands in them is no prefixed name.
const SKIPPED = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|#[^\n]*/g;
const USED = /(?<![\w:?$@.-])([A-Za-z][\w.-]*):/g;

/** The names of the prefixes that a query declares. */
export function declared(query) {
  return new Set([...query.matchAll(DECLARED)].map((match) => match[1] ?? ""));
}

/** A query with what it lacks of the known prefixes. */
export function withPrefixes(query, prefixes) {
  const there = declared(query);
  const used = new Set([...query.replace(SKIPPED, " ").matchAll(USED)].map((match) => match[1]));
  const missing = [...used].filter((name) => name in prefixes && !there.has(name)).sort();
  if (!missing.length) return query;
  const at = placeOf(query);
  return query.slice(0, at) + missing.map((name) => declaration(name, prefixes)).join("") + query.slice(at);
}

/** Where declarations go: behind the comments at the beginning, such as the header of a saved query. */
export function placeOf(query) {
  return query.match(/^(?:[ \t]*(?:#[^\n]*)?\n)*/)[0].length;
}

export function declaration(name, prefixes) {
  return `PREFIX ${name}: <${prefixes[name]}>\n`;
}
