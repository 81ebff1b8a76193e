// Suggestions under the search boxes: an ARIA combobox with a listbox. Without this file the boxes are plain forms.
"use strict";

const WAIT = 120; // milliseconds between the last key and the question

function combobox(input, number) {
  const list = document.createElement("ul");
  list.id = `suggestions-${number}`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.getAttribute("aria-label") || "");
  list.hidden = true;
  input.insertAdjacentElement("afterend", list);
  const state = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false" };
  for (const [name, value] of Object.entries({ ...state, "aria-controls": list.id })) input.setAttribute(name, value);
  let timer = 0;
  let asked = "";
  let active = -1;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function option(found, at) {
    const item = document.createElement("li");
    item.id = `${list.id}-${at}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    item.dataset.path = found.path;
    for (const [name, text] of [["kind", found.kind], ["label", found.label], ["said", found.said]]) {
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      item.append(part);
    }
    item.addEventListener("mousedown", (event) => {
      event.preventDefault();
      go(item);
    });
    return item;
  }

  function go(item) {
    // Only pages of this site are followed, or of the folder that the page stands in.
    const { protocol, host, href } = new URL(item.dataset.path, document.baseURI);
    if (protocol === location.protocol && host === location.host) location.assign(href);
  }

  async function ask() {
    const typed = input.value.trim();
    asked = typed;
    if (!typed) return close();
    const parameters = new URLSearchParams({ q: typed });
    if (document.documentElement.lang === "en") parameters.set("lang", "en");
    try {
      const answer = await fetch(`${input.form.action}/suggest?${parameters}`);
      const found = answer.ok ? await answer.json() : [];
      if (asked !== typed) return; // another key was pressed meanwhile
      close();
      list.replaceChildren(...found.map(option));
      list.hidden = found.length === 0;
      input.setAttribute("aria-expanded", String(found.length > 0));
    } catch {
      close();
    }
  }

  function choose(step) {
    const items = [...list.children];
    if (list.hidden || items.length === 0) return;
    active = (active + step + items.length + (active < 0 && step < 0 ? 1 : 0)) % items.length;
    items.forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
    input.setAttribute("aria-activedescendant", items[active].id);
    items[active].scrollIntoView({ block: "nearest" });
  }

  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // an input method is at work
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      go(list.children[active]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    }
  });
  input.addEventListener("blur", close);
}

document.querySelectorAll('form.search input[name="q"]').forEach(combobox);
