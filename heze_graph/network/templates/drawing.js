"use strict";
// Draws the network and keeps what is filtered and chosen. Everything shown of the data is drawn on the canvas as text.
const page = JSON.parse(document.getElementById("data").textContent);
const drawing = (() => {
  const INK = "#1f2933", FAINT_INK = "rgba(31,41,51,0.18)", TIE = "#8c9aa9", MARK = "#d55e00";
  const LEGIBLE = 0.75; // of the full size of labels: the smallest that is read without effort
  const nodes = new vis.DataSet(page.nodes);
  const edges = new vis.DataSet(page.edges);
  const container = document.getElementById("picture");
  const network = new vis.Network(container, { nodes, edges }, {
    groups: page.groups,
    nodes: {
      borderWidth: 1.5, borderWidthSelected: 3, labelHighlightBold: false,
      font: { face: getComputedStyle(document.body).fontFamily, size: 14, color: INK, background: "rgba(255,255,255,0.78)", vadjust: -3 },
    },
    edges: {
      smooth: false, hoverWidth: 1.5, selectionWidth: 1.5,
      color: { color: TIE, hover: MARK, highlight: MARK, inherit: false, opacity: 0.7 },
    },
    interaction: { hover: true, hoverConnectedEdges: false, selectConnectedEdges: false, tooltipDelay: 0 },
    layout: { improvedLayout: false, randomSeed: 1 },
    physics: { enabled: false, solver: "forceAtlas2Based", stabilization: false,
      forceAtlas2Based: { avoidOverlap: 0.6, springLength: 110, gravitationalConstant: -90 } },
  });
  container.firstElementChild.tabIndex = -1; // nothing to do there by keyboard: the search box leads to every node
  const shown = new Set(page.kinds.map((kind) => kind.group));
  const listeners = [];
  let chosen = null; // { node: id } or { edge: id }
  let moved = false; // the reader has zoomed or dragged: leave the view alone

  function nearby() {
    if (!chosen) return null;
    if (chosen.edge !== undefined) {
      const edge = edges.get(chosen.edge);
      return new Set([edge.from, edge.to]);
    }
    return new Set([chosen.node, ...network.getConnectedNodes(chosen.node)]);
  }
  function isNear(edge, near) {
    if (!near) return true;
    if (chosen.edge !== undefined) return edge.id === chosen.edge;
    return edge.from === chosen.node || edge.to === chosen.node;
  }
  function paint() {
    const near = nearby();
    const visible = new Map(page.nodes.map((node) => [node.id, shown.has(node.group)]));
    nodes.update(page.nodes.map(({ id }) => {
      const lit = !near || near.has(id);
      return { id, hidden: !visible.get(id), opacity: lit ? 1 : 0.15, font: { color: lit ? INK : FAINT_INK } };
    }));
    edges.update(page.edges.map((edge) => ({
      id: edge.id, hidden: !(visible.get(edge.from) && visible.get(edge.to)),
      color: { color: near && isNear(edge, near) ? MARK : TIE, opacity: isNear(edge, near) ? 0.7 : 0.1 },
    })));
  }
  function choose(what) {
    chosen = what;
    network.setSelection({
      nodes: what && what.node !== undefined ? [what.node] : [],
      edges: what && what.edge !== undefined ? [what.edge] : [],
    }, { highlightEdges: false });
    paint();
    listeners.forEach((listener) => listener(what));
  }
  function show(group, visible) {
    if (visible) shown.add(group); else shown.delete(group);
    const hidden = chosen && [...nearby()].some((id) => !shown.has(nodes.get(id).group));
    if (hidden) choose(null); else paint();
  }
  function fit() {
    network.fit({ animation: false, maxZoomLevel: 1.5 });
  }
  // A narrow window shows the part about the largest node, as much of it as there is, rather than all too small to read.
  function firstView() {
    fit();
    if (network.getScale() >= LEGIBLE || container.clientWidth > 720) return;
    const largest = page.nodes.reduce((a, b) => (b.size > a.size ? b : a));
    const within = (axis, length) => {
      const all = page.nodes.map((node) => node[axis]);
      const half = length / LEGIBLE / 2 - 60; // 60: room for the outermost label
      const low = Math.min(...all) + half, high = Math.max(...all) - half;
      return low > high ? (low + high) / 2 : Math.min(Math.max(largest[axis], low), high);
    };
    const position = { x: within("x", container.clientWidth), y: within("y", container.clientHeight) };
    network.moveTo({ position, scale: LEGIBLE, animation: false });
  }
  function goTo(id) {
    moved = true;
    network.focus(id, { scale: Math.max(network.getScale(), 1), animation: false });
    choose({ node: id });
  }
  network.on("click", ({ nodes: [node], edges: [edge] }) =>
    choose(node !== undefined ? { node } : edge !== undefined ? { edge } : null));
  network.on("zoom", () => { moved = true; });
  network.on("dragEnd", () => { moved = true; });
  // vis-network restores its own view after this event, so ours waits until it has.
  network.on("resize", () => requestAnimationFrame(() => { if (!moved && page.nodes.length) firstView(); }));
  if (page.nodes.length) firstView();
  window.hezeNetwork = network;
  return { network, nodes, edges, choose, show, fit, goTo, isShown: (group) => shown.has(group), onChoice: (f) => listeners.push(f) };
})();
