// A question in words is a saved query with its values, as the server takes it (`heze_graph/entities/asking.py`).
import { english, fileOf } from "./page.js";
import { folded } from "./search.js";

const data = window.hezeData;
const { asking } = data;
const TAKEN = ["leader", "unit", "place", "indicator", "finding-kind", "document", "theme", "project"];
const SPELT = ["leader", "unit", "place"];
const ENDINGS = { unit: 3, indicator: 3 };
const LEAST_LETTERS = 10, LONGEST = 40, SPOKEN = 3;
const NUMBER = /(?:第|序号|no\.?\s|number\s)\s*(\d{1,5}(?:-\d{1,3})?|[一二三四五六七八九十百零]{1,7})[号號项条]?|(?<!\d)(\d{1,5}(?:-\d{1,3})?)[号號](?!楼)|(?:目标|\b(?:target|goal)\s)\s*(\d{1,5}(?:-\d{1,3})?)(?![\d.,%亿万个年月天项家])/g;

const escaped = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const longestFirst = (texts) => [...texts].sort((a, b) => b.length - a.length).map(escaped).join("|");
const isAscii = (text) => /^[\x00-\x7f]*$/.test(text);
const same = new Map(Object.entries(asking.same));
const cut = new RegExp(`(${longestFirst([...same.keys()].filter((word) => !isAscii(word)))})`);
const idle = new RegExp(asking.idle.map(escaped).join("|"));
const before = new RegExp(asking.before.join("|"), "g");

function wordOf(letters) {
  if (asking.idleEn.includes(letters)) return "";
  const stem = letters.length > 3 ? letters.replace(/ies$|(?<!s)s$/, (end) => (end === "ies" ? "y" : "")) : letters;
  return same.get(letters) ?? same.get(stem) ?? stem;
}

function tokens(text) {
  const found = new Set();
  for (const [run] of text.matchAll(/[a-z0-9-]+|[^\x00-\x7f]+/g)) {
    if (isAscii(run)) {
      const word = wordOf(run);
      if (word) found.add(word);
      continue;
    }
    for (const [at, part] of run.split(cut).entries()) {
      if (at % 2) { if (!asking.idle.includes(same.get(part))) found.add(same.get(part)); }
      else for (const left of part.replace(before, " ").split(idle)) {
        const characters = [...folded(left)];
        characters.slice(1).forEach((one, place) => found.add(characters[place] + one));
        if (characters.length === 1) found.add(characters[0]);
      }
    }
  }
  return found;
}

/** What a question in Chinese is about: what is left of it without the words that only ask. */
export function content(text) {
  const asks = new RegExp(asking.asks.map(escaped).join("|"), "g");
  const runs = text.split(cut).filter((_, at) => at % 2 === 0).flatMap((part) => part.replace(asks, " ").split(idle));
  return runs.flatMap((run) => run.match(/[^\x00-\x7f\P{L}]{2,}/gu) ?? []);
}

// Names of things, by what they are called and by what units and indicators end in.
const called = new Map();
const endings = new Map();
const keep = (map, key, one) => map.set(key, (map.get(key) ?? new Set()).add(one));
for (const one of data.index.filter(({ kind }) => TAKEN.includes(kind))) {
  for (const text of one.texts) {
    keep(called, text, one);
    if (one.kind in ENDINGS) for (let at = 1; at < text.length; at += 1) keep(endings, `${one.kind}/${text.slice(at)}`, one);
  }
}
const splits = (text, at) => at > 0 && at < text.length && /^[a-z0-9]{2}$/.test(text.slice(at - 1, at + 1));

function named(text, at) {
  const first = /^[a-z]{2,}/.exec(text.slice(at));
  if (/\s/.test(text[at]) || splits(text, at) || (first && !wordOf(first[0]))) return null;
  for (let end = Math.min(text.length, at + LONGEST); end > at + 1; end -= 1) {
    if (/\s/.test(text[end - 1]) || splits(text, end)) continue;
    const said = folded(text.slice(at, end));
    const whole = [...(called.get(said) ?? [])].sort((a, b) => TAKEN.indexOf(a.kind) - TAKEN.indexOf(b.kind))[0];
    if (whole) return { end, piece: pieceOf(text.slice(at, end), whole) };
    for (const [kind, least] of Object.entries(ENDINGS)) {
      const found = endings.get(`${kind}/${said}`);
      if (found?.size === 1 && said.length >= (isAscii(said) ? LEAST_LETTERS : least)) return { end, piece: pieceOf(text.slice(at, end), [...found][0]) };
    }
  }
  return null;
}
function spelt(text, at) {
  if (splits(text, at)) return null;
  const ends = [];
  let joined = "", place = at;
  const sounds = [];
  while (ends.length < SPOKEN) {
    const word = /^[a-z]{2,}/.exec(text.slice(place))?.[0];
    const said = word && wordOf(word);
    if (!said || said in asking.rarity) break;
    joined += word;
    sounds.push(joined);
    place += word.length;
    ends.push(place);
    if (text[place] === " ") place += 1;
  }
  for (let most = ends.length; most > 0; most -= 1) {
    const found = data.index.filter(({ kind, sounds: own }) => SPELT.includes(kind) && own.includes(sounds[most - 1]));
    if (found.length === 1) return { end: ends[most - 1], piece: pieceOf(text.slice(at, ends[most - 1]), found[0]) };
  }
  return null;
}
const pieceOf = (text, { kind, label, path }) => ({ text, kind, value: label, thing: path });

// Dates: a month means its last day, and its first where the text goes on from there.
const HAN = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10, 十一: 11, 十二: 12 };
const MONTHS = asking.months.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join("|");
const DATE = new RegExp(`(?<year>(?:19|20)\\d{2}年度?|${asking.thisYear.join("|")})?(?:(?<ends>${asking.yearEnd.join("|")})|(?<half>[上下])半年|第?(?<quarter>[一二三四1-4])季度(?<qend>[底末])?|(?<month>\\d{1,2}|十[一二]?|[一二三四五六七八九])月份?(?:(?<mend>[底末])|(?<day>\\d{1,2})[日号]?)?)(?![表报])`
  + `|(?<!\\d)(?<y>(?:19|20)\\d{2})[-/.]?(?<m>\\d{1,2})[-/.]?(?<d>\\d{1,2})(?!\\d)`
  + `|\\b(?:(?<first>\\d{1,2}) )?(?:end of )?(?<name>${MONTHS})\\.?(?: (?<second>\\d{1,2})(?!\\d))?(?:,? (?<written>(?:19|20)\\d{2}))?\\b`, "g");
const iso = (year, month, day) => {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 ? date.toISOString().slice(0, 10) : "";
};
const endOf = (year, month) => new Date(Date.UTC(year, month, 0)).toISOString().slice(0, 10);
function span(found) {
  const said = found.groups;
  const year = Number(/^\d{4}/.exec(said.year ?? said.written ?? "")?.[0] ?? asking.year);
  if (said.y) return [iso(Number(said.y), Number(said.m), Number(said.d))];
  if (said.ends) return [endOf(year, 12)];
  if (said.half) return said.half === "上" ? [endOf(year, 6), iso(year, 1, 1)] : [endOf(year, 12), iso(year, 7, 1)];
  if (said.quarter) {
    const quarter = HAN[said.quarter] ?? Number(said.quarter);
    return [endOf(year, quarter * 3), said.qend ? "" : iso(year, quarter * 3 - 2, 1)];
  }
  const month = said.name ? asking.months.findIndex((name) => name.startsWith(said.name.slice(0, 3))) + 1 : HAN[said.month] ?? Number(said.month);
  const day = said.day ?? said.first ?? said.second;
  if (day) return [iso(year, month, Number(day))];
  return month >= 1 && month <= 12 ? [endOf(year, month), said.mend ? "" : iso(year, month, 1)] : [""];
}
const joins = new RegExp(`^(?:${asking.joins.map(escaped).join("|")})`);
const onward = new RegExp(`^(?:${asking.since.map(escaped).join("|")})`);
const from = new RegExp(`(?:${asking.sinceEn.join("|")}) (?:the )?$`);
function dated(text, pieces) {
  return text.replace(DATE, (...given) => {
    const groups = given.at(-1), at = given.at(-3), [said] = given;
    const [last, first] = span({ groups });
    const rest = text.slice(at + said.length), joined = joins.exec(rest);
    const next = joined && new RegExp(`^(?:${DATE.source})`).test(rest.slice(joined[0].length));
    const since = next || onward.test(rest) || from.test(text.slice(0, at));
    if (last) pieces.push({ text: said, kind: since ? "since" : "date", value: since ? first || last : last, thing: "" });
    return " ";
  });
}

// Spans that are told from the day on which the question is asked.
const relative = new RegExp(asking.relative.join("|"), "g");
const report = new RegExp(asking.report.join("|"), "g");
const until = new RegExp(`^(?:${["[底末]", ...asking.before].join("|")})`);
const by = new RegExp(`\\b(?:${asking.untilEn.join("|")}) (?:the )?$`);
const AWAY = { 下: 1, 上: -1, next: 1, last: -1 };
function today(away = 0) {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + away));
}
const asIso = (day) => day.toISOString().slice(0, 10);
function calendar(unit, away) {
  const now = today();
  if (["周", "星期", "礼拜", "week"].includes(unit)) {
    const monday = 7 * away - ((now.getUTCDay() + 6) % 7);
    return [asIso(today(monday)), asIso(today(monday + 6))];
  }
  const months = ["月", "month"].includes(unit) ? 1 : 3;
  const begin = (Math.floor((now.getUTCFullYear() * 12 + now.getUTCMonth()) / months) + away) * months;
  const year = Math.floor(begin / 12);
  return [asIso(new Date(Date.UTC(year, begin % 12, 1))), asIso(new Date(Date.UTC(year, (begin % 12) + months, 0)))];
}
function spanOf({ day, unit, which, ahead, inside, of, each }) {
  if (day) return Array(2).fill(asIso(today({ 明: 1, 后: 2, tomorrow: 1 }[day] ?? { 明: 1, 后: 2 }[day[0]] ?? 0)));
  if (unit) return calendar(unit, AWAY[which.trim()] ?? AWAY[which[0]] ?? 0);
  const count = Number(digits((ahead ?? inside).replace("两", "二"))), measure = of ?? each;
  if (!/月|month/.test(measure)) return [asIso(today()), asIso(today(count * (["天", "日", "day"].includes(measure) ? 1 : 7)))];
  const [first, last] = calendar("月", count), same = `${first.slice(0, 8)}${String(today().getUTCDate()).padStart(2, "0")}`;
  return [asIso(today()), same < last ? same : last];
}
function fromToday(text, pieces) {
  return text.replace(relative, (...given) => {
    const [said] = given, at = given.at(-3), rest = text.slice(at + said.length), head = text.slice(0, at);
    const [first, last] = spanOf(given.at(-1));
    if (!until.test(rest) && !by.test(head)) pieces.push({ text: said, kind: "since", value: first, thing: "" });
    if (!onward.test(rest) && !from.test(head)) pieces.push({ text: said, kind: "date", value: last, thing: "" });
    return " ";
  });
}
function digits(numeral) {
  if (/\d/.test(numeral)) return numeral;
  let total = 0, digit = 0;
  for (const one of numeral) {
    if (one === "十" || one === "百") { total += (digit || 1) * (one === "十" ? 10 : 100); digit = 0; }
    else digit = HAN[one] ?? 0;
  }
  return String(total + digit);
}

function readings(text) {
  const pieces = [];
  const plain = text.normalize("NFKC").toLowerCase().replace(report, "文件");
  let rest = dated(fromToday(plain, pieces), pieces);
  rest = rest.replace(NUMBER, (said, one, other, third) => { pieces.push({ text: said, kind: "number", value: digits(one ?? other ?? third), thing: "" }); return " 目标 "; });
  const parts = [];
  for (let at = 0; at < rest.length;) {
    const found = named(rest, at) ?? spelt(rest, at);
    parts.push(found ? found.piece : rest[at]);
    at = found ? found.end : at + 1;
  }
  const names = parts.filter((part) => typeof part !== "string");
  const mere = names.filter(({ kind }) => kind !== asking.person);
  return [null, ...mere].map((words) => ({
    pieces: [...pieces, ...names.filter((piece) => piece !== words)],
    tokens: known(tokens(parts.map((part) => (typeof part === "string" ? part : part === words ? part.text : " ")).join(""))),
    whole: words !== null && parts.length === 1,
  })).filter(({ whole, tokens: found }) => !whole || [...found].every((token) => token in asking.rarity));
}
function known(found) {
  const held = new Set([...found].filter((token) => token in asking.rarity).flatMap((token) => [...token]));
  return new Set([...found].filter((token) => token in asking.rarity || isAscii(token) || [...token].length !== 2 || ![...token].every((one) => held.has(one))));
}

function takes(parameter, piece) {
  if (piece.kind === "since") return parameter.name === "since";
  if (piece.kind === "date") return parameter.type === "xsd:date" && parameter.name !== "since";
  if (piece.kind === "number") return parameter.name === "no";
  return (asking.kinds[parameter.name] ?? [parameter.name]).includes(piece.kind);
}
function valueOf(parameter, piece) {
  if (parameter.type === "iri") return data.base + piece.thing;
  return ["document", "finding-kind"].includes(piece.kind) ? piece.thing.split("/").pop() : piece.value;
}
function fill(query, pieces) {
  const free = [...query.parameters], filled = [], unused = [];
  for (const piece of pieces) {
    const governed = piece.kind === "place" && asking.governments[piece.thing];
    const taker = free.find((one) => takes(one, piece)) ?? (governed ? free.find(({ name }) => name === "unit") : undefined);
    if (!taker) { unused.push(piece); continue; }
    free.splice(free.indexOf(taker), 1);
    const own = takes(taker, piece);
    filled.push({ name: taker.name, value: own ? valueOf(taker, piece) : governed, converted: !own });
  }
  return { filled, unused };
}
const weight = (found) => [...found].reduce((sum, token) => sum + (asking.rarity[token] ?? asking.weights.strange), 0);
function day(value) {
  if (!(value in asking.days)) return value;
  const now = new Date();
  return iso(now.getFullYear(), now.getMonth() + 1, now.getDate() + asking.days[value]) || new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() + asking.days[value])).toISOString().slice(0, 10);
}
function best(query, taken) {
  const { alike: least, known: share, named: ofName, unused: cost, missing: lack } = asking.weights;
  const compared = Object.entries(asking.listed[query.name] ?? {}).filter(([kind]) => taken.pieces.filter((piece) => piece.kind === kind).length > 1);
  const kinds = compared.map(([kind]) => kind);
  const { filled, unused } = fill(query, taken.pieces.filter(({ kind }) => !kinds.includes(kind)));
  const typed = new Set([...taken.tokens, ...compared.map(([, word]) => word)]);
  const names = new Set(filled.map(({ name }) => name));
  let found = null;
  for (const [words, slots, given, worth] of asking.ways[query.name] ?? []) {
    const values = { ...Object.fromEntries(Object.entries(given).map(([name, value]) => [name, day(value)])), ...Object.fromEntries(filled.map(({ name, value }) => [name, value])) };
    if (query.parameters.some(({ name, required }) => required && !(name in values))) continue;
    const missing = slots.filter((slot) => !names.has(slot)).length + filled.filter(({ converted }) => converted).length;
    let alike;
    if (typed.size) {
      const shared = words.filter((token) => typed.has(token)), both = weight(shared), more = slots.filter((slot) => names.has(slot)).length * ofName;
      const turned = asking.against.some((word) => typed.has(word) !== words.includes(word));
      const meant = shared.some((token) => !asking.asks.includes(token));
      alike = !turned && meant && both + more >= share * (weight(typed) + more) ? 2 * (both + more) / (weight(typed) + weight(words) + 2 * more) : 0;
    } else alike = Number(query.parameters.some(({ name, needed }) => needed && names.has(name)) && !unused.length && !Object.keys(given).length);
    const score = alike * worth * cost ** unused.length * lack ** missing;
    if (score >= least && (!found || score > found.score)) found = { query, values, score };
  }
  return found;
}

/** The saved queries that a text may mean, with their values, the best first. */
export function questions(text, most = 3) {
  const found = new Map();
  for (const taken of readings(text.slice(0, 100))) {
    if (!taken.tokens.size && taken.pieces.length < 2 && !taken.pieces.some(({ kind }) => asking.alone.includes(kind))) continue;
    for (const query of Object.values(data.queries)) {
      const one = best(query, taken);
      if (one && one.score > (found.get(query.name)?.score ?? 0)) found.set(query.name, one);
    }
  }
  return [...found.values()].sort((a, b) => b.score - a.score || a.query.parameters.length - b.query.parameters.length || (a.query.name < b.query.name ? -1 : 1)).slice(0, most);
}

/** What a value of a parameter is called: a thing by its name, a code by its words. */
function calledBy(value, { scheme, values }) {
  if (value.startsWith(data.base)) return decodeURIComponent(value.split("/").pop());
  return (values[value] ?? data.codes[scheme]?.[value])?.[english ? 1 : 0] ?? value;
}

/** The same as hits of the search: the page of each question with its values. */
export function asked(text, most) {
  return questions(text, most).map(({ query, values }) => ({
    label: query.label[english ? 1 : 0],
    kind: data.kinds.question[english ? 1 : 0],
    file: `${fileOf(`queries/${query.name}`)}${Object.keys(values).length ? `?${new URLSearchParams(values)}` : ""}`,
    said: Object.entries(values).map(([name, value]) => {
      const parameter = query.parameters.find((one) => one.name === name);
      return `${parameter.label[english ? 1 : 0]}${english ? ": " : "："}${calledBy(value, parameter)}`;
    }).join(english ? ", " : "、"),
  })).filter(({ file }) => file && !file.startsWith("?"));
}
