"use strict";
// Draws the network and keeps what is filtered and chosen. Everything shown of the data is drawn on the canvas as text.
const page = JSON.parse(document.getElementById("data").textContent);
if (window !== window.parent) document.body.classList.add("framed"); // the page around it has the title already
const drawing = (() => {
  const { ink: INK, tie: TIE } = page.colours;
  const FAINT_INK = "rgba(31,41,51,0.18)", MARK = "#d55e00";
  const LEGIBLE = 0.75; // of the full size of labels: the smallest that is read without effort
  const SMALLEST = 8.6; // pixels: smaller labels give way to those of the largest nodes, as many as there is room for
  const FADED = 9; // vis-network fades labels out over the pixel below this size
  const MANY = 1500; // edges: with more, dragging draws the nodes alone
  const KIND = "kind", LIGHT = "light"; // what colours can show beside the measures
  const WORST = ["far-behind", "behind", "on-course", "reached", "cannot-tell"];
  const [NARROWEST, WIDEST] = [1.2, 8];
  const heaviest = page.edges.reduce((most, { weight }) => Math.max(most, weight), 1);
  // What the reader has set. `hidden` holds what is filtered out, by its place in the lists of `page`.
  const state = {
    hidden: { kinds: new Set(), documents: new Set(), leaders: new Set(), lights: new Set() },
    least: 1, steps: 1, all: false, colour: "", chosen: null, // chosen: { node: id } or { edge: id }
    gathered: page.gatherings[0] || "", opened: new Set(), // targets stand in one node for each leader or theme, but for those opened
  };
  let drawn = []; // the edges that are drawn, each with its weight under the filters
  let leftOut = 0; // how many more there are
  let ties = new Map(); // node to its drawn edges
  let farLabels = 0; // how many of them are drawn
  let moved = false; // the reader has zoomed or dragged: leave the view alone
  const listeners = { choice: [], change: [] };
  const tell = (what, ...about) => listeners[what].forEach((listener) => listener(...about));

  const isFiltered = () => ["documents", "leaders", "lights"].some((list) => state.hidden[list].size);
  function passes(place) {
    const { document: table, leaders, lights } = page.evidence[place], { hidden } = state;
    return !hidden.documents.has(table) && (!leaders.length || leaders.some((one) => !hidden.leaders.has(one)))
      && lights.some(([one]) => !hidden.lights.has(one));
  }
  const passing = (evidence) => (isFiltered() ? evidence.filter(passes) : evidence);
  const clusters = page.nodes.filter(({ members }) => members);
  const homes = Object.fromEntries(page.gatherings.map((by) => [by, new Map(clusters.filter((node) => node.by === by).flatMap((node) => node.members.map((member) => [member, node])))]));
  const clusterOf = (id) => homes[state.gathered]?.get(id); // while targets are gathered
  // Which targets were taken out of the node that they stand in, by their places in the list of targets.
  const takenOut = () => new Set([...state.opened].flatMap((id) => page.nodes[id].evidence.map((place) => page.evidence[place].target)));
  let out = takenOut();
  const isGathered = (edge) => Boolean(page.nodes[edge.from].members || page.nodes[edge.to].members);
  const within = (evidence) => passing(evidence).filter((place) => !out.has(page.evidence[place].target));
  function isShown(node) {
    if (node.members && !(state.gathered === node.by && within(node.evidence).length)) return false;
    if (clusterOf(node.id) && !state.opened.has(node.id)) return false;
    return !state.hidden.kinds.has(Number(node.group)) && (!node.evidence.length || passing(node.evidence).length > 0);
  }
  function weightOf(edge) {
    const gathered = isGathered(edge);
    if (!edge.evidence.length || !(isFiltered() || gathered)) return edge.weight;
    const evidence = gathered ? within(edge.evidence) : passing(edge.evidence);
    return new Set(evidence.map((place) => page.evidence[place].target)).size;
  }
  // Where a node stands unless the reader moved it: opened targets stand around the node that they stood in, and all else
  // makes room for them, each in its direction.
  const TURN = Math.PI * (3 - Math.sqrt(5)); // a sunflower's: no two stand in one direction
  const APART = 62, RIM = 40;
  const awayOf = (cluster, place) => cluster.size + APART * Math.sqrt(place);
  let rooms = []; // the nodes with opened targets, where they stand, and how much room these take
  function makeRoom() {
    const gathered = clusters.filter(({ by }) => by === state.gathered).map((cluster) => ({ cluster, opened: cluster.members.filter((id) => state.opened.has(id)) }));
    rooms = gathered.filter(({ opened }) => opened.length)
      .map(({ cluster, opened }) => ({ cluster, opened, x: cluster.x, y: cluster.y, room: awayOf(cluster, opened.length) + RIM }));
  }
  function pushed({ x, y }, own) {
    return rooms.filter(({ cluster }) => cluster !== own).reduce((at, room) => {
      const away = Math.hypot(x - room.x, y - room.y) || 1;
      return { x: at.x + (x - room.x) / away * room.room, y: at.y + (y - room.y) / away * room.room };
    }, { x, y });
  }
  function homeOf(node) {
    if (!state.gathered) return { x: node.x, y: node.y };
    const own = clusterOf(node.id), room = own && rooms.find(({ cluster }) => cluster === own);
    const place = room ? room.opened.indexOf(node.id) + 1 : 0;
    const [x, y] = own ? [own.x, own.y] : node.gathered?.[state.gathered] || [node.x, node.y];
    const at = pushed({ x, y }, own || node), away = place ? awayOf(own, place) : 0;
    return { x: Math.round(at.x + away * Math.cos(place * TURN)), y: Math.round(at.y + away * Math.sin(place * TURN)) };
  }
  const widthOf = (weight) => NARROWEST + (WIDEST - NARROWEST) * (weight - 1) / Math.max(1, heaviest - 1);

  function sift() {
    out = takenOut();
    const shown = page.nodes.map(isShown);
    const left = [];
    for (const edge of page.edges) {
      if (!shown[edge.from] || !shown[edge.to]) continue;
      const weight = weightOf(edge);
      if (weight >= state.least) left.push({ edge, weight });
    }
    loseLonely(shown, left);
    drawn = state.all ? left : left.slice(0, page.mostEdges);
    leftOut = left.length - drawn.length;
    ties = new Map(page.nodes.map((node) => [node.id, []]));
    for (const { edge } of drawn) {
      ties.get(edge.from).push(edge);
      ties.get(edge.to).push(edge);
    }
    return shown;
  }
  // Ties that are filtered out take the nodes along that have no other; one that never had a tie stays.
  function loseLonely(shown, left) {
    if (!isFiltered() && state.least === 1) return;
    const tied = new Set(left.flatMap(({ edge }) => [edge.from, edge.to]));
    for (const { from, to } of page.edges) for (const id of [from, to]) shown[id] &&= tied.has(id);
  }
  const otherEnd = (edge, id) => (edge.from === id ? edge.to : edge.from);
  const edgeItem = ({ edge, weight }) => ({ id: edge.id, from: edge.from, to: edge.to, width: widthOf(weight) });
  let shown = sift();
  const nodes = new vis.DataSet(page.nodes.map((node) => {
    const { id, label, shape, group, size } = node;
    return { id, label, shape, group, size, ...homeOf(node) };
  }));
  const edges = new vis.DataSet(drawn.map(edgeItem));
  const container = document.getElementById("picture");
  const network = new vis.Network(container, { nodes, edges }, {
    groups: page.groups,
    nodes: {
      scaling: { label: { drawThreshold: FADED } },
      borderWidth: 1.5, borderWidthSelected: 3, labelHighlightBold: false,
      font: { face: getComputedStyle(document.body).fontFamily, size: 14, color: INK, background: "rgba(255,255,255,0.78)", vadjust: -3 },
    },
    edges: {
      smooth: false, hoverWidth: 1.5, selectionWidth: 1.5,
      color: { color: TIE, hover: MARK, highlight: MARK, inherit: false, opacity: 0.7 },
    },
    interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, tooltipDelay: 0,
      hideEdgesOnDrag: drawn.length > MANY, hideEdgesOnZoom: drawn.length > MANY },
    layout: { improvedLayout: false, randomSeed: 1 },
    physics: { enabled: false, solver: "forceAtlas2Based", stabilization: false,
      forceAtlas2Based: { avoidOverlap: 0.6, springLength: 110, gravitationalConstant: -90 } },
  });
  network.once("afterDrawing", () => performance.mark("drawn"));
  container.firstElementChild.tabIndex = -1; // the keys are those of the container

  // Far out, names the largest nodes at a size that is read; no name lies on another, or on a larger node.
  const byName = [...page.nodes].sort((a, b) => b.size - a.size || a.id - b.id).slice(0, 400);
  const isFar = () => 14 * network.getScale() < SMALLEST;
  let far = false; // whether the names are ours: vis-network would write its own below them while it fades them out
  function writeNames() {
    if (far === isFar()) return;
    far = !far;
    // Not while it draws: setting options starts its canvas anew.
    requestAnimationFrame(() => network.setOptions({ nodes: { scaling: { label: { drawThreshold: far ? Infinity : FADED } } } }));
  }
  network.on("afterDrawing", (canvas) => {
    const scale = network.getScale();
    writeNames();
    if (!isFar()) return;
    const near = nearby(), taken = [], larger = [];
    const covers = (box, { x, y }) => box.left < x && x < box.right && box.top < y && y < box.bottom;
    canvas.save();
    canvas.font = `${12 / scale}px ${getComputedStyle(document.body).fontFamily}`;
    canvas.textAlign = "center";
    canvas.textBaseline = "top";
    canvas.lineJoin = "round";
    canvas.lineWidth = 3 / scale;
    canvas.strokeStyle = "rgba(255,255,255,0.85)";
    canvas.fillStyle = INK;
    for (const { id, label, size } of byName) {
      if (!shown[id] || (near && !near.nodes.has(id))) continue;
      const { x, y } = network.getPosition(id), lines = label.split("\n"), step = 14 / scale;
      const half = Math.max(...lines.map((line) => canvas.measureText(line).width)) / 2 + 2 / scale;
      const box = { left: x - half, right: x + half, top: y + size, bottom: y + size + lines.length * step };
      const hides = larger.some((place) => covers(box, place));
      larger.push({ x, y });
      if (hides || taken.some((other) => other.left < box.right && box.left < other.right && other.top < box.bottom && box.top < other.bottom)) continue;
      taken.push(box);
      lines.forEach((line, place) => {
        canvas.strokeText(line, x, box.top + place * step + 2 / scale);
        canvas.fillText(line, x, box.top + place * step + 2 / scale);
      });
    }
    canvas.restore();
    farLabels = taken.length;
  });
  // The nodes within the steps that are set, and the edges by which they are reached; null where nothing is chosen.
  function nearby() {
    const { chosen } = state;
    if (!chosen) return null;
    if (chosen.edge !== undefined) {
      const edge = page.edges[chosen.edge];
      return { nodes: new Set([edge.from, edge.to]), edges: new Set([edge.id]) };
    }
    const near = { nodes: new Set([chosen.node]), edges: new Set() };
    let rim = [chosen.node];
    for (let step = 0; step < state.steps; step += 1) {
      const next = [];
      for (const id of rim) for (const edge of ties.get(id)) {
        near.edges.add(edge.id);
        const other = otherEnd(edge, id);
        if (!near.nodes.has(other)) { near.nodes.add(other); next.push(other); }
      }
      rim = next;
    }
    return near;
  }
  // By light, where there are lights, unless the reader chooses otherwise: the worst of the latest word on each target.
  const hasLights = page.lights.some(({ name }) => WORST.includes(name));
  const colouring = () => state.colour || (hasLights ? LIGHT : KIND);
  function lightOf(node) {
    const latest = new Map([...passing(node.evidence)].sort((a, b) => a - b).map((place) => [page.evidence[place].target, place]));
    const found = new Set([...latest.values()].flatMap((place) => page.evidence[place].lights.map(([light]) => page.lights[light].name)));
    const worst = WORST.find((name) => found.has(name));
    return page.lights.find(({ name }) => name === worst);
  }
  function colourOf(node) {
    const { communities, scale, none } = page.colours;
    if (colouring() === KIND) return page.kinds[node.group].color;
    if (colouring() === LIGHT) return lightOf(node)?.color ?? none;
    const value = node.measures[state.colour];
    if (state.colour === "community") return value ? communities[(value - 1) % communities.length] : none;
    const { low, high } = rangeOf(state.colour);
    return scale[high > low ? Math.min(scale.length - 1, Math.floor((value - low) / (high - low) * scale.length)) : 0];
  }
  const ranges = new Map();
  function rangeOf(measure) {
    if (!ranges.has(measure)) {
      let low = Infinity, high = -Infinity;
      for (const node of page.nodes.filter(({ members }) => !members)) {
        low = Math.min(low, node.measures[measure]);
        high = Math.max(high, node.measures[measure]);
      }
      ranges.set(measure, { low, high });
    }
    return ranges.get(measure);
  }
  function paint() {
    const near = nearby();
    nodes.update(page.nodes.map((node) => {
      const lit = !near || near.nodes.has(node.id), background = colourOf(node), border = { background, border: INK };
      return { id: node.id, hidden: !shown[node.id], opacity: lit ? 1 : 0.15, font: { color: lit ? INK : FAINT_INK },
        color: { background, border: "#ffffff", highlight: border, hover: border } };
    }));
    edges.update(drawn.map(({ edge }) => {
      const lit = !near || near.edges.has(edge.id);
      return { id: edge.id, color: { color: near && lit ? MARK : TIE, opacity: lit ? 0.7 : 0.1 } };
    }));
  }
  // Draws again after a filter, the slider or the colours were set.
  function refresh() {
    shown = sift();
    const items = new Map(drawn.map((one) => [one.edge.id, edgeItem(one)]));
    edges.remove(edges.getIds().filter((id) => !items.has(id)));
    edges.update([...items.values()]);
    const { chosen } = state;
    if (chosen && !(chosen.node !== undefined ? shown[chosen.node] : items.has(chosen.edge))) choose(null);
    else {
      paint();
      tell("choice", chosen);
      tell("change");
    }
  }
  function choose(what) {
    state.chosen = what;
    network.setSelection({
      nodes: what && what.node !== undefined ? [what.node] : [],
      edges: what && what.edge !== undefined ? [what.edge] : [],
    }, { highlightEdges: false });
    paint();
    tell("choice", what);
    tell("change");
  }
  const shownIds = () => page.nodes.filter(({ id }) => shown[id]).map(({ id }) => id);
  function fit() {
    const ids = shownIds();
    network.fit({ ...(ids.length ? { nodes: ids } : {}), animation: false, maxZoomLevel: 1.5 });
    tell("change");
  }
  // A narrow window shows the part about the largest node, as much of it as there is, rather than all too small to read.
  function firstView() {
    fit();
    if (network.getScale() >= LEGIBLE || container.clientWidth > 720) return;
    const seen = shownIds().map((id) => page.nodes[id]), at = network.getPositions();
    if (!seen.length) return;
    const largest = seen.reduce((a, b) => (b.size > a.size ? b : a));
    const within = (axis, length) => {
      const all = seen.map(({ id }) => at[id][axis]);
      const half = length / LEGIBLE / 2 - 60; // 60: room for the outermost label
      const low = all.reduce((a, b) => Math.min(a, b)) + half, high = all.reduce((a, b) => Math.max(a, b)) - half;
      return low > high ? (low + high) / 2 : Math.min(Math.max(at[largest.id][axis], low), high);
    };
    const position = { x: within("x", container.clientWidth), y: within("y", container.clientHeight) };
    network.moveTo({ position, scale: LEGIBLE, animation: false });
  }
  // Puts every node where it stands by itself, as after targets were gathered or opened.
  function placeAll() {
    makeRoom();
    nodes.update(page.nodes.map((node) => ({ id: node.id, ...homeOf(node) })));
  }
  function gather(by) {
    state.gathered = page.gatherings.includes(by) ? by : "";
    state.opened.clear();
    placeAll();
    refresh();
    if (!moved) firstView();
  }
  // The targets that are opened with a node: those that it stands for, or that stand beside it.
  function closedBeside(id) {
    if (!state.gathered) return [];
    const { members } = page.nodes[id];
    const beside = members || page.edges.filter(({ from, to }) => from === id || to === id).map((edge) => otherEnd(edge, id));
    return beside.filter((other) => clusterOf(other) && !state.opened.has(other));
  }
  function expand(id) {
    const found = closedBeside(id);
    found.forEach((one) => state.opened.add(one));
    placeAll();
    refresh();
    if (!moved) fit();
  }
  function close(id) {
    (clusterOf(id)?.members || []).forEach((one) => state.opened.delete(one));
    placeAll();
    choose(null);
    refresh();
  }
  // Whatever stands in the way of a node being seen.
  function reveal(id) {
    if (clusterOf(id)) {
      state.opened.add(id);
      placeAll();
    } else if (page.nodes[id].members && page.nodes[id].by !== state.gathered) gather(page.nodes[id].by);
    else Object.values(state.hidden).forEach((hidden) => hidden.clear());
    refresh();
  }
  function goTo(id) {
    moved = true;
    network.focus(id, { scale: Math.max(network.getScale(), 1), animation: false });
    choose({ node: id });
  }
  function move(x, y, factor = 1) {
    moved = true;
    const scale = network.getScale() * factor, at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + x / scale, y: at.y + y / scale }, scale, animation: false });
    tell("change");
  }
  network.on("click", ({ nodes: [node], edges: [edge] }) =>
    choose(node !== undefined ? { node } : edge !== undefined ? { edge } : null));
  network.on("doubleClick", ({ nodes: [node] }) => { if (node !== undefined) expand(node); });
  network.on("zoom", () => { moved = true; tell("change"); });
  network.on("dragEnd", () => { moved = true; tell("change"); });
  // vis-network restores its own view after this event, so ours waits until it has.
  network.on("resize", () => requestAnimationFrame(() => { if (!moved && page.nodes.length) firstView(); }));
  if (page.nodes.length) firstView();
  if (colouring() !== KIND) paint();
  window.hezeNetwork = network;
  return {
    network, nodes, edges, state, container, refresh, choose, fit, goTo, move, passing, weightOf, widthOf, colourOf, colouring, hasLights, WORST, rangeOf, otherEnd,
    drawn: () => drawn, leftOut: () => leftOut, tiesOf: (id) => ties.get(id), homeOf, makeRoom, gather, expand, close, reveal, closedBeside, isOpened: (id) => state.opened.has(id), isShown: (id) => shown[id],
    farLabels: () => farLabels, isMoved: () => moved, keepView: () => { moved = true; },
    onChoice: (listener) => listeners.choice.push(listener), onChange: (listener) => listeners.change.push(listener),
  };
})();
