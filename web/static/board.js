/* A convenience on the board: a card dropped on a stage opens what the card's menu leads to there. The menu itself works without this. */
"use strict";

const board = document.querySelector(".board");
let dragged = null;
let ways = new Map();

function readied() {
  for (const way of board.querySelectorAll("a[data-column]")) way.closest(".person-card").draggable = true;
}

function stageOf(event) {
  const stage = event.target.closest?.(".stage");
  return stage && ways.has(stage) ? stage : null;
}

function hoverOver(stage) {
  for (const other of ways.keys()) other.classList.toggle("is-over", other === stage);
}

function forget() {
  hoverOver(null);
  for (const stage of ways.keys()) delete stage.dataset.takes;
  dragged?.classList.remove("is-dragged");
  ways = new Map();
  dragged = null;
}

function lift(card) {
  dragged = card;
  for (const way of card.querySelectorAll("a[data-column]")) ways.set(document.querySelector(`#stage-${way.dataset.column}`), way);
  ways.delete(null);
  // A page that changes in the very moment a drag begins may end it.
  setTimeout(() => {
    dragged?.classList.add("is-dragged");
    for (const [stage, way] of ways) stage.dataset.takes = way.textContent.trim();
  });
}

if (board) {
  readied();
  document.addEventListener("htmx:afterSettle", readied);
  board.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".person-card[draggable=true]");
    if (!card) return;
    event.dataTransfer.setData("text/plain", " "); // some browsers drag nothing that carries nothing; nobody's name leaves the page
    event.dataTransfer.effectAllowed = "link";
    lift(card);
  });
  document.addEventListener("dragover", (event) => {
    if (!dragged) return;
    const stage = stageOf(event);
    hoverOver(stage);
    if (!stage) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "link";
  });
  board.addEventListener("drop", (event) => {
    const way = ways.get(stageOf(event));
    if (!way) return;
    event.preventDefault();
    location.assign(way.href);
  });
  document.addEventListener("dragend", forget);
}
