// Bars of one column of numbers, named by a column of texts.
const SVG = "http://www.w3.org/2000/svg";
const MOST = 40;
const [WIDEST, ROW, GAP, LETTER] = [900, 26, 8, 7.5];

/** A chart of `{titles: [text, number], bars: [[name, value], …]}` that is as wide as its place, so that it can be read. */
export function drawn({ titles, bars }, words, place) {
  const width = Math.min(WIDEST, Math.max(260, place - 30));
  const names = Math.min(240, width * 0.38);
  const shown = bars.slice(0, MOST);
  const most = Math.max(0, ...shown.map(([, value]) => value));
  const least = Math.min(0, ...shown.map(([, value]) => value));
  const scale = (width - names - 80) / (most - least || 1);
  const zero = names + GAP - least * scale;
  const height = shown.length * ROW + GAP;
  const chart = node("svg", { viewBox: `0 0 ${width} ${height}`, width, height, class: "chart", role: "img", "aria-label": `${titles[1]}, ${titles[0]}` });
  shown.forEach(([name, value], index) => {
    const y = index * ROW + GAP;
    const bar = node("g", {}, node("title", {}, `${name}: ${value}`));
    bar.append(
      node("text", { x: names, y: y + 14, "text-anchor": "end" }, cut(name, names / LETTER)),
      node("rect", { x: zero + Math.min(0, value * scale), y, width: Math.max(1, Math.abs(value * scale)), height: ROW - GAP }),
      node("text", { x: zero + Math.max(0, value * scale) + 5, y: y + 14, class: "value" }, value.toLocaleString()),
    );
    chart.append(bar);
  });
  const whole = document.createElement("figure");
  whole.append(chart);
  if (bars.length > MOST) {
    const caption = document.createElement("figcaption");
    caption.textContent = words.chart_first.replace("{count}", MOST).replace("{all}", bars.length);
    whole.append(caption);
  }
  return whole;
}

/** A name that fits: a Chinese character is twice as wide as a Latin letter. */
function cut(name, most) {
  let [width, kept] = [0, ""];
  for (const character of name) {
    width += character.codePointAt(0) > 0x2e80 ? 2 : 1;
    if (width > most) return `${kept}…`;
    kept += character;
  }
  return kept;
}

function node(name, attributes, ...contents) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...contents);
  return made;
}
