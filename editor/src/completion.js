// Completions of our own terms: by name, Chinese label or English label. Nothing is asked from anywhere.
import { syntaxTree } from "@codemirror/language";
import { declaration, declared, placeOf } from "./prefixes.js";

const MOST = 50;
const KEYWORDS = [
  "SELECT", "DISTINCT", "WHERE", "OPTIONAL", "FILTER", "UNION", "MINUS", "BIND", "VALUES", "ORDER BY", "GROUP BY", "HAVING",
  "LIMIT", "OFFSET", "CONSTRUCT", "ASK", "DESCRIBE", "PREFIX", "GRAPH", "EXISTS", "NOT EXISTS", "COUNT", "SUM", "AVG", "MIN",
  "MAX", "SAMPLE", "GROUP_CONCAT", "COALESCE", "CONTAINS", "STRSTARTS", "REGEX", "LANG", "STR", "YEAR", "BOUND", "IF",
];
const WORD_OR_VARIABLE = /[?$]?[\p{L}\p{N}_:.-]*/u;
const CLOSED = new Set(["Comment", "String", "StringLiteral1", "StringLiteral2", "IriRef", "RDFLiteral"]);

/** The source of completions over the terms of the graph. */
export function completions(terms, language) {
  const options = terms.terms.map((term) => option(term, terms.prefixes, language));
  const prefixes = Object.entries(terms.prefixes).map(([name, iri]) => ({
    label: `${name}:`, detail: iri, type: "namespace", apply: `${name}: <${iri}>`,
  }));
  const keywords = KEYWORDS.map((word) => ({ label: word, type: "keyword" }));
  return (context) => {
    if (CLOSED.has(syntaxTree(context.state).resolveInner(context.pos, -1).name)) return null;
    const word = context.matchBefore(WORD_OR_VARIABLE);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const line = context.state.doc.lineAt(word.from);
    const before = line.text.slice(0, word.from - line.from);
    const found = /^[?$]/.test(word.text)
      ? variables(context, word)
      : /\bPREFIX\s+$/i.test(before)
        ? prefixes.filter((one) => one.label.startsWith(word.text))
        : ranked([...options, ...keywords], word.text.toLowerCase(), /(?:^|\s)(?:a|rdf:type)\s+$/.test(before));
    return found.length ? { from: word.from, options: found, filter: false } : null;
  };
}

function option(term, prefixes, language) {
  const [first, second] = language === "en" ? [term.en, term.zh] : [term.zh, term.en];
  return {
    label: term.name,
    detail: [first, second].filter(Boolean).join(" · "),
    info: (language === "en" ? term.definition_en : term.definition_zh) || undefined,
    type: term.kind,
    searched: [term.name, term.name.split(/[:/]/).at(-1), term.zh, term.en].map((text) => (text ?? "").toLowerCase()),
    apply: (view, _completion, from, to) => insert(view, term, prefixes, from, to),
  };
}

/** Inserts a term, and the declaration of its prefix where that is missing. */
function insert(view, term, prefixes, from, to) {
  const text = term.kind === "code" ? `<${term.iri}>` : term.name;
  const prefix = term.kind === "code" ? "" : term.name.split(":")[0];
  const query = view.state.doc.toString();
  const changes = [{ from, to, insert: text }];
  if (prefix in prefixes && !declared(query).has(prefix)) {
    changes.unshift({ from: placeOf(query), insert: declaration(prefix, prefixes) });
  }
  const update = view.state.update({ changes });
  const end = update.changes.mapPos(to, 1);
  view.dispatch({ changes, selection: { anchor: end }, userEvent: "input.complete", scrollIntoView: true });
}

function ranked(options, typed, classes) {
  return options
    .map((one) => ({ one, rank: rank(one, typed, classes) }))
    .filter(({ rank }) => rank > 0)
    .sort((a, b) => b.rank - a.rank || a.one.label.localeCompare(b.one.label))
    .slice(0, MOST)
    .map(({ one }) => one);
}

/** How well an option fits what was typed; 0 where it does not. */
function rank(one, typed, classes) {
  const names = one.searched ?? [one.label.toLowerCase()];
  const fit = names.some((name) => name.startsWith(typed)) ? 2 : typed.length > 1 && names.some((name) => name.includes(typed)) ? 1 : 0;
  if (!fit) return 0;
  if (one.type === "keyword") return fit === 2 && typed ? 5 : 0;
  // Behind `a` stands a class, and never a code.
  if (classes && one.type === "code") return 0;
  const wanted = classes ? one.type === "class" : one.type === "property";
  return fit * 2 + (wanted ? 4 : 0) + (one.label.startsWith("heze:") ? 1 : 0);
}

function variables(context, word) {
  const names = new Set(context.state.doc.toString().match(/[?$][\p{L}\p{N}_]+/gu) ?? []);
  names.delete(word.text);
  return [...names].filter((name) => name.startsWith(word.text)).sort().map((label) => ({ label, type: "variable" }));
}

