"use strict";
// The controls beside the drawing. Texts of the data become text nodes only, never markup.
const panel = (() => {
  const SHOWN_MATCHES = 8, SHOWN_LINES = 8, SHOWN_PAIRS = 10;
  const THINGS = "https://w3id.org/heze-graph/id/";
  const { texts } = page;
  const { state } = drawing;
  const byId = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

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
  // A mark in the colour of its light: a style attribute would be against the page's own policy, an SVG's fill is not.
  function mark(light) {
    const made = svg(14, 14, [["text", { x: 7, y: 12, "text-anchor": "middle", "font-size": 13, fill: light.color }]]);
    made.firstChild.textContent = light.mark;
    made.classList.add("swatch");
    return made;
  }

  // The legend, whose boxes are the filters.
  function filter(list, places, row) {
    return places.map((place) => {
      const box = element("input");
      box.type = "checkbox";
      box.checked = !state.hidden[list].has(place);
      box.dataset.list = list;
      box.value = place;
      box.addEventListener("change", () => {
        if (box.checked) state.hidden[list].delete(place); else state.hidden[list].add(place);
        drawing.refresh();
      });
      return element("li", "", element("label", "", box, ...row(place)));
    });
  }
  function counts(list) {
    const found = page[list].map(() => new Set()); // of targets: one that several documents print counts once
    page.evidence.forEach((one) => {
      const named = list === "documents" ? [one.document] : list === "lights" ? one.lights.map(([light]) => light) : one.leaders;
      named.forEach((place) => found[place].add(one.target));
    });
    return found.map((targets) => targets.size);
  }
  const clusterKinds = new Map(page.nodes.filter(({ members }) => members).map(({ group, by }) => [Number(group), by]));
  const count = (number) => withClass("count", element("span", String(number)));
  function legend() {
    byId("kinds").replaceChildren(...filter("kinds", [...page.kinds.keys()], (place) => {
      const kind = page.kinds[place];
      return [swatch(drawing.colouring() === "kind" ? kind : { ...kind, color: page.colours.none }), element("span", kind.label), count(kind.count)];
    }));
    for (const list of ["lights", "documents", "leaders"]) {
      const found = counts(list);
      byId(list).hidden = found.length < (list === "lights" ? 1 : 2);
      byId(list).querySelector("ul").replaceChildren(...filter(list, [...page[list].keys()], (place) => {
        const one = page[list][place];
        const shown = list === "lights" ? [mark(one), element("span", one.label)] : [element("span", one)];
        return [...shown, count(found[place])];
      }));
    }
    meaning();
  }
  function meaning() {
    const measure = page.measures.find((one) => one.name === state.colour);
    const byLight = drawing.colouring() === "light";
    byId("definition").hidden = !measure;
    byId("meaning").hidden = !measure && !byLight;
    byId("definition").textContent = measure ? fill(texts.definition, measure) : "";
    const shown = measure ? steps(measure.name) : byLight ? lightSteps() : [];
    byId("meaning").replaceChildren(...shown.map(({ color, label }) =>
      element("li", "", swatch({ color, shape: "dot" }), element("span", label))));
  }
  const lightSteps = () => [...drawing.WORST.map((name) => page.lights.find((light) => light.name === name)).filter(Boolean),
    { color: page.colours.none, label: texts.noLight }];
  // What the colours of a measure stand for.
  function steps(name) {
    const { communities, scale, none } = page.colours;
    const { low, high } = drawing.rangeOf(name);
    if (name === "community") {
      const coloured = communities.slice(0, high).map((color, place) => ({
        color, label: fill(texts.community, { number: place + communities.length < high ? `${place + 1}, ${place + communities.length + 1} …` : place + 1 }),
      }));
      return low ? coloured : [...coloured, { color: none, label: texts.noCommunity }];
    }
    const edge = (part) => Number((low + (high - low) * part / scale.length).toFixed(3));
    return high > low ? scale.map((color, place) => ({ color, label: `${edge(place)} – ${edge(place + 1)}` })) : [{ color: scale[0], label: String(low) }];
  }
  function scales() {
    const round = (cx, r) => ["circle", { cx, cy: 9, r, fill: page.colours.none }];
    const bar = (y, height) => ["rect", { x: 0, y, width: 36, height, fill: page.colours.none }];
    byId("size-scale").append(svg(36, 18, [round(4, 3), round(14, 5), round(27, 8)]),
      element("span", fill(texts.size, { label: page.sizeLabel })));
    byId("width-scale").append(svg(36, 18, [bar(2, 1), bar(7, 3), bar(13, 5)]),
      element("span", fill(texts.width, { label: page.weightLabel })));
  }

  // What is chosen, in words.
  const names = (edge) => `${page.nodes[edge.from].name} — ${page.nodes[edge.to].name}`;
  const brief = (id) => page.nodes[id].label.replaceAll("\n", page.language === "zh" ? "" : " ");
  const amount = (number) => (page.language === "zh" ? `（${number}）` : ` (${number})`);
  const headingOf = (edge) => `${names(edge)} · ${page.weightLabel}: ${drawing.weightOf(edge)}`;
  const lines = (all) => withClass("lines", element("ul", "", ...all.map((line) => (line instanceof Node ? line : element("li", line)))));
  function link(id, text) {
    const button = element("button", text);
    button.type = "button";
    button.addEventListener("click", () => open(id));
    return element("li", "", button);
  }
  function open(id) {
    if (!drawing.isShown(id)) drawing.reveal(id);
    if (!drawing.isShown(id)) { // a filter hides it, too
      Object.values(state.hidden).forEach((hidden) => hidden.clear());
      drawing.refresh();
    }
    legend();
    drawing.goTo(id);
  }
  // The entries, those of one target together: its words, then each place in print with its claim and lights.
  function targetsOf(evidence) {
    const targets = new Map();
    for (const place of drawing.passing(evidence)) {
      const entry = page.evidence[place];
      if (!targets.has(entry.target)) targets.set(entry.target, []);
      targets.get(entry.target).push(entry);
    }
    return [...targets.values()];
  }
  function printed(entry, text) {
    const said = entry.claims.map((claim) => fill(texts.claim, { claim: page.claims[claim] }));
    const row = withClass("printed", element("p", [entry.place, entry.leaders.map((place) => page.leaders[place]).join("、"), ...said].filter(Boolean).join(" · ")));
    const lights = entry.lights.filter(([, goal]) => goal).map(([light, goal]) => {
      const { label } = page.lights[light];
      return withClass("light", element("p", "", mark(page.lights[light]), element("span", `${label}　${goal}`)));
    });
    return [...(text ? [element("p", entry.text)] : []), row, ...lights];
  }
  const entriesOf = (entries) => element("li", "", ...entries.flatMap((entry, place) =>
    printed(entry, !place || entry.text !== entries[place - 1].text)));
  const targetLine = (entries) => `${entries[0].place} ${entries[0].text}`;

  function pairs(rows) {
    return element("dl", "", ...rows.flatMap(([name, value, hint]) => {
      const term = element("dt", name);
      if (hint) term.title = hint;
      return [term, element("dd", String(value))];
    }));
  }
  // The thing's own page, where this one is served beside it; a file on a disk has no such page.
  function pageOf(node) {
    if (!location.pathname.startsWith("/views/") || !location.protocol.startsWith("http") || !node.key.startsWith(THINGS)) return [];
    const opened = element("a", texts.open);
    opened.href = `/id/${node.key.slice(THINGS.length)}${page.language === "zh" ? "" : `?lang=${page.language}`}`;
    opened.target = "_top";
    const around = element("a", texts.around);
    around.href = `/views/ego?around=${encodeURIComponent(node.key)}${page.language === "zh" ? "" : `&lang=${page.language}`}`;
    around.target = "_top";
    return [withClass("open", element("p", "", opened, " · ", around))];
  }
  // Opens the targets that a node stands for or stands beside, or puts an opened one back.
  function opening(node) {
    const closed = drawing.closedBeside(node.id).length;
    const said = closed ? fill(texts.expand, { count: closed }) : drawing.isOpened(node.id) ? texts.gatherAgain : "";
    if (!said) return [];
    const button = element("button", said);
    button.type = "button";
    button.addEventListener("click", () => (closed ? drawing.expand(node.id) : drawing.close(node.id)));
    return [withClass("buttons", element("p", "", button))];
  }
  function nodeDetails(node) {
    const targets = targetsOf(node.evidence);
    const ties = drawing.tiesOf(node.id).map((edge) => [drawing.otherEnd(edge, node.id), drawing.weightOf(edge)])
      .sort(([a, one], [b, other]) => other - one || a - b);
    const measured = page.measures.map(({ name, label, ...rest }) =>
      [label, node.measures[name] || (name === "community" ? texts.noCommunity : 0), fill(texts.definition, rest)]);
    return [element("h3", node.name), ...pageOf(node), ...opening(node), withClass("quiet", element("p", [node.other, page.kinds[node.group].label].filter(Boolean).join(" · "))),
      element("h4", fill(texts.neighbours, { count: ties.length })),
      withClass("links", element("ul", "", ...ties.map(([id, weight]) => link(id, `${page.nodes[id].name}${amount(weight)}`)))),
      ...(targets.length ? [element("h4", fill(texts.targets, { count: targets.length })), lines(targets.map(entriesOf))] : []),
      ...(node.members ? [] : [withClass("measures", pairs(measured))])];
  }
  function edgeDetails(edge) {
    const targets = targetsOf(edge.evidence);
    return [withClass("name", element("h3", headingOf(edge))),
      ...(edge.details.length ? [lines(edge.details)] : []),
      ...(targets.length ? [element("h4", fill(texts.shared, { count: targets.length })), lines(targets.map(entriesOf))] : []),
      withClass("links", element("ul", "", ...[edge.from, edge.to].map((id) => link(id, page.nodes[id].name))))];
  }
  drawing.onChoice((what) => {
    if (!what) {
      byId("chosen").replaceChildren(withClass("quiet", element("p", texts.nothing)));
      return;
    }
    const close = element("button", texts.close);
    close.type = "button";
    close.addEventListener("click", () => drawing.choose(null));
    const content = what.node !== undefined ? nodeDetails(page.nodes[what.node]) : edgeDetails(page.edges[what.edge]);
    byId("chosen").replaceChildren(...content, close);
    byId("details").scrollTop = 0;
  });

  function tip(content, { x, y }) {
    const box = byId("tip"), frame = drawing.container.getBoundingClientRect();
    box.replaceChildren(...content);
    box.hidden = false;
    box.style.left = `${Math.max(8, Math.min(frame.left + x + 14, innerWidth - box.offsetWidth - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(frame.top + y + 14, innerHeight - box.offsetHeight - 8))}px`;
  }
  const hideTip = () => { byId("tip").hidden = true; };
  drawing.network.on("hoverEdge", ({ edge: id, pointer }) => {
    const edge = page.edges[id], all = [...edge.details, ...targetsOf(edge.evidence).map(targetLine)];
    const content = [withClass("name", element("p", headingOf(edge))), lines(all.slice(0, SHOWN_LINES))];
    if (all.length > SHOWN_LINES) content.push(withClass("quiet", element("p", fill(texts.more, { count: all.length - SHOWN_LINES }))));
    tip(content, pointer.DOM);
  });
  drawing.network.on("hoverNode", ({ node: id, pointer }) => {
    const node = page.nodes[id], measure = page.measures.find((one) => one.name === state.colour);
    const said = [page.kinds[node.group].label, `${page.sizeLabel}: ${node.amount}`, ...(measure ? [`${measure.label}: ${node.measures[measure.name]}`] : [])];
    tip([withClass("name", element("p", node.name)), withClass("quiet", element("p", said.join(" · ")))], pointer.DOM);
  });
  ["blurEdge", "blurNode", "dragStart", "zoom"].forEach((name) => drawing.network.on(name, hideTip));

  // The strongest ties that are drawn, each of which is chosen by its name.
  function strongest() {
    const found = [...drawing.drawn()].sort((a, b) => b.weight - a.weight || a.edge.id - b.edge.id).filter(({ weight }) => weight > 1);
    byId("pairs").hidden = !found.length;
    byId("pairs").querySelector("ol").replaceChildren(...found.slice(0, SHOWN_PAIRS).map(({ edge, weight }) => {
      const button = element("button", `${brief(edge.from)} — ${brief(edge.to)}${amount(weight)}`);
      button.type = "button";
      button.addEventListener("click", () => drawing.choose({ edge: edge.id }));
      return element("li", "", button);
    }));
  }
  // Search: each character of a name is matched by itself, by a whole reading, by the beginning of its last one, or by
  // its first letter.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");
  function matchesFrom(characters, place, wanted) {
    if (!wanted) return true;
    if (place >= characters.length) return false;
    const character = characters[place];
    if (wanted.startsWith(character) && matchesFrom(characters, place + 1, wanted.slice(character.length))) return true;
    const readings = Object.hasOwn(page.syllables, character) ? page.syllables[character].split(" ") : [];
    return readings.some((reading) => reading.startsWith(wanted)
      || (wanted.startsWith(reading) && matchesFrom(characters, place + 1, wanted.slice(reading.length)))
      || (wanted[0] === reading[0] && matchesFrom(characters, place + 1, wanted.slice(1))));
  }
  const spelt = page.nodes.map((node) => [node.name, node.other].filter(Boolean).map((name) => [...plain(name)]));
  const finds = (characters, wanted) => characters.some((_, place) => matchesFrom(characters, place, wanted));
  function matches() {
    const wanted = plain(byId("search").value).slice(0, 60);
    if (!wanted) return [];
    const found = page.nodes.filter((node) => (!node.members || state.gathered === node.by) && spelt[node.id].some((characters) => finds(characters, wanted)));
    // What begins so, then what holds the very characters, then the larger.
    const rank = (node) => (spelt[node.id].some((characters) => matchesFrom(characters, 0, wanted)) ? 0 : plain(node.name).includes(wanted) ? 1 : 2);
    return found.sort((a, b) => rank(a) - rank(b) || b.amount - a.amount || a.id - b.id);
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

  // Buttons, settings, keys.
  const isPressed = (button) => button.getAttribute("aria-pressed") === "true";
  function setPhysics(on) {
    byId("physics").setAttribute("aria-pressed", String(on));
    drawing.network.setOptions({ physics: { enabled: on } });
  }
  function settings() {
    byId("gather").value = state.gathered;
    // Nodes of another way to gather are not in the picture, and have no line in the legend.
    [...byId("kinds").children].forEach((line, place) => { line.hidden = clusterKinds.has(place) && clusterKinds.get(place) !== state.gathered; });
    strongest();
    byId("least-label").textContent = fill(texts.least, { count: state.least });
    byId("least").value = state.least;
    byId("steps").value = state.steps;
    byId("colour").value = drawing.colouring();
    const left = drawing.leftOut();
    byId("hidden").hidden = !left;
    byId("hidden").firstChild.textContent = left ? fill(texts.hidden, { shown: drawing.drawn().length, hidden: left }) : "";
  }
  const heaviest = page.edges.reduce((most, edge) => Math.max(most, edge.weight), 1);
  byId("least").max = heaviest;
  byId("least").disabled = heaviest === 1;
  byId("colour").append(...[...(drawing.hasLights ? [{ name: "light", label: texts.lights }] : []), { name: "kind", label: texts.kind }, ...page.measures].map(({ name, label }) => {
    const option = element("option", label);
    option.value = name;
    return option;
  }));
  byId("fit").addEventListener("click", drawing.fit);
  byId("physics").addEventListener("click", () => setPhysics(!isPressed(byId("physics"))));
  byId("gather").append(...[...page.gatherings, ""].map((by) => {
    const option = element("option", texts.gatherBy[by || "none"]);
    option.value = by;
    return option;
  }));
  for (const part of [byId("gather"), byId("gather").labels[0]]) part.hidden = !page.gatherings.length;
  byId("gather").addEventListener("change", () => drawing.gather(byId("gather").value));
  byId("full-screen").addEventListener("click", () => {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen();
  });
  byId("full-screen").hidden = !document.fullscreenEnabled;
  byId("steps").addEventListener("change", () => { state.steps = Number(byId("steps").value); drawing.refresh(); });
  byId("least").addEventListener("input", () => { state.least = Number(byId("least").value); drawing.refresh(); });
  byId("colour").addEventListener("change", () => { 
    const { value } = byId("colour");
    state.colour = value === (drawing.hasLights ? "light" : "kind") ? "" : value;
    legend();
    drawing.refresh();
  });
  byId("hidden").querySelector("button").addEventListener("click", () => { state.all = true; drawing.refresh(); });
  function walk(by) {
    const order = page.nodes.filter((node) => drawing.isShown(node.id));
    if (!order.length) return;
    const at = state.chosen && state.chosen.node !== undefined ? order.findIndex((node) => node.id === state.chosen.node) : -1;
    drawing.goTo(order[(at + by + order.length + (at < 0 && by < 0 ? 1 : 0)) % order.length].id);
  }
  const KEYS = {
    ArrowLeft: () => drawing.move(-80, 0), ArrowRight: () => drawing.move(80, 0), ArrowUp: () => drawing.move(0, -80),
    ArrowDown: () => drawing.move(0, 80), "+": () => drawing.move(0, 0, 1.25), "=": () => drawing.move(0, 0, 1.25),
    "-": () => drawing.move(0, 0, 0.8), 0: drawing.fit, n: () => walk(1), p: () => walk(-1),
    Enter: () => { if (state.chosen?.node !== undefined) drawing.expand(state.chosen.node); },
  };
  drawing.container.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  document.addEventListener("keydown", (event) => {
    const typing = ["INPUT", "SELECT"].includes(event.target.tagName);
    if (event.key === "/" && !typing) {
      event.preventDefault();
      byId("search").focus();
    } else if (event.key === "Escape") drawing.choose(null);
  });
  drawing.onChange(settings);
  drawing.container.setAttribute("aria-label", fill(texts.picture, { nodes: page.nodes.filter(({ id }) => drawing.isShown(id)).length, edges: drawing.drawn().length }));
  byId("matches").className = "links";
  scales();
  legend();
  settings();
  return { byId, fill, legend, settings, steps, lightSteps, targetLine, targetsOf };
})();
