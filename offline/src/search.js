// Finding a page by a name: characters, whole pinyin or initials; the best first.
import { english, fileOf } from "./page.js";

const data = window.hezeData;

export const folded = (text) => text.normalize("NFKC").toLowerCase().replaceAll("ü", "v").replace(/[^\p{L}\p{N}%/]/gu, "");

function rank(word, texts, sounds) {
  let best = 99;
  for (const text of texts) {
    const at = text.indexOf(word);
    if (at >= 0) best = Math.min(best, text === word ? 0 : at === 0 ? 2 : 4);
  }
  if (/^[a-z]+$/.test(word)) {
    for (const sound of sounds) {
      const at = sound.indexOf(word);
      if (at >= 0) best = Math.min(best, sound === word ? 1 : at === 0 ? 3 : word.length > 2 ? 5 : 99);
    }
  }
  return best;
}

/** The pages that answer a text, at most so many, of one kind only where it is given. */
export function find(text, most, kind = "") {
  const word = folded(text.slice(0, 100));
  if (!word) return [];
  const found = [];
  for (const [at, one] of data.index.entries()) {
    if (kind && one.kind !== kind) continue;
    const worth = rank(word, one.texts, one.sounds);
    if (worth < 99) found.push([worth, at, one]);
  }
  found.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  return found.slice(0, most).map(([, , one]) => {
    const label = (english && one.english) || one.label;
    return { label, path: one.path, kind: data.kinds[one.kind][english ? 1 : 0], file: fileOf(one.path), said: label === one.label ? one.english : one.label };
  });
}
