// Files may be dropped anywhere on the page, and what is too large is told before it is sent.
"use strict";
{
  const form = document.getElementById("bring");
  const files = document.getElementById("files");
  const told = document.getElementById("too-large");
  const fits = () => {
    const size = [...files.files].reduce((sum, file) => sum + file.size, 0);
    told.textContent = size > Number(form.dataset.most) ? form.dataset.tooLarge : "";
    told.hidden = !told.textContent;
    return told.hidden;
  };
  const holdsFiles = (event) => [...event.dataTransfer.types].includes("Files");
  files.addEventListener("change", fits);
  form.addEventListener("submit", (event) => { if (!fits()) event.preventDefault(); });
  document.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.add("over");
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) form.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    form.classList.remove("over");
    files.files = event.dataTransfer.files;
    if (files.files.length && fits()) form.requestSubmit();
  });
}
