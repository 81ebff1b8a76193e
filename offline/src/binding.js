// Values put into a saved query as RDF terms. The text comes in parts, its parameters told by the tokens of SPARQL.
export class ParameterError extends Error {}

const XSD = "http://www.w3.org/2001/XMLSchema#";
const LEXICAL = {
  integer: /^[+-]?[0-9]+$/,
  decimal: /^[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)$/,
  date: /^[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])$/,
  boolean: /^(?:true|false|0|1)$/,
};

const ESCAPES = { "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t" };
// eslint-disable-next-line no-control-regex
const quoted = (value) => `"${value.replace(/[\\"\n\r\t]/g, (one) => ESCAPES[one]).replace(/[\0-\x1f\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`)}"`;

export function term({ name, type, allowed }, value) {
  if (allowed.length && !allowed.includes(value)) throw new ParameterError(`${name}: ${allowed.join(", ")}`);
  const [kind, detail] = type.split(":");
  if (kind === "iri") {
    if (/[<>"{}|^`\\\s]/.test(value) || !/^[a-z][a-z0-9+.-]*:/i.test(value)) throw new ParameterError(`${name}: ${value}`);
    return `<${value}>`;
  }
  if (kind === "lang") return `${quoted(value)}@${detail}`;
  if (kind === "literal") return quoted(value);
  const datatype = kind === "xsd" ? detail : kind === "number" ? "decimal" : kind;
  if (LEXICAL[datatype] && !LEXICAL[datatype].test(value)) throw new ParameterError(`${name}: ${value}`);
  return `${quoted(value)}^^<${XSD}${datatype}>`;
}

/** The text of a query with values in the place of its parameters; one without a value stays an open variable. */
export function bound(query, values) {
  const known = Object.fromEntries(query.parameters.map((one) => [one.name, one]));
  return query.parts.map((part) => {
    if (typeof part === "string") return part;
    const parameter = known[part.name];
    const value = values[part.name] ?? parameter.default;
    if (value !== null && value !== undefined && value !== "") return ` ${term(parameter, value.trim())} `;
    if (parameter.required) throw new ParameterError(parameter.label[document.documentElement.lang.startsWith("en") ? 1 : 0]);
    return part.variable;
  }).join("");
}
