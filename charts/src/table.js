// What a chart shows, read from its table.

/** The rows of a chart: a label with the address behind it, and a part for each series that has a value. */
export function read(figure) {
  const table = figure.querySelector("table");
  const heads = [...table.tHead.rows[0].cells];
  const series = heads.filter((head) => head.dataset.series).map((head) => ({
    key: head.dataset.series, label: head.dataset.label ?? said(head), colour: head.dataset.colour, at: head.cellIndex,
  }));
  const rows = [...table.tBodies[0].rows].map((row) => ({
    label: said(row.cells[0]),
    link: row.cells[0].querySelector("a")?.href,
    chosen: Boolean(row.cells[0].querySelector("a[aria-current]")),
    x: Number(row.dataset.x), y: Number(row.dataset.y),
    parts: series.flatMap((one) => part(row.cells[one.at], one)),
  }));
  return {
    kind: figure.dataset.chart,
    name: figure.dataset.name,
    title: said(figure.querySelector("h2, h3")),
    source: said(figure.querySelector(".source")),
    series, rows,
  };
}

function part(cell, { key, label, colour }) {
  const value = Number(cell.dataset.value ?? said(cell));
  if (!said(cell) || !Number.isFinite(value) || (value === 0 && !cell.dataset.value)) return [];
  return [{
    key: cell.dataset.light ?? key, series: key, label, value, said: said(cell),
    colour: cell.dataset.colour ?? colour, link: cell.querySelector("a")?.href,
  }];
}

function said(element) {
  return element?.textContent.trim().replace(/\s+/g, " ") ?? "";
}
