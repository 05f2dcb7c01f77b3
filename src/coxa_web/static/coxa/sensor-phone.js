// The page on the phone that is strapped on: asks for motion, sends it, says in large words how it is.

import { hook } from "./page.js";
import { byPosts, bySocket } from "./sensor-carriers.js";
import { createFeed } from "./sensor-feed.js";
import { newName } from "./sensor-protocol.js";
import { isApple, sampleOf } from "./sensor-samples.js";
import { createWake } from "./wake.js";

/** @typedef {import("./sensor-feed.js").Feed} Feed */
/** @typedef {import("./sensor-feed.js").FeedState} FeedState */
/** @typedef {import("./sensor-protocol.js").Side} Side */

const NO_MOTION_MS = 3000;
const NAME = "coxa-phone";

const root = hook("sensor", HTMLElement);
/** @type {Record<string, string>} */
const words = JSON.parse(root.dataset["words"] ?? "{}");
const fields = {
  state: hook("state", HTMLElement),
  say: hook("say", HTMLElement),
  next: hook("next", HTMLElement),
  rate: hook("rate", HTMLElement),
  still: hook("still", HTMLElement),
  coach: hook("coach", HTMLElement),
  problem: hook("problem", HTMLElement),
  lock: hook("lock", HTMLElement),
};
const buttons = {
  start: hook("start", HTMLButtonElement),
  again: hook("again", HTMLButtonElement),
  over: hook("take-over", HTMLButtonElement),
  strapped: hook("strapped", HTMLButtonElement),
  off: hook("off", HTMLButtonElement),
  end: hook("end", HTMLButtonElement),
};
const parts = [...document.querySelectorAll("[data-show]")].filter((part) => part instanceof HTMLElement);
const isTurned = isApple();

/** @type {Feed | null} */
let feed = null;
/** @type {FeedState | null} */
let link = null;
let isStrapped = false;
let isHidden = false;
let hasMotion = false;

/** @param {string} name */
const word = (name) => words[name] ?? "";
/** @param {HTMLElement} field @param {string} text */
const write = (field, text) => {
  if (field.textContent !== text) field.textContent = text;
};
/** @returns {Side} */
const side = () => (hook("right", HTMLInputElement).checked ? "right" : "left");

/** @param {string} state @param {string} [text] @param {string} [next] */
function show(state, text = word(`say_${state}`), next = "") {
  root.dataset["state"] = state;
  write(fields.state, word(`state_${state}`));
  write(fields.say, text);
  write(fields.next, next);
  for (const part of parts) part.hidden = !(part.dataset["show"] ?? "").split(" ").includes(state);
}

/** @param {"refused" | "no_sensor" | "not_secure"} why */
function stuck(why) {
  wake.off();
  window.removeEventListener("devicemotion", felt);
  feed?.end();
  feed?.close();
  feed = link = null;
  show("stopped", word(why), word(`${why}_next`));
  buttons.over.hidden = true;
  buttons.again.hidden = false;
}

/** @param {FeedState} state */
function told(state) {
  link = state;
  const { signal } = state;
  write(fields.rate, signal?.rate_hz == null ? word("not_yet") : signal.rate_hz.toFixed(0));
  write(fields.still, signal?.is_still == null ? word("not_yet") : word(signal.is_still ? "is_still" : "is_moving"));
  write(fields.coach, word(`coach_${state.coach}`));
  write(fields.problem, signal?.words ?? "");
  if (state.link === "stopped") stopped(state.reason);
  else if (state.link === "connecting") show("connecting");
  else if (state.link === "lost") show("lost");
  else if (isHidden) show("lost", word("say_hidden"));
  else if (!isStrapped) show("connected");
  else show(state.coach === "measuring" ? "measuring" : "strapped");
}

/** @param {string} reason */
function stopped(reason) {
  wake.off();
  show("stopped", word(`closed_${reason}`));
  buttons.over.hidden = !(reason === "phone_taken" || reason === "replaced");
  buttons.again.hidden = !buttons.over.hidden;
}

/** Ask as this browser wants to be asked: some only on a press. */
async function asked() {
  const kind = /** @type {{requestPermission?: () => Promise<string>}} */ (
    /** @type {unknown} */ (globalThis.DeviceMotionEvent));
  if (typeof kind.requestPermission !== "function") return true;
  show("asking");
  return kind.requestPermission().then((answer) => answer === "granted", () => false);
}

/** @param {DeviceMotionEvent} event */
function felt(event) {
  const sample = sampleOf(event, isTurned);
  if (sample === null) return;
  hasMotion = true;
  feed?.push(sample);
}

function phoneName() {
  try {
    const name = sessionStorage.getItem(NAME) ?? newName();
    sessionStorage.setItem(NAME, name);
    return name;
  } catch { // a browser that keeps nothing: then this page is a phone of its own
    return newName();
  }
}

async function start() {
  if (!globalThis.isSecureContext) return stuck("not_secure");
  if (typeof globalThis.DeviceMotionEvent !== "function") return stuck("no_sensor");
  if (!await asked()) return stuck("refused");
  wake.on();
  window.addEventListener("devicemotion", felt);
  show("connecting");
  feed?.close();
  feed = createFeed({
    ways: [bySocket("/sensor/link"), byPosts("/sensor/post")],
    facts: { phone: phoneName(), stream: newName(), side: side(), system: isTurned ? "apple" : "other" },
    onChange: told,
  });
  setTimeout(() => {
    if (!hasMotion) stuck("no_sensor");
  }, NO_MOTION_MS);
}

/** @param {boolean} strapped */
function place(strapped) {
  isStrapped = strapped;
  feed?.place(strapped, side());
  if (link !== null) told(link);
}

const wake = createWake({
  onHidden() {
    isHidden = true;
    feed?.wake(false);
    if (link !== null) told(link);
  },
  onShown() {
    isHidden = false;
    feed?.wake(true);
    if (link !== null) told(link);
  },
  onNoLock() {
    write(fields.lock, word("no_wake_lock"));
  },
});

buttons.start.addEventListener("click", () => void start());
buttons.again.addEventListener("click", () => {
  if (link === null || link.reason === "not_paired" || link.reason === "version_unknown") location.reload();
  else {
    wake.on();
    feed?.again(false);
  }
});
buttons.over.addEventListener("click", () => {
  wake.on();
  feed?.again(true);
});
buttons.strapped.addEventListener("click", () => place(true));
buttons.off.addEventListener("click", () => place(false));
buttons.end.addEventListener("click", () => feed?.end());
window.addEventListener("pagehide", () => feed?.close());
show("start");
