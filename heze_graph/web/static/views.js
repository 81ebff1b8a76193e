"use strict";
// What is chosen and filtered in the picture stands in the address of this page, too, so that it can be passed on.
(() => {
  const picture = document.querySelector("iframe.picture");
  if (!picture || location.protocol === "file:") return; // from a folder, no page may look into another
  const whole = document.querySelector("[data-same-picture]");
  const inside = () => picture.contentWindow.location;
  if (location.hash) picture.src += location.hash;
  picture.addEventListener("load", () => {
    setInterval(() => {
      const { hash } = inside();
      if (hash === location.hash) return;
      history.replaceState(null, "", hash || location.pathname + location.search);
      whole.hash = hash;
    }, 300);
  });
  addEventListener("hashchange", () => { inside().hash = location.hash; });
})();
