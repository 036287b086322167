/* Conveniences: every page works without this file. Keys to walk with. */
"use strict";

const KEYS_OFF = "kladka-keys-off";
const typing = (element) => element.closest("input, select, textarea, [contenteditable]") !== null;
const keysAreOn = () => localStorage.getItem(KEYS_OFF) === null;

/* The lines of the first list on the page, each by its first link or button. */
function lines() {
  const list = document.querySelector("[data-lines]");
  return list ? [...list.querySelectorAll(list.dataset.lines)].map((line) => line.querySelector("a, button")).filter(Boolean) : [];
}

function walk(step) {
  const stops = lines();
  const now = stops.findIndex((stop) => stop === document.activeElement);
  const next = stops[Math.min(stops.length - 1, Math.max(0, now + step))];
  if (next) next.focus();
}

const DOES = {
  "/": () => document.querySelector("#search-words")?.focus(),
  j: () => walk(1),
  k: () => walk(-1),
  "?": () => {
    const help = document.querySelector("#page-help");
    if (!help) return;
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || !keysAreOn()) return;
  const does = DOES[event.key];
  if (!does) return;
  event.preventDefault();
  does();
});

const choice = document.querySelector("#keys-on");
if (choice) {
  choice.closest("[hidden]").hidden = false;
  choice.checked = keysAreOn();
  choice.addEventListener("change", () => {
    if (choice.checked) localStorage.removeItem(KEYS_OFF);
    else localStorage.setItem(KEYS_OFF, "1");
  });
}

/* What is wrong is told at the head of a form by links: each says of which field it speaks. */
for (const link of document.querySelectorAll(".told.refused a[href^='#field-']")) {
  const id = link.hash.slice(1);
  const named = document.querySelector(`label[for="${CSS.escape(id)}"]`) ?? document.querySelector(`#${CSS.escape(id)} > legend`);
  if (named) link.prepend(`${named.firstChild.textContent.trim()}: `);
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
