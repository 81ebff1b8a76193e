// A drawing as a file that says of itself what it shows and where it comes from.
const SPACE = "http://www.w3.org/2000/svg";
const INK = "#1b1f24", QUIET = "#55606c";

/** Save the drawing of a figure as `svg` or `png`. */
export async function save(figure, svg, form) {
  const whole = framed(figure, svg);
  const text = `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(whole)}`;
  const blob = form === "svg" ? new Blob([text], { type: "image/svg+xml" }) : await painted(whole, text);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = `${figure.dataset.name}.${form}`;
  link.click();
  URL.revokeObjectURL(link.href);
}

/** The drawing between its title and its source, on white, as it is printed. */
function framed(figure, svg) {
  const width = Number(svg.getAttribute("width")), height = Number(svg.getAttribute("height"));
  const title = svg.getAttribute("aria-label");
  const keys = [...figure.querySelectorAll("thead th[data-colour]")].map((head) => [head.dataset.colour, head.dataset.label]);
  const notes = folded(figure.querySelector(".source").textContent.trim().replace(/\s+/g, " "), width / 12);
  const whole = made("svg", { xmlns: SPACE, width: width + 32, height: height + 84 + 16 * notes.length, color: INK, "font-family": getComputedStyle(figure).fontFamily, "font-size": 14 });
  whole.append(made("title", {}, title), made("rect", { width: "100%", height: "100%", fill: "#ffffff" }));
  whole.append(made("text", { x: 16, y: 28, "font-size": 17, "font-weight": 700, fill: INK }, title));
  let at = 16;
  for (const [colour, label] of keys) {
    whole.append(made("rect", { x: at, y: 42, width: 12, height: 12, fill: colour }), made("text", { x: at + 17, y: 53, "font-size": 12, fill: INK }, label));
    at += 17 + 14 + [...label].reduce((sum, one) => sum + (one.charCodeAt(0) < 0x250 ? 7 : 12), 0);
  }
  svg.setAttribute("x", 16);
  svg.setAttribute("y", 66);
  svg.querySelectorAll("a").forEach((link) => { link.removeAttribute("tabindex"); link.removeAttribute("aria-label"); });
  whole.append(svg);
  notes.forEach((note, line) => whole.append(made("text", { x: 16, y: height + 84 + 16 * line, "font-size": 12, fill: QUIET }, note)));
  return whole;
}

function painted(whole, text) {
  const image = new Image();
  return new Promise((resolve, reject) => {
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [2 * Number(whole.getAttribute("width")), 2 * Number(whole.getAttribute("height"))];
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png");
    };
    image.onerror = reject;
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  });
}

function made(name, attributes, text = "") {
  const element = document.createElementNS(SPACE, name);
  for (const [key, value] of Object.entries(attributes)) if (key !== "xmlns") element.setAttribute(key, value);
  element.textContent = text;
  return element;
}

/** A text in lines of so many characters. */
function folded(text, length) {
  return text.match(new RegExp(`.{1,${Math.max(10, Math.floor(length))}}`, "gu")) ?? [];
}
