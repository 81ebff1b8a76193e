"use strict";
// What a reader takes along: the state in the address, the picture as SVG and PNG, the data as CSV.
(() => {
  const { state, network } = drawing;
  const { byId, fill } = panel;
  const BASE = "https://w3id.org/heze-graph/id/"; // left out of the address: it begins nearly every key
  const MOST_PINS = 300; // moved nodes in the address; with more it would be too long to pass on
  const short = (key) => (key.startsWith(BASE) ? `~${key.slice(BASE.length)}` : key);
  const numbers = new Map(page.nodes.map((node) => [short(node.key), node.id]));
  const LISTS = {
    kinds: page.kinds.map((kind) => kind.label), documents: page.documents, leaders: page.leaders,
    lights: page.lights.map((light) => light.name),
  };
  // One by one: `getPositions()` leaves out the nodes that are filtered out.
  function placeOf({ id }) {
    const { x, y } = network.getPosition(id);
    return { x: Math.round(x), y: Math.round(y) };
  }
  let written = location.hash;

  // What is filtered out, in words: a picture that is kept says what it does not show.
  function filtered() {
    const { kinds, documents, leaders, lights } = state.hidden, { texts } = page;
    const left = [...[...kinds].map((place) => page.kinds[place].label), ...[...lights].map((place) => page.lights[place].label),
      ...[...documents].map((place) => page.documents[place]), ...[...leaders].map((place) => page.leaders[place]),
      ...(state.least > 1 ? [fill(texts.weaker, { count: state.least })] : [])];
    return left.length ? fill(texts.filtered, { what: left.join(page.language === "zh" ? "、" : ", ") }) : "";
  }
  drawing.onChange(() => { byId("filtered").textContent = filtered(); });

  // The state in the address.
  function fragment() {
    const said = new URLSearchParams();
    for (const [list, labels] of Object.entries(LISTS)) state.hidden[list].forEach((place) => said.append(`hide-${list}`, labels[place]));
    if (state.least > 1) said.set("least", state.least);
    if (state.steps > 1) said.set("steps", state.steps);
    if (state.colour) said.set("colour", state.colour);
    if (state.all) said.set("all", 1);
    if (state.gathered !== (page.gatherings[0] || "")) said.set("gathered", state.gathered || 0);
    state.opened.forEach((id) => said.append("open", short(page.nodes[id].key)));
    const { chosen } = state;
    if (chosen && chosen.node !== undefined) said.set("node", short(page.nodes[chosen.node].key));
    if (chosen && chosen.edge !== undefined) {
      const { from, to } = page.edges[chosen.edge];
      [from, to].forEach((id) => said.append("tie", short(page.nodes[id].key)));
    }
    const moved = page.nodes.map((node) => ({ node, at: placeOf(node) })).filter(({ node, at }) => {
      const home = drawing.homeOf(node);
      return drawing.isShown(node.id) && (at.x !== home.x || at.y !== home.y);
    });
    if (moved.length <= MOST_PINS) moved.forEach(({ node, at }) => said.append("at", `${at.x},${at.y},${short(node.key)}`));
    if (drawing.isMoved()) {
      const { x, y } = network.getViewPosition();
      said.set("view", [Math.round(x), Math.round(y), network.getScale().toFixed(3)].join(","));
    }
    const text = said.toString();
    return text ? `#${text}` : "";
  }
  function write() {
    const now = fragment();
    if (now === written) return;
    written = now;
    history.replaceState(null, "", now || "#");
  }
  let waiting = 0;
  function writeSoon() {
    clearTimeout(waiting);
    waiting = setTimeout(write, 200);
  }
  const whole = (text) => (/^-?\d{1,6}$/.test(text) ? Number(text) : undefined);
  // Takes over what an address says; what it does not know, it leaves.
  function read() {
    const said = new URLSearchParams(location.hash.slice(1));
    for (const [list, labels] of Object.entries(LISTS)) {
      state.hidden[list].clear();
      const wanted = new Set(said.getAll(`hide-${list}`));
      labels.forEach((label, place) => { if (wanted.has(label)) state.hidden[list].add(place); });
    }
    state.least = Math.max(1, whole(said.get("least") || "") || 1);
    state.steps = said.get("steps") === "2" ? 2 : 1;
    state.all = said.get("all") === "1";
    const gathered = said.get("gathered") ?? page.gatherings[0];
    state.gathered = page.gatherings.includes(gathered) ? gathered : "";
    state.opened.clear();
    said.getAll("open").map((key) => numbers.get(key)).forEach((id) => { if (id !== undefined) state.opened.add(id); });
    drawing.makeRoom();
    const colour = said.get("colour");
    state.colour = page.measures.some(({ name }) => name === colour) || (colour === "kind" && drawing.hasLights) ? colour : "";
    const places = new Map(page.nodes.map((node) => [node.id, { id: node.id, ...drawing.homeOf(node) }]));
    for (const pin of said.getAll("at")) {
      const [x, y, ...key] = pin.split(","), id = numbers.get(key.join(","));
      if (id !== undefined && whole(x) !== undefined && whole(y) !== undefined) places.set(id, { id, x: whole(x), y: whole(y) });
    }
    // All at once: `moveNode` draws the whole picture for each.
    drawing.nodes.update([...places.values()].filter((place) => {
      const at = placeOf(place);
      return at.x !== place.x || at.y !== place.y;
    }));
    panel.legend();
    drawing.refresh();
    const node = numbers.get(said.get("node")), ends = said.getAll("tie").map((key) => numbers.get(key));
    const edge = page.edges.find(({ from, to }) => from === ends[0] && to === ends[1]);
    if (node !== undefined) drawing.choose({ node });
    else if (ends.length === 2 && edge) drawing.choose({ edge: edge.id });
    const [x, y, scale] = (said.get("view") || "").split(",").map(Number);
    if ([x, y, scale].every(Number.isFinite) && scale > 0.001 && scale < 100) {
      drawing.keepView();
      network.moveTo({ position: { x, y }, scale, animation: false });
    }
  }
  if (page.nodes.length && location.hash) read();
  drawing.onChange(writeSoon);
  addEventListener("hashchange", () => { if (location.hash !== written) { written = location.hash; read(); } });

  // The picture as SVG, from the places and colours on the screen.
  const MARGIN = 28, SIZE = 14;
  const canvas = document.createElement("canvas").getContext("2d");
  const FAMILY = getComputedStyle(document.body).fontFamily;
  const escaped = (text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
  function widthOf(text, size = SIZE) {
    canvas.font = `${size}px ${FAMILY}`;
    return canvas.measureText(text).width;
  }
  function wrapped(text, width, size) {
    const lines = [""];
    for (const piece of text.match(/[!-~]+\s*|./gu) || []) {
      if (lines.at(-1) && widthOf(lines.at(-1) + piece, size) > width) lines.push("");
      lines[lines.length - 1] += piece;
    }
    return lines;
  }
  function shape({ shape: form }, r, rest) {
    return {
      dot: `<circle r="${r}"${rest}/>`,
      square: `<rect x="-${r}" y="-${r}" width="${2 * r}" height="${2 * r}"${rest}/>`,
      diamond: `<path d="M0-${r}L${r} 0L0 ${r}L-${r} 0Z"${rest}/>`,
      triangle: `<path d="M0-${r}L${r * 0.95} ${r * 0.8}L-${r * 0.95} ${r * 0.8}Z"${rest}/>`,
    }[form];
  }
  function nodeSvg(node, { x, y }) {
    const rim = 'stroke="#ffffff" stroke-width="3" stroke-opacity="0.8" stroke-linejoin="round" paint-order="stroke"';
    const labels = node.label.split("\n").map((line, place) =>
      `<text y="${node.size + 4 + (place + 1) * 15}" ${rim}>${escaped(line)}</text>`);
    const chosen = state.chosen && state.chosen.node === node.id;
    const drawn = shape(page.kinds[node.group], node.size, ` fill="${drawing.colourOf(node)}" stroke="${chosen ? page.colours.ink : "#ffffff"}" stroke-width="${chosen ? 3 : 1.5}"`);
    return `<g data-id="${escaped(node.key)}" transform="translate(${x} ${y})"><title>${escaped(node.name)}</title>${drawn}${labels.join("")}</g>`;
  }
  function legendItems() {
    const shownKinds = page.kinds.filter((_, place) => !state.hidden.kinds.has(place));
    const kinds = shownKinds.map((kind) => [shape(kind, 6, ` fill="${drawing.colouring() === "kind" ? kind.color : page.colours.none}"`), `${kind.label} ${kind.count}`]);
    const measure = page.measures.find(({ name }) => name === state.colour);
    const steps = measure ? panel.steps(measure.name) : drawing.colouring() === "light" ? panel.lightSteps() : [];
    const colours = steps.map(({ color, label }) => [`<circle r="6" fill="${color}"/>`, label]);
    const grey = `fill="${page.colours.none}"`;
    return [...kinds, ...(measure ? [["", `${measure.label}：`]] : []), ...colours,
      [`<circle cx="-4" r="3" ${grey}/><circle cx="5" r="6" ${grey}/>`, fill(page.texts.size, { label: page.sizeLabel })],
      [`<path d="M-8-4H8v1H-8ZM-8 1H8v4H-8Z" ${grey}/>`, fill(page.texts.width, { label: page.weightLabel })]];
  }
  function svg() {
    const nodes = page.nodes.filter((node) => drawing.isShown(node.id));
    const boxes = nodes.map((node) => {
      const { x, y } = placeOf(node), lines = node.label.split("\n");
      const half = Math.max(node.size, ...lines.map((line) => widthOf(line) / 2));
      return { left: x - half, right: x + half, top: y - node.size, bottom: y + node.size + 6 + lines.length * 15 };
    });
    const most = (side, pick) => boxes.reduce((found, box) => pick(found, box[side]), boxes.length ? boxes[0][side] : 0);
    const left = most("left", Math.min), right = most("right", Math.max), top = most("top", Math.min), bottom = most("bottom", Math.max);
    const width = Math.ceil(Math.max(640, right - left) + 2 * MARGIN);
    let y = MARGIN;
    const line = (text, size, height, look) => {
      y += height;
      return `<text x="${MARGIN}" y="${y - 8}" font-size="${size}" ${look}>${escaped(text)}</text>`;
    };
    const quiet = `fill="${page.colours.quiet}"`;
    const head = [...wrapped(page.title, width - 2 * MARGIN, 22).map((text) => line(text, 22, 30, 'font-weight="bold"')),
      ...(page.subtitle ? wrapped(page.subtitle, width - 2 * MARGIN, SIZE).map((text) => line(text, SIZE, 21, quiet)) : [])];
    const picture = { x: Math.round((width - right - left) / 2), y: Math.round(y + MARGIN - top) };
    y += bottom - top + 2 * MARGIN + 14;
    let x = MARGIN;
    const legend = legendItems().map(([drawn, text]) => {
      const wide = 22 + widthOf(text) + 24;
      if (x > MARGIN && x + wide > width) { x = MARGIN; y += 24; }
      const item = `<g transform="translate(${x + 8} ${y})">${drawn}<text x="14" y="5">${escaped(text)}</text></g>`;
      x += wide;
      return item;
    });
    y += 16;
    const hidden = drawing.leftOut() ? fill(page.texts.hidden, { shown: drawing.drawn().length, hidden: drawing.leftOut() }) : "";
    const measure = page.measures.find(({ name }) => name === state.colour);
    const meaning = measure ? `${measure.label}${page.language === "zh" ? "：" : ": "}${fill(page.texts.definition, measure)}` : "";
    const notes = [meaning, filtered(), hidden, page.asOf, page.source].filter(Boolean).flatMap((note) => wrapped(note, width - 2 * MARGIN, 12));
    const foot = notes.map((note) => line(note, 12, 18, quiet));
    const ties = [...drawing.drawn()].reverse().map(({ edge, weight }) => {
      const a = placeOf({ id: edge.from }), b = placeOf({ id: edge.to });
      return `<line x1="${a.x}" y1="${a.y}" x2="${b.x}" y2="${b.y}" stroke-width="${drawing.widthOf(weight).toFixed(1)}"/>`;
    });
    const height = Math.ceil(y + 12);
    return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" `
      + `font-family="${escaped(FAMILY)}" font-size="${SIZE}" fill="${page.colours.ink}" xml:lang="${page.language}">`
      + `<title>${escaped(page.title)}</title><rect width="100%" height="100%" fill="#ffffff"/>${head.join("")}`
      + `<g class="picture" transform="translate(${picture.x} ${picture.y})">`
      + `<g class="edges" stroke="${page.colours.tie}" stroke-opacity="0.7">${ties.join("")}</g>`
      + `<g class="nodes" text-anchor="middle">${nodes.map((node) => nodeSvg(node, placeOf(node))).join("")}</g></g>`
      + `<g class="legend">${legend.join("")}${foot.join("")}</g></svg>\n`;
  }
  // Paints the SVG twice as large, or as large as a browser's canvas may be.
  async function png() {
    const drawn = svg(), image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(drawn)}`;
    await image.decode();
    const zoom = Math.min(2, 12000 / Math.max(image.naturalWidth, image.naturalHeight));
    const paper = document.createElement("canvas");
    paper.width = Math.round(image.naturalWidth * zoom);
    paper.height = Math.round(image.naturalHeight * zoom);
    paper.getContext("2d").drawImage(image, 0, 0, paper.width, paper.height);
    return new Promise((done) => { paper.toBlob(done, "image/png"); });
  }

  // The data as CSV, with what a spreadsheet would take for a formula held back.
  const cell = (value) => {
    const text = String(value), safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  const csv = (rows) => `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
  function nodesCsv() {
    const { columns } = page.texts;
    const head = ["id", columns.name, columns.otherName, columns.kind, page.sizeLabel, columns.x, columns.y, ...page.measures.map(({ label }) => label)];
    return csv([head, ...page.nodes.filter((node) => drawing.isShown(node.id)).map((node) => [node.key, node.name, node.other,
      page.kinds[node.group].label, node.amount, placeOf(node).x, placeOf(node).y, ...page.measures.map(({ name }) => node.measures[name])])]);
  }
  function edgesCsv() {
    const { columns } = page.texts;
    const head = [`${columns.source} id`, columns.source, `${columns.target} id`, columns.target, page.weightLabel, columns.evidence];
    return csv([head, ...drawing.drawn().map(({ edge, weight }) => {
      const from = page.nodes[edge.from], to = page.nodes[edge.to];
      const lines = [...edge.details, ...panel.targetsOf(edge.evidence).map(panel.targetLine)];
      return [from.key, from.name, to.key, to.name, weight, lines.join("\n")];
    })]);
  }

  function give(blob, suffix) {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    const name = document.title.replace(/[\\/:*?"<>|\u0000-\u001f]/g, "_").slice(0, 60);
    link.download = `${name}${suffix}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  }
  const text = (content, type) => new Blob([content], { type: `${type};charset=utf-8` });
  byId("keep-svg").addEventListener("click", () => give(text(svg(), "image/svg+xml"), ".svg"));
  byId("keep-png").addEventListener("click", async () => give(await png(), ".png"));
  byId("keep-nodes").addEventListener("click", () => give(text(nodesCsv(), "text/csv"), "-nodes.csv"));
  byId("keep-edges").addEventListener("click", () => give(text(edgesCsv(), "text/csv"), "-edges.csv"));
  byId("print").addEventListener("click", () => print());
})();
