// What is wrong with a query, told by kind as the server does (`heze_graph/store/syntax_faults.py`).
import { english } from "./page.js";

const data = window.hezeData;
const NAMED = { "Prefix not found": "prefix", "variable that is unbound": "grouped", "Duplicated variable name": "twice", "IRI parsing failed": "iri" };
const TEXT = /"""[^]*?"""|\'\'\'[^]*?\'\'\'|"[^"\n]*"|'[^'\n]*'|<[^<>\s]*>|#.*/g;
const CLOSING = { "{": "}", "(": ")", "[": "]" };
const WIDE = "“”‘’，。；：？（）｛｝［］＜＞＝";
const LONGEST = 40, ABOUT = 3;

const blanked = (query) => query.replace(TEXT, (found) => " ".repeat([...found].length));

function unclosed(query) {
  const opened = [];
  for (const sign of blanked(query)) {
    if (sign in CLOSING) opened.push(sign);
    else if (opened.length && sign === CLOSING[opened.at(-1)]) opened.pop();
  }
  return opened.at(-1) ?? "";
}

function kindOf(said, begin, end, query) {
  const kind = Object.entries(NAMED).find(([part]) => said.includes(part))?.[1];
  const prefix = kind === "prefix" && /([\p{L}\p{N}_-]*):[\p{L}\p{N}_.%-]*$/u.exec(begin)?.[1];
  if (prefix || prefix === "") return ["prefix", { prefix, iri: data.prefixes[prefix] ?? "…" }];
  if (kind && kind !== "prefix") return [kind, {}];
  const near = /^\s*([\p{L}\p{N}_]+|\S)/u.exec(end)?.[1];
  const wide = [...[...blanked(begin).trimEnd()].slice(-ABOUT), ...[...end].slice(0, 1)].find((sign) => WIDE.includes(sign));
  if (wide) return ["wide", { near: wide }];
  const bracket = unclosed(query);
  if (bracket && !near) return ["open", { bracket, closing: CLOSING[bracket] }];
  return near ? ["at", { near: [...near].slice(0, LONGEST).join("") }] : ["end", {}];
}

/** The message for what Oxigraph says of a query; what it says itself where that names no place. */
export function faultOf(error, query) {
  const said = String(error.message ?? error), place = /error at (\d+):(\d+): /.exec(said);
  if (!place) return said;
  const lines = query.split(/(?<=\n)/), [line, column] = [Number(place[1]), Number(place[2])];
  const at = lines.slice(0, line - 1).join("").length + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  const [kind, values] = kindOf(said, query.slice(0, at), query.slice(at), query);
  return data.faults[kind][english ? 1 : 0].replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? { line, column }[name] ?? whole);
}
