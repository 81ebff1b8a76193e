"use strict";
// The controls beside the drawing. Texts of the data become text nodes only, never markup.
(() => {
  const SHOWN_MATCHES = 8, SHOWN_LINES = 8;
  const texts = page.texts;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const nodes = new Map(page.nodes.map((node) => [node.id, node]));
  const edges = new Map(page.edges.map((edge) => [edge.id, edge]));

  function element(tag, text, ...children) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    made.append(...children);
    return made;
  }
  function withClass(name, made) {
    made.className = name;
    return made;
  }
  function svg(width, height, shapes) {
    const namespace = "http://www.w3.org/2000/svg";
    const root = document.createElementNS(namespace, "svg");
    const all = { width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" };
    Object.entries(all).forEach(([name, value]) => root.setAttribute(name, value));
    for (const [tag, attributes] of shapes) {
      const shape = document.createElementNS(namespace, tag);
      Object.entries(attributes).forEach(([name, value]) => shape.setAttribute(name, value));
      root.append(shape);
    }
    return root;
  }
  function swatch({ color, shape }) {
    const drawn = {
      dot: ["circle", { cx: 7, cy: 7, r: 6 }],
      square: ["rect", { x: 1.5, y: 1.5, width: 11, height: 11 }],
      diamond: ["path", { d: "M7 0L14 7L7 14L0 7Z" }],
      triangle: ["path", { d: "M7 1L13.5 12.5H.5Z" }],
    }[shape];
    const made = svg(14, 14, [[drawn[0], { ...drawn[1], fill: color }]]);
    made.classList.add("swatch");
    return made;
  }
  function legend() {
    const rows = page.kinds.map((kind) => {
      const box = element("input");
      box.type = "checkbox";
      box.checked = true;
      box.value = kind.group;
      box.addEventListener("change", () => drawing.show(kind.group, box.checked));
      return element("li", "", element("label", "", box, swatch(kind), element("span", kind.label),
        withClass("count", element("span", String(kind.count)))));
    });
    byId("kinds").replaceChildren(...rows);
    const round = (cx, r) => ["circle", { cx, cy: 9, r, fill: "#9aa5b1" }];
    const bar = (y, height) => ["rect", { x: 0, y, width: 36, height, fill: "#9aa5b1" }];
    byId("size-scale").append(svg(36, 18, [round(4, 3), round(14, 5), round(27, 8)]),
      element("span", fill(texts.size, { label: page.sizeLabel })));
    byId("width-scale").append(svg(36, 18, [bar(2, 1), bar(7, 3), bar(13, 5)]),
      element("span", fill(texts.width, { label: page.weightLabel })));
  }

  function heading(tag, edge) {
    const names = `${nodes.get(edge.from).name} — ${nodes.get(edge.to).name}`;
    return withClass("name", element(tag, edge.heading || `${names} · ${page.weightLabel}: ${edge.weight}`));
  }
  const lines = (all) => withClass("lines", element("ul", "", ...all.map((line) => element("li", line))));
  function link(id, text) {
    const button = element("button", text);
    button.type = "button";
    button.addEventListener("click", () => open(id));
    return element("li", "", button);
  }
  function open(id) {
    const group = nodes.get(id).group;
    if (!drawing.isShown(group)) {
      [...byId("kinds").querySelectorAll("input")].find((box) => box.value === group).checked = true;
      drawing.show(group, true);
    }
    drawing.goTo(id);
  }
  function nodeDetails(node) {
    const list = element("dl", "", ...node.details.flatMap(([name, value]) => [element("dt", name), element("dd", value)]));
    const ties = page.edges.filter((edge) => edge.from === node.id || edge.to === node.id)
      .sort((a, b) => b.weight - a.weight)
      .map((edge) => {
        const other = edge.from === node.id ? edge.to : edge.from;
        return link(other, `${nodes.get(other).name}（${edge.weight}）`);
      });
    return [element("h3", node.name), withClass("quiet", element("p", page.kinds[node.group].label)), list,
      element("h4", fill(texts.neighbours, { count: ties.length })), withClass("links", element("ul", "", ...ties))];
  }
  function edgeDetails(edge) {
    return [heading("h3", edge),
      lines(edge.details), withClass("links", element("ul", "", ...[edge.from, edge.to].map((id) => link(id, nodes.get(id).name))))];
  }
  drawing.onChoice((what) => {
    if (!what) {
      byId("chosen").replaceChildren(withClass("quiet", element("p", texts.nothing)));
      return;
    }
    const close = element("button", texts.close);
    close.type = "button";
    close.addEventListener("click", () => drawing.choose(null));
    const content = what.node !== undefined ? nodeDetails(nodes.get(what.node)) : edgeDetails(edges.get(what.edge));
    byId("chosen").replaceChildren(...content, close);
    byId("details").scrollTop = 0;
  });

  function tip(content, { x, y }) {
    const box = byId("tip"), frame = byId("picture").getBoundingClientRect();
    box.replaceChildren(...content);
    box.hidden = false;
    const left = Math.min(frame.left + x + 14, innerWidth - box.offsetWidth - 8);
    const top = Math.min(frame.top + y + 14, innerHeight - box.offsetHeight - 8);
    box.style.left = `${Math.max(8, left)}px`;
    box.style.top = `${Math.max(8, top)}px`;
  }
  const hideTip = () => { byId("tip").hidden = true; };
  drawing.network.on("hoverEdge", ({ edge: id, pointer }) => {
    const edge = edges.get(id), rest = edge.details.length - SHOWN_LINES;
    const content = [heading("p", edge), lines(edge.details.slice(0, SHOWN_LINES))];
    if (rest > 0) content.push(withClass("quiet", element("p", fill(texts.more, { count: rest }))));
    tip(content, pointer.DOM);
  });
  drawing.network.on("hoverNode", ({ node: id, pointer }) => {
    const node = nodes.get(id);
    tip([withClass("name", element("p", node.name)),
      withClass("quiet", element("p", `${page.kinds[node.group].label} · ${page.sizeLabel}: ${node.amount}`))], pointer.DOM);
  });
  ["blurEdge", "blurNode", "dragStart", "zoom"].forEach((name) => drawing.network.on(name, hideTip));

  const plain = (text) => text.normalize("NFKC").toLowerCase();
  function matches() {
    const wanted = plain(byId("search").value.trim());
    return wanted ? page.nodes.filter((node) => plain(node.name).includes(wanted)) : [];
  }
  byId("search").addEventListener("input", () => {
    const found = matches();
    byId("found").textContent = byId("search").value.trim() ? fill(texts.found, { count: found.length }) : "";
    byId("matches").replaceChildren(...found.slice(0, SHOWN_MATCHES).map((node) => link(node.id, node.name)));
  });
  byId("search").addEventListener("keydown", (event) => {
    const [first] = matches();
    if (event.key === "Enter" && first) open(first.id);
  });
  byId("matches").className = "links";
  byId("fit").addEventListener("click", drawing.fit);
  byId("physics").addEventListener("click", ({ currentTarget: button }) => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    drawing.network.setOptions({ physics: { enabled: on } });
  });
  byId("picture").setAttribute("aria-label", fill(texts.picture, { nodes: page.nodes.length, edges: page.edges.length }));
  legend();
})();
