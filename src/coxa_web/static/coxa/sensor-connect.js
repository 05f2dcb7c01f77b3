// The page that shows a phone the way, and whether it has arrived. Shows; the server measures.

import { hook } from "./page.js";
import { createSensorLink } from "./sensor-link.js";
import { createPairing } from "./sensor-pairing.js";

/** @typedef {import("./sensor-link.js").LinkState} LinkState */

const root = hook("connect", HTMLElement);
/** @type {Record<string, string>} */
const words = JSON.parse(root.dataset["words"] ?? "{}");
const fields = {
  state: hook("phone-state", HTMLElement),
  words: hook("phone-words", HTMLElement),
  rate: hook("rate", HTMLElement),
  still: hook("still", HTMLElement),
  side: hook("side", HTMLElement),
};

/** @param {HTMLElement} field @param {string} text */
const write = (field, text) => {
  if (field.textContent !== text) field.textContent = text;
};
/** @param {string} name */
const word = (name) => words[name] ?? name;
/** @param {number | null} value @param {(value: number) => string} shown */
const number = (value, shown) => (value === null ? "–" : shown(value));
/** @param {boolean | null} value */
const truth = (value) => (value === null ? "–" : word(value ? "yes" : "no"));

/** @param {LinkState} state */
const named = (state) => word(state.link === "open" || state.link === "connecting" ? state.phone : "broken");

let before = "";
/** @param {LinkState} state */
function show(state) {
  root.dataset["phone"] = state.link === "open" ? state.phone : "broken";
  write(fields.state, named(state));
  write(fields.words, state.words ?? "");
  write(fields.rate, number(state.rate_hz, (rate) => rate.toFixed(0)));
  write(fields.still, truth(state.is_still));
  write(fields.side, state.side === null ? "–" : word(state.side));
  if (before !== state.phone && state.phone === "connected") pairing?.refresh(); // its code is used up
  before = state.phone;
}

const failed = hook("failed", HTMLElement);
const pairing = root.dataset["lan"] === "true"
  ? createPairing({ onFailed: () => { failed.hidden = false; } }) : null;
const link = createSensorLink({ role: "watcher", onBatch: () => undefined, onState: show });
window.addEventListener("pagehide", () => {
  link.close();
  pairing?.close();
});
