// From what a table says to a drawing of Observable Plot. Colours stand in the drawing as they are printed; on the page
// the style sheet has those of the day or the night.
import { axisX, axisY, barX, barY, plot, rect, ruleX, ruleY, stackX, stackY, text, tickX } from "@observablehq/plot";

const FONT = '14px "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif';
const KINDS = { bars, months, tiles, series };

/** The drawing of a chart, so many pixels wide. */
export function draw(chart, width) {
  const some = chart.rows.some((row) => row.chosen);
  const data = chart.rows.flatMap((row) => row.parts.map((part) => ({
    ...part, row: row.label, strength: some && !row.chosen ? 0.35 : 1, title: `${row.label}${part.label ? ` · ${part.label}` : ""}: ${part.said}`,
  })));
  const drawn = plot({ width, color: { type: "identity" }, opacity: { type: "identity" }, ...KINDS[chart.kind](chart, data, width) });
  const svg = drawn.matches("svg") ? drawn : drawn.querySelector("svg");
  // What a page of ours may not hold (Content-Security-Policy) and does not need.
  svg.querySelectorAll("style").forEach((style) => style.remove());
  svg.setAttribute("role", "group");
  svg.setAttribute("aria-label", chart.title);
  svg.style.cssText = `font: ${FONT}; max-width: 100%; height: auto; overflow: visible`;
  for (const { key, colour } of data) {
    for (const shape of svg.querySelectorAll(`[fill="${colour}"]`)) shape.classList.add(`fill-${key}`);
  }
  svg.querySelectorAll("g[aria-label]").forEach((group) => group.removeAttribute("aria-label")); // “bar”, “rule”
  for (const link of svg.querySelectorAll("a")) {
    link.setAttribute("tabindex", "-1"); // by keyboard one walks through the table, which has the same links
    if (!link.querySelector("text")) link.setAttribute("aria-label", link.querySelector("title").textContent);
  }
  return svg;
}

/** One bar a row, its parts beside each other. */
function bars(chart, data, width) {
  const room = Math.min(Math.max(...chart.rows.map((row) => wide(row.label))) * 14 + 12, width * 0.42);
  const totals = chart.rows.map((row) => ({ ...row, total: row.parts.reduce((sum, part) => sum + part.value, 0) }));
  const domain = chart.rows.map((row) => row.label);
  return {
    height: 26 * chart.rows.length + 8, marginLeft: room, marginRight: 42, marginTop: 2, marginBottom: 6,
    x: { axis: null, domain: [0, Math.max(1, ...totals.map((row) => row.total))] },
    y: { axis: null, domain, padding: 0.28 },
    marks: [
      barX(data, stackX({ x: "value", y: "row", fill: "colour", fillOpacity: "strength", href: "link", title: "title", insetRight: 1 })),
      text(totals, { x: "total", y: "label", text: (row) => String(row.total), dx: 6, textAnchor: "start", fill: "currentColor" }),
      text(totals, { y: "label", frameAnchor: "left", dx: -room, text: (row) => cut(row.label, room), textAnchor: "start", href: "link", fill: "currentColor", title: "label" }),
    ],
  };
}

/** One column a month. */
function months(chart, data, width) {
  const total = (row) => row.parts.reduce((sum, part) => sum + part.value, 0);
  const highest = Math.max(1, ...chart.rows.map(total));
  const narrow = (width - 40) / chart.rows.length < Math.max(...chart.rows.map((row) => wide(row.label))) * 14 + 4;
  return {
    height: 240, marginLeft: 36, marginRight: 4, marginTop: 20, marginBottom: narrow ? 70 : 30,
    x: { domain: chart.rows.map((row) => row.label), label: null, padding: Math.max(0.2, 1 - (64 * chart.rows.length) / width) },
    y: { grid: true, label: null, ticks: Math.min(4, highest), domain: [0, highest] }, // things are counted whole: no mark at a half
    marks: [
      axisX({ label: null, tickSize: 0, tickRotate: narrow ? -45 : 0, textAnchor: narrow ? "end" : "middle" }),
      barY(data, stackY({ x: "row", y: "value", fill: "colour", fillOpacity: "strength", href: "link", title: "title", insetBottom: 1 })),
      text(chart.rows, { x: "label", y: total, dy: -8, fill: "currentColor", text: (row) => String(total(row)) }),
      ruleY([0]),
    ],
  };
}

/** One tile a place, where it roughly lies, with its name, its number, and its parts as a line. */
function tiles(chart, data, width) {
  const drawn = chart.rows.filter((row) => Number.isFinite(row.x));
  const columns = Math.max(...drawn.map((row) => row.x)), lines = Math.max(...drawn.map((row) => row.y));
  const total = (row) => row.parts.reduce((sum, part) => sum + part.value, 0);
  const strips = drawn.flatMap((row) => {
    let begin = 0;
    return data.filter((part) => part.row === row.label).map((part) => {
      const x1 = row.x - 0.9 + (0.8 * begin) / total(row);
      begin += part.value;
      return { ...part, x1, x2: row.x - 0.9 + (0.8 * begin) / total(row), y1: row.y - 0.26, y2: row.y - 0.14 };
    });
  });
  return {
    height: Math.min(84, width / columns) * lines, margin: 1,
    x: { axis: null, domain: [0, columns] }, y: { axis: null, domain: [lines, 0], reverse: false },
    marks: [
      rect(drawn, { x1: (row) => row.x - 0.97, x2: (row) => row.x - 0.03, y1: (row) => row.y - 0.96, y2: (row) => row.y - 0.04, rx: 6, fill: "currentColor", fillOpacity: 0.06, stroke: "currentColor", strokeOpacity: 0.3, href: "link", title: "label" }),
      text(drawn, { x: (row) => row.x - 0.5, y: (row) => row.y - 0.72, text: (row) => cut(row.label, width / columns - 12), fill: "currentColor", pointerEvents: "none" }),
      text(drawn, { x: (row) => row.x - 0.5, y: (row) => row.y - 0.44, text: (row) => String(total(row)), fontWeight: 700, fontSize: 16, fill: "currentColor", pointerEvents: "none" }),
      rect(strips, { x1: "x1", x2: "x2", y1: "y1", y2: "y2", fill: "colour", fillOpacity: "strength", href: "link", title: "title" }),
    ],
  };
}

/** What was promised as a line across, what was reached as a bar. */
function series(chart, data, width) {
  const room = Math.min(Math.max(...chart.rows.map((row) => wide(row.label))) * 14 + 12, width * 0.42);
  const of = (name) => data.filter((part) => part.series === name);
  return {
    height: 34 * chart.rows.length + 34, marginLeft: room, marginRight: 56, marginTop: 2, marginBottom: 30,
    x: { grid: true, label: null, ticks: 4, zero: true }, y: { axis: null, domain: chart.rows.map((row) => row.label), padding: 0.3 },
    marks: [
      axisX({ label: null, tickSize: 0, ticks: Math.max(2, Math.round(width / 160)) }),
      barX(of("reached"), { x: "value", y: "row", fill: "colour", title: "title", href: "link" }),
      tickX(of("promised"), { x: "value", y: "row", stroke: "currentColor", strokeWidth: 3, title: "title", href: "link", inset: -3 }),
      text(chart.rows, { y: "label", frameAnchor: "left", dx: -room, text: (row) => cut(row.label, room), textAnchor: "start", href: "link", fill: "currentColor", title: "label" }),
      ruleX([0]),
    ],
  };
}

/** How wide a text is, in Chinese characters. */
function wide(label) {
  return [...label].reduce((sum, one) => sum + (one.charCodeAt(0) < 0x250 ? 0.58 : 1), 0);
}

/** As much of a label as there is room for, in pixels. */
function cut(label, room) {
  if (wide(label) * 14 <= room - 8) return label;
  let kept = "";
  for (const one of label) {
    if ((wide(kept + one) + 1) * 14 > room - 8) break;
    kept += one;
  }
  return `${kept}…`;
}
