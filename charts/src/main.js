// Draws each chart from the table behind it, which stays for those who do not see the drawing; without this script the
// table is all there is. Nothing is asked of any host.
import { read } from "./table.js";
import { draw } from "./draw.js";
import { save } from "./save.js";

for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const chart = read(figure);
  if (!chart.rows.length) continue;
  const place = figure.querySelector(".drawing");
  let width = 0;
  const redraw = () => {
    if (place.clientWidth === width) return;
    width = place.clientWidth;
    place.replaceChildren(draw(chart, width));
  };
  place.hidden = false;
  figure.querySelector("details.behind").open = false;
  redraw();
  new ResizeObserver(() => requestAnimationFrame(redraw)).observe(place);
  for (const button of figure.querySelectorAll("button[data-save]")) {
    button.hidden = false;
    button.addEventListener("click", () => save(figure, draw(chart, 760), button.dataset.save));
  }
}
