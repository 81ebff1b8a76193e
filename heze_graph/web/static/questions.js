"use strict";
// Small comforts; the page works without them.
(() => {
  // Copy buttons beside the calls for programs.
  document.querySelectorAll("dl[data-copy]").forEach((list) => {
    list.querySelectorAll("code").forEach((code) => {
      if (code.dataset.path !== undefined) return;
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = list.dataset.copy;
      button.addEventListener("click", async () => {
        try {
          await navigator.clipboard.writeText(code.textContent);
          button.textContent = list.dataset.copied;
        } catch {
          getSelection().selectAllChildren(code); // not allowed here: at least it is marked, for Ctrl+C
        }
      });
      code.after(button);
    });
  });
  // A click on a shortened text opens it, but not one that marks a part of it or follows a link.
  document.querySelectorAll(".clamp").forEach((text) => {
    text.addEventListener("click", (event) => {
      if (!event.target.closest("a") && getSelection().isCollapsed) text.classList.toggle("open");
    });
  });
  // Fields that are left open need not stand in the address.
  document.querySelectorAll("form.asking, form.showing").forEach((form) => {
    form.addEventListener("submit", () => {
      form.querySelectorAll("select, input").forEach((field) => { field.disabled = field.value === ""; });
    });
  });
  addEventListener("pageshow", () => {
    document.querySelectorAll("form :disabled").forEach((field) => { field.disabled = false; });
  });
})();
