/* What is sent is sent once, and whoever waits for it sees what is being done, how far it is and how long it has taken. */
"use strict";

const FIRST_LOOK = 1000; // work that takes no second needs no word
const NEXT_LOOK = 1500;
const TOLD_FROM = 4; // seconds after which it is said how long it has taken
const HEARD_EVERY = 15; // seconds between two words to a screen reader
const NEWS_EVERY = 5; // the same where something else is being done now
const FILE_BEGINS = 2000; // the browser itself shows how far a file is
const GONE = 8; // answers in a row without news that mean: this work is over, and the page it was for never came

const busy = document.querySelector("#busy");
const waitings = new Map();

function drawnKey() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function howLong(seconds) {
  const words = seconds < 60 ? busy.dataset.seconds : busy.dataset.minutes;
  return words.replace("{minutes}", Math.floor(seconds / 60)).replace("{seconds}", seconds % 60);
}

/* The line beside the button: a bar where numbers are known, what is being done, how long it has taken. */
class Waiting {
  constructor(element, button) {
    this.element = element;
    this.button = button;
    this.words = element.dataset.busy || busy.dataset.words;
    this.told = element.hasAttribute("data-told");
    this.key = this.told ? drawnKey() : null;
    this.since = performance.now();
    this.heardAt = 0;
    this.seen = false;
    this.missed = 0;
    element.setAttribute("aria-busy", "true");
    busy.textContent = this.words;
    this.button.setAttribute("aria-disabled", "true");
    const file = element.hasAttribute("data-file");
    this.timer = file ? setTimeout(() => end(element), FILE_BEGINS) : setTimeout(() => this.look(), FIRST_LOOK);
  }

  draw() {
    this.line = document.createElement("span");
    this.line.className = "under-way";
    this.bar = document.createElement("progress");
    this.bar.hidden = true;
    this.bar.setAttribute("aria-label", busy.dataset.words);
    this.doing = document.createElement("span");
    this.time = document.createElement("span");
    this.time.className = "quiet";
    this.line.append(this.bar, this.doing, this.time);
    this.button.after(this.line);
    this.clock = setInterval(() => this.show(), 1000);
    this.show();
    this.line.scrollIntoView({ block: "nearest" });
  }

  show() {
    const seconds = Math.floor((performance.now() - this.since) / 1000);
    this.doing.textContent = this.words;
    this.time.textContent = seconds < TOLD_FROM ? "" : `${howLong(seconds)} · ${busy.dataset.wait}`;
    if (seconds - this.heardAt < (this.news ? NEWS_EVERY : HEARD_EVERY)) return;
    this.heardAt = seconds;
    this.news = false;
    busy.textContent = `${this.words} ${howLong(seconds)}`;
  }

  async look() {
    if (!this.line) this.draw();
    if (!this.told) return;
    await this.ask();
    if (waitings.has(this.element)) this.timer = setTimeout(() => this.look(), NEXT_LOOK);
  }

  async ask() {
    try {
      const answer = await fetch(busy.dataset.address + this.key, { headers: { "HX-Request": "true" }, redirect: "error" });
      if (answer.status === 200) this.hear(await answer.json());
      else if (answer.status === 204 && this.seen && ++this.missed === GONE) end(this.element);
    } catch {
      // a look that failed tells nothing: the work itself goes on
    }
  }

  hear(far) {
    this.seen = true;
    this.missed = 0;
    this.words = far.words;
    this.bar.hidden = far.total === undefined;
    if (far.total !== undefined) {
      this.bar.max = far.total;
      this.bar.value = far.done;
    }
    if (far.stage !== this.stage) this.news = true;
    this.stage = far.stage;
    this.show();
  }

  stop() {
    clearTimeout(this.timer);
    clearInterval(this.clock);
    this.line?.remove();
    this.button.removeAttribute("aria-disabled");
    this.element.removeAttribute("aria-busy");
  }
}

function begin(element, button) {
  const waiting = new Waiting(element, button);
  waitings.set(element, waiting);
  return waiting;
}

function end(element) {
  waitings.get(element)?.stop();
  waitings.delete(element);
  if (!waitings.size) busy.textContent = "";
}

/* A form is sent once; whoever comes back to the page may send it again. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (waitings.has(form)) event.preventDefault();
  if (event.defaultPrevented || (form.method !== "post" && !form.dataset.busy)) return;
  begin(form, event.submitter || form.lastElementChild);
});
document.addEventListener("formdata", (event) => {
  const key = waitings.get(event.target)?.key;
  if (key) event.formData.set("work", key);
});

/* A link to work that takes long waits like a form. */
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-busy]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  if (waitings.has(link)) return;
  const address = new URL(link.href);
  const { key } = begin(link, link);
  if (key) address.searchParams.set("work", key);
  location.assign(address);
});
const address = new URL(location.href);
if (address.searchParams.has("work")) {
  address.searchParams.delete("work"); // it was for waiting; whoever keeps or sends this address needs it no more
  history.replaceState(history.state, "", address);
}

/* So does a part of the page that is asked for. */
document.addEventListener("htmx:configRequest", (event) => {
  const element = event.detail.elt;
  if (!element.matches("form[data-busy]")) return;
  end(element);
  const { key } = begin(element, event.detail.triggeringEvent?.submitter || element.lastElementChild);
  if (key) event.detail.headers["Kladka-Work"] = key;
});
document.addEventListener("htmx:afterRequest", (event) => end(event.detail.elt));

window.addEventListener("pageshow", (event) => {
  if (event.persisted) for (const element of [...waitings.keys()]) end(element);
});
